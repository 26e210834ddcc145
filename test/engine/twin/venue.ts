/** What the twin of margin sees and does of the market, and where the money of an order is. */
import type { OrderEvent } from '../../../src/engine/event.ts'
import type { Common } from './common.ts'
import type { MarkTwin } from './mark.ts'
import type { Resting, Walk, Want } from './matching.ts'
import type { OrderBook } from './orders.ts'

export interface TakerTwin {
  readonly id: number
  readonly account: number
  readonly side: 'buy' | 'sell'
  readonly bps: bigint
  readonly onMargin: boolean
  readonly source: 'normal' | 'buyback' | 'forced'
  /** Slot without the asset. */
  readonly whose: string
}

export interface Venue {
  readonly common: Common
  readonly mark: MarkTwin
  readonly orders: OrderBook
  /** Units of a lot. */
  readonly coinsPerLot: bigint
  readonly book: readonly Resting[]
  /** What rests, with its wallet. */
  readonly rests: readonly (Resting & { readonly onMargin: boolean })[]
  /** Price of the last trade. */
  readonly last: bigint | undefined
  /** What a resting order holds. */
  costOf(rest: Resting): bigint
  /** What this would trade now. */
  look(want: Want): Walk
  /** Trades at once and leaves no order. */
  meet(want: Want, taker: TakerTwin): Walk
  /** Cancels orders. */
  remove(ids: readonly number[], cause: OrderEvent['cause']): void
}

/** Where the money of an order is: free, and while it is held. */
export function purposesOf(onMargin: boolean): { readonly free: string; readonly held: string } {
  return onMargin ? { free: 'margin', held: 'margin-order' } : { free: 'available', held: 'order' }
}
