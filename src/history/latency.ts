/** Latencies in classes a quarter of an octave wide, so that any percentile of many calls can be told from few counts. No SQL. */

/** Upper ends in ms: 1, 2, 3, … 724, 861, 1,024 … to two days; each is at most 19 % above the one before, or 1 ms. */
const ends: readonly number[] = [
  ...new Set(Array.from({ length: 4 * 28 }, (_, quarter) => Math.round(2 ** (quarter / 4)))),
]

/** The class of a latency; what is longer than the longest is in the last. */
export function latencyClass(ms: number): number {
  let [low, high] = [0, ends.length - 1]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((ends[middle] ?? 0) >= ms) high = middle
    else low = middle + 1
  }
  return low
}

/** How many calls are in each class. */
export type LatencyCounts = ReadonlyMap<number, number>

/** The latency that this share of the calls stays at or below, ms, right to the width of its class; null without calls. */
export function percentile(counts: LatencyCounts, share: number): number | null {
  const classes = [...counts].filter(([, count]) => count > 0).sort(([a], [b]) => a - b)
  const total = classes.reduce((sum, [, count]) => sum + count, 0)
  const wanted = share * total
  let before = 0
  for (const [index, count] of classes) {
    if (before + count >= wanted) {
      const [low, high] = [ends[index - 1] ?? 0, ends[index] ?? 0]
      return Math.round(low + ((high - low) * (wanted - before)) / count)
    }
    before += count
  }
  return null
}
