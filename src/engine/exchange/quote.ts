/** What an order would do if it were placed now, for the API to show before sending. Changes nothing. */
import type { Bps, Credits, Lco, Lots, Ticks } from '../../base/money.ts'
import type { OrderInput } from '../command.ts'
import { Rejection } from '../rejections.ts'
import { BUY, SELL } from './book/types.ts'
import { takerFee } from './fees.ts'
import type { Desk } from './market.ts'
import { lcoOf } from './pair.ts'
import { buyReserve, type Plan, type WaitingPlan, waitingReserve } from './plan.ts'
import { freeSlot } from './wallet.ts'

/** One with a trigger does nothing yet: only its reserve, or what it will borrow, is more than zero. */
export interface OrderQuote {
  readonly lots: Lots
  readonly notional: Credits
  readonly worst: Ticks | null
  readonly fee: Credits
  readonly rests: Lots
  readonly reserve: Credits | Lco
  /** Of what its side gives: what it would borrow, of an order that waits at most when it fires. */
  readonly borrows: Credits | Lco
}

/** Lots that rest when so many trade: none when the band, not the book, ends the trading. */
function restAfter({ market: { book } }: Desk, { input, taker }: Plan, traded: number): number {
  if (input.kind !== 'limit') return 0
  return book.quote({ ...taker, limit: input.price }).lots > traded ? 0 : input.lots - traded
}

/** What is not free now of what an order that waits may come to cost, if it may borrow that. */
function lacking(desk: Desk, input: OrderInput): Credits | Lco {
  const { account, side, margin } = input
  if (!margin?.borrow) return 0 as Credits
  const need = waitingReserve(desk, { ...input, margin: { ...margin, borrow: false } }, undefined)
  const free = desk.ledger.balance(freeSlot(account, side, true))
  return (need instanceof Rejection ? 0 : Math.max(0, need - free)) as Credits
}

export function quoteOrder(desk: Desk, plan: Plan | WaitingPlan): OrderQuote {
  if (!('taker' in plan)) {
    const nothing = { lots: 0 as Lots, notional: 0 as Credits, worst: null, fee: 0 as Credits, rests: 0 as Lots }
    return { ...nothing, reserve: plan.reserve, borrows: lacking(desk, plan.input) }
  }
  const { parameters: p } = desk
  const { input, taker, blocked } = plan
  const estimate = blocked || taker.tif === 'post' ? { lots: 0, notional: 0, worst: 0 } : desk.market.book.quote(taker)
  const notional = estimate.notional as Credits
  const rests = input.kind === 'limit' && input.tif === 'gtc' ? restAfter(desk, plan, estimate.lots) : 0
  const reserve =
    taker.side === BUY
      ? buyReserve(desk, plan, undefined)
      : lcoOf((taker.side === SELL && input.kind !== 'market_quote' ? input.lots : estimate.lots) as Lots, desk.pair)
  return {
    lots: estimate.lots as Lots,
    notional,
    worst: estimate.worst === 0 ? null : (estimate.worst as Ticks),
    fee: takerFee(notional, p['market.takerFee'] as Bps),
    rests: rests as Lots,
    reserve,
    borrows: plan.borrow as Credits | Lco,
  }
}
