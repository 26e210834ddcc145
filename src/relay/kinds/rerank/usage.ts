/** What rerankers say they bill: search units, tokens, or both. */
import type { JsonObject } from '../../body/parse.ts'
import { CountReader, plainInput, type UsageReading } from '../../usage/reading.ts'
import { objectIn } from '../../wires/members.ts'

/** Cohere's `meta`, Jina's and Voyage's `usage`. Undefined when it says neither. */
export function readRerankUsage(value: JsonObject): UsageReading | undefined {
  const counts = new CountReader()
  const meta = objectIn(value, 'meta') ?? {}
  const billed = objectIn(meta, 'billed_units') ?? {}
  const usage = objectIn(value, 'usage') ?? {}
  const calls = counts.count(billed['search_units'])
  const tokens = counts.count(
    usage['total_tokens'] ??
      usage['prompt_tokens'] ??
      objectIn(meta, 'tokens')?.['input_tokens'] ??
      billed['input_tokens'],
  )
  if (calls === undefined && tokens === undefined && !counts.bent) return undefined
  return {
    input: tokens === undefined ? undefined : plainInput(tokens),
    output: undefined,
    ...(calls === undefined ? {} : { units: { calls } }),
    quarantined: counts.bent,
  }
}

/** Documents of one search unit. */
const DOCUMENTS = 100
/** Tokens of one document; a longer one counts as several. */
const CHUNK_TOKENS = 500

/** The usual count, for upstreams that say none. */
export function searchUnits(documents: number): number {
  return Math.max(1, Math.ceil(documents / DOCUMENTS))
}

/** Never fewer than an upstream may count: a token has at least one byte. */
export function mostSearchUnits(documents: readonly string[]): number {
  return searchUnits(documents.reduce((sum, text) => sum + 1 + Math.floor(Buffer.byteLength(text) / CHUNK_TOKENS), 0))
}
