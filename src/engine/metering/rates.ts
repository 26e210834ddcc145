/** Usage buckets and integer rates per bucket. Usage → money happens in charge.ts; nothing outside the engine multiplies the two. */

/** Disjoint usage buckets in stored order: append, never reorder. Tokens unless the name says otherwise. */
export const buckets = [
  'input',
  'cacheRead',
  'cacheWrite5m',
  'cacheWrite1h',
  'inputAudio',
  'inputImage',
  'output',
  'reasoning',
  'outputAudio',
  'outputImage',
  'images',
  'toolCalls',
  'milliseconds',
  'calls',
] as const
export type Bucket = (typeof buckets)[number]

const positions = Object.fromEntries(buckets.map((bucket, i) => [bucket, i])) as Readonly<Record<Bucket, number>>

/** Counts in the order of `buckets`; missing trailing buckets are 0. Non-negative safe integers. */
export type UsageVector = readonly number[]

/** Pico-credits per unit in the order of `buckets`; missing trailing rates are 0. */
export type RateVector = readonly number[]

/** Rates, with dearer ones from a context length on (input + cache tokens of the call). Tiers ascend by `from`; the first is from 0. */
export interface Rates {
  readonly tiers: readonly RateTier[]
}
export interface RateTier {
  readonly from: number
  readonly rates: RateVector
}

export function usageVector(usage: Partial<Record<Bucket, number>>): UsageVector {
  const counts: number[] = []
  for (const bucket of buckets) counts.push(usage[bucket] ?? 0)
  return trimmed(counts)
}

/** The sum of some of its buckets. */
export function usageSum(usage: UsageVector, of: readonly Bucket[]): number {
  let sum = 0
  for (const bucket of of) sum += usage[positions[bucket]] ?? 0
  return sum
}

export function usageRecord(usage: UsageVector): Partial<Record<Bucket, number>> {
  const record: Partial<Record<Bucket, number>> = {}
  buckets.forEach((bucket, i) => {
    const count = usage[i]
    if (count) record[bucket] = count
  })
  return record
}

/** Rates that do not depend on the context length. */
export function flatRates(rates: Partial<Record<Bucket, number>>): Rates {
  return { tiers: [{ from: 0, rates: trimmed(buckets.map((bucket) => rates[bucket] ?? 0)) }] }
}

function trimmed(values: number[]): number[] {
  while (values.length > 0 && values[values.length - 1] === 0) values.pop()
  return values
}
