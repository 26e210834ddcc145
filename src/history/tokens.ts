/** How many tokens of a usage vector went in, came out of the cache, and came out. Buckets are those of the engine's metering. */
import type { UsageVector } from '../engine/metering/rates.ts'

/** Buckets 0–5 go in (1 from the cache), 6–9 come out; the rest are no tokens. */
const CACHE_READ = 1
const FIRST_OUT = 6
const FIRST_OTHER = 10

export function tokensIn(usage: UsageVector): number {
  return sum(usage, 0, FIRST_OUT)
}

export function tokensCached(usage: UsageVector): number {
  return usage[CACHE_READ] ?? 0
}

export function tokensOut(usage: UsageVector): number {
  return sum(usage, FIRST_OUT, FIRST_OTHER)
}

function sum(usage: UsageVector, from: number, to: number): number {
  let total = 0
  for (let i = from; i < to; i++) total += usage[i] ?? 0
  return total
}
