/** Texts to be turned into vectors and the vectors, whatever dialect they are in; and what a wire of embeddings must be able to do. */
import type { JsonBody, JsonObject } from '../../body/parse.ts'
import type { PathFacts, UpstreamMessage, WholeReading } from '../../call/kind.ts'
import type { TokenCounter } from '../../usage/count.ts'
import type { UsageReading } from '../../usage/reading.ts'
import type { WireName } from '../../wires/names.ts'
import type { EmbeddingTask } from './task.ts'

export interface Embedding {
  readonly texts: readonly string[]
  readonly dimensions?: number
  /** What the vectors are for; a hint that wires without a word for it leave out. */
  readonly task?: EmbeddingTask
  /** Of a document. */
  readonly title?: string
  /** Who asks, as the caller names them. */
  readonly user?: string
}

export interface Vectors {
  /** In the order of the texts. */
  readonly vectors: readonly (readonly number[])[]
  readonly usage: UsageReading | undefined
  readonly error: UpstreamMessage | undefined
}

/** What upstreams can be asked in. */
export interface EmbeddingWire {
  readonly name: WireName
  /** Below the channel's base URL. */
  path(model: string): string
  writeRequest(embedding: Embedding, model: string): JsonObject
  /** Of an answer that has to be translated; undefined when it is none. */
  vectorsOf(value: JsonObject): Vectors | undefined
}

/** What clients ask in. */
export interface EmbeddingDialect {
  /** Upstreams that speak it are sent the request as it came. */
  readonly name: WireName
  /** Refuses what would make the bill unknowable. */
  read(body: JsonBody, path: PathFacts): EmbeddingRequest
}

export interface EmbeddingRequest {
  readonly model: string
  /** Tokens; never below what any tokenizer makes of the input. */
  bound(imageTokens: number): number
  countInput(counter: TokenCounter): number
  /** For an upstream of the same wire: as it came but for the model's name. */
  verbatim(model: string): { readonly path: string; readonly body: Buffer }
  readWhole(value: JsonObject): WholeReading | undefined
  /** Throws a Problem for what no other dialect can say. */
  embedding(): Embedding
  /** `tokens` as reported, or as counted here. */
  write(vectors: Vectors['vectors'], tokens: number): JsonObject
}
