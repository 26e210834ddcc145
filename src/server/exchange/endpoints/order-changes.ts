/** Changing orders: one taken out and another placed in one command, a quantity made smaller. */
import type { Lots } from '../../../base/money.ts'
import type { RefusedHalf, ResultOf } from '../../../engine/command.ts'
import { pairNow } from '../../booking.ts'
import type { DialectEndpoint, OwnAsk } from '../endpoint.ts'
import { orderCore, orderState, workingTime } from '../orders/order-row.ts'
import { orderIn, referenceIn } from '../orders/read-order.ts'
import { modeWord } from '../orders/words.ts'
import { DialectRefusal, refusals, translated } from '../refusal.ts'
import { lotsIn } from '../text.ts'
import { canceledAnswer, checkRestrictions, checkWallet, placedAnswer, responseIn } from './orders.ts'

export const orderChangeEndpoints: readonly DialectEndpoint[] = [
  {
    rest: ['POST /api/v3/order/cancelReplace'],
    socket: 'order.cancelReplace',
    security: 'trade',
    weight: 1,
    orders: 1,
    answer: cancelReplace,
  },
  {
    rest: ['PUT /api/v3/order/amend/keepPriority'],
    socket: 'order.amend.keepPriority',
    security: 'trade',
    weight: 4,
    answer: amend,
  },
]

const modes = ['STOP_ON_FAILURE', 'ALLOW_FAILURE'] as const

/** Both halves are told, also where one was refused. */
async function cancelReplace(ask: OwnAsk): Promise<object> {
  const { deps, params, caller } = ask
  const { account } = caller
  params.symbol()
  const mode = params.choice('cancelReplaceMode', modes, () => refusals.illegal('cancelReplaceMode'))
  if (mode === undefined) throw refusals.missing('cancelReplaceMode')
  const cancel = referenceIn(params, ['cancelOrderId', 'cancelOrigClientOrderId'])
  const place = orderIn({ params, account, pair: pairNow(deps.core) })
  const shape = responseIn(ask)
  checkWallet(ask, cancel, 'spot')
  checkRestrictions(ask, cancel)
  const engineMode = mode === 'STOP_ON_FAILURE' ? 'stop_on_failure' : 'allow_failure'
  const outcome = await deps.core.submit('order.replace', { account, cancel, place, mode: engineMode })
  if (!outcome.ok) throw translated(outcome.code)
  return told(ask, outcome.result, shape)
}

function told(
  ask: OwnAsk,
  { canceled, placed }: ResultOf<'order.replace'>,
  shape: ReturnType<typeof responseIn>,
): object {
  const newId = ask.params.text('cancelNewClientOrderId')
  const data = {
    cancelResult: canceled.ok ? 'SUCCESS' : 'FAILURE',
    newOrderResult: placed === null ? 'NOT_ATTEMPTED' : placed.ok ? 'SUCCESS' : 'FAILURE',
    cancelResponse: canceled.ok ? canceledAnswer(ask, canceled.order, newId) : bodyOf(canceled),
    newOrderResponse: placed === null ? null : placed.ok ? placedAnswer(ask, placed, shape) : bodyOf(placed),
  }
  if (canceled.ok && placed?.ok) return data
  if (!canceled.ok && !placed?.ok)
    throw new DialectRefusal(400, { code: -2022, msg: 'Order cancel-replace failed.', data })
  throw new DialectRefusal(409, { code: -2021, msg: 'Order cancel-replace partially failed.', data })
}

function bodyOf({ code }: RefusedHalf): object {
  return translated(code).body
}

/** Smaller only: the rest keeps its place in the queue. */
async function amend(ask: OwnAsk): Promise<object> {
  const { deps, params, caller } = ask
  params.symbol()
  const lots = lotsIn('newQty', params.needed('newQty'), pairNow(deps.core))
  if (lots === undefined) throw translated('bad_quantity')
  const reference = referenceIn(params)
  checkWallet(ask, reference, 'spot')
  const input = { account: caller.account, lots: lots as Lots, ...reference }
  const outcome = await deps.core.submit('order.amend', input)
  if (!outcome.ok) throw translated(outcome.code)
  const order = deps.shown.of(outcome.result.order)
  const { clientOrderId, ...core } = orderCore(order)
  const { origQty, cummulativeQuoteQty, origQuoteOrderQty, ...state } = orderState(order)
  return {
    transactTime: order.updatedAt,
    executionId: outcome.seq,
    amendedOrder: {
      ...core,
      ...{ origClientOrderId: clientOrderId, clientOrderId, qty: origQty, preventedQty: '0.00000000' },
      ...{ quoteOrderQty: origQuoteOrderQty, cumulativeQuoteQty: cummulativeQuoteQty, ...state },
      ...{ workingTime: workingTime(order), selfTradePreventionMode: modeWord(order.selfTrade) },
    },
  }
}
