/** Staking: the ladder of tiers, own stake and unbondings, and the numbers for a what-if. */
import { z } from 'zod'
import { endpoint, table } from './endpoint.ts'
import { bps, confirmed, count, credits, id, lco, lcoInput, pico, tier, time } from './values.ts'

const stakeState = {
  staked: lco,
  unbonding: lco,
  tier,
  nextTier: tier,
  nextTierAt: time.nullable(),
}
const stakeResult = z.object({ ...stakeState, ...confirmed })
const refusals = ['amount_not_positive', 'amount_out_of_range', 'account_is_operator'] as const

const stakeView = z
  .object({
    ...stakeState,
    available: lco,
    imo: lco.meta({ description: 'locked in offerings; counts for the tier' }),
    rateBps: bps.nullable(),
    ladder: z.array(
      z.object({
        tier,
        stake: lco,
        rateBps: bps.nullable().meta({ description: 'share of the list price; null = cost price' }),
      }),
    ),
    upgradeDelayMs: count,
    unbondingMs: count,
    unbondings: z.array(z.object({ unbondingId: id, amount: lco, releaseAt: time })),
    last30Days: z
      .object({ list: pico, cost: pico, spent: credits, calls: count })
      .nullable()
      .meta({ description: 'own metered calls, for "stake X more, save Y a month"; null while history can not tell' }),
  })
  .meta({ id: 'StakeView' })

export const stakeEndpoints = table(
  endpoint({
    id: 'stake.get',
    method: 'GET',
    path: '/stake',
    summary: 'Own stake, the ladder and the numbers for a what-if',
    auth: ['read', 'earn'],
    response: stakeView,
  }),
  endpoint({
    id: 'stake.ladder',
    method: 'GET',
    path: '/stake/ladder',
    summary: 'The ladder of tiers',
    auth: 'public',
    response: z.object({ items: stakeView.shape.ladder, upgradeDelayMs: count, unbondingMs: count }),
  }),
  endpoint({
    id: 'stake.add',
    method: 'POST',
    path: '/stake',
    summary: 'Stake LCO; a higher tier takes effect after the delay',
    auth: ['earn'],
    idempotent: true,
    body: z.strictObject({ amount: lcoInput }),
    response: stakeResult,
    errors: [...refusals, 'insufficient_lco'],
  }),
  endpoint({
    id: 'stake.remove',
    method: 'POST',
    path: '/stake/remove',
    summary: 'Start to unstake; the tier drops at once, the coins wait',
    auth: ['earn'],
    idempotent: true,
    body: z.strictObject({ amount: lcoInput }),
    response: stakeResult.extend({ unbondingId: id, releaseAt: time }),
    errors: [...refusals, 'insufficient_stake', 'too_many_unbondings'],
  }),
  endpoint({
    id: 'stake.cancel',
    method: 'POST',
    path: '/stake/cancel',
    summary: 'Take an unbonding back into the stake; the delay starts again',
    auth: ['earn'],
    idempotent: true,
    body: z.strictObject({ unbondingId: id }),
    response: stakeResult,
    errors: ['unbonding_not_found', 'account_is_operator'],
  }),
)
