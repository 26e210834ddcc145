/** The parameters of a new order as the engine's command, and of a reference to one. Books nothing. */
import { randomBytes } from 'node:crypto'
import type { Bps, Credits } from '../../../base/money.ts'
import type { OrderId, OrderInput, Trigger } from '../../../engine/command.ts'
import type { Pair } from '../../../engine/exchange/pair.ts'
import type { AccountId } from '../../../engine/ledger/chart.ts'
import type { Params } from '../params.ts'
import { refusals, refuse, translated } from '../refusal.ts'
import { decimalIn, lotsIn, ticksIn } from '../text.ts'
import { modeIn, type OrderType, orderTypes, selfTradeModes, sideIn, sides, timeIn, timesInForce } from './words.ts'

const CLIENT_ID = /^[a-zA-Z0-9\-_.:/]{1,36}$/

/** What an order is made of; lists name the parts of each of their orders in their own way. */
export type Part =
  | 'side'
  | 'type'
  | 'timeInForce'
  | 'quantity'
  | 'quoteOrderQty'
  | 'price'
  | 'stopPrice'
  | 'trailingDelta'
  | 'icebergQty'
  | 'newClientOrderId'
export type PartName = (part: Part) => string

const sameName: PartName = (part) => part

export interface Placing {
  readonly params: Params
  readonly account: AccountId
  readonly pair: Pair
}

/** Reads one order whose parts have these names. Throws the dialect's refusals. */
export function orderIn(placing: Placing, name: PartName = sameName): OrderInput {
  const { params } = placing
  const type = params.choice(name('type'), orderTypes, () => refuse(-1116, 'Invalid orderType.'))
  if (type === undefined) throw refusals.missing(name('type'))
  return orderOfType(placing, type, name)
}

export function orderOfType(placing: Placing, type: OrderType, name: PartName): OrderInput {
  const { params, account } = placing
  const side = params.choice(name('side'), sides, () => refuse(-1117, 'Invalid side.'))
  if (side === undefined) throw refusals.missing(name('side'))
  const trigger = triggerIn(placing, type, name)
  const common = {
    ...{ account, side: sideIn(side), clientOrderId: clientIdIn(params, name('newClientOrderId')) },
    ...selfTradeIn(params),
    ...(trigger === undefined ? {} : { trigger }),
  }
  const limit = type === 'LIMIT' || type === 'LIMIT_MAKER' || type.endsWith('_LIMIT')
  return limit ? limitIn(placing, { ...common, post: type === 'LIMIT_MAKER' }, name) : marketIn(placing, common, name)
}

type Common = Pick<OrderInput, 'account' | 'side' | 'clientOrderId' | 'selfTrade' | 'trigger'>

function limitIn(
  { params, pair }: Placing,
  { post, ...common }: Common & { readonly post: boolean },
  name: PartName,
): OrderInput {
  const tif = params.choice(name('timeInForce'), timesInForce, () => refuse(-1115, 'Invalid timeInForce.'))
  if (!post && tif === undefined) throw refusals.missing(name('timeInForce'))
  if (post && tif !== undefined && tif !== 'GTC') throw unwanted(name('timeInForce'))
  const lots = quantityIn(params, name, pair)
  const price = ticksIn(name('price'), params.needed(name('price')), pair)
  if (price === undefined) throw translated('bad_price')
  const shown = params.text(name('icebergQty'))
  const iceberg = shown === undefined || Number(shown) === 0 ? undefined : lotsIn(name('icebergQty'), shown, pair)
  if (shown !== undefined && iceberg === undefined && Number(shown) !== 0) throw translated('bad_iceberg')
  const terms = { price, lots, tif: timeIn(tif ?? 'GTC'), postOnly: post }
  return { ...common, kind: 'limit', ...terms, ...(iceberg === undefined ? {} : { iceberg }) }
}

function marketIn({ params, pair }: Placing, common: Common, name: PartName): OrderInput {
  const [quantity, quoteText] = [params.text(name('quantity')), params.text(name('quoteOrderQty'))]
  for (const part of ['price', 'icebergQty'] as const) if (params.has(name(part))) throw unwanted(name(part))
  if (quoteText === undefined) return { ...common, kind: 'market', lots: quantityIn(params, name, pair) }
  if (quantity !== undefined) throw unwanted(name('quantity'))
  const quote = decimalIn(name('quoteOrderQty'), quoteText, 6)
  if (quote === undefined) throw refuse(-1111, `Parameter '${name('quoteOrderQty')}' has too much precision.`)
  return { ...common, kind: 'market_quote', quote: quote as Credits }
}

function triggerIn({ params, pair }: Placing, type: OrderType, name: PartName): Trigger | undefined {
  const [stop, trail] = [params.text(name('stopPrice')), params.integer(name('trailingDelta'), 1, 100_000)]
  const waits = type.startsWith('STOP_LOSS') || type.startsWith('TAKE_PROFIT')
  if (!waits) {
    if (stop !== undefined) throw unwanted(name('stopPrice'))
    if (trail !== undefined) throw unwanted(name('trailingDelta'))
    return undefined
  }
  if (stop === undefined && trail === undefined) throw refusals.missing(name('stopPrice'))
  const price = stop === undefined ? null : ticksIn(name('stopPrice'), stop, pair)
  if (price === undefined) throw translated('bad_price')
  const kind = type.startsWith('STOP_LOSS') ? 'stop_loss' : 'take_profit'
  return { kind, price, ...(trail === undefined ? {} : { trailBps: trail as Bps }) }
}

function unwanted(name: string): Error {
  return refuse(-1106, `Parameter '${name}' sent when not required.`)
}

function quantityIn(params: Params, name: PartName, pair: Pair) {
  const lots = lotsIn(name('quantity'), params.needed(name('quantity')), pair)
  if (lots === undefined) throw translated('bad_quantity')
  return lots
}

/** Every order and list has one, so that what answers tell can be asked for again. */
export function clientIdIn(params: Params, name: string): string {
  const id = params.text(name)
  if (id === undefined) return randomBytes(11).toString('hex')
  if (!CLIENT_ID.test(id)) throw refusals.illegal(name)
  return id
}

function selfTradeIn(params: Params): Pick<OrderInput, 'selfTrade'> {
  const name = 'selfTradePreventionMode'
  const mode = params.choice(name, selfTradeModes, () => refusals.illegal(name))
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
