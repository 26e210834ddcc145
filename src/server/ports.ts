/** What the server is given by the composition root. Core, history, identity and keys are used by their own types. */
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { History } from '../history/history.ts'
import type { Identity } from '../identity/identity.ts'
import type { Keys } from '../identity/keys/keys.ts'
import type { ChannelStore } from '../relay/channels/store.ts'
import type { ChannelDirectory, RunPort } from '../relay/ports.ts'
import type { Relay } from '../relay/relay.ts'
import type { Alerts } from '../relay/watch/alerts.ts'
import type { Quarantine } from '../relay/watch/quarantine.ts'
import type { Core } from '../sequencer/core.ts'
import type { Texts } from '../texts/texts.ts'

/** The call path: answers /v1/*, /v1beta/* and /v2/* by itself, errors included. */
export interface RelayPort extends Pick<Relay, 'handle' | 'health' | 'probe' | 'stop'> {
  /** Upgrades of the relay's sockets; left out where it offers none. */
  upgrade?(request: IncomingMessage, socket: Duplex, head: Buffer): void
}

export interface Backup {
  readonly name: string
  readonly sequence: number
  /** Chain hash of the last journal group in it. */
  readonly head: string
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
  /** The origin that people type, when it is known. */
  readonly publicUrl: string | null
}

export interface HistoryPort extends Pick<History, 'queries' | 'position' | 'caughtUpTo' | 'recount'> {
  /** Why it has stopped; null while it follows. */
  failure(): string | null
}

/** What the composition root gives for routes to work with. */
export interface RouteDeps {
  readonly core: Core
  readonly history: HistoryPort
  readonly identity: Identity
  readonly keys: Keys
  readonly runs: RunPort
  readonly texts: Texts
  readonly offers: Pick<ChannelDirectory, 'offered' | 'candidates'>
  readonly channels: ChannelStore
  readonly relay: RelayPort
  readonly alerts: Pick<Alerts, 'firing' | 'ended' | 'acknowledge'>
  readonly quarantine: Pick<Quarantine, 'of' | 'review' | 'reviewed'>
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
