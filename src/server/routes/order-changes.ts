/** Replacing and amending orders, the dead man's switch, and order lists. Single orders are orders.ts. */
import type { QueryOf, ResponseOf } from '../../contract/index.ts'
import type { ListRequest } from '../../contract/orders.ts'
import { PAGE_LIMIT } from '../../contract/values.ts'
import type { InputOf, OrderView, RefusedHalf, ResultOf } from '../../engine/command.ts'
import type { Pair } from '../../engine/exchange/pair.ts'
import type { AccountId } from '../../engine/ledger/chart.ts'
import { cancelTime } from '../../engine/views.ts'
import { book, confirmedAs, pairNow } from '../booking.ts'
import { findList, type KnownList, liveLists, viewOf, withOrders } from '../order-lists.ts'
import { upToDate } from '../past.ts'
import type { RouteDeps } from '../ports.ts'
import { asRefusal, Refusal, refusalOf, statusOf, titleOf } from '../problem.ts'
import { parseLots } from '../render/amounts.ts'
import { wireDoneOrder, wirePrevented } from '../render/history.ts'
import { listReference, orderCommand, orderReference, wireFills, wireList, wireOrder } from '../render/orders.ts'
import type { RoutesOf } from '../request.ts'

type CoreDeps = Pick<RouteDeps, 'core'>
type Changes = Pick<
  RoutesOf<'orders'>,
  'orders.replace' | 'orders.amend' | 'orders.cancelAfter' | 'orders.timer' | 'orders.prevented'
>

export function orderChangeRoutes(deps: RouteDeps): Changes & RoutesOf<'orderLists'> {
  const { core } = deps
  return {
    'orders.replace': async ({ caller, body, idempotency }) => {
      const input = replaceInput(deps, body, caller.account)
      const { result, confirmed } = await book(core, { type: 'order.replace', input, idempotency })
      return { ...wireReplaced(result), ...confirmed }
    },

    'orders.amend': async ({ caller, params, body }) => {
      const input = amendInput(deps, { reference: params.orderId, quantity: body.quantity }, caller.account)
      const { result, confirmed } = await book(core, { type: 'order.amend', input })
      return { order: wireOrder(result.order), ...confirmed }
    },

    'orders.cancelAfter': async ({ caller, body }) => {
      const input = { account: caller.account, ms: body.ms }
      const { result, confirmed } = await book(core, { type: 'order.cancel_after', input })
      return { at: result.at, ...confirmed }
    },

    'orders.timer': async ({ caller }) => ({ at: await core.read((engine) => cancelTime(engine, caller.account)) }),

    'orderLists.place': async ({ caller, body, idempotency }) => {
      const input = listInput(deps, body, caller.account)
      const { result, confirmed } = await book(core, { type: 'order.place_list', input, idempotency })
      const known = result.repeated ? confirmedAs(null) : confirmed
      return { ...wirePlacedList(result), ...known }
    },

    'orders.prevented': async ({ caller, query }) => {
      const { prevented } = await upToDate(deps)
      const { items, nextCursor } = await prevented.list({ account: caller.account, ...query })
      const pair = pairNow(core)
      return { items: items.map((match) => wirePrevented(match, pair)), nextCursor }
    },

    'orderLists.list': ({ caller, query }) => listLists(deps, caller.account, query),

    'orderLists.get': async ({ caller, params }) => {
      const found = await findList(deps, caller.account, listReference(params.listId))
      if (!found) throw new Refusal('list_not_found')
      return { list: wireKnown(found, pairNow(core)) }
    },

    'orderLists.cancel': async ({ caller, params }) => {
      const input = { account: caller.account, ...listReference(params.listId) }
      const { result, confirmed } = await book(core, { type: 'order.cancel_list', input })
      return { list: wireList(result.list, result.orders.map(wireOrder)), ...confirmed }
    },
  }
}

