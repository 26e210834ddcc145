/** What an upstream provider must be able to do. Each lives in its own folder and is listed in registry.ts. */
import type { Channel, ChannelKey } from '../channels/channel.ts'
import type { Problem } from '../problem.ts'
import type { WireName } from '../wires/names.ts'

export interface UpstreamRequest {
  readonly channel: Channel
  /** null when the channel has no keys. */
  readonly key: ChannelKey | null
  /** Below the channel's base URL: /chat/completions. */
  readonly path: string
  readonly method: 'POST' | 'GET' | 'DELETE'
  /** Of the body. JSON when left out. */
  readonly contentType?: string
  readonly body: Buffer | null
  readonly stream: boolean
  /** Content types that will do; events for a stream and JSON for all else when left out. */
  readonly accept?: string | undefined
  /** Of the caller's own dialect, to be passed on: no credentials. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Of the call's trace, where the operator wants upstreams told. */
  readonly traceparent?: string | undefined
}

/** Receives one response. After `end` or `fail`, or once the control was aborted, nothing more is called. */
export interface UpstreamSink {
  /** The request is being written to the upstream: from here on it may be carried out, whatever comes back. */
  sent?(): void
  head(status: number, headers: Readonly<Record<string, string | string[] | undefined>>): void
  data(chunk: Buffer): void
  end(): void
  /** Before the head: the upstream was not reached. After it: the response broke off. */
  fail(problem: Problem): void
}

/** Steers one response. All three may be called at any time, also repeatedly. */
export interface UpstreamControl {
  pause(): void
  resume(): void
  abort(): void
}

export interface SocketRequest {
  readonly channel: Channel
  readonly key: ChannelKey | null
  /** Below the channel's base URL, with its query: /realtime?model=m. */
  readonly path: string
  /** Of the caller's own dialect, to be passed on: no credentials. */
  readonly headers: Readonly<Record<string, string>>
}

/** Hears of one socket. After `refused`, `fail` or `closed`, or once it was closed from here, nothing more is called. */
export interface SocketSink {
  open(): void
  /** The upstream answered with a status instead of a socket. */
  refused(status: number, retryAfter: string | undefined): void
  /** It was not reached, or said what can not be read. */
  fail(problem: Problem): void
  /** One whole text message. */
  message(data: Buffer): void
  /** The upstream takes more again. */
  drain(): void
  closed(code: number): void
}

/** One open socket, to an upstream or to a client. All may be called at any time, also repeatedly. */
export interface MessageSocket {
  /** False when the other side lags: stop until it drains. */
  send(data: Buffer | string): boolean
  pause(): void
  resume(): void
  /** Milliseconds since the last sign of life; asks for the next one. */
  silentMs(): number
  close(code: number, reason: string): void
}

export interface Provider {
  readonly name: string
  readonly title: string
  /** What this channel can be asked in, the best first. */
  speaks(channel: Channel): readonly WireName[]
  readonly needsBaseUrl: boolean
  readonly needsKey: boolean
  /** Fails when a prompt asks for it: its failures say nothing of its health and must not stop others' calls. */
  readonly failsOnDemand: boolean
  /** Starts the request; the sink is never called before this returns. */
  send(request: UpstreamRequest, sink: UpstreamSink): UpstreamControl
  /** Opens a socket, where upstreams of this kind have them; the sink is never called before this returns. */
  connect?(request: SocketRequest, sink: SocketSink): MessageSocket
  /** Lets go of connections of a channel that changed or went away; running responses end undisturbed. */
  forget(channelId: number): void
  close(): Promise<void>
}

/** What a channel can be asked in: the operator's word before the provider's. */
export function spoken(provider: Provider, channel: Channel): readonly WireName[] {
  return channel.speaks ?? provider.speaks(channel)
}
