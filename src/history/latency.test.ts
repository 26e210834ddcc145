/** Claims about percentiles of latencies. */
import { describe, expect, it } from 'vitest'
import { seeded } from '../../test/engine/driver.ts'
import { latencyClass, percentile } from './latency.ts'

function countsOf(latencies: readonly number[]): Map<number, number> {
  const counts = new Map<number, number>()
  for (const ms of latencies) counts.set(latencyClass(ms), (counts.get(latencyClass(ms)) ?? 0) + 1)
  return counts
}

describe('a percentile of latencies', () => {
  it('is within a fifth, or a millisecond, of the exact one, from a millisecond to an hour', () => {
    const random = seeded(7)
    for (const scale of [3, 40, 900, 20_000, 3_600_000]) {
      const latencies = Array.from({ length: 500 }, () => random.below(scale))
      const sorted = latencies.toSorted((a, b) => a - b)
      const counts = countsOf(latencies)
      for (const share of [0.5, 0.95, 0.99]) {
        const exact = sorted[Math.ceil(share * sorted.length) - 1] ?? 0
        const told = percentile(counts, share) ?? Number.NaN
        expect(Math.abs(told - exact), `${share} of ${scale}`).toBeLessThanOrEqual(Math.max(1, exact * 0.2))
      }
    }
  })

  it('is unknown without calls, and the longest class takes what is longer', () => {
    expect(percentile(new Map(), 0.5)).toBeNull()
    expect(latencyClass(Number.MAX_SAFE_INTEGER)).toBe(latencyClass(200_000_000))
    expect(latencyClass(0)).toBe(0)
  })
})
