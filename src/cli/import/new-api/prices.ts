/** new-api's ratios as our prices. Its model ratio 1 is 2 dollars for a million tokens; everything else multiplies that. Pure. */
import { type Bucket, buckets, flatRates, type Rates } from '../../../engine/metering/rates.ts'
import { listFromCost } from '../../../relay/prices/card.ts'
import type { KnownPrice } from '../../../relay/prices/seed.ts'
import type { ModelKind } from './model-kind.ts'
import { isRecord, parsed } from './rows.ts'

/** pCR a token at ratio 1. */
const PICO_PER_RATIO = 2_000_000
/** What a dollar is in pCR. */
const PICO_PER_CREDIT = 1e12
/** new-api writes into caches at this ratio where nobody says otherwise. */
const CACHE_WRITE_RATIO = 1.25

type Ratios = Readonly<Record<string, number>>

/** The options that price models, by model. */
export interface RatioTables {
  readonly model: Ratios
  readonly completion: Ratios
  readonly cacheRead: Ratios
  readonly cacheWrite: Ratios
  readonly image: Ratios
  readonly audio: Ratios
  readonly audioCompletion: Ratios
  /** Dollars a call instead of ratios. */
  readonly perCall: Ratios
  readonly groups: Ratios
  readonly quotaPerDollar: number
}

export function ratioTables(options: ReadonlyMap<string, string>): RatioTables {
  const table = (name: string): Ratios => ratiosOf(options.get(name))
  const perDollar = Number(options.get('QuotaPerUnit') ?? 500_000)
  return {
    model: table('ModelRatio'),
    completion: table('CompletionRatio'),
    cacheRead: table('CacheRatio'),
    cacheWrite: table('CreateCacheRatio'),
    image: table('ImageRatio'),
    audio: table('AudioRatio'),
    audioCompletion: table('AudioCompletionRatio'),
    perCall: table('ModelPrice'),
    groups: table('GroupRatio'),
    quotaPerDollar: Number.isSafeInteger(perDollar) && perDollar > 0 ? perDollar : 500_000,
  }
}

function ratiosOf(text: string | undefined): Ratios {
  const object = parsed(text ?? '')
  if (!isRecord(object)) return {}
  return Object.fromEntries(
    Object.entries(object).filter((entry): entry is [string, number] => {
      const [, value] = entry
      return typeof value === 'number' && Number.isFinite(value) && value >= 0
    }),
  )
}

export interface ModelPricing {
  readonly list: Rates
  readonly cost: Rates
  /** Where the list price comes from. */
  readonly origin: 'ratio' | 'per call' | 'price list'
  /** The public price list does not know the model: cost is the list price less the usual markup. */
  readonly costAssumed: boolean
  /** The price of output stands nowhere: it is that of input. */
  readonly outputAssumed: boolean
}

/** Undefined when neither new-api's options nor the public price list know the model. Rates are rounded to the nearest pCR. */
export function pricingOf(
  { model, kind }: { readonly model: string; readonly kind: ModelKind },
  tables: RatioTables,
  known: KnownPrice | undefined,
): ModelPricing | undefined {
  const perCall = tables.perCall[model]
  if (perCall !== undefined) {
    // new-api multiplies it by the number of pictures.
    const list = flatRates({ [kind === 'image' ? 'images' : 'calls']: Math.round(perCall * PICO_PER_CREDIT) })
    return { list, cost: lessMarkup(list), origin: 'per call', costAssumed: true, outputAssumed: false }
  }
  const ratio = tables.model[model]
  if (ratio === undefined) {
    if (!known) return undefined
    const list = listFromCost(known.cost)
    return { list, cost: known.cost, origin: 'price list', costAssumed: false, outputAssumed: false }
  }
  const completion = tables.completion[model] ?? outputShare(known)
  const list = flatRates(ratesOf(tables, model, { input: ratio * PICO_PER_RATIO, completion: completion ?? 1 }))
  return {
    list,
    cost: known?.cost ?? lessMarkup(list),
    origin: 'ratio',
    costAssumed: !known,
    outputAssumed: completion === undefined,
  }
}

function ratesOf(
  tables: RatioTables,
  model: string,
  { input, completion }: { readonly input: number; readonly completion: number },
): Partial<Record<Bucket, number>> {
  const output = input * completion
  const audio = input * (tables.audio[model] ?? 1)
  const write = input * (tables.cacheWrite[model] ?? CACHE_WRITE_RATIO)
  const rates: Partial<Record<Bucket, number>> = {
    input,
    cacheRead: input * (tables.cacheRead[model] ?? 1),
    cacheWrite5m: write,
    // What one hour costs over five minutes at Anthropic: 2 to 1.25.
    cacheWrite1h: (write * 2) / CACHE_WRITE_RATIO,
    inputAudio: audio,
    inputImage: input * (tables.image[model] ?? 1),
    output,
    reasoning: output,
    outputAudio: model in tables.audio ? audio * (tables.audioCompletion[model] ?? completion) : output,
    outputImage: output,
  }
  return Object.fromEntries(Object.entries(rates).map(([bucket, rate]) => [bucket, Math.round(rate)]))
}

/** How many times dearer output is than input in the public price list. */
function outputShare(known: KnownPrice | undefined): number | undefined {
  const rates = known?.cost.tiers[0]?.rates ?? []
  const input = rates[buckets.indexOf('input')] ?? 0
  const output = rates[buckets.indexOf('output')] ?? 0
  return input > 0 && output > 0 ? output / input : undefined
}

/** Cost under a list price at the default markup of 1.50; rounded down, so that the price is never below it. */
function lessMarkup(list: Rates): Rates {
  return {
    tiers: list.tiers.map(({ from, rates }) => ({ from, rates: rates.map((rate) => Math.floor((rate * 2) / 3)) })),
  }
}

/** µCR of so much quota, rounded down; nothing for a debt. */
export function creditsOf(quota: number, { quotaPerDollar }: RatioTables): number {
  if (quota <= 0) return 0
  return Number((BigInt(Math.trunc(quota)) * 1_000_000n) / BigInt(quotaPerDollar))
}
