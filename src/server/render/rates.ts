/** Usage vectors and rates between engine (arrays, pCR) and wire (records, decimal strings). */
import { formatPico, parseDecimal } from '../../base/decimal.ts'
import { mulDivCeil } from '../../base/math.ts'
import { BPS, type Pico } from '../../base/money.ts'
import type { BucketName, WireRates } from '../../contract/rates.ts'
import { buckets, type Rates, type RateVector, type UsageVector, usageRecord } from '../../engine/metering/rates.ts'
import { Refusal } from '../problem.ts'

export function wireUsage(usage: UsageVector): Partial<Record<BucketName, number>> {
  return usageRecord(usage)
}

/** CR per unit with 12 decimals; buckets without a price are left out. */
export function wireRates({ tiers }: Rates): WireRates {
  return tiers.map(({ from, rates }) => ({ from, rates: wireVector(rates) }))
}

function wireVector(rates: RateVector): WireRates[number]['rates'] {
  const record: WireRates[number]['rates'] = {}
  buckets.forEach((bucket, i) => {
    const rate = rates[i]
    if (rate) record[bucket] = formatPico(rate as Pico)
  })
  return record
}

/** Rates of a body. Throws amount_out_of_range; the order of tiers is the engine's to check. */
export function ratesIn(tiers: WireRates): Rates {
  return {
    tiers: tiers.map(({ from, rates }) => {
      const vector = buckets.map((bucket) => picoIn(rates[bucket] ?? '0'))
      while (vector.length > 0 && vector.at(-1) === 0) vector.pop()
      return { from, rates: vector }
    }),
  }
}

function picoIn(text: string): number {
  const rate = parseDecimal(text, 12)
  if (rate === undefined) throw new Refusal('amount_out_of_range')
  return rate
}

/** Every rate × bps / 10,000, rounded up to pCR. */
export function scaledRates({ tiers }: Rates, bps: number): Rates {
  return { tiers: tiers.map(({ from, rates }) => ({ from, rates: rates.map((rate) => mulDivCeil(rate, bps, BPS)) })) }
}

/** Bucket by bucket the larger of two rates of the same tiers; what one tier list lacks counts as 0. */
export function dearerRates(one: Rates, other: Rates): Rates {
  const froms = [...new Set([...one.tiers, ...other.tiers].map(({ from }) => from))].sort((a, b) => a - b)
  return {
    tiers: froms.map((from) => {
      const [a, b] = [vectorAt(one, from), vectorAt(other, from)]
      return { from, rates: buckets.map((_, i) => Math.max(a[i] ?? 0, b[i] ?? 0)) }
    }),
  }
}

function vectorAt({ tiers }: Rates, from: number): RateVector {
  return tiers.findLast((tier) => tier.from <= from)?.rates ?? []
}
