/** The parameters of a new order as the engine's command, and of a reference to one. Books nothing. */
import { randomBytes } from 'node:crypto'
import type { Credits } from '../../../base/money.ts'
import type { OrderId, OrderInput } from '../../../engine/command.ts'
import type { Pair } from '../../../engine/exchange/pair.ts'
import type { AccountId } from '../../../engine/ledger/chart.ts'
import type { Params } from '../params.ts'
import { refusals, refuse, translated } from '../refusal.ts'
import { decimalIn, lotsIn, ticksIn } from '../text.ts'
import { modeIn, orderTypes, selfTradeModes, sideIn, sides, timeIn, timesInForce } from './words.ts'

const CLIENT_ID = /^[a-zA-Z0-9\-_.:/]{1,36}$/

/** Parameters that no order type here takes: ignoring them would place another order than was meant. */
const foreign = ['stopPrice', 'trailingDelta', 'icebergQty', 'pegPriceType', 'pegOffsetValue', 'pegOffsetType'] as const

export function orderIn(params: Params, account: AccountId, pair: Pair): OrderInput {
  const side = params.choice('side', sides, () => refuse(-1117, 'Invalid side.'))
  if (side === undefined) throw refusals.missing('side')
  const type = params.choice('type', orderTypes, () => refuse(-1116, 'Invalid orderType.'))
  if (type === undefined) throw refusals.missing('type')
  for (const name of foreign) if (params.has(name)) throw refuse(-1106, `Parameter '${name}' sent when not required.`)
  const common = { account, side: sideIn(side), clientOrderId: clientIdIn(params), ...selfTradeIn(params) }
  return type === 'MARKET' ? marketIn(params, common, pair) : limitIn(params, { ...common, type }, pair)
}

type Common = Pick<OrderInput, 'account' | 'side' | 'clientOrderId' | 'selfTrade'>

function limitIn(
  params: Params,
  { type, ...common }: Common & { readonly type: 'LIMIT' | 'LIMIT_MAKER' },
  pair: Pair,
): OrderInput {
  const post = type === 'LIMIT_MAKER'
  const tif = params.choice('timeInForce', timesInForce, () => refuse(-1115, 'Invalid timeInForce.'))
  if (!post && tif === undefined) throw refusals.missing('timeInForce')
  if (post && tif !== undefined && tif !== 'GTC') throw refuse(-1106, "Parameter 'timeInForce' sent when not required.")
  const lots = quantityIn(params, pair)
  const price = ticksIn('price', params.needed('price'), pair)
  if (price === undefined) throw translated('bad_price')
  return { ...common, kind: 'limit', price, lots, tif: timeIn(tif ?? 'GTC'), postOnly: post }
}

function marketIn(params: Params, common: Common, pair: Pair): OrderInput {
  const [quantity, quoteText] = [params.text('quantity'), params.text('quoteOrderQty')]
  if (quoteText === undefined) return { ...common, kind: 'market', lots: quantityIn(params, pair) }
  if (quantity !== undefined) throw refuse(-1106, "Parameter 'quantity' sent when not required.")
  const quote = decimalIn('quoteOrderQty', quoteText, 6)
  if (quote === undefined) throw refuse(-1111, "Parameter 'quoteOrderQty' has too much precision.")
  return { ...common, kind: 'market_quote', quote: quote as Credits }
}

function quantityIn(params: Params, pair: Pair) {
  const lots = lotsIn('quantity', params.needed('quantity'), pair)
  if (lots === undefined) throw translated('bad_quantity')
  return lots
}

/** Every order has one, so that what answers tell can be asked for again. */
function clientIdIn(params: Params): string {
  const id = params.text('newClientOrderId')
  if (id === undefined) return randomBytes(11).toString('hex')
  if (!CLIENT_ID.test(id)) throw refusals.illegal('newClientOrderId')
  return id
}

function selfTradeIn(params: Params): Pick<OrderInput, 'selfTrade'> {
  const mode = params.choice('selfTradePreventionMode', selfTradeModes, () =>
    refusals.illegal('selfTradePreventionMode'),
  )
  return mode === undefined ? {} : { selfTrade: modeIn(mode) }
}

export type OrderReference = { readonly orderId: OrderId } | { readonly clientOrderId: string }

/** Named by `orderId` or by the client's own id; `names` are those of cancel-replace. */
export function referenceIn(
  params: Params,
  names: readonly [id: string, client: string] = ['orderId', 'origClientOrderId'],
): OrderReference {
  const orderId = params.id(names[0])
  if (orderId !== undefined) return { orderId: orderId as OrderId }
  const clientOrderId = params.text(names[1])
  if (clientOrderId === undefined)
    throw refuse(-1102, `Param '${names[1]}' or '${names[0]}' must be sent, but both were empty/null!`)
  return { clientOrderId }
}
