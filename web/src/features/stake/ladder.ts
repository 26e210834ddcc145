/** The ladder reckoned with: tier of a stake, what a month of one's own usage costs on each rung, what unstaking does. Estimates on exact decimals; the core decides. */

import {
  addDecimal,
  compareDecimal,
  divDecimal,
  mulDecimal,
  subDecimal,
  truncateDecimal,
} from '../../amount/decimal.ts'
import type { Answer } from '../../api/platform.ts'

export type Stake = Answer<'GET /stake'>
export type Rung = Stake['ladder'][number]
export type Tier = Rung['tier']

const larger = (a: string, b: string): string => (compareDecimal(a, b) < 0 ? b : a)
const LCO_DECIMALS = 8
const CR_DECIMALS = 6

/** The highest rung the amount reaches; the ladder ascends. */
export function tierFor(amount: string, ladder: readonly Rung[]): Tier {
  return ladder.findLast((rung) => compareDecimal(rung.stake, amount) <= 0)?.tier ?? 'lv1'
}

const rank = (tier: Tier, ladder: readonly Rung[]): number => ladder.findIndex((rung) => rung.tier === tier)

/** Staked and locked in launches: what counts for the tier. */
export const counted = (stake: Pick<Stake, 'staked' | 'imo'>): string => addDecimal(stake.staked, stake.imo)

type Usage = NonNullable<Stake['last30Days']>

/** What was used in the last 30 days; nothing while history can not tell. */
export const usageOf = ({ last30Days }: Pick<Stake, 'last30Days'>): Usage =>
  last30Days ?? { list: '0', cost: '0', spent: '0', calls: 0 }

/** CR that the last 30 days' calls would cost at this rate: the share of list, but never below cost (docs/concepts/economy.md §4). */
export function monthAt(rateBps: number | null, usage: Pick<Usage, 'list' | 'cost'>): string {
  if (rateBps === null) return truncateDecimal(usage.cost, CR_DECIMALS)
  const share = divDecimal(mulDecimal(usage.list, String(rateBps)), '10000', CR_DECIMALS) ?? '0'
  return larger(share, truncateDecimal(usage.cost, CR_DECIMALS))
}

export interface RungView {
  rung: Rung
  /** CR a month at the usage of the last 30 days */
  month: string
  /** CR a month less than on the tier of now; negative for lower rungs */
  saves: string
  /** LCO still to stake for it; "0" when reached */
  missing: string
}

export function rungs(stake: Stake): RungView[] {
  const now = stake.ladder.find((rung) => rung.tier === stake.tier)
  const monthNow = monthAt(now ? now.rateBps : stake.rateBps, usageOf(stake))
  return stake.ladder.map((rung) => {
    const month = monthAt(rung.rateBps, usageOf(stake))
    return { rung, month, saves: subDecimal(monthNow, month), missing: missingFor(rung, stake) }
  })
}

export function missingFor(rung: Rung, stake: Pick<Stake, 'staked' | 'imo'>): string {
  const missing = truncateDecimal(subDecimal(rung.stake, counted(stake)), LCO_DECIMALS)
  return compareDecimal(missing, '0') > 0 ? missing : '0'
}

export interface AfterStaking {
  /** that the stake will give once it has stood */
  tier: Tier
  /** higher than what the stake gives today */
  rises: boolean
  /** CR a month less than on the effective tier of now */
  saves: string
}

export function afterStaking(stake: Stake, amount: string): AfterStaking {
  const tier = tierFor(addDecimal(counted(stake), amount), stake.ladder)
  const saves = rungs(stake).find((view) => view.rung.tier === tier)?.saves ?? '0'
  return { tier, rises: rank(tier, stake.ladder) > rank(tierFor(counted(stake), stake.ladder), stake.ladder), saves }
}

export interface AfterUnstaking {
  /** effective at once */
  tier: Tier
  drops: boolean
  /** CR a month more than on the tier of now; "0" when it stays */
  costs: string
}

/** A drop is immediate; the effective tier never rises by unstaking. */
export function afterUnstaking(stake: Stake, amount: string): AfterUnstaking {
  const left = tierFor(subDecimal(counted(stake), amount), stake.ladder)
  const drops = rank(left, stake.ladder) < rank(stake.tier, stake.ladder)
  const tier = drops ? left : stake.tier
  const saves = rungs(stake).find((view) => view.rung.tier === tier)?.saves ?? '0'
  return { tier, drops, costs: drops ? subDecimal('0', saves) : '0' }
}
