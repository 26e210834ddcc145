/** order.place, order.cancel, order.cancel_all: single orders on the LCO/CREDIT market. docs/concepts/economy.md §7. */
import type { OrderId, OrderInput, OrderRef, OrderView } from '../command.ts'
import { cancelOrders, removeOrder } from '../exchange/ending.ts'
import type { Order } from '../exchange/order.ts'
import { orderView, sameBody } from '../exchange/orders.ts'
import { placeOrder } from '../exchange/place.ts'
import { planOrder } from '../exchange/plan.ts'
import type { AccountId } from '../ledger/chart.ts'
import { Rejection, reject } from '../rejections.ts'
import { deskOf, type State } from '../state.ts'
import { checkPlayer, isRecord } from './checks.ts'
import { type Handler, Repeat } from './handler.ts'

const CLIENT_ID = /^[A-Za-z0-9\-_.:/]{1,36}$/
const sides: readonly unknown[] = ['buy', 'sell']
const kinds = ['limit', 'market', 'market_quote']
const tifs = ['gtc', 'ioc', 'fok']
const selfTradeModes = ['expire_maker', 'expire_taker', 'expire_both', 'decrement']
const triggerKinds: readonly unknown[] = ['stop_loss', 'take_profit']
const wallets: readonly unknown[] = [undefined, 'spot', 'margin']

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

export function isOrderShape(input: OrderInput): boolean {
  if (!kinds.includes(input.kind) || !sides.includes(input.side)) return false
  if (input.selfTrade !== undefined && !selfTradeModes.includes(input.selfTrade)) return false
  if (input.clientOrderId !== undefined && !isClientId(input.clientOrderId)) return false
  if (input.trigger !== undefined && !isTriggerShape(input.trigger)) return false
  if (input.margin !== undefined && !isMarginShape(input.margin)) return false
  return input.kind !== 'limit' || (tifs.includes(input.tif) && typeof input.postOnly === 'boolean')
}

function isTriggerShape(trigger: unknown): boolean {
  if (!isRecord(trigger) || !triggerKinds.includes(trigger.kind)) return false
  const { price, trailBps } = trigger
  return (price === null || typeof price === 'number') && (trailBps === undefined || typeof trailBps === 'number')
}

function isMarginShape(margin: unknown): boolean {
  if (!isRecord(margin)) return false
  const { borrow, repay, reduceOnly } = margin
  return [borrow, repay, reduceOnly].every((flag) => typeof flag === 'boolean')
}

export function isClientId(id: unknown): id is string {
  return typeof id === 'string' && CLIENT_ID.test(id)
}

/** Same client order id: same body → the order it made; another body → refused while that one lives, a new order after. */
function findRepeated(state: State, input: OrderInput): Repeat<ReturnType<typeof repeated>> | Rejection | undefined {
  const order = namedOrder(state, input)
  if (!order) return undefined
  if (sameBody(order, input, state.parameters['market.pair'])) return new Repeat(repeated(order))
  return order.live ? reject('client_order_id_reused', { orderId: order.id }) : undefined
}

/** The latest order under the client order id of an input. */
export function namedOrder({ market: { orders } }: State, input: OrderInput): Order | undefined {
  if (input.clientOrderId === undefined) return undefined
  const id = orders.byClientId(input.account, input.clientOrderId)
  return id === undefined ? undefined : orders.get(id)
}

export function repeated(order: Order): { order: OrderView; fills: []; repeated: true } {
  return { order: orderView(order), fills: [], repeated: true }
}

/** Always possible, whatever is paused or switched off. */
export const orderCancel: Handler<'order.cancel'> = (state, input, at) => {
  const order = findLive(state, input.account, input)
  if (!order) return reject('order_not_found')
  return { order: removeOrder(deskOf(state, at), order, { status: 'canceled', cause: 'cancel' }) }
}

/** A live order of this account by either of its names. */
export function findLive(state: State, account: AccountId, ref: OrderRef): Order | undefined {
  const order = findOrder(state, account, ref)
  return order?.live ? order : undefined
}

export function findOrder(state: State, account: AccountId, ref: OrderRef): Order | undefined {
  const id = orderIdOf(state, account, ref)
  const order = id === undefined ? undefined : state.market.orders.get(id)
  return order?.account === account ? order : undefined
}

function orderIdOf(state: State, account: AccountId, ref: OrderRef): OrderId | undefined {
  if (ref.orderId !== undefined) return ref.orderId
  if (!state.accounts.get(account) || typeof ref.clientOrderId !== 'string') return undefined
  return state.market.orders.byClientId(account, ref.clientOrderId)
}

export const orderCancelAll: Handler<'order.cancel_all'> = (state, { account, wallet }, at) => {
  if (!wallets.includes(wallet)) return reject('malformed_command')
  if (!state.accounts.get(account)) return reject('account_not_found')
  const { orders } = state.market
  const onMargin = wallet === 'margin'
  const live = orders.liveOf(account)
  const canceled = wallet === undefined ? live : live.filter((id) => orders.get(id)?.onMargin === onMargin)
  cancelOrders(deskOf(state, at), canceled, 'cancel')
  return canceled.length === 0 ? new Repeat({ canceled }) : { canceled }
}
