/** /orders and /fills: place, batch, quote, cancel, list. What was acknowledged is always seen. */

import type { QueryOf, ResponseOf } from '../../contract/index.ts'
import type { BatchItem, Order, OrderRequest } from '../../contract/orders.ts'
import { PAGE_LIMIT } from '../../contract/values.ts'
import type { Wallet } from '../../engine/command.ts'
import type { AccountId } from '../../engine/ledger/chart.ts'
import { Rejection } from '../../engine/rejections.ts'
import { openOrders, orderView, quoteOrder } from '../../engine/views.ts'
import { book, confirmedAs, pairNow } from '../booking.ts'
import { upToDate } from '../past.ts'
import type { RouteDeps } from '../ports.ts'
import { Refusal, refusalOf } from '../problem.ts'
import { wireDoneOrder, wireFill } from '../render/history.ts'
import { orderCommand, orderReference, wireFills, wireOrder, wireQuote } from '../render/orders.ts'
import type { RoutesOf } from '../request.ts'
import {
  amendInput,
  listInput,
  orderChangeRoutes,
  partProblem,
  replaceInput,
  wirePlacedList,
  wireReplaced,
} from './order-changes.ts'

/** Most fills that come with one order. */
const ORDER_FILLS = 1000

export function orderRoutes(deps: RouteDeps): RoutesOf<'orders' | 'fills' | 'orderLists'> {
  const { core } = deps
  return {
    'orders.place': async ({ caller, body, idempotency }) => {
      const input = commandOf(deps, body, caller.account)
      const { result, confirmed } = await book(core, { type: 'order.place', input, idempotency })
      const known = result.repeated ? confirmedAs(null) : confirmed
      return { order: wireOrder(result.order), fills: wireFills(result.fills, result.order), ...known }
    },

    // Submitted in order without waiting in between, so that one batch is one journal group.
    'orders.batch': async ({ caller, body }) => ({
      results: await Promise.all(body.items.map((item) => batchResult(deps, item, caller.account))),
    }),

    'orders.quote': async ({ caller, body }) => {
      const input = commandOf(deps, body, caller.account)
      const now = core.now()
      const quote = await core.read((engine) => quoteOrder(engine, input, now))
      if (quote instanceof Rejection) throw refusalOf(quote)
      return { ...wireQuote(quote, input.side, pairNow(core)), asOf: now }
    },

    'orders.list': ({ caller, query }) => listOrders(deps, caller.account, query),

    'orders.get': async ({ caller, params }) => {
      const reference = orderReference(params.orderId)
      const open = await core.read((engine) => orderView(engine, caller.account, reference))
      const { orders, trades } = await upToDate(deps)
      const pair = pairNow(core)
      const done = open ? undefined : await findDone(orders, caller.account, reference)
      const orderId = open?.orderId ?? done?.orderId
      if (orderId === undefined) throw new Refusal('order_not_found')
      const { items } = await trades.fills({ account: caller.account, orderId, limit: ORDER_FILLS })
      const order = open ? wireOrder(open) : done && wireDoneOrder(done, pair)
      if (!order) throw new Refusal('order_not_found')
      return { order, fills: items.map((fill) => wireFill(fill, pair)) }
    },

    'orders.cancel': async ({ caller, params }) => {
      const input = { account: caller.account, ...orderReference(params.orderId) }
      const { result, confirmed } = await book(core, { type: 'order.cancel', input })
      return { order: wireOrder(result.order), ...confirmed }
    },

    'orders.cancelAll': async ({ caller, query: { wallet } }) => {
      const input = { account: caller.account, ...(wallet === undefined ? {} : { wallet }) }
      const { result, confirmed } = await book(core, { type: 'order.cancel_all', input })
      return { canceled: [...result.canceled], ...confirmed }
    },

    ...orderChangeRoutes(deps),

    'fills.list': async ({ caller, query }) => {
      const { trades } = await upToDate(deps)
      const { items, nextCursor } = await trades.fills({ account: caller.account, ...query })
      const pair = pairNow(core)
      return { items: items.map((fill) => wireFill(fill, pair)), nextCursor }
    },
  }
}

/** The command behind a request. Throws bad_price, bad_quantity or amount_out_of_range. */
function commandOf({ core }: RouteDeps, request: OrderRequest, account: AccountId) {
  const input = orderCommand(request, account, pairNow(core))
  if (typeof input === 'string') throw new Refusal(input)
  return input
}

type BatchResult = ResponseOf<'orders.batch'>['results'][number]

