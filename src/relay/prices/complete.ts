/** Fills the buckets a price list leaves out, so that no kind of token is free by accident. */
import { type Bucket, buckets, type Rates, type RateVector } from '../../engine/metering/rates.ts'

/** Each bucket without a price of its own takes the price of the one it stands in for. */
const standIns: Partial<Record<Bucket, Bucket>> = {
  cacheRead: 'input',
  cacheWrite5m: 'input',
  cacheWrite1h: 'cacheWrite5m',
  inputAudio: 'input',
  inputImage: 'input',
  reasoning: 'output',
  outputAudio: 'output',
  outputImage: 'output',
}

/** A stated 0 can not be told from a missing rate and is filled as well. */
export function completeRates(rates: Rates): Rates {
  return { tiers: rates.tiers.map(({ from, rates: vector }) => ({ from, rates: completed(vector) })) }
}

function completed(vector: RateVector): RateVector {
  const full = buckets.map((_, i) => vector[i] ?? 0)
  buckets.forEach((bucket, i) => {
    const standIn = standIns[bucket]
    if (full[i] === 0 && standIn) full[i] = full[buckets.indexOf(standIn)] ?? 0
  })
  while (full.at(-1) === 0) full.pop()
  return full
}
