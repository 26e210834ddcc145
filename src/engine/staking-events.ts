/** Facts about stakes, unbondings and tiers: what event.ts holds of staking. */
import type { Lco, Millis } from '../base/money.ts'
import type { Tier, UnbondingId } from './command.ts'
import type { AccountId } from './ledger/chart.ts'

/** What counts for the tier is another amount now. */
export interface StakeEvent {
  readonly type: 'stake.changed'
  readonly account: AccountId
  readonly staked: Lco
  readonly at: Millis
}

/** From now on the account's calls are paid by another tier. */
export interface TierEvent {
  readonly type: 'tier.changed'
  readonly account: AccountId
  readonly before: Tier
  readonly tier: Tier
  readonly at: Millis
}

export interface UnbondingEvent {
  readonly type: 'unbonding.started' | 'unbonding.canceled' | 'unbonding.done'
  readonly account: AccountId
  readonly unbondingId: UnbondingId
  readonly amount: Lco
  readonly releaseAt: Millis
}
