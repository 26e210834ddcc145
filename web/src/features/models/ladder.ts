/** What a model costs on each step of the tier ladder: the share of list, never below cost. docs/concepts/economy.md §4, §5. No components. */
import type { BucketName, WireRates } from '../../../../src/contract/rates.ts'
import { fromUnits, toUnits } from '../../amount/decimal.ts'
import { PICO, pricedBuckets, shownRate, unitBuckets } from '../../parts/rates.ts'

/** What decides what most calls cost: tokens in and out, and every unit that is charged beside tokens. */
export const ladderBuckets = (list: WireRates): BucketName[] => [
  ...pricedBuckets(list).filter((bucket) => bucket === 'input' || bucket === 'output'),
  ...unitBuckets(list),
]

/** CR for the bucket's usual amount. @param rateBps null: the Whale, who pays cost */
export function ladderPrice(
  prices: { readonly list: WireRates; readonly whale: WireRates },
  bucket: BucketName,
  rateBps: number | null,
): string | undefined {
  const list = prices.list[0]?.rates[bucket]
  const cost = prices.whale[0]?.rates[bucket] ?? '0'
  if (list === undefined) return undefined
  if (rateBps === null) return shownRate(bucket, cost)
  const share = (toUnits(list, PICO) * BigInt(rateBps) + 9_999n) / 10_000n
  const floor = toUnits(cost, PICO)
  return shownRate(bucket, fromUnits(share > floor ? share : floor, PICO))
}
