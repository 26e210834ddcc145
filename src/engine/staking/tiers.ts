/** Tiers from stake, and the rule that a stake must stand before it lifts the tier. Pure. docs/concepts/economy.md §5. */
import { BPS, type Bps, type Lco, type Millis } from '../../base/money.ts'
import type { Tier } from '../command.ts'
import type { ParameterValues } from '../parameters.ts'

const tiers = ['lv1', 'lv2', 'lv3', 'lv4', 'whale'] as const satisfies readonly Tier[]

/** The tier that this stake gives. */
export function tierOf(stake: number, parameters: ParameterValues): Tier {
  if (stake >= parameters['tier.whale.stake']) return 'whale'
  if (stake >= parameters['tier.lv4.stake']) return 'lv4'
  if (stake >= parameters['tier.lv3.stake']) return 'lv3'
  if (stake >= parameters['tier.lv2.stake']) return 'lv2'
  return 'lv1'
}

/** Share of list the tier pays; the Whale's comes from cost instead and is shown as 0. */
export function tierRate(tier: Tier, parameters: ParameterValues): Bps {
  switch (tier) {
    case 'lv1':
      return BPS as Bps
    case 'lv2':
      return parameters['tier.lv2.rate'] as Bps
    case 'lv3':
      return parameters['tier.lv3.rate'] as Bps
    case 'lv4':
      return parameters['tier.lv4.rate'] as Bps
    case 'whale':
      return 0 as Bps
  }
}

/** LCO that the tier takes. */
export function tierStake(tier: Tier, parameters: ParameterValues): Lco {
  return (tier === 'lv1' ? 0 : parameters[`tier.${tier}.stake`]) as Lco
}

/** From when an amount (staked + imo) stood; each stands until the next row's time. */
export type StakeHistory = readonly (readonly [from: Millis, stake: Lco])[]

/** Smallest stake at any instant of [now − delay, now]. An upgrade counts exactly `delay` later, a drop at once. */
export function effectiveStake(history: StakeHistory, now: Millis, delayMs: number): Lco {
  let smallest = Number.POSITIVE_INFINITY
  for (let i = history.length - 1; i >= 0; i--) {
    const [from, stake] = history[i] as readonly [Millis, Lco]
    if (from > now) continue
    if (stake < smallest) smallest = stake
    if (from <= now - delayMs) return smallest as Lco
  }
  return 0 as Lco
}

/** When the tier next rises if nothing changes, and to what; undefined when it stays. */
export function nextTier(
  history: StakeHistory,
  now: Millis,
  parameters: ParameterValues,
): { readonly tier: Tier; readonly at: Millis } | undefined {
  const delay = parameters['stake.upgradeDelay']
  const current = tierOf(effectiveStake(history, now, delay), parameters)
  const last = history[history.length - 1]
  if (!last) return undefined
  const target = tierOf(last[1], parameters)
  if (tiers.indexOf(target) <= tiers.indexOf(current)) return undefined
  for (const [from] of history) {
    const at = (from + delay) as Millis
    if (at > now && tierOf(effectiveStake(history, at, delay), parameters) === target) return { tier: target, at }
  }
  return undefined
}
