/** Service tiers of upstreams: the same tokens handled slower or faster at a multiple of a card's rates. No prices here. */
import { BPS, type Bps, max } from '../../base/money.ts'

/** 'standard' is what a card's rates are for. */
export const serviceTiers = ['standard', 'batch', 'flex', 'priority'] as const
export type ServiceTier = (typeof serviceTiers)[number]
type PricedTier = Exclude<ServiceTier, 'standard'>
const pricedTiers = serviceTiers.filter((tier): tier is PricedTier => tier !== 'standard')

/** Multiples of list and cost alike, in bps; a tier without one costs what standard does. */
export type ServiceRates = { readonly [T in PricedTier]?: Bps }

/** From a ten-thousandth to ten times the card's rates. */
const MAX_SERVICE_BPS = 100_000

export function isServiceTier(value: unknown): value is ServiceTier {
  return (serviceTiers as readonly unknown[]).includes(value)
}

export function isServiceRates(value: unknown): value is ServiceRates {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  return Object.entries(value).every(
    ([tier, bps]) =>
      isServiceTier(tier) && tier !== 'standard' && Number.isSafeInteger(bps) && bps >= 1 && bps <= MAX_SERVICE_BPS,
  )
}

/** The same in one order. */
export function orderedServices(rates: ServiceRates): ServiceRates {
  return Object.fromEntries(pricedTiers.flatMap((tier) => (rates[tier] === undefined ? [] : [[tier, rates[tier]]])))
}

export function serviceBpsOf(rates: ServiceRates, tier: ServiceTier): Bps {
  return (tier === 'standard' ? undefined : rates[tier]) ?? (BPS as Bps)
}

/** Of the dearest of these tiers. */
export function dearestServiceBps(rates: ServiceRates, tiers: readonly ServiceTier[]): Bps {
  let dearest = 0 as Bps
  for (const tier of tiers) dearest = max(dearest, serviceBpsOf(rates, tier))
  return dearest
}
