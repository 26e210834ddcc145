/** A wire: one format of generated text, as clients ask in it and as upstreams answer in it. Each lives in its own folder and is listed in registry.ts. */
import type { ServiceTier } from '../../engine/metering/service-tiers.ts'
import type { JsonBody, JsonObject } from '../body/parse.ts'
import type { CallRequest, PathFacts, StreamReader, UpstreamMessage, WholeReading } from '../call/kind.ts'
import type { Generation } from '../generation/generation.ts'
import type { Part } from '../generation/part.ts'
import type { UsageReading } from '../usage/reading.ts'
import type { WireName } from './names.ts'

/** Whom a request is written for. */
export interface Addressee {
  /** The upstream's name of the model. */
  readonly model: string
  readonly stream: boolean
  /** Ask for usage in streams where the dialect makes it a choice. */
  readonly streamUsage: boolean
  /** Tokens the model may write at most, for dialects that demand a limit. */
  readonly maxOutput: number
}

/** What an answer says of itself. */
export interface About {
  readonly id: string
  /** The name the caller used. */
  readonly model: string
  /** Seconds since 1970. */
  readonly created: number
  /** The caller asked for usage where the dialect makes it a choice. */
  readonly showUsage: boolean
}

export interface WholeParts {
  readonly parts: readonly Part[]
  readonly usage: UsageReading | undefined
  /** The service tier it was delivered in, where it says. */
  readonly service?: ServiceTier | undefined
  readonly error: UpstreamMessage | undefined
}

export interface StreamParts {
  readonly parts: readonly Part[]
  readonly usage: UsageReading | undefined
  readonly service?: ServiceTier | undefined
  readonly error: UpstreamMessage | undefined
  /** Nothing of the answer follows. */
  readonly ends: boolean
}

/** Reads one upstream's stream; undefined for what says nothing, 'malformed' for JSON cut short. */
export interface PartReader {
  read(data: string): StreamParts | 'malformed' | undefined
}

/** Writes one answer in the caller's dialect, whole or as a stream of events. */
export interface AnswerWriter {
  /** The JSON body. */
  whole(parts: readonly Part[], usage: UsageReading | undefined): JsonObject
  /** Text of server-sent events; '' when there is nothing to say yet. */
  push(parts: readonly Part[]): string
  /** The events that end the stream. */
  end(usage: UsageReading | undefined): string
}

/** What upstreams can be asked in. */
export interface UpstreamWire {
  readonly name: WireName
  /** Below the channel's base URL. */
  path(to: Addressee): string
  writeRequest(generation: Generation, to: Addressee): JsonObject
  /** Of an answer that has to be translated. */
  partsOf(value: JsonObject): WholeParts | undefined
  partReader(): PartReader
}

/** What clients ask in, and upstreams that can be asked in the same are sent verbatim. */
export interface Wire extends UpstreamWire {
  /** As a client's request; refuses what would make the bill unknowable. Bounds are read here, on the caller's own words. */
  readRequest(body: JsonBody, path: PathFacts): WireRequest
  /** Throws a Problem for what no other dialect can say. Called only when the request has to be translated. */
  generationOf(value: JsonObject): Generation
  writer(about: About): AnswerWriter
  /** Of an answer that is forwarded as it came; undefined when it is none of this wire's. */
  readWhole(value: JsonObject): WholeReading | undefined
  /** Of a stream that is forwarded as it came, but for usage that the caller did not ask for. */
  streamReader(showUsage: boolean): StreamReader
}

/** What a wire's reading of a request gives; how it is sent is the same for all wires. */
export type WireRequest = Omit<CallRequest, 'sending' | 'wire'> & {
  /** The body for an upstream of the same wire: the bytes as they came but for model name and usage option. */
  verbatim(to: { readonly model: string; readonly streamUsage: boolean; readonly output?: number | undefined }): Buffer
  /** The caller has set no limit of output, and `verbatim` can set one. */
  readonly limitable?: boolean
  /** The caller asked for usage where the dialect makes it a choice. */
  readonly showUsage: boolean
  /** Passed on to upstreams of the same wire. */
  readonly headers?: Readonly<Record<string, string>>
  /** Answers asked for; more than one can not be translated. */
  readonly choices: number
  /** Reads verbatim answers where the wire's own readers would need to know the request. */
  readonly reads?: {
    whole(value: JsonObject): WholeReading | undefined
    streamReader(): StreamReader
  }
}
