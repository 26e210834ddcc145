/** Rows of the weekly calendar, buybacks, burns, supply, parameters and kill switches. */
import type { Bps, Credits, Lco, Millis } from '../../base/money.ts'
import type { Product, ProposalId } from '../../engine/command.ts'
import type { AccountId } from '../../engine/ledger/chart.ts'
import type { ParameterKey } from '../../engine/parameters.ts'
import type { BuybackSliceEvent } from '../../engine/week-events.ts'
import type { UnitPrice } from '../units.ts'
import type { Flag } from './flag.ts'

export type WeeksTable = {
  week: Millis
  seq: number
  at: Millis
  revenue: Credits
  cost: Credits
  unrecovered: Credits
  /** Of calls that champions' grants paid: no profit. */
  promo_revenue: Credits
  promo_cost: Credits
  profit: Credits
  carried_loss_before: Credits
  carried_loss: Credits
  base: Credits
  share_bps: Bps
  fund_in: Credits
  trading_fees: Credits
}

export type BuybacksTable = {
  id: number
  seq: number
  at: Millis
  budget: Credits
  reference: UnitPrice | null
  guard: UnitPrice | null
  slices: number
  previous_hash: string
  hash: string
}

export type BuybackSlicesTable = {
  buyback: number
  slice: number
  seq: number
  at: Millis
  offered: Credits
  spent: Credits
  bought: Lco
  outcome: BuybackSliceEvent['outcome']
  hash: string
}

export type BuybackClosesTable = {
  buyback: number
  seq: number
  at: Millis
  budget: Credits
  spent: Credits
  bought: Lco
  burned: Lco
  to_war_pool: Lco
  hash: string
}

/** What went into a black hole; `ref` as in the ledger entry. */
export type BurnsTable = {
  id: number
  seq: number
  at: Millis
  purpose: string
  ref: string
  amount: Lco
}

export type ParameterChangesTable = {
  id: number
  seq: number
  at: Millis
  key: ParameterKey
  before: number
  after: number
  reason: string
  actor: AccountId
  version: number
  /** null: an operator's own act. */
  proposal: ProposalId | null
}

export type SwitchChangesTable = {
  id: number
  seq: number
  at: Millis
  product: Product
  on: Flag
  reason: string
  actor: AccountId
}

/** What a day changed; the supply at its end is the sum of all days up to it. */
export type SupplyDailyTable = {
  day: Millis
  minted: Lco
  burned: Lco
  /** Net change of staked LCO; may be negative. */
  staked: Lco
}
