/** Two orders of which one may trade, and the single reserve that their list holds for both. How they end is ending.ts. */
import { fail } from '../../base/assert.ts'
import type { Credits, Lco } from '../../base/money.ts'
import type { ListId, OrderInput } from '../command.ts'
import { Rejection, reject } from '../rejections.ts'
import type { OrderList } from './lists.ts'
import { type Desk, moveEscrow, watch } from './market.ts'
import type { Order } from './order.ts'
import { orderView } from './orders.ts'
import { lcoOf } from './pair.ts'
import { matchOrder } from './place.ts'
import { checkHolding, checkLast, crosses, limitReserve, planKnown, waitingReserve } from './plan.ts'
import { HELD, PAIRED } from './terms.ts'

type Reserve = Credits | Lco

/** An order of a pair and what it alone would hold: µCR or LCO units. */
export interface Half {
  readonly order: Order
  readonly need: number
}

/** What one of two orders may need: it waits for its trigger, or rests without trading at once. Changes nothing. */
export function needOf(desk: Desk, input: OrderInput, known: Order | undefined): Reserve | Rejection {
  const need = input.trigger === undefined ? restingNeed(desk, input, known) : waitingNeed(desk, input, known)
  return need instanceof Rejection ? need : (checkHolding(desk, input, need) ?? need)
}

function waitingNeed(desk: Desk, input: OrderInput, known: Order | undefined): Reserve | Rejection {
  const refusal = input.trigger && checkLast(desk, input, input.trigger)
  return refusal ?? waitingReserve(desk, input, known)
}

function restingNeed(desk: Desk, input: OrderInput, known: Order | undefined): Reserve | Rejection {
  if (input.kind !== 'limit') return reject('bad_order_list')
  if (crosses(desk, input)) return reject('would_cross')
  return input.side === 'buy' ? limitReserve(desk, input, known) : lcoOf(input.lots, desk.pair)
}

/** Puts both where trades find them; neither trades now. Orders without a trigger are open already. */
export function startPair(
  desk: Desk,
  { id, list }: { readonly id: ListId; readonly list: OrderList },
  halves: readonly Half[],
): void {
  for (const { order, need } of halves) if (order.terms) Object.assign(order.terms, { leg: PAIRED, reserve: need })
  for (const { order } of halves) {
    if (order.status === 'pending') watch(desk, order)
    else rest(desk, order)
  }
  list.status = 'open'
  list.updatedAt = desk.at
  list.reserve = Math.max(...halves.map(({ need }) => need))
  desk.market.lists.touch(id)
  moveEscrow(desk, list, { before: 0, after: list.reserve, ref: list.orders.at(-1) as number })
}

function rest(desk: Desk, order: Order): void {
  const plan = planKnown(desk, order)
  if (plan instanceof Rejection) fail(`an order of a pair that was fit to rest is refused: ${plan.code}`)
  matchOrder(desk, order, plan)
}

/** Says that a pending order that its list held back waits for its trigger now. */
export function tellWatched(desk: Desk, order: Order): void {
  order.updatedAt = desk.at
  desk.market.orders.touch(order)
  desk.out.emit({ type: 'order.updated', order: orderView(order), cause: 'list' })
}

export function isHeld({ terms }: Order): boolean {
  return terms !== null && terms.leg === HELD
}
