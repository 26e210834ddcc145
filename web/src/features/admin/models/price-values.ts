/** What an operator enters about a price ⇄ what the API takes; and what the entered numbers would mean. Exact, no components. */
import type { Card } from '../../../../../src/contract/admin-channels.ts'
import type { BucketName, WireRates } from '../../../../../src/contract/rates.ts'
import { fromUnits, isDecimal, toUnits } from '../../../amount/decimal.ts'
import type { BodyOf } from '../../../api/platform.ts'
import { BUCKETS, ownBuckets, PICO, SHIFT, scaleOf, shownRate } from '../../../parts/rates.ts'
import { markupOf } from './rows.ts'

/** CR for the bucket's usual amount (a million tokens …) as typed; '' is no price. */
export type TypedRates = Partial<Record<BucketName, string>>
export interface TierValues {
  from: string
  cost: TypedRates
  list: TypedRates
}

/** Service tiers that a card can price. */
export const SERVICES = ['batch', 'flex', 'priority'] as const
/** Factors as typed, "0.5"; '' is no price of its own. */
export type ServiceValues = Partial<Record<(typeof SERVICES)[number], string>>

export interface PriceValues {
  /** as text, for the select */
  channelId: string
  model: string
  tiers: TierValues[]
  /** list = cost × markup, or entered by hand */
  pricing: 'markup' | 'hand'
  /** "1.50" */
  markup: string
  services: ServiceValues
  eligible: boolean
}

export const DEFAULT_MARKUP = '1.50'
const LV4_BPS = 7_000n
const BPS = 10_000n

/** pCR per unit of a typed price; undefined when it is not a price, or finer than a pico-credit per unit. */
export function picoOf(bucket: BucketName, typed: string): bigint | undefined {
  const text = typed.endsWith('.') ? typed.slice(0, -1) : typed
  if (text === '') return 0n
  if (!isDecimal(text) || text.startsWith('-')) return undefined
  const [whole = '0', fraction = ''] = text.split('.')
  const decimals = PICO - SHIFT[scaleOf(bucket)]
  if (fraction.replace(/0+$/, '').length > decimals || whole.length > 9) return undefined
  return toUnits(text, decimals)
}

function typedOf(rates: WireRates[number]['rates'], buckets: readonly BucketName[]): TypedRates {
  return Object.fromEntries(
    buckets.map((bucket) => [bucket, (shownRate(bucket, rates[bucket]) ?? '').replace(/\.?0+$/, '')]),
  )
}

const EMPTY_TIER: TierValues = { from: '0', cost: {}, list: {} }

export function newPrice(channelId: number | undefined, model: string): PriceValues {
  const channel = channelId === undefined ? '' : String(channelId)
  const pricing = { pricing: 'markup', markup: DEFAULT_MARKUP, services: {} } as const
  return { channelId: channel, model, tiers: [EMPTY_TIER], ...pricing, eligible: false }
}

export function priceOf({ channelId, model, cost, list, services, eligible }: Card): PriceValues {
  const markup = markupOf({ cost, list })
  return {
    channelId: String(channelId),
    model,
    tiers: tiersOf(cost, list),
    pricing: markup === undefined ? 'hand' : 'markup',
    markup: markup === undefined ? DEFAULT_MARKUP : fromUnits(BigInt(markup), 4).replace(/0{1,2}$/, ''),
    services: servicesOf(services),
    eligible,
  }
}

/** 5,000 → "0.5" */
export function servicesOf(rates: Card['services']): ServiceValues {
  const typed = (bps: number) => fromUnits(BigInt(bps), 4).replace(/\.?0+$/, '')
  return Object.fromEntries(
    SERVICES.flatMap((service) => (rates[service] === undefined ? [] : [[service, typed(rates[service])]])),
  )
}

export function tiersOf(cost: WireRates, list: WireRates = []): TierValues[] {
  const froms = [...new Set([...cost, ...list].map(({ from }) => from))].sort((a, b) => a - b)
  return froms.map((from) => {
    const [costTier, listTier] = [cost, list].map((rates) => rates.findLast((tier) => tier.from <= from))
    const buckets = BUCKETS.filter(
      (bucket) =>
        (costTier && ownBuckets(costTier).includes(bucket)) || (listTier && ownBuckets(listTier).includes(bucket)),
    )
    return {
      from: String(from),
      cost: typedOf(costTier?.rates ?? {}, buckets),
      list: typedOf(listTier?.rates ?? {}, buckets),
    }
  })
}