/** Each item stands for itself: a refusal is its result. */
async function batchResult(deps: RouteDeps, item: BatchItem, account: AccountId): Promise<BatchResult> {
  try {
    return await batchItem(deps, item, account)
  } catch (error) {
    return { ok: false, problem: partProblem(error) }
  }
}

async function batchItem(deps: RouteDeps, item: BatchItem, account: AccountId): Promise<BatchResult> {
  const { core } = deps
  switch (item.op) {
    case 'place': {
      const input = commandOf(deps, item.order, account)
      const { result, confirmed } = await book(core, { type: 'order.place', input })
      const known = result.repeated ? confirmedAs(null) : confirmed
      return { ok: true, order: wireOrder(result.order), fills: wireFills(result.fills, result.order), ...known }
    }
    case 'cancel': {
      const input = { account, ...orderReference(item.orderId) }
      const { result, confirmed } = await book(core, { type: 'order.cancel', input })
      return { ok: true, order: wireOrder(result.order), fills: [], ...confirmed }
    }
    case 'amend': {
      const input = amendInput(deps, { reference: item.orderId, quantity: item.quantity }, account)
      const { result, confirmed } = await book(core, { type: 'order.amend', input })
      return { ok: true, order: wireOrder(result.order), fills: [], ...confirmed }
    }
    case 'replace':
      return replaceItem(deps, item, account)
    case 'list': {
      const input = listInput(deps, item.list, account)
      const { result, confirmed } = await book(core, { type: 'order.place_list', input })
      const { list, fills } = wirePlacedList(result)
      const known = result.repeated ? confirmedAs(null) : confirmed
      return { ok: true, order: list.orders[0] as Order, fills, list, ...known }
    }
  }
}

async function replaceItem(
  deps: RouteDeps,
  item: Extract<BatchItem, { op: 'replace' }>,
  account: AccountId,
): Promise<BatchResult> {
  const input = replaceInput(deps, item, account)
  const { result, confirmed } = await book(deps.core, { type: 'order.replace', input })
  const { canceled, placed } = wireReplaced(result)
  const gone = canceled.ok ? { canceled: canceled.order } : {}
  if (placed?.ok) return { ok: true, order: placed.order, fills: placed.fills, ...gone, ...confirmed }
  if (placed) return { ok: false, problem: placed.problem, ...gone }
  if (canceled.ok) throw new Refusal('order_not_found')
  return { ok: false, problem: canceled.problem }
}

/** Open orders from the core woven into the done ones of history; both run by descending order id, which is the cursor. */
async function listOrders(
  deps: RouteDeps,
  account: AccountId,
  query: QueryOf<'orders.list'>,
): Promise<ResponseOf<'orders.list'>> {
  const { status, wallet, cursor, from = 0, to = Number.POSITIVE_INFINITY } = query
  const limit = query.limit ?? PAGE_LIMIT
  const living = status === 'open' || status === 'pending'
  const all = living || status === undefined ? await deps.core.read((engine) => openOrders(engine, account)) : []
  const { items: done, nextCursor } = living
    ? { items: [], nextCursor: null }
    : await (await upToDate(deps)).orders.list({ account, ...query, status: status === 'done' ? undefined : status })
  const pair = pairNow(deps.core)
  const before = cursor === undefined ? Number.POSITIVE_INFINITY : Number(cursor)
  if (Number.isNaN(before)) throw new Refusal('invalid_cursor')
  const ended = new Set(done.map(({ orderId }) => orderId))
  const asked = status === 'pending' ? all.filter((order) => order.status === 'pending') : all
  const open = asked.filter(
    ({ orderId, placedAt, margin }) =>
      orderId < before && placedAt >= from && placedAt < to && !ended.has(orderId) && isIn(wallet, margin !== null),
  )
  const merged = [...open.map(wireOrder), ...done.map((order) => wireDoneOrder(order, pair))]
  merged.sort((a, b) => b.orderId - a.orderId)
  const items = merged.slice(0, limit)
  const more = merged.length > limit || nextCursor !== null
  return { items, nextCursor: more ? String(items.at(-1)?.orderId ?? 1) : null }
}

function isIn(wallet: Wallet | undefined, onMargin: boolean): boolean {
  return wallet === undefined || (wallet === 'margin') === onMargin
}

function findDone(
  orders: RouteDeps['history']['queries']['orders'],
  account: AccountId,
  reference: ReturnType<typeof orderReference>,
) {
  return 'orderId' in reference
    ? orders.byId(account, reference.orderId)
    : orders.byClientId(account, reference.clientOrderId)
}
