/** The scalars of the wire: amounts as decimal strings, times as UTC milliseconds, ids, text, pages. No resources. */
import { z } from 'zod'

const decimal = (decimals: number, example: string, text: string) =>
  z
    .string()
    .regex(new RegExp(`^-?\\d{1,16}(\\.\\d{1,${decimals}})?$`), `a decimal string with at most ${decimals} decimals`)
    .meta({ description: text, examples: [example] })
const positiveDecimal = (decimals: number, example: string, text: string) =>
  z
    .string()
    .regex(
      new RegExp(`^\\d{1,16}(\\.\\d{1,${decimals}})?$`),
      `a plain decimal string with at most ${decimals} decimals, no sign`,
    )
    .meta({ description: text, examples: [example] })

/** An amount in CR, 6 decimals; may be negative in postings and results. */
export const credits = decimal(6, '0.850000', 'CR, 6 decimals')
/** An amount in LCO, 8 decimals; may be negative in postings. */
export const lco = decimal(8, '10.00000000', 'LCO, 8 decimals')
/** CR with 12 decimals: model rates per unit and one call's exact charge. */
export const pico = decimal(12, '0.000001500000', 'CR, 12 decimals')
/** CR per LCO with the decimals of the market's tick. */
export const price = decimal(6, '0.10000', 'CR per LCO, a multiple of the tick')
/** LCO with the decimals of the market's lot. */
export const quantity = decimal(8, '125.0', 'LCO, a multiple of the lot')
/** Notional of orders and trades: CR, 6 decimals. */
export const notional = credits

export const creditsInput = positiveDecimal(6, '25.00', 'CR as a decimal string, at most 6 decimals')
export const lcoInput = positiveDecimal(8, '1000', 'LCO as a decimal string, at most 8 decimals')
export const priceInput = positiveDecimal(6, '0.10000', 'CR per LCO as a decimal string, a multiple of the tick')
export const quantityInput = positiveDecimal(8, '125.0', 'LCO as a decimal string, a multiple of the lot')
export const picoInput = positiveDecimal(12, '0.0000015', 'CR per unit as a decimal string, at most 12 decimals')

const LATEST_MS = 253_402_300_799_999
/** UTC milliseconds since 1970. */
export const time = z
  .int()
  .min(0)
  .max(LATEST_MS)
  .meta({ description: 'UTC milliseconds', examples: [1_767_225_600_000] })
export const bps = z.int().meta({ description: 'basis points, 1/10,000' })
export const count = z.int().min(0)
export const id = z.int().min(1)
/** 64 lower-case hexadecimal digits. */
export const sha256 = z.string().regex(/^[0-9a-f]{64}$/)

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
const control = /[\u0000-\u001f\u007f\u2028\u2029]/
/** One line of a person's text: trimmed, no control characters, no lone surrogates. */
export const line = (longest: number, shortest = 1) =>
  z
    .string()
    .min(shortest)
    .max(longest)
    .refine(
      (text) => !control.test(text) && text.isWellFormed() && text.trim() === text,
      'one trimmed line of plain text',
    )

/** A model's name as callers send it, e.g. `gpt-4o-mini` or `vendor/model:tag`. */
export const modelName = z
  .string()
  .min(1)
  .max(128)
  .regex(/^[A-Za-z0-9][\w.:/@+-]*$/, 'letters, digits and . _ : / @ + -')
/** Public reason of an operator's act. */
export const reason = line(500, 3)

export const tiers = ['lv1', 'lv2', 'lv3', 'lv4', 'whale'] as const
export const tier = z.enum(tiers)
export type TierName = (typeof tiers)[number]

/** Where the command stands: number of the accepted command, and whether an earlier delivery had booked it already. */
export const confirmed = {
  sequence: count.nullable().meta({
    description: 'number of the accepted command in the journal; null when it is not this delivery that booked it',
  }),
  repeated: z.boolean().meta({ description: 'true when this request had been booked before' }),
}

// ---- query strings ----

/** A number in a query string; the client's type is a number. */
export const queryNumber = (low: number, high: number) =>
  z
    .string()
    .regex(/^\d{1,16}$/, 'a whole number')
    .transform(Number)
    .refine((value) => value >= low && value <= high, `from ${low} to ${high}`)
    .meta({ type: 'integer', minimum: low, maximum: high })
const queryTime = queryNumber(0, LATEST_MS).meta({ description: 'UTC milliseconds' })
export const queryFlag = z
  .enum(['true', 'false'])
  .transform((text) => text === 'true')
  .meta({ type: 'boolean' })

const CURSOR_LENGTH = 200
/** Paging of every list: `cursor` is the last page's `nextCursor`; newest first unless said otherwise. */
export const pageQuery = {
  cursor: z
    .string()
    .min(1)
    .max(CURSOR_LENGTH)
    .regex(/^[\w-]+$/)
    .optional()
    .meta({ description: 'nextCursor of the page before' }),
  limit: queryNumber(1, 200).optional().meta({ description: 'items a page, 1–200, 50 when left out' }),
}
export const PAGE_LIMIT = 50
export const rangeQuery = { from: queryTime.optional(), to: queryTime.optional() }
export const csvQuery = { format: z.enum(['json', 'csv']).optional() }

export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() })
/** A short list that is never paged. */
export const listOf = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item) })

/** Path parameter that is a positive integer. */
export const pathId = queryNumber(1, Number.MAX_SAFE_INTEGER)