/** Basis points of a typed factor: "1.5" → 15000; undefined when it is none or above 100. */
export function markupBpsOf(typed: string): number | undefined {
  const text = typed.normalize('NFKC').trim()
  if (!/^\d{1,3}(\.\d{1,4})?$/.test(text)) return undefined
  const bps = Number(toUnits(text, 4))
  return bps <= 1_000_000 ? bps : undefined
}

/** Basis points of a typed factor: "0.5" → 5000; undefined when it is none from 0.0001 to 10. */
function serviceBpsOf(typed: string): number | undefined {
  const bps = markupBpsOf(typed)
  return bps === undefined || bps < 1 || bps > 100_000 ? undefined : bps
}

export interface Line {
  readonly bucket: BucketName
  /** CR for the bucket's usual amount, six decimals */
  readonly cost: string
  readonly list: string
  readonly lv4: string
  /** Lv4's 70 % does not cover the cost */
  readonly short: boolean
}

/** What a tier would cost, list and give at Lv4. Buckets that can not be read are left out. */
export function linesOf(values: Pick<PriceValues, 'pricing' | 'markup'>, tier: TierValues): Line[] {
  const markup = BigInt(markupBpsOf(values.markup) ?? 0)
  return BUCKETS.flatMap((bucket) => {
    const cost = picoOf(bucket, tier.cost[bucket] ?? '')
    const hand = picoOf(bucket, tier.list[bucket] ?? '')
    if (cost === undefined || hand === undefined) return []
    const list = values.pricing === 'hand' ? hand : (cost * markup + BPS - 1n) / BPS
    if (cost === 0n && list === 0n) return []
    const lv4 = (list * LV4_BPS + BPS - 1n) / BPS
    const shown = (pico: bigint) => shownRate(bucket, fromUnits(pico, PICO)) ?? '0'
    return [{ bucket, cost: shown(cost), list: shown(list), lv4: shown(lv4), short: list * LV4_BPS < cost * BPS }]
  })
}

export type Fault = 'channelId' | 'model' | 'tiers' | 'cost' | 'list' | 'markup' | 'services'

export function faultsOf(values: PriceValues): Fault[] {
  const { tiers, pricing } = values
  const froms = tiers.map(({ from }) => (/^\d{1,9}$/.test(from.trim()) ? Number(from) : Number.NaN))
  const readable = (key: 'cost' | 'list') =>
    tiers.every((tier) => BUCKETS.every((bucket) => picoOf(bucket, tier[key][bucket] ?? '') !== undefined))
  const priced = (key: 'cost' | 'list') =>
    tiers.every((tier) => BUCKETS.some((bucket) => (picoOf(bucket, tier[key][bucket] ?? '') ?? 0n) > 0n))
  const wrong: { readonly [F in Fault]: boolean } = {
    channelId: values.channelId === '',
    model: !/^[A-Za-z0-9][\w.:/@+-]{0,127}$/.test(values.model.trim()),
    tiers: froms[0] !== 0 || froms.some((from, index) => !(index === 0 || from > (froms[index - 1] ?? 0))),
    cost: !readable('cost') || (pricing === 'markup' && !priced('cost')),
    list: pricing === 'hand' && (!readable('list') || !priced('list')),
    markup: pricing === 'markup' && markupBpsOf(values.markup) === undefined,
    services: stated(values.services).some(([, typed]) => serviceBpsOf(typed) === undefined),
  }
  return (Object.keys(wrong) as Fault[]).filter((fault) => wrong[fault])
}

function stated(services: ServiceValues): [service: (typeof SERVICES)[number], typed: string][] {
  return SERVICES.flatMap((service) => {
    const typed = (services[service] ?? '').trim()
    return typed === '' ? [] : [[service, typed]]
  })
}

function wireOf(typed: TypedRates): { [bucket: string]: string } {
  return Object.fromEntries(
    BUCKETS.flatMap((bucket) => {
      const pico = picoOf(bucket, typed[bucket] ?? '')
      return pico ? [[bucket, fromUnits(pico, PICO)]] : []
    }),
  )
}

/** Call only without faults. */
export function publicationOf(values: PriceValues): BodyOf<'POST /admin/models'> {
  const rates = (key: 'cost' | 'list') =>
    values.tiers.map((tier) => ({ from: Number(tier.from), rates: wireOf(tier[key]) }))
  return {
    channelId: Number(values.channelId),
    model: values.model.trim(),
    cost: rates('cost'),
    services: Object.fromEntries(stated(values.services).map(([service, typed]) => [service, serviceBpsOf(typed)])),
    eligible: values.eligible,
    ...(values.pricing === 'hand' ? { list: rates('list') } : { markupBps: markupBpsOf(values.markup) ?? 15_000 }),
  }
}
