/** What a kind of call (chat, embeddings …) must be able to do for the one call path. The kinds themselves are in dialects/. */
import type { JsonBody, JsonObject } from '../body/parse.ts'
import type { Channel, ChannelModel, ModelKind } from '../channels/channel.ts'
import type { CallBound } from '../usage/bound.ts'
import type { TokenCounter } from '../usage/count.ts'
import type { UsageReading } from '../usage/reading.ts'

export interface CallKind {
  readonly name: string
  readonly modelKind: ModelKind
  /** Below the channel's base URL. */
  readonly upstreamPath: string
  /** Refuses what would make the bill unknowable; all else is the upstream's to judge. */
  read(body: JsonBody): CallRequest
  /** Reads a complete JSON response; undefined when it is none of this kind's. */
  readResponse(value: JsonObject): ResponseReading | undefined
  /** For one stream: reads the data of its server-sent events in order; 'malformed' when it is JSON cut short. */
  chunkReader(): (data: string) => ChunkReading | 'malformed'
}

/** Over all candidates, the widest. */
export interface ModelLimits {
  readonly contextLength: number | null
  readonly maxOutput: number
  readonly imageTokens: number
}

export interface CallRequest {
  readonly body: JsonBody
  readonly model: string
  readonly stream: boolean
  /** The client asked for the usage frame of a stream itself. */
  readonly showUsage: boolean
  bound(limits: ModelLimits): CallBound
  /** Tokens the model reads, counted here because the upstream did not say. */
  countInput(counter: TokenCounter): number
  /** The body for this channel: the bytes as they came but for model name and usage option. */
  upstreamBody(channel: Channel, model: ChannelModel): Buffer
}

export interface UpstreamMessage {
  readonly message: string
  readonly code: string | null
}

export interface ResponseReading {
  readonly usage: UsageReading | undefined
  readonly finish: string
  readonly text: string
  readonly reasoning: string
  readonly error: UpstreamMessage | undefined
}

export interface ChunkReading {
  readonly text: string
  readonly reasoning: string
  /** Something a client can show, or the end: from here on there is no other upstream. */
  readonly commits: boolean
  readonly finish: string | undefined
  readonly usage: UsageReading | undefined
  /** Carries nothing but usage. */
  readonly usageOnly: boolean
  readonly error: UpstreamMessage | undefined
}
