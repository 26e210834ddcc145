/** Rows of done orders, trades, candles and marks. Prices in µCR per LCO, quantities in thousandths of an LCO. */
import type { Bps, Credits, Millis } from '../../base/money.ts'
import type {
  ListId,
  ListKind,
  OrderId,
  OrderSide,
  OrderStatus,
  OrderView,
  SelfTradeMode,
  TimeInForce,
  TriggerKind,
} from '../../engine/command.ts'
import type { OrderEvent } from '../../engine/event.ts'
import type { AccountId, Asset } from '../../engine/ledger/chart.ts'
import type { RejectionCode } from '../../engine/rejections.ts'
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
  self_trade: SelfTradeMode
  price: UnitPrice | null
  quantity: MilliLco | null
  quote: Credits | null
  filled: MilliLco
  filled_notional: Credits
  fee: Credits
  status: OrderStatus
  cause: OrderEvent['cause']
  /** Why it could not be placed when its trigger fired or its list came to it. */
  refusal: RejectionCode | null
  trigger_kind: TriggerKind | null
  trigger_price: UnitPrice | null
  trail_bps: Bps | null
  triggered_at: Millis | null
  iceberg: MilliLco | null
  list: ListId | null
  margin: Flag
  borrow: Flag
  repay: Flag
  reduce_only: Flag
  placed_at: Millis
  done_at: Millis
}

/** Lists that bind nothing any more; the others are read from the core. */
export type OrderListsTable = {
  id: ListId
  seq: number
  account: AccountId
  client_list_id: string | null
  kind: ListKind
  /** JSON: ids in the list's order. */
  orders: string
  placed_at: Millis
  done_at: Millis
}

/** Orders of one account that met without a trade. */
export type PreventedMatchesTable = {
  id: number
  seq: number
  at: Millis
  account: AccountId
  maker_order: OrderId
  taker_order: OrderId
  taker_side: OrderSide
  price: UnitPrice
  quantity: MilliLco
  mode: SelfTradeMode
}

export type TradesTable = {
  id: number
  /** Trades of one taker order at one price in one command share it; counted from 1. */
  aggregate: number
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
  /** 0 for the ecosystem fund and for a forced close. */
  taker_order: OrderId | 0
  maker_margin: Flag
  taker_margin: Flag
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

/** How a lending pool stood after its last change in an hour. Units of its asset; parts per million. */
export type PoolHoursTable = {
  asset: Asset
  hour: Millis
  at: Millis
  lent: number
  claims: number
  utilisation: number
  borrow_rate: number
  supply_rate: number
}

export type TradingPausesTable = {
  id: number
  seq: number
  at: Millis
  until: Millis
}
