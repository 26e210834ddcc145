/** Scores and shares of an offering as a person reads them: whole numbers of any size, cut, never rounded up. No React. */
import { fromUnits, subDecimal, toUnits } from '../../amount/decimal.ts'
import type { Offering, OfferingPosition } from './use-offerings.ts'

const HOUR_MS = 3_600_000n

/** LCO × hours, or LCO where the snapshot counts, with weight; two decimals. */
export function scoreText(score: string, mode: Offering['mode']): string {
  const unit = mode === 'snapshot' ? 1n : HOUR_MS
  return fromUnits(BigInt(score) / (unit * 1_000_000n), 2)
}

/** Parts per million of all scores; undefined while nobody has one. */
export function sharePpm(score: string, of: string): number | undefined {
  const all = BigInt(of)
  return all === 0n ? undefined : Number((BigInt(score) * 1_000_000n) / all)
}

/** CR of list price that the share would bring without a cap. */
export function uncapped(offering: Pick<Offering, 'total' | 'score'>, score: string): string {
  const all = BigInt(offering.score)
  return all === 0n ? '0.000000' : fromUnits((toUnits(offering.total, 6) * BigInt(score)) / all, 6)
}

/** Coins between a stake that counts and what the lowest weight takes; undefined when it is there. */
export function missingStake(offering: Pick<Offering, 'tiers'>, counted: string): string | undefined {
  const missing = subDecimal(offering.tiers.lv3, counted)
  return missing.startsWith('-') || Number(missing) === 0 ? undefined : missing
}

/** 0 … 1 of the quota that is used or held by calls that run. */
export function usedShare({ quota, remaining }: Pick<OfferingPosition, 'quota' | 'remaining'>): number {
  if (quota === null || remaining === null) return 0
  const whole = toUnits(quota, 6)
  return whole === 0n ? 0 : Number(((whole - toUnits(remaining, 6)) * 10_000n) / whole) / 10_000
}

export interface Ahead {
  readonly name: 'opens' | 'closes' | 'ends'
  readonly at: number
}

/** What comes next and when; undefined once nothing does. */
export function nextOf({ phase, subscribeFrom, subscribeUntil, activeUntil }: Offering): Ahead | undefined {
  if (phase === 'announced') return { name: 'opens', at: subscribeFrom }
  if (phase === 'subscribe') return { name: 'closes', at: subscribeUntil }
  return phase === 'active' ? { name: 'ends', at: activeUntil } : undefined
}
