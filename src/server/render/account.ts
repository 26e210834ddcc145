/** Account views as the wire shows them: balances with their sums, tier, stake. */
import { formatCredits, formatLco } from '../../base/decimal.ts'
import type { Millis } from '../../base/money.ts'
import type { Balances } from '../../contract/account.ts'
import { tiers } from '../../contract/values.ts'
import type { StakeView } from '../../engine/command.ts'
import type { ParameterValues } from '../../engine/parameters.ts'
import { tierRate, tierStake } from '../../engine/staking/tiers.ts'
import { type AccountView, totalsOf } from '../../engine/views.ts'

export function wireBalances(view: AccountView, at: { readonly sequence: number; readonly asOf: Millis }): Balances {
  const { credits, lco } = view
  const total = totalsOf(view)
  return {
    credits: {
      available: formatCredits(credits.available),
      order: formatCredits(credits.order),
      hold: formatCredits(credits.hold),
      margin: formatCredits(credits.margin),
      marginOrder: formatCredits(credits.marginOrder),
      redeeming: formatCredits(credits.redeeming),
      total: formatCredits(total.credits),
    },
    lco: {
      available: formatLco(lco.available),
      order: formatLco(lco.order),
      staked: formatLco(lco.staked),
      unbonding: formatLco(lco.unbonding),
      imo: formatLco(lco.imo),
      margin: formatLco(lco.margin),
      marginOrder: formatLco(lco.marginOrder),
      bond: formatLco(lco.bond),
      total: formatLco(total.lco),
    },
    ...at,
  }
}

export function wireStake(stake: StakeView) {
  return {
    staked: formatLco(stake.staked),
    unbonding: formatLco(stake.unbonding),
    tier: stake.tier,
    nextTier: stake.nextTier,
    nextTierAt: stake.nextTierAt,
  }
}

/** Share of list that a tier pays; null for Whale, who pays cost. */
export function rateBps(tier: StakeView['tier'], parameters: ParameterValues): number | null {
  return tier === 'whale' ? null : tierRate(tier, parameters)
}

export function wireLadder(parameters: ParameterValues) {
  return tiers.map((tier) => ({
    tier,
    stake: formatLco(tierStake(tier, parameters)),
    rateBps: rateBps(tier, parameters),
  }))
}
