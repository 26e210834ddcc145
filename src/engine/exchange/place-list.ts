/** Placing order lists: what makes one, every check before anything changes, then its orders in their places. docs/concepts/economy.md §7. */
import type { Lots } from '../../base/money.ts'
import type { FillView, ListInput, OrderId, OrderInput, ResultOf } from '../command.ts'
import { Rejection, reject } from '../rejections.ts'
import { listView, type OrderList } from './lists.ts'
import type { Desk } from './market.ts'
import type { Order } from './order.ts'
import { orderView } from './orders.ts'
import { needOf, startPair } from './pairs.ts'
import { type InList, matchOrder, newOrder } from './place.ts'
import { checkFields, checkRoom, checkTerms, checkWallet, type Plan, planTaker } from './plan.ts'
import { FIRST, HELD, PAIRED } from './terms.ts'

/** A list that passed every check. */
export interface ListPlan {
  readonly input: ListInput
  /** Of its first order; null when it begins as a pair. */
  readonly first: Plan | null
  /** What each order of a pair may need; empty before it comes to them. */
  readonly needs: readonly number[]
}

/** Every check, in the order in which refusals win. Changes nothing. */
export function planList(desk: Desk, input: ListInput): ListPlan | Rejection {
  const { orders, kind } = input
  if (!makesList(input)) return reject('bad_order_list')
  const refusal = checkWallets(desk, orders)
  if (refusal) return refusal
  return kind === 'oco' ? planPair(desk, input) : planFirst(desk, input, orders[0] as OrderInput)
}

function planPair(desk: Desk, input: ListInput): ListPlan | Rejection {
  const needs: number[] = []
  for (const order of input.orders) {
    const refusal = checkTerms(desk, order)
    if (refusal) return refusal
  }
  const full = checkRoom(desk, input.orders)
  if (full) return full
  for (const order of input.orders) {
    const need = needOf(desk, order, undefined)
    if (need instanceof Rejection) return need
    needs.push(need)
  }
  return { input, first: null, needs }
}

/** What waits for the first order is checked against the market when the list comes to it. */
function planFirst(desk: Desk, input: ListInput, first: OrderInput): ListPlan | Rejection {
  for (const order of input.orders) {
    const refusal = order === first ? checkTerms(desk, order) : checkFields(order, desk.parameters)
    if (refusal) return refusal
  }
  const full = checkRoom(desk, input.orders)
  if (full) return full
  const plan = planTaker(desk, first, undefined)
  return plan instanceof Rejection ? plan : { input, first: plan, needs: [] }
}

/** What is held for one order is held for another: of one wallet, and what each may need is known from the start. */
function checkWallets(desk: Desk, orders: readonly OrderInput[]): Rejection | undefined {
  const onMargin = orders[0]?.margin !== undefined
  const fits = orders.every(
    ({ margin }) => (margin !== undefined) === onMargin && !margin?.borrow && !margin?.reduceOnly,
  )
  return fits ? checkWallet(desk, orders[0] as OrderInput) : reject('margin_list')
}

function makesList({ kind, orders }: ListInput): boolean {
  if (orders.length !== (kind === 'otoco' ? 3 : 2)) return false
  const names = orders.flatMap(({ clientOrderId }) => clientOrderId ?? [])
  if (new Set(names).size !== names.length) return false
  if (kind === 'oco') return makesPair(orders)
  const [first, ...rest] = orders as [OrderInput, ...OrderInput[]]
  return isResting(first) && (kind === 'oto' || makesPair(rest))
}

/** One side and quantity; at most one without a trigger, which rests. */
function makesPair([a, b]: readonly OrderInput[]): boolean {
  if (a === undefined || b === undefined || a.side !== b.side) return false
  const lots = lotsOf(a)
  if (lots === undefined || lots !== lotsOf(b)) return false
  const plain = [a, b].filter(({ trigger }) => trigger === undefined)
  return plain.length < 2 && plain.every(isResting)
}

function lotsOf(order: OrderInput): Lots | undefined {
  return order.kind === 'market_quote' ? undefined : order.lots
}

function isResting(order: OrderInput): boolean {
  return order.kind === 'limit' && order.tif === 'gtc' && order.trigger === undefined
}

/** Can not fail. */
export function placeList(desk: Desk, { input, first, needs }: ListPlan): ResultOf<'order.place_list'> {
  const { market, out } = desk
  const id = market.lists.nextId()
  const firstId = market.orders.nextId()
  const list: OrderList = {
    account: input.account,
    kind: input.kind,
    clientListId: input.clientListId ?? null,
    orders: input.orders.map((_, i) => (firstId + i) as OrderId),
    status: 'working',
    side: (input.orders.at(-1) as OrderInput).side,
    reserve: 0,
    onMargin: input.orders[0]?.margin !== undefined,
    placedAt: desk.at,
    updatedAt: desk.at,
    ended: 0,
  }
  market.lists.add(list)
  const orders = input.orders.map((order, i) => {
    const leg = first === null ? PAIRED : i === 0 ? FIRST : HELD
    return addOrder(desk, order, { id, leg })
  })
  out.emit({ type: 'list.placed', list: listView(id, list) })
  for (const order of orders)
    if (order.status === 'pending') out.emit({ type: 'order.placed', order: orderView(order), cause: 'new' })
  let fills: readonly FillView[] = []
  if (first !== null) fills = matchOrder(desk, orders[0] as Order, first).fills
  else
    startPair(
      desk,
      { id, list },
      orders.map((order, i) => ({ order, need: needs[i] as number })),
    )
  return { list: listView(id, list), orders: orders.map(orderView), fills, repeated: false }
}

function addOrder(desk: Desk, input: OrderInput, list: InList): Order {
  const waits = list.leg === HELD || input.trigger !== undefined
  return desk.market.orders.add({ ...newOrder(desk, input, list), status: waits ? 'pending' : 'open' })
}
