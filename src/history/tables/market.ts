/** Rows of done orders, trades, candles and marks. Prices in µCR per LCO, quantities in thousandths of an LCO. */
import type { Credits, Millis } from '../../base/money.ts'
import type { OrderId, OrderSide, OrderStatus, OrderView, TimeInForce } from '../../engine/command.ts'
import type { OrderEvent } from '../../engine/event.ts'
import type { AccountId } from '../../engine/ledger/chart.ts'
import type { CandleInterval } from '../periods.ts'
import type { MilliLco, UnitPrice } from '../units.ts'
import type { Flag } from './flag.ts'

/** Orders that are done; open ones are read from the core. Prices in µCR per LCO. */
export type OrdersTable = {
  id: OrderId
  seq: number
  account: AccountId
  client_order_id: string | null
  side: OrderSide
  kind: OrderView['kind']
  tif: TimeInForce
  post_only: Flag
  price: UnitPrice | null
  quantity: MilliLco | null
  quote: Credits | null
  filled: MilliLco
  filled_notional: Credits
  fee: Credits
  status: OrderStatus
  cause: OrderEvent['cause']
  placed_at: Millis
  done_at: Millis
}

export type TradesTable = {
  id: number
  seq: number
  at: Millis
  price: UnitPrice
  quantity: MilliLco
  notional: Credits
  taker_side: OrderSide
  maker: AccountId
  /** 0 is the ecosystem fund. */
  taker: AccountId | 0
  maker_order: OrderId
  taker_order: OrderId | 0
  maker_fee: Credits
  taker_fee: Credits
  buyback: number | null
  slice: number | null
}

export type CandlesTable = {
  interval: CandleInterval
  start: Millis
  open: UnitPrice
  high: UnitPrice
  low: UnitPrice
  close: UnitPrice
  quantity: MilliLco
  notional: Credits
  taker_buy_quantity: MilliLco
  taker_buy_notional: Credits
  trades: number
}

/** The last mark of each minute. */
export type MarksTable = {
  minute: Millis
  at: Millis
  mark: UnitPrice | null
  frozen: Flag
  impact_mid: UnitPrice | null
  twap_5m: UnitPrice | null
  vwap_60s: UnitPrice | null
  median_30m: UnitPrice | null
}

export type TradingPausesTable = {
  id: number
  seq: number
  at: Millis
  until: Millis
}
