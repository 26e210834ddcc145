/** Whether a card has a price for a kind of usage: what is not priced is not counted. */
import { type Bucket, buckets } from '../../engine/metering/rates.ts'
import type { CardRef } from '../ports.ts'

export function hasPrice({ list, cost }: Pick<CardRef, 'list' | 'cost'>, bucket: Bucket): boolean {
  const index = buckets.indexOf(bucket)
  return [...list.tiers, ...cost.tiers].some(({ rates }) => (rates[index] ?? 0) > 0)
}