/** Open lists from the core woven into the done ones of history; both run by descending list id, which is the cursor. */
async function listLists(
  deps: RouteDeps,
  account: AccountId,
  query: QueryOf<'orderLists.list'>,
): Promise<ResponseOf<'orderLists.list'>> {
  const { status, cursor, from = 0, to = Number.POSITIVE_INFINITY, limit = PAGE_LIMIT } = query
  const live = status === 'done' ? [] : await deps.core.read((engine) => liveLists(engine, account))
  const { items: done, nextCursor } =
    status === 'open'
      ? { items: [], nextCursor: null }
      : await (await upToDate(deps)).orderLists.list({ account, ...query, limit })
  const before = cursor === undefined ? Number.POSITIVE_INFINITY : Number(cursor)
  if (Number.isNaN(before)) throw new Refusal('invalid_cursor')
  const ended = new Set(done.map(({ listId }) => listId))
  const open = live.filter(
    ({ listId, placedAt }) => listId < before && placedAt >= from && placedAt < to && !ended.has(listId),
  )
  const merged = [...open, ...done.map(viewOf)].sort((a, b) => b.listId - a.listId)
  const page = await withOrders(deps, account, merged.slice(0, limit))
  const more = merged.length > limit || nextCursor !== null
  const pair = pairNow(deps.core)
  const items = page.map((known) => wireKnown(known, pair))
  return { items, nextCursor: more ? String(items.at(-1)?.listId ?? 1) : null }
}

function wireKnown({ list, orders }: KnownList, pair: Pair) {
  return wireList(
    list,
    orders.map((order) => ('doneAt' in order ? wireDoneOrder(order, pair) : wireOrder(order))),
  )
}

interface Replacement {
  readonly cancel: string
  readonly place: Parameters<typeof orderCommand>[0]
  readonly mode?: InputOf<'order.replace'>['mode'] | undefined
}

/** Throws bad_price, bad_quantity or amount_out_of_range. */
export function replaceInput(deps: CoreDeps, body: Replacement, account: AccountId): InputOf<'order.replace'> {
  const place = orderCommand(body.place, account, pairNow(deps.core))
  if (typeof place === 'string') throw new Refusal(place)
  return { account, cancel: orderReference(body.cancel), place, mode: body.mode ?? 'stop_on_failure' }
}

/** Throws bad_quantity. */
export function amendInput(
  { core }: CoreDeps,
  { reference, quantity }: { reference: string; quantity: string },
  account: AccountId,
): InputOf<'order.amend'> {
  const lots = parseLots(quantity, pairNow(core))
  if (lots === undefined) throw new Refusal('bad_quantity')
  return { account, ...orderReference(reference), lots }
}

/** Throws bad_price, bad_quantity or amount_out_of_range. */
export function listInput({ core }: CoreDeps, body: ListRequest, account: AccountId): InputOf<'order.place_list'> {
  const pair = pairNow(core)
  const orders = body.orders.map((request) => {
    const order = orderCommand(request, account, pair)
    if (typeof order === 'string') throw new Refusal(order)
    return order
  })
  const { kind, clientListId } = body
  return { account, kind, orders, ...(clientListId === undefined ? {} : { clientListId }) }
}

type Replaced = Pick<ResponseOf<'orders.replace'>, 'canceled' | 'placed'>

export function wireReplaced({ canceled, placed }: ResultOf<'order.replace'>): Replaced {
  return {
    canceled: canceled.ok ? { ok: true, order: wireOrder(canceled.order) } : wireRefused(canceled),
    placed: placed && (placed.ok ? { ok: true, ...wirePlaced(placed) } : wireRefused(placed)),
  }
}

function wirePlaced({ order, fills }: { readonly order: OrderView } & Pick<ResultOf<'order.place'>, 'fills'>) {
  return { order: wireOrder(order), fills: wireFills(fills, order) }
}

function wireRefused(half: RefusedHalf): Extract<Replaced['canceled'], { ok: false }> {
  return { ok: false, problem: partProblem(refusalOf(half)) }
}

/** A refusal within an answer that is none itself. */
export function partProblem(error: unknown): Extract<Replaced['canceled'], { ok: false }>['problem'] {
  const { code, more } = asRefusal(error)
  if (code === 'internal_error') throw error
  const context = more.context ? { context: { ...more.context } } : {}
  return { code, title: titleOf(code), status: statusOf(code), ...context }
}

export function wirePlacedList({ list, orders, fills }: ResultOf<'order.place_list'>) {
  const [first] = orders
  return { list: wireList(list, orders.map(wireOrder)), fills: first ? wireFills(fills, first) : [] }
}
