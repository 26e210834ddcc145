/** order.replace, order.amend and order.cancel_after: what becomes of orders that were placed before. docs/concepts/economy.md §7. */
import type { Millis } from '../../base/money.ts'
import type { InputOf, ResultOf } from '../command.ts'
import { amendOrder, planAmend } from '../exchange/amend.ts'
import { removeOrder } from '../exchange/ending.ts'
import type { Order } from '../exchange/order.ts'
import { orderView, sameBody } from '../exchange/orders.ts'
import { placeOrder } from '../exchange/place.ts'
import { planOrder } from '../exchange/plan.ts'
import { Rejection, reject } from '../rejections.ts'
import { deskOf, type State } from '../state.ts'
import { checkExists, checkPlayer, isRecord } from './checks.ts'
import { type Handler, Repeat } from './handler.ts'
import { findLive, findOrder, isOrderShape, namedOrder, repeated } from './orders.ts'

type Replaced = ResultOf<'order.replace'>

const replaceModes: readonly unknown[] = ['stop_on_failure', 'allow_failure']
/** A dead man's switch waits for a second at least and a day at most. */
const WAIT_MS = { min: 1_000, max: 86_400_000 }

/** One command, so whatever happens on the way either all of this happened or nothing. */
export const orderReplace: Handler<'order.replace'> = (state, input, at) => {
  if (!isReplaceShape(input)) return reject('bad_order_fields')
  const rejection = checkPlayer(state, input.account)
  if (rejection) return rejection
  const target = findLive(state, input.account, input.cancel)
  if (!target) return replaceNothing(state, input, at)
  const order = removeOrder(deskOf(state, at), target, { status: 'canceled', cause: 'cancel' })
  return { canceled: { ok: true, order }, placed: placeHalf(state, input, { at, target }) }
}

function isReplaceShape({ account, cancel, place, mode }: InputOf<'order.replace'>): boolean {
  return (
    isRecord(cancel) &&
    isRecord(place) &&
    replaceModes.includes(mode) &&
    place.account === account &&
    isOrderShape(place)
  )
}

/** There is nothing to cancel: it was done before, by this very command or otherwise. */
function replaceNothing(state: State, input: InputOf<'order.replace'>, at: Millis): Replaced | Repeat<Replaced> {
  const before = findOrder(state, input.account, input.cancel)
  const made = namedOrder(state, input.place)
  const canceled = refused(reject('order_not_found'))
  if (made && made.id !== before?.id && isSameOrder(state, made, input)) {
    const gone = before?.status === 'canceled' ? ({ ok: true, order: orderView(before) } as const) : canceled
    return new Repeat({ canceled: gone, placed: { ok: true, ...repeated(made) } })
  }
  if (input.mode === 'stop_on_failure') return new Repeat({ canceled, placed: null })
  const placed = placeHalf(state, input, { at, target: undefined })
  return placed.ok && !placed.repeated ? { canceled, placed } : new Repeat({ canceled, placed })
}

function isSameOrder(state: State, order: Order, { place }: InputOf<'order.replace'>): boolean {
  return sameBody(order, place, state.parameters['market.pair'])
}

/** As order.place does it; the name of the order that has just been canceled is free. */
function placeHalf(
  state: State,
  input: InputOf<'order.replace'>,
  { at, target }: { at: Millis; target: Order | undefined },
): Exclude<Replaced['placed'], null> {
  const named = namedOrder(state, input.place)
  if (named && named.id !== target?.id) {
    if (isSameOrder(state, named, input)) return { ok: true, ...repeated(named) }
    if (named.live) return refused(reject('client_order_id_reused', { orderId: named.id }))
  }
  if (!state.switches.trading) return refused(reject('trading_stopped'))
  const desk = deskOf(state, at)
  const plan = planOrder(desk, input.place)
  return plan instanceof Rejection ? refused(plan) : { ok: true, ...placeOrder(desk, plan) }
}

function refused({ code, detail }: Rejection): Extract<Replaced['canceled'], { ok: false }> {
  return { ok: false, code, detail }
}

/** Only smaller, so nobody comes to wait behind somebody who came later. */
export const orderAmend: Handler<'order.amend'> = (state, input, at) => {
  const rejection = checkPlayer(state, input.account)
  if (rejection) return rejection
  const order = findLive(state, input.account, input)
  if (!order) return reject('order_not_found')
  if (order.lots === input.lots) return new Repeat({ order: orderView(order) })
  const desk = deskOf(state, at)
  return planAmend(desk, order, input.lots) ?? { order: amendOrder(desk, order, { lots: input.lots, cause: 'amend' }) }
}

/** Always possible: it only ever takes risk away. */
export const orderCancelAfter: Handler<'order.cancel_after'> = (state, { account, ms }, at) => {
  const rejection = checkExists(state, account)
  if (rejection) return rejection
  const fits = Number.isSafeInteger(ms) && (ms === 0 || (ms >= WAIT_MS.min && ms <= WAIT_MS.max))
  if (!fits) return reject('malformed_command')
  const { timers } = state.market
  if (ms === 0 && timers.of(account) === null) return new Repeat({ at: null })
  const due = ms === 0 ? null : ((at + ms) as Millis)
  if (due === null) timers.clear(account)
  else timers.set({ account, at: due })
  state.out.emit({ type: 'orders.timer', account, at: due })
  return { at: due }
}
