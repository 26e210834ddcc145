/** order.place_list and order.cancel_list: orders that depend on one another. docs/concepts/economy.md §7. */
import type { InputOf, ListId, ListInput, OrderInput, ResultOf } from '../command.ts'
import { boundOrders, endList } from '../exchange/ending.ts'
import { listView, type OrderList } from '../exchange/lists.ts'
import { orderView, sameBody } from '../exchange/orders.ts'
import { placeList, planList } from '../exchange/place-list.ts'
import { Rejection, reject } from '../rejections.ts'
import { deskOf, type State } from '../state.ts'
import { checkPlayer, isRecord } from './checks.ts'
import { type Handler, Repeat } from './handler.ts'
import { isClientId, isOrderShape, namedOrder } from './orders.ts'

const kinds: readonly unknown[] = ['oco', 'oto', 'otoco']
/** Most orders of a list. */
const LONGEST = 3

export const orderPlaceList: Handler<'order.place_list'> = (state, input, at) => {
  if (!isListShape(input)) return reject('bad_order_fields')
  const rejection = checkPlayer(state, input.account)
  if (rejection) return rejection
  const known = findRepeated(state, input)
  if (known) return known
  if (!state.switches.trading) return reject('trading_stopped')
  const desk = deskOf(state, at)
  const plan = planList(desk, input)
  return plan instanceof Rejection ? plan : placeList(desk, plan)
}

function isListShape({ account, kind, clientListId, orders }: ListInput): boolean {
  if (!kinds.includes(kind) || (clientListId !== undefined && !isClientId(clientListId))) return false
  if (!Array.isArray(orders) || orders.length > LONGEST) return false
  return orders.every((order: OrderInput) => isRecord(order) && order.account === account && isOrderShape(order))
}

/** By its client list id, or by the client order ids of its orders: the same list, a refusal, or nothing in the way. */
function findRepeated(state: State, input: ListInput): Repeat<ResultOf<'order.place_list'>> | Rejection | undefined {
  const { lists } = state.market
  const { account, clientListId } = input
  const named = input.orders.map((order) => namedOrder(state, order))
  const byOrder = named.find((order) => order !== undefined)?.terms?.list
  const id = clientListId === undefined ? byOrder || undefined : lists.byClientId(account, clientListId)
  const list = id === undefined ? undefined : lists.get(id)
  if (id !== undefined && list && isSame(state, list, input)) return new Repeat(repeated(state, id, list))
  if (list && clientListId !== undefined && list.status !== 'done')
    return reject('client_list_id_reused', { listId: id as number })
  const taken = named.find((order) => order?.live)
  return taken ? reject('client_order_id_reused', { orderId: taken.id }) : undefined
}

/** Every order with the body and the name that it was placed with. */
function isSame(state: State, list: OrderList, { kind, clientListId, orders }: ListInput): boolean {
  if (list.kind !== kind || list.clientListId !== (clientListId ?? null) || list.orders.length !== orders.length)
    return false
  return list.orders.every((id, i) => {
    const order = state.market.orders.get(id)
    const input = orders[i] as OrderInput
    if (!order || order.clientOrderId !== (input.clientOrderId ?? null)) return false
    return sameBody(order, input, state.parameters['market.pair'])
  })
}

function repeated(state: State, id: ListId, list: OrderList): ResultOf<'order.place_list'> {
  return { list: listView(id, list), orders: viewsOf(state, list), fills: [], repeated: true }
}

function viewsOf({ market: { orders } }: State, list: OrderList): ResultOf<'order.place_list'>['orders'] {
  return list.orders.flatMap((id) => {
    const order = orders.get(id)
    return order ? [orderView(order)] : []
  })
}

/** Always possible, whatever is paused or switched off. */
export const orderCancelList: Handler<'order.cancel_list'> = (state, input, at) => {
  const id = findList(state, input)
  const list = id === undefined ? undefined : state.market.lists.get(id)
  if (id === undefined || !list || list.account !== input.account || list.status === 'done')
    return reject('list_not_found')
  const desk = deskOf(state, at)
  if (boundOrders(desk, list).length === 0) return reject('list_not_found')
  endList(desk, id, { status: 'canceled', cause: 'cancel' })
  return { list: listView(id, list), orders: viewsOf(state, list) }
}

function findList(state: State, { account, listId, clientListId }: InputOf<'order.cancel_list'>): ListId | undefined {
  if (listId !== undefined) return listId
  if (!state.accounts.get(account) || typeof clientListId !== 'string') return undefined
  return state.market.lists.byClientId(account, clientListId)
}
