/** Usage buckets and their prices as people read them: which unit a price is for, and the price scaled to it. Exact; no components. */
import type { ModelKind } from '../../../src/contract/models.ts'
import type { BucketName, WireRates } from '../../../src/contract/rates.ts'
import { fromUnits, toUnits } from '../amount/decimal.ts'

/** In the order of the contract's list (tested): records that are hashed carry their counts in this order. */
export const BUCKETS = [
  'input',
  'cacheRead',
  'cacheWrite5m',
  'cacheWrite1h',
  'inputAudio',
  'inputImage',
  'output',
  'reasoning',
  'outputAudio',
  'outputImage',
  'images',
  'toolCalls',
  'milliseconds',
  'calls',
] as const satisfies readonly BucketName[]

/** Buckets before this place make up the context length, which picks the price tier. */
export const CONTEXT_BUCKETS = 6
const TOKEN_BUCKETS = 10

/** What a shown price is for. */
export type RateScale = 'perMillion' | 'perThousand' | 'perSecond' | 'perImage' | 'perCall'

/** How many digits the point moves from the price of one unit. */
export const SHIFT: Record<RateScale, number> = { perMillion: 6, perThousand: 3, perSecond: 3, perImage: 0, perCall: 0 }
/** Prices are whole pico-credits. */
export const PICO = 12

const OTHER_SCALES: { readonly [bucket: string]: RateScale } = {
  images: 'perImage',
  toolCalls: 'perThousand',
  milliseconds: 'perSecond',
}

export function scaleOf(bucket: BucketName): RateScale {
  if (BUCKETS.indexOf(bucket) < TOKEN_BUCKETS) return 'perMillion'
  return OTHER_SCALES[bucket] ?? 'perCall'
}

/** CR for the bucket's usual amount, exact: as many decimals as its unit leaves; undefined when the bucket has no price. */
export function shownRate(bucket: BucketName, rate: string | undefined): string | undefined {
  if (rate === undefined) return undefined
  const decimals = PICO - SHIFT[scaleOf(bucket)]
  return fromUnits(toUnits(rate, PICO), decimals)
}

/** The price of a bucket in the first tier, as shown. */
export const firstRate = (rates: WireRates, bucket: BucketName): string | undefined =>
  shownRate(bucket, rates[0]?.rates[bucket])

/** Buckets that carry a price in any tier, in order. */
export const pricedBuckets = (...lists: readonly WireRates[]): BucketName[] =>
  BUCKETS.filter((bucket) => lists.some((rates) => rates.some((tier) => tier.rates[bucket] !== undefined)))

/** Speech is priced by the characters of its text, where what is spoken has no price: its input counts them. */
export const inCharacters = ({ kind, list }: { kind: ModelKind | undefined; list: WireRates }): boolean =>
  kind === 'speech' && !pricedBuckets(list).some((bucket) => bucket === 'output' || bucket === 'outputAudio')

/** Kinds of tokens without a price of their own take that of the one they stand in for. */
const STAND_IN: { readonly [bucket: string]: BucketName } = {
  cacheRead: 'input',
  cacheWrite5m: 'input',
  cacheWrite1h: 'cacheWrite5m',
  inputAudio: 'input',
  inputImage: 'input',
  reasoning: 'output',
  outputAudio: 'output',
  outputImage: 'output',
}

/** Buckets of a tier whose price is not just that of the one they stand in for: listing the others would only repeat it. */
export function ownBuckets({ rates }: WireRates[number]): BucketName[] {
  return BUCKETS.filter((bucket) => {
    const standIn = STAND_IN[bucket]
    return rates[bucket] !== undefined && (standIn === undefined || rates[bucket] !== rates[standIn])
  })
}

/** Beside text in and out: what a call, image, second or tool call costs, and sound and pictures by the token where they have a price of their own. */
export const unitBuckets = (rates: WireRates): BucketName[] => {
  const [first] = rates
  if (!first) return []
  const own = ownBuckets(first)
  return [...BUCKETS.slice(TOKEN_BUCKETS).reverse(), ...MEDIA_TOKENS].filter(
    (bucket) => own.includes(bucket) && Number(first.rates[bucket]) !== 0,
  )
}

const MEDIA_TOKENS = ['outputImage', 'outputAudio', 'inputImage', 'inputAudio'] as const satisfies readonly BucketName[]
