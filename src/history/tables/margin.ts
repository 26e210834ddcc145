/** Rows of margin: loans as they changed, calls, forced closes, losses, collateral, what the risk reserve took in and paid. Prices in µCR per LCO; levels in basis points. */
import type { Credits, Lco, Millis } from '../../base/money.ts'
import type { OrderSide } from '../../engine/command.ts'
import type { EntryKind } from '../../engine/entry-kinds.ts'
import type { AccountId, Asset } from '../../engine/ledger/chart.ts'
import type { LoanEvent } from '../../engine/lending-events.ts'
import type { MilliLco, UnitPrice } from '../units.ts'

/** Units of the asset; `debt` and `principal` are what is left. */
export type LoanChangesTable = {
  id: number
  seq: number
  at: Millis
  account: AccountId
  asset: Asset
  cause: LoanEvent['cause']
  amount: number
  interest: number
  debt: number
  principal: number
}

/** Units of the asset that an account's repayments paid as interest in a day. */
export type InterestDailyTable = {
  account: AccountId
  day: Millis
  asset: Asset
  paid: number
}

/** One step of a forced close each. */
export type MarginClosesTable = {
  id: number
  seq: number
  at: Millis
  account: AccountId
  /** What is owed; `repaid` and `debt` are units of it. */
  asset: Asset
  side: OrderSide
  mark: UnitPrice
  level: number
  limit_price: UnitPrice
  liquidation: UnitPrice | null
  bankruptcy: UnitPrice | null
  wanted: MilliLco
  quantity: MilliLco
  notional: Credits
  penalty: Credits
  repaid: number
  debt: number
  level_after: number | null
}

/** Debts that nothing stood behind; units of the asset. `takeover`: the reserve took the position too, under a frozen mark. */
export type MarginLossesTable = {
  id: number
  seq: number
  at: Millis
  account: AccountId
  kind: 'shortfall' | 'takeover'
  asset: Asset
  mark: UnitPrice
  shortfall: number
  covered: number
  socialised: number
  /** What the reserve got for it. */
  seized_credits: Credits
  seized_lco: Lco
  bought: MilliLco
  spent: Credits
}

export type MarginNoticeKind = 'opened' | 'called' | 'closing' | 'recovered'

export type MarginNoticesTable = {
  id: number
  seq: number
  at: Millis
  account: AccountId
  kind: MarginNoticeKind
  level: number | null
  mark: UnitPrice | null
  liquidation: UnitPrice | null
  bankruptcy: UnitPrice | null
  /** Version that was accepted when it opened. */
  terms: string | null
}

export type MarginTransfersTable = {
  id: number
  seq: number
  at: Millis
  account: AccountId
  direction: 'in' | 'out'
  amount: Credits
}

/** Public: an operator took note of a loss that lenders shared. */
export type LossNotesTable = {
  id: number
  seq: number
  at: Millis
  asset: Asset
  reason: string
  actor: AccountId
}

/** What moved into and out of the risk reserve in a day, by what it was booked for. Units of the asset. */
export type ReserveDaysTable = {
  day: Millis
  asset: Asset
  kind: EntryKind
  received: number
  paid: number
}
