/** The vectors of docs/concepts/economy.md §4, in µCR and 1e-8 LCO. */
import { describe, expect, it } from 'vitest'
import { eraAt, minedBy, mintedAt } from './emission.ts'

const CR = 1_000_000n
const LCO = 100_000_000n

describe('the emission curve', () => {
  it('gives 10 LCO for the first credit', () => {
    expect(minedBy(0n, CR)).toBe(10n * LCO)
  })
  it('splits a payment that crosses into the next era', () => {
    expect(minedBy(99_995n * CR, 10n * CR)).toBe(75n * LCO)
    expect(minedBy(99_999_999_999n, 1n)).toBe(1000n)
    expect(minedBy(100_000_000_000n, 1n)).toBe(500n)
    expect(minedBy(0n, 300_000n * CR)).toBe(2_000_000n * LCO)
  })
  it('floors within the era so that no unit is lost', () => {
    const start = 51_100_000n * CR
    expect([0n, 1n, 2n, 3n].map((step) => minedBy(start + step, 1n))).toEqual([1n, 2n, 2n, 2n])
  })
  it('ends at ten million', () => {
    expect(minedBy(102_299_500n * CR, 1_000n * CR)).toBe(976_562_500n)
    expect(minedBy(102_300_500n * CR, CR)).toBe(0n)
    expect(mintedAt(200_000_000n * CR)).toBe(10_000_000n * LCO)
    expect(eraAt(200_000_000n * CR)).toBe(10n)
  })
})
