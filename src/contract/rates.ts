/** Usage buckets and prices per bucket as they cross the wire. */
import { z } from 'zod'
import { bps, count, pico, picoInput } from './values.ts'

/** Disjoint usage buckets; tokens unless the name says otherwise. Equal to the engine's list (tested). */
export const bucketNames = [
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
] as const
export type BucketName = (typeof bucketNames)[number]

const bucket = z.enum(bucketNames)

/** Units used per bucket; buckets at 0 are left out. */
export const usage = z.partialRecord(bucket, count).meta({ description: 'units used per bucket' })
/** CR per unit and bucket, 12 decimals; buckets without a price are left out. */
const rateRecord = z.partialRecord(bucket, pico).meta({ description: 'CR per unit, 12 decimals' })
/** Prices from a context length on; the first tier is from 0. */
export const rates = z
  .array(z.object({ from: count, rates: rateRecord }))
  .meta({ description: 'ascending by context length' })
export type WireRates = z.infer<typeof rates>

/** Slower and faster handling of the same tokens; equal to the engine's list (tested). */
export const serviceNames = ['standard', 'batch', 'flex', 'priority'] as const
export const service = z.enum(serviceNames)
const pricedTier = service.exclude(['standard'])

/** Tiers that are left out cost what standard does. */
export const serviceRates = z
  .partialRecord(pricedTier, bps)
  .meta({ description: 'multiples of list and cost by service tier, in basis points: 5,000 is half of the price' })
export const serviceRatesInput = z.partialRecord(pricedTier, z.int().min(1).max(100_000))

export const ratesInput = z
  .array(z.strictObject({ from: z.int().min(0).max(100_000_000), rates: z.partialRecord(bucket, picoInput) }))
  .min(1)
  .max(8)
