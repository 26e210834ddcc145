/** The most a call can use, before it is sent: an upper bound of its input and the limit of its output. Prices are compared here, never multiplied. */
import { type Bucket, buckets, type Rates, type UsageVector, usageVector } from '../../engine/metering/rates.ts'
import type { CardRef } from '../ports.ts'
import type { UnitUsage } from './reading.ts'

/** Tokens unless the name says otherwise. */
export interface CallBound {
  /** Never below what any tokenizer makes of the request's text and images. */
  readonly input: number
  readonly inputAudio: number
  /** All choices together, reasoning included. */
  readonly output: number
  /** The answer may be speech. */
  readonly outputAudio: boolean
  readonly toolCalls: number
  /** One call where left out, and nothing else. */
  readonly units?: UnitUsage
}

const inputBuckets: readonly Bucket[] = ['input', 'cacheRead', 'cacheWrite5m', 'cacheWrite1h', 'inputImage']
/** Any answer may hold pictures where they have a price of their own. */
const outputBuckets: readonly Bucket[] = ['output', 'reasoning', 'outputImage']
const spokenBuckets: readonly Bucket[] = [...outputBuckets, 'outputAudio']

/** The bound with every group of tokens in its dearest bucket, since nobody knows yet how they will divide. */
export function boundVector(bound: CallBound, cards: readonly CardRef[]): UsageVector {
  const { toolCalls, inputAudio } = bound
  const usage: Partial<Record<Bucket, number>> = { calls: 1, ...bound.units, toolCalls, inputAudio }
  usage[dearest(cards, inputBuckets)] = bound.input
  if (bound.output > 0) usage[dearest(cards, bound.outputAudio ? spokenBuckets : outputBuckets)] = bound.output
  return usageVector(usage)
}

function dearest(cards: readonly CardRef[], group: readonly Bucket[]): Bucket {
  let best = group[0]!
  let highest = -1
  for (const bucket of group) {
    const rate = highestRate(cards, buckets.indexOf(bucket))
    if (rate > highest) [best, highest] = [bucket, rate]
  }
  return best
}

function highestRate(cards: readonly CardRef[], index: number): number {
  let highest = 0
  for (const { list, cost } of cards) highest = Math.max(highest, peaksOf(list)[index] ?? 0, peaksOf(cost)[index] ?? 0)
  return highest
}

/** Rates never change once published, so their peaks are found once. */
const peaks = new WeakMap<Rates, readonly number[]>()

function peaksOf(rates: Rates): readonly number[] {
  let known = peaks.get(rates)
  if (!known) {
    known = buckets.map((_, index) => Math.max(0, ...rates.tiers.map((tier) => tier.rates[index] ?? 0)))
    peaks.set(rates, known)
  }
  return known
}
