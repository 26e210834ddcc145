/** Facts about the week: its close on Monday and the Friday buyback. Money in µCR, coins in 1e-8 LCO. */
import type { Bps, Credits, Lco, Millis, Ticks } from '../base/money.ts'

export interface WeekClosedEvent {
  readonly type: 'week.closed'
  /** Monday 00:00 that begins the closed week. */
  readonly week: Millis
  readonly revenue: Credits
  readonly cost: Credits
  readonly unrecovered: Credits
  /** Of calls that a champion's grant paid; with their cost they go to the treasury and are no profit. */
  readonly promoRevenue: Credits
  readonly promoCost: Credits
  readonly profit: Credits
  readonly carriedLossBefore: Credits
  readonly carriedLoss: Credits
  readonly base: Credits
  readonly shareBps: Bps
  readonly fundIn: Credits
  readonly tradingFees: Credits
}

/** A Friday's buyback: opened at 00:00, sliced 12:00–20:00, closed at 20:00 UTC. */
export interface BuybackOpenedEvent {
  readonly type: 'buyback.opened'
  readonly buybackId: number
  readonly at: Millis
  readonly budget: Credits
  /** Ticks; null when there is no reference and no slice will run. */
  readonly reference: Ticks | null
  readonly guard: Ticks | null
  readonly slices: number
}
export interface BuybackSliceEvent {
  readonly type: 'buyback.slice'
  readonly buybackId: number
  readonly slice: number
  readonly at: Millis
  readonly offered: Credits
  readonly spent: Credits
  readonly bought: Lco
  readonly outcome: 'filled' | 'partial' | 'nothing' | 'missed_late' | 'missed_paused'
}
export interface BuybackClosedEvent {
  readonly type: 'buyback.closed'
  readonly buybackId: number
  readonly at: Millis
  readonly budget: Credits
  readonly spent: Credits
  readonly bought: Lco
  readonly burned: Lco
  readonly toWarPool: Lco
}
