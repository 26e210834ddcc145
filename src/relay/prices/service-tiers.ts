/** Multiples of service tiers that upstreams publish for all of their models. What is not known for sure is left to the operator. */
import type { Bps } from '../../base/money.ts'
import type { ServiceRates } from '../../engine/metering/service-tiers.ts'

const HALF = 5_000 as Bps

/** By the price list's name of the provider: batches at half price, and OpenAI's flex at the price of a batch. */
const known: ReadonlyMap<string, ServiceRates> = new Map<string, ServiceRates>([
  ['openai', { batch: HALF, flex: HALF }],
  ['anthropic', { batch: HALF }],
  ['google', { batch: HALF }],
  ['mistral', { batch: HALF }],
])

export function knownServices(provider: string): ServiceRates {
  return known.get(provider) ?? {}
}
