/** Tiers from stake, and the rule that a stake must stand before it lifts the tier. Pure. docs/concepts/economy.md §5. */
import { divFloor } from '../../base/math.ts'
import { BPS, type Bps, LCO, type Lco, type Millis } from '../../base/money.ts'
import type { Tier } from '../command.ts'
import type { ParameterValues } from '../parameters.ts'

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

/**
 * What of staked + imo has stood since when, as far as tiers can ask: both columns rise, and a row's stake is the
 * smallest at any instant from its time to now. Nothing stands before the first row.
 */
export type StakeHistory = readonly (readonly [since: Millis, stake: Lco])[]

/**
 * Takes in that the stake is `stake` from now on: a drop lowers everything that stood, a rise stands from now. A rise
 * within one whole LCO makes no row of its own, as tiers begin at whole LCO: rows are never more than LCO staked, plus one.
 */
export function changeStake(history: [since: Millis, stake: Lco][], at: Millis, stake: Lco): void {
  let since = at
  for (let last = history.at(-1); last && (last[1] >= stake || last[0] === at); last = history.at(-1)) {
    if (last[1] >= stake) since = last[0]
    history.pop()
  }
  const last = history.at(-1)
  if (last && divFloor(last[1], LCO) === divFloor(stake, LCO)) last[1] = stake
  else if (stake > 0) history.push([since, stake])
}

/** Smallest stake at any instant of [now − delay, now], as far as tiers tell stakes apart. An upgrade counts exactly `delay` later, a drop at once. */
export function effectiveStake(history: StakeHistory, now: Millis, delayMs: number): Lco {
  const rows = firstRow(history, ([since]) => since > now - delayMs)
  return rows === 0 ? (0 as Lco) : (history[rows - 1] as readonly [Millis, Lco])[1]
}

/** When the tier next rises if nothing changes, and to what; undefined when it stays. */
export function nextTier(
  history: StakeHistory,
  now: Millis,
  parameters: ParameterValues,
): { readonly tier: Tier; readonly at: Millis } | undefined {
  const delay = parameters['stake.upgradeDelay']
  const last = history[history.length - 1]
  if (!last) return undefined
  const target = tierOf(last[1], parameters)
  const row = history[firstRow(history, ([, stake]) => tierOf(stake, parameters) === target)]
  const at = ((row?.[0] ?? now) + delay) as Millis
  return at > now && target !== 'lv1' ? { tier: target, at } : undefined
}

/** When the tier is next another if nothing changes, whatever comes after; undefined when it stays. */
export function nextStep(history: StakeHistory, now: Millis, parameters: ParameterValues): Millis | undefined {
  const delay = parameters['stake.upgradeDelay']
  const tier = tierOf(effectiveStake(history, now, delay), parameters)
  const row = history[firstRow(history, ([since, stake]) => since > now - delay && tierOf(stake, parameters) !== tier)]
  return row && ((row[0] + delay) as Millis)
}

/** Index of the first row for which it is true; it stays true for all later ones. The length when there is none. */
function firstRow(history: StakeHistory, isTrue: (row: readonly [Millis, Lco]) => boolean): number {
  let [low, high] = [0, history.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (isTrue(history[middle] as readonly [Millis, Lco])) high = middle
    else low = middle + 1
  }
  return low
}
