/** Documents to be ordered by what they have to do with a query, and what every wire of rerankers must be able to do. */
import type { JsonObject } from '../../body/parse.ts'
import type { UpstreamMessage } from '../../call/kind.ts'
import type { UsageReading } from '../../usage/reading.ts'
import type { WireName } from '../../wires/names.ts'

export interface Rerank {
  readonly query: string
  readonly documents: readonly string[]
  readonly topN?: number
  /** What is longer is cut off upstream. */
  readonly maxTokensPerDoc?: number
}

export interface Ranked {
  /** Of the document in the request. */
  readonly index: number
  readonly score: number
}

export interface Ranking {
  /** Best first. */
  readonly ranked: readonly Ranked[]
  readonly usage: UsageReading | undefined
  readonly error: UpstreamMessage | undefined
}

/** What upstreams can be asked in that do not speak the caller's form. */
export interface RerankWire {
  readonly name: WireName
  /** Below the channel's base URL. */
  readonly path: string
  writeRequest(rerank: Rerank, model: string): JsonObject
  /** Undefined when it is no answer of this wire's. */
  rankingOf(value: JsonObject): Ranking | undefined
}
