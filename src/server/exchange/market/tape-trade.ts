/** A trade as the dialect's market data knows it, in units that no change of the pair can move. */
import type { Credits, Millis } from '../../../base/money.ts'
import type { OrderSide } from '../../../engine/command.ts'
import type { MilliLco, UnitPrice } from '../../../history/units.ts'

export interface TapeTrade {
  readonly tradeId: number
  readonly at: Millis
  readonly price: UnitPrice
  readonly quantity: MilliLco
  readonly notional: Credits
  readonly takerSide: OrderSide
}

/** Trades of one taker order at one price in one command. */
export interface TapeAggregate extends TapeTrade {
  readonly aggregateId: number
  readonly firstTradeId: number
}
