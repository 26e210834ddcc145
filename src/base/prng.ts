/** Seeded pseudo-random numbers (mulberry32) for tests, benches and the sandbox upstream. Not for secrets. */

export interface Prng {
  /** Uniform integer in [0, n), n ≤ 2^32. */
  below(n: number): number
  /** True with probability percent/100. */
  chance(percent: number): boolean
  pick<T>(items: readonly T[]): T
}

export function prng(seed: number): Prng {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return (t ^ (t >>> 14)) >>> 0
  }
  return {
    below: (n) => Math.floor((next() / 4294967296) * n),
    chance: (percent) => next() / 4294967296 < percent / 100,
    pick: (items) => items[Math.floor((next() / 4294967296) * items.length)] as (typeof items)[number],
  }
}
