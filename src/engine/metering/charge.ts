/** Usage × rates → money for one call, exact in pico-credits. The only place that multiplies the two. docs/concepts/economy.md §1, §4. */
import { divCeil, divFloor, mulDivCeil, mulDivFloor } from '../../base/math.ts'
import { BPS, type Bps, type Credits, max, PICO_PER_MICRO, type Pico } from '../../base/money.ts'
import { buckets, type Rates, type RateVector, type UsageVector } from './rates.ts'

/** Largest count accepted in one bucket; a call with more is absurd. */
const MAX_COUNT = 10_000_000_000

/** Buckets that make up the context length which picks a rate tier: input, cacheRead, cacheWrite5m, cacheWrite1h, inputAudio, inputImage. */
const CONTEXT_BUCKETS = 6

/** list and cost are those of the service tier, each rounded up. */
export interface CallPrice {
  readonly list: Pico
  readonly cost: Pico
  readonly charge: Pico
}

export interface PriceTerms {
  readonly list: Rates
  readonly cost: Rates
  /** Share of list; ignored for the Whale, who pays cost. */
  readonly tierBps: Bps
  readonly atCost: boolean
  readonly surchargeBps: Bps
  /** Multiple of list and cost, by the service tier of the answer. */
  readonly serviceBps: Bps
}

/** True for at most as many counts as buckets, each a whole number from 0 to MAX_COUNT. */
export function isUsage(usage: UsageVector): boolean {
  return (
    Array.isArray(usage) &&
    usage.length <= buckets.length &&
    usage.every((count) => Number.isSafeInteger(count) && count >= 0 && count <= MAX_COUNT)
  )
}

/** Prices this usage exactly; undefined when a sum would leave the safe integers. */
export function priceUsage(terms: PriceTerms, usage: UsageVector): CallPrice | undefined {
  const list = sumPico(ratesFor(terms.list, usage), usage)
  const cost = sumPico(ratesFor(terms.cost, usage), usage)
  return list === undefined || cost === undefined ? undefined : priceOf(terms, list, cost)
}

/** The most any usage within `bound` can be charged: dearest tier the bound can reach. */
export function priceBound(terms: PriceTerms, bound: UsageVector): Pico | undefined {
  const list = dearest(terms.list, bound)
  const cost = dearest(terms.cost, bound)
  if (list === undefined || cost === undefined) return undefined
  return priceOf(terms, list, cost)?.charge
}

/** List price of the most any usage within `bound` can come to, in its service tier. */
export function listBound({ list, serviceBps }: PriceTerms, bound: UsageVector): Pico | undefined {
  const most = dearest(list, bound)
  return most === undefined ? undefined : priceOf({ ...freeOfCost, serviceBps }, most, 0 as Pico)?.list
}

const freeOfCost = { tierBps: BPS as Bps, atCost: false, surchargeBps: 0 as Bps }

/**
 * charge = max(⌈list × service × tier⌉, ⌈cost × service × (1 + surcharge)⌉), each product exact and rounded once; the
 * Whale pays the second alone.
 */
function priceOf(terms: Omit<PriceTerms, 'list' | 'cost'>, list: Pico, cost: Pico): CallPrice | undefined {
  const { serviceBps: service, tierBps, surchargeBps, atCost } = terms
  const most = service > BPS ? mulDivFloor(MAX_PICO, BPS, service) : MAX_PICO
  if (list > most || cost > most) return undefined
  const floor = shareOf(cost, service, BPS + surchargeBps)
  const charge = atCost ? floor : max(shareOf(list, service, tierBps), floor)
  return { list: scaled(list, service), cost: scaled(cost, service), charge }
}

/** ⌈pico × service × share⌉. Without a multiple the product is smaller, and hardly ever needs big integers. */
function shareOf(pico: Pico, service: Bps, shareBps: number): Pico {
  const exact = service === BPS ? mulDivCeil(pico, shareBps, BPS) : mulDivCeil(pico, service * shareBps, BPS * BPS)
  return exact as Pico
}

function scaled(pico: Pico, bps: Bps): Pico {
  return bps === BPS ? pico : (mulDivCeil(pico, bps, BPS) as Pico)
}

/** A quarter of 2^53 pCR, about 2,250 CR for one call: leaves room for surcharge and carried remainders. */
const MAX_PICO = Math.floor(Number.MAX_SAFE_INTEGER / 4)

function ratesFor(rates: Rates, usage: UsageVector): RateVector {
  const context = contextOf(usage)
  let chosen: RateVector = []
  for (const tier of rates.tiers) if (tier.from <= context) chosen = tier.rates
  return chosen
}

function dearest(rates: Rates, bound: UsageVector): Pico | undefined {
  const context = contextOf(bound)
  let highest = 0 as Pico
  for (const tier of rates.tiers) {
    if (tier.from > context) continue
    const sum = sumPico(tier.rates, bound)
    if (sum === undefined) return undefined
    highest = max(highest, sum)
  }
  return highest
}

function contextOf(usage: UsageVector): number {
  let sum = 0
  for (let i = 0; i < CONTEXT_BUCKETS; i++) sum += usage[i] ?? 0
  return sum
}

function sumPico(rates: RateVector, usage: UsageVector): Pico | undefined {
  let sum = 0
  for (let i = 0; i < usage.length; i++) {
    const product = (usage[i] as number) * (rates[i] ?? 0)
    sum += product
    if (!Number.isSafeInteger(product) || !Number.isSafeInteger(sum)) return undefined
  }
  return sum as Pico
}

/** hold_µCR = ⌈max_pCR ÷ 1e6⌉: covers the capture whatever remainder is carried in. */
export function holdFor(charge: Pico): Credits {
  return divCeil(charge, PICO_PER_MICRO) as Credits
}

/** Whole µCR to book now and the pCR (0 … 999,999) to carry into the next call. */
export function carry(carried: Pico, charge: Pico): { readonly micro: Credits; readonly carried: Pico } {
  const sum = carried + charge
  const micro = divFloor(sum, PICO_PER_MICRO) as Credits
  return { micro, carried: (sum - micro * PICO_PER_MICRO) as Pico }
}
