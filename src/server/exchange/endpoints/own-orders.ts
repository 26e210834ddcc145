/** Own orders and fills: what was acknowledged is always seen, open orders and the newest done ones straight from the core. */

import type { Wallet } from '../../../engine/command.ts'
import { openOrders, orderView } from '../../../engine/views.ts'
import type { Fill } from '../../../history/queries/trades.ts'
import { upToDate } from '../../past.ts'
import type { DialectEndpoint, OwnAsk } from '../endpoint.ts'
import { ofDone, orderRow, walletOf } from '../orders/order-row.ts'
import { referenceIn } from '../orders/read-order.ts'
import { refusals, refuse } from '../refusal.ts'
import { priceText, QUOTE, quantityText, SYMBOL } from '../text.ts'

/** Rows of one answer: when none are asked for, and at most. */
export const STANDARD = 500
export const MOST = 1000
const DAY_MS = 86_400_000

export const ownOrderEndpoints: readonly DialectEndpoint[] = [
  { rest: ['GET /api/v3/order'], socket: 'order.status', security: 'read', weight: 4, answer: oneOrder },
  {
    rest: ['GET /api/v3/openOrders'],
    socket: 'openOrders.status',
    security: 'read',
    weight: openWeight,
    answer: openOnes,
  },
  { rest: ['GET /api/v3/allOrders'], socket: 'allOrders', security: 'read', weight: 20, answer: allOrders },
  { rest: ['GET /api/v3/myTrades'], socket: 'myTrades', security: 'read', weight: 20, answer: ownFills },
  {
    rest: ['GET /api/v3/myPreventedMatches'],
    socket: 'myPreventedMatches',
    security: 'read',
    weight: 20,
    answer: prevented,
  },
]

/** Orders of the account that met and did not trade. */
async function prevented({ deps, params, caller: { account } }: OwnAsk) {
  params.symbol()
  const [id, first, orderId] = [params.id('preventedMatchId'), params.id('fromPreventedMatchId'), params.id('orderId')]
  const { prevented: matches } = await upToDate(deps)
  const rows = await matches.from({ account, orderId, limit: params.limit(STANDARD, MOST) }, id ?? first ?? 0)
  return rows
    .filter(({ preventedId }) => id === undefined || preventedId === id)
    .map((row) => ({
      ...{ symbol: SYMBOL, preventedMatchId: row.preventedId, takerOrderId: row.takerOrder, makerSymbol: SYMBOL },
      ...{ makerOrderId: row.makerOrder, tradeGroupId: -1, selfTradePreventionMode: row.mode.toUpperCase() },
      ...{ price: priceText(row.price), makerPreventedQuantity: quantityText(row.quantity), transactTime: row.at },
    }))
}

export async function oneOrder({ deps, params, caller: { account } }: OwnAsk, wallet: Wallet = 'spot') {
  params.symbol()
  const reference = referenceIn(params)
  const view = await deps.core.read((engine) => orderView(engine, account, reference))
  // Whether an order expired because it met itself is remembered for a while only.
  if (view && walletOf(view) !== wallet) throw refusals.orderUnknown()
  if (view && view.status !== 'expired') return orderRow(deps.shown.of(view))
  const { orders } = await upToDate(deps)
  const named = view ? { orderId: view.orderId } : reference
  const done = await ('orderId' in named
    ? orders.byId(account, named.orderId)
    : orders.byClientId(account, named.clientOrderId))
  if (!done || walletOf(done) !== wallet) throw refusals.orderUnknown()
  return orderRow(ofDone(done))
}

function openWeight(params: OwnAsk['params']): number {
  return params.has('symbol') ? 6 : 80
}

export async function openOnes({ deps, params, caller: { account } }: OwnAsk, wallet: Wallet = 'spot') {
  params.symbols()
  const views = await deps.core.read((engine) => openOrders(engine, account))
  return views.filter((view) => walletOf(view) === wallet).map((view) => orderRow(deps.shown.of(view)))
}

/** Oldest first: from an order or a time on, else the newest. */
export async function allOrders({ deps, params, caller: { account } }: OwnAsk, wallet: Wallet = 'spot') {
  params.symbol()
  const limit = params.limit(STANDARD, MOST)
  const first = params.id('orderId')
  const { from, to } = first === undefined ? rangeIn(params) : {}
  const views = await deps.core.read((engine) => openOrders(engine, account))
  const { orders } = await upToDate(deps)
  const forward = first !== undefined || from !== undefined
  const filter = { account, wallet, limit, from, to }
  const done = forward ? await orders.from(filter, first ?? 0) : (await orders.list(filter)).items
  const ended = new Set<number>(done.map(({ orderId }) => orderId))
  const inside = views
    .filter((view) => walletOf(view) === wallet)
    .filter(
      ({ orderId, placedAt }) =>
        !ended.has(orderId) &&
        orderId >= (first ?? 0) &&
        placedAt >= (from ?? 0) &&
        placedAt < (to ?? Number.POSITIVE_INFINITY),
    )
  const merged = [...inside.map((view) => deps.shown.of(view)), ...done.map(ofDone)].sort(
    (a, b) => a.orderId - b.orderId,
  )
  return (forward ? merged.slice(0, limit) : merged.slice(-limit)).map(orderRow)
}

/** At most a day between both ends. */
export function rangeIn(params: OwnAsk['params']): {
  readonly from?: number | undefined
  readonly to?: number | undefined
} {
  const [from, end] = [params.time('startTime'), params.time('endTime')]
  if (from !== undefined && end !== undefined && end - from > DAY_MS)
    throw refuse(-1127, 'More than 24 hours between startTime and endTime.')
  if (from !== undefined && end !== undefined && from > end) throw refuse(-1127, 'Start time is greater than end time.')
  return { from, to: end === undefined ? undefined : end + 1 }
}

export async function ownFills({ deps, params, caller: { account } }: OwnAsk, wallet: Wallet = 'spot') {
  params.symbol()
  const limit = params.limit(STANDARD, MOST)
  const [first, orderId] = [params.id('fromId'), params.id('orderId')]
  const { from, to } = first === undefined ? rangeIn(params) : {}
  const { trades } = await upToDate(deps)
  const filter = { account, wallet, limit, orderId, from, to }
  if (first !== undefined || from !== undefined) return (await trades.fillsFrom(filter, first ?? 0)).map(fillRow)
  return (await trades.fills(filter)).items.toReversed().map(fillRow)
}

function fillRow(fill: Fill) {
  return {
    symbol: SYMBOL,
    id: fill.tradeId,
    orderId: fill.orderId,
    orderListId: -1,
    price: priceText(fill.price),
    qty: quantityText(fill.quantity),
    quoteQty: priceText(fill.notional),
    commission: priceText(fill.fee),
    commissionAsset: QUOTE,
    time: fill.at,
    isBuyer: fill.side === 'buy',
    isMaker: fill.role === 'maker',
    isBestMatch: true,
  }
}
