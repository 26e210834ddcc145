/** What the server is given by the composition root. Core, history, identity and keys are used by their own types. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Channel, ChannelModel } from '../relay/channels/channel.ts'
import type { ChannelDirectory } from '../relay/ports.ts'
import type { Rates } from '../engine/metering/rates.ts'
import type { HistoryQueries } from '../history/queries.ts'
import type { Identity } from '../identity/identity.ts'
import type { Keys } from '../identity/keys/keys.ts'
import type { Result } from '../identity/result.ts'
import type { Core } from '../sequencer/core.ts'

/** The call path: answers /v1/* and /v1beta/* by itself, errors included. */
export interface RelayPort {
  handle(request: IncomingMessage, response: ServerResponse): void
  /** Upgrades under the same paths; left out while there is no realtime dialect. */
  upgrade?(request: IncomingMessage, socket: Duplex, head: Buffer): void
}

/** Everything that is read of the past. */
export type History = HistoryQueries & {
  /** Settles when every command up to `seq` is in the tables, or after a bounded wait. */
  reached(seq: number): Promise<void>
}

/** A channel as operators see it: its secrets only by their hints. */
export interface ChannelRecord extends Omit<Channel, 'keys' | 'headers'> {
  readonly secrets: readonly { readonly hint: string; readonly healthy: boolean }[]
  readonly headerNames: readonly string[]
  readonly health: 'unknown' | 'ok' | 'degraded' | 'down'
  readonly lastError: { readonly at: number; readonly text: string } | null
  readonly createdAt: number
}

/** What an operator sets of a channel; what is left out stays, or gets its default. */
export type ChannelChange = Partial<
  Pick<
    Channel,
    | 'name'
    | 'baseUrl'
    | 'keyChoice'
    | 'priority'
    | 'weight'
    | 'onClientGone'
    | 'streamUsage'
    | 'headers'
    | 'allowPrivate'
    | 'enabled'
  >
> & {
  readonly models?: readonly ChannelModel[]
  /** All of them, in the clear: stored encrypted, never shown again. */
  readonly secrets?: readonly string[]
}

export type ChannelFault = 'channel_not_found' | 'channel_name_taken' | 'channel_url_refused'

export interface ChannelTest {
  readonly ok: boolean
  readonly model: string | null
  readonly status: number | null
  readonly latencyMs: number
  readonly detail: string | null
}

/** Channels to upstreams as operators change them. */
export interface ChannelAdmin {
  list(): Promise<readonly ChannelRecord[]>
  find(channelId: number): Promise<ChannelRecord | undefined>
  create(
    provider: string,
    settings: ChannelChange & { readonly name: string },
  ): Promise<Result<ChannelRecord, ChannelFault>>
  update(channelId: number, change: ChannelChange): Promise<Result<ChannelRecord, ChannelFault>>
  /** Out of service for good; its id is never used again. */
  remove(channelId: number): Promise<Result<ChannelRecord, ChannelFault>>
  /** One small request upstream. */
  test(channelId: number, model: string | undefined): Promise<Result<ChannelTest, ChannelFault>>
}

export interface ListedPrice {
  readonly provider: string
  readonly model: string
  readonly cost: Rates
  readonly contextLength: number | null
}

/** The price list that comes with the program; works offline. */
export interface PriceList {
  find(model: string): ListedPrice | undefined
  search(text: string, limit: number): readonly ListedPrice[]
}

export interface Backup {
  readonly name: string
  readonly sequence: number
  readonly stateHash: string | null
  readonly bytes: number
  readonly at: number
}

/** Facts about this instance that requests can ask for. */
export interface Instance {
  readonly version: string
  readonly simulation: boolean
  /** Labelled bots are running. */
  readonly demo: boolean
  /** UTC ms of the machine's clock. */
  readonly startedAt: number
}

/** What the composition root gives for routes to work with. */
export interface RouteDeps {
  readonly core: Core
  readonly history: History
  readonly identity: Identity
  readonly keys: Keys
  readonly offers: Pick<ChannelDirectory, 'offered' | 'candidates'>
  readonly channels: ChannelAdmin
  readonly prices: PriceList
  /** Writes a backup beside the data; null where this instance can not. */
  readonly backup: (() => Promise<Backup>) | null
  readonly instance: Instance
  /** What only the running server knows. */
  readonly live: Live
}

export interface Live {
  state(): 'running' | 'draining' | 'stopped'
  sockets(): number
}
