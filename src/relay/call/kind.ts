/** What a kind of call (chat, embeddings …) must be able to do for the one call path. The kinds themselves are in kinds/ and wires/. */
import type { IncomingHttpHeaders } from 'node:http'
import type { Bucket } from '../../engine/metering/rates.ts'
import type { ServiceTier } from '../../engine/metering/service-tiers.ts'
import type { BatchStore } from '../batches/batch.ts'
import type { JsonObject } from '../body/parse.ts'
import type { RawBody } from '../body/raw.ts'
import type { Channel, ChannelModel, ModelKind } from '../channels/channel.ts'
import type { FileStore } from '../files/file.ts'
import type { Clock, Principal } from '../ports.ts'
import type { ResponseStore } from '../responses/response.ts'
import type { RelaySettings } from '../settings.ts'
import type { CallBound } from '../usage/bound.ts'
import type { TokenCounter } from '../usage/count.ts'
import type { AssumedUsage, UsageReading } from '../usage/reading.ts'
import type { AskedServices } from '../usage/service-tiers.ts'
import type { VideoStore } from '../videos/job.ts'
import type { WireName } from '../wires/names.ts'

export interface CallKind {
  readonly name: string
  readonly modelKind: ModelKind
  /** Refuses what would make the bill unknowable; all else is the upstream's to judge. */
  read(body: RawBody, path: PathFacts): CallRequest
  /** Where requests name what is kept here by id, such as files: puts it in before the body is read. Undefined: this one names nothing. */
  prepare?(parts: PrepareParts, asked: Given): Promise<Prepared> | undefined
}

/** What callers keep here. */
export interface Kept {
  readonly files: FileStore
  readonly responses: ResponseStore
  readonly videos: VideoStore
  readonly batches: BatchStore
}

export interface PrepareParts {
  readonly kept: Kept
  readonly settings: RelaySettings
  readonly clock: Clock
}

export interface Given {
  readonly body: RawBody
  readonly principal: Principal
}

export interface Prepared {
  readonly body: RawBody
  /** What is made of the reading of that body. */
  wrap?(request: CallRequest): CallRequest
  /** See Call. */
  readonly keep?: KeepAnswer
}

/** Keeps a whole answer before it is billed: bytes of a JSON body, or the last event of a stream. Rejects when it can not. */
export type KeepAnswer = (answer: Uint8Array, callId: string) => Promise<void>

/** What a request's path says, in dialects that put it there. */
export interface PathFacts {
  readonly model?: string | undefined
  readonly stream?: boolean | undefined
  /** Of the request, for the few that a dialect passes on. */
  readonly headers?: IncomingHttpHeaders
}

/** Over all candidates, the widest. */
export interface ModelLimits {
  readonly contextLength: number | null
  readonly maxOutput: number
  readonly imageTokens: number
  /** The longest answer that the models state; null when one of them states none. */
  readonly statedOutput: number | null
  /** The upstreams' names of the model. */
  readonly upstreams: readonly string[]
}

export interface CallRequest {
  readonly model: string
  readonly stream: boolean
  /** The caller's own name for what should share a prompt cache. */
  readonly cacheKey?: string
  /** Service tiers that the answer may come in, the one asked for first; standard alone when left out. */
  readonly services?: AskedServices
  /** The same with at most so many tokens of output, where the caller has set no limit; undefined where it has. */
  limitedTo?(output: number): CallRequest
  bound(limits: ModelLimits): CallBound
  /** Tokens the model reads, counted here because the upstream did not say. */
  countInput(counter: TokenCounter): number
  /** What such a call usually uses, for quotes; left out: its input, and a usual answer of text. */
  likely?(to: Pick<Upstream, 'model' | 'counter' | 'prices'>): AssumedUsage
  /** In which of the upstream's wires it would be asked; undefined when in none. */
  wire(speaks: readonly WireName[]): WireName | undefined
  /** What to send there. May throw a Problem, or reject with one, when the request can not be said in that wire. */
  sending(to: Upstream): Sending | Promise<Sending>
}

export interface Upstream {
  readonly channel: Channel
  readonly model: ChannelModel
  readonly wire: WireName
  /** Tokens the answer may have at most. */
  readonly maxOutput: number
  /** Of the call, for answers that are written here. */
  readonly callId: string
  /** Seconds since 1970. */
  readonly now: number
  /** For answers that must tell usage where the upstream does not. */
  readonly counter: TokenCounter
  /** Whether the card has a price for it. */
  prices(bucket: Bucket): boolean
}

/** One request to one upstream, and how what comes back is read. */
export interface Sending {
  /** Below the channel's base URL. */
  readonly path: string
  readonly contentType: string
  readonly body: Buffer
  /** Headers of the caller's own dialect, to be passed on. */
  readonly headers?: Readonly<Record<string, string>>
  /** A stream is expected. */
  readonly stream: boolean
  /** Whole answers; undefined when the body is none of this kind's. */
  whole(answer: WholeAnswer): WholeReading | undefined
  /** For one stream. */
  streamReader(): StreamReader
  /** Content types of whole answers, by their beginning; JSON when left out. */
  readonly accepts?: readonly string[]
  /** Answers that go to the client as they come though they are no events. */
  readonly passes?: PassingBytes
  /** An upstream that does not stream this may answer whole. */
  readonly orWhole?: boolean
  /** What an answer is taken to have used where the upstream does not say; asked at its end. */
  assumed?(): AssumedUsage
}

export interface PassingBytes {
  /** Content types, by their beginning. */
  readonly types: readonly string[]
  /** Sees every piece once, in order. */
  take(bytes: Buffer): void
}

export interface WholeAnswer {
  readonly contentType: string
  readonly body: Buffer
  /** Parsed when asked for; undefined when it is not a JSON object. */
  readonly value: JsonObject | undefined
}

export interface UpstreamMessage {
  readonly message: string
  readonly code: string | null
}

export interface WholeReading {
  readonly usage: UsageReading | undefined
  /** The service tier it was delivered in, where it says. */
  readonly service?: ServiceTier | undefined
  readonly finish: string
  readonly text: string
  readonly reasoning: string
  readonly error: UpstreamMessage | undefined
  /** What the client gets instead of the upstream's bytes. */
  readonly body?: Buffer
}

/** Reads the events of one stream in order. */
export interface StreamReader {
  /** The data of one event. 'malformed': JSON cut short. Undefined: says nothing and is left out. */
  read(data: string): ChunkReading | 'malformed' | undefined
  /** What ends a translated stream, once all was read; a stream forwarded as it came ends with the upstream's own last event. */
  close?(): string
  /** The event that ends a stream whose upstream left it out. */
  readonly ending: Buffer
  /** The upstream says when it is done; false: a stream that simply ends after its finish is whole. */
  readonly marksEnd: boolean
}

export interface ChunkReading {
  readonly text: string
  readonly reasoning: string
  /** Something a client can show, or the end: from here on there is no other upstream. */
  readonly commits: boolean
  readonly finish: string | undefined
  readonly usage: UsageReading | undefined
  readonly service?: ServiceTier | undefined
  /** Not for this client: usage it did not ask for. */
  readonly hidden: boolean
  readonly error: UpstreamMessage | undefined
  /** The last event of the stream: it leaves after the capture. */
  readonly ends: boolean
  /** What the client gets instead of the upstream's bytes. */
  readonly out?: string
}
