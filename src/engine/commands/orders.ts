/** order.*: placing and cancelling on the LCO/CREDIT market. docs/concepts/economy.md §7. */
import type { InputOf, OrderId, OrderInput, OrderView } from '../command.ts'
import { cancelOrders, removeOrder } from '../exchange/market.ts'
import type { Order } from '../exchange/order.ts'
import { orderView, sameBody } from '../exchange/orders.ts'
import { placeOrder, planOrder } from '../exchange/place.ts'
import { Rejection, reject } from '../rejections.ts'
import { deskOf, type State } from '../state.ts'
import { checkPlayer } from './checks.ts'
import { type Handler, Repeat } from './handler.ts'

const CLIENT_ID = /^[A-Za-z0-9\-_.:/]{1,36}$/
const sides: readonly unknown[] = ['buy', 'sell']
const kinds = ['limit', 'market', 'market_quote']
const tifs = ['gtc', 'ioc', 'fok']
const selfTradeModes = ['expire_maker', 'expire_taker', 'expire_both', 'decrement']

export const orderPlace: Handler<'order.place'> = (state, input, at) => {
  if (!isOrderShape(input)) return reject('bad_order_fields')
  const rejection = checkPlayer(state, input.account)
  if (rejection) return rejection
  const known = findRepeated(state, input)
  if (known) return known
  if (!state.switches.trading) return reject('trading_stopped')
  const desk = deskOf(state, at)
  const plan = planOrder(desk, input)
  if (plan instanceof Rejection) return plan
  return placeOrder(desk, plan)
}

function isOrderShape(input: OrderInput): boolean {
  if (!kinds.includes(input.kind) || !sides.includes(input.side)) return false
  if (input.selfTrade !== undefined && !selfTradeModes.includes(input.selfTrade)) return false
  if (
    input.clientOrderId !== undefined &&
    !(typeof input.clientOrderId === 'string' && CLIENT_ID.test(input.clientOrderId))
  )
    return false
  return input.kind !== 'limit' || (tifs.includes(input.tif) && typeof input.postOnly === 'boolean')
}

/** Same client order id: same body → the order it made; another body → refused while that one is open, a new order after. */
function findRepeated(state: State, input: OrderInput): Repeat<ReturnType<typeof repeated>> | Rejection | undefined {
  if (input.clientOrderId === undefined) return undefined
  const id = state.market.orders.byClientId(input.account, input.clientOrderId)
  const order = id === undefined ? undefined : state.market.orders.get(id)
  if (!order) return undefined
  if (sameBody(order, input, state.parameters['market.pair'])) return new Repeat(repeated(order))
  return order.status === 'open' ? reject('client_order_id_reused', { orderId: order.id }) : undefined
}

function repeated(order: Order): { order: OrderView; fills: []; repeated: true } {
  return { order: orderView(order), fills: [], repeated: true }
}

/** Always possible, whatever is paused or switched off. */
export const orderCancel: Handler<'order.cancel'> = (state, input, at) => {
  const id = findOrder(state, input)
  const order = id === undefined ? undefined : state.market.orders.get(id)
  if (!order || order.account !== input.account || order.status !== 'open') return reject('order_not_found')
  return { order: removeOrder(deskOf(state, at), order, { status: 'canceled', cause: 'cancel' }) }
}

function findOrder(state: State, input: InputOf<'order.cancel'>): OrderId | undefined {
  if (input.orderId !== undefined) return input.orderId
  if (!state.accounts.get(input.account) || typeof input.clientOrderId !== 'string') return undefined
  return state.market.orders.byClientId(input.account, input.clientOrderId)
}

export const orderCancelAll: Handler<'order.cancel_all'> = (state, { account }, at) => {
  if (!state.accounts.get(account)) return reject('account_not_found')
  const canceled = state.market.orders.openOf(account)
  cancelOrders(deskOf(state, at), canceled, 'cancel')
  return canceled.length === 0 ? new Repeat({ canceled }) : { canceled }
}
