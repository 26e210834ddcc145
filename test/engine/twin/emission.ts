/** The emission curve once more, era by era with big integers. docs/concepts/economy.md §4. */

const ERA_UNITS = 100_000_000_000_000n

/** Era of the next µCR after x, and the units minted by x. */
export function emission(x: bigint): { readonly era: number; readonly minted: bigint } {
  let [start, length, minted] = [0n, 100_000_000_000n, 0n]
  for (let era = 0; era < 10; era++) {
    if (x < start + length) return { era, minted: minted + ((x - start) * 1_000n) / 2n ** BigInt(era) }
    minted += ERA_UNITS
    start += length
    length *= 2n
  }
  return { era: 10, minted }
}
