/** What the server is given by the composition root. Core, history, identity and keys are used by their own types. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { callQueries } from '../history/queries/calls.ts'
import type { candleQueries } from '../history/queries/candles.ts'
import type { changeQueries } from '../history/queries/changes.ts'
import type { ledgerQueries } from '../history/queries/ledger.ts'
import type { orderQueries } from '../history/queries/orders.ts'
import type { tradeQueries } from '../history/queries/trades.ts'
import type { treasuryQueries } from '../history/queries/treasury.ts'
import type { usageQueries } from '../history/queries/usage.ts'
import type { Identity } from '../identity/identity.ts'
import type { Keys } from '../identity/keys/keys.ts'
import type { Core } from '../sequencer/core.ts'

/** The call path: answers /v1/* and /v1beta/* by itself, errors included. */
export interface RelayPort {
  handle(request: IncomingMessage, response: ServerResponse): void
  /** Upgrades under the same paths; left out while there is no realtime dialect. */
  upgrade?(request: IncomingMessage, socket: Duplex, head: Buffer): void
}

/** Everything that is read of the past. */
export interface History {
  readonly calls: ReturnType<typeof callQueries>
  readonly candles: ReturnType<typeof candleQueries>
  readonly changes: ReturnType<typeof changeQueries>
  readonly ledger: ReturnType<typeof ledgerQueries>
  readonly orders: ReturnType<typeof orderQueries>
  readonly trades: ReturnType<typeof tradeQueries>
  readonly treasury: ReturnType<typeof treasuryQueries>
  readonly usage: ReturnType<typeof usageQueries>
  /** Settles when every command up to `seq` is in the tables, or after a bounded wait. */
  reached(seq: number): Promise<void>
}

/** Facts about this instance that requests can ask for. */
export interface Instance {
  readonly version: string
  readonly simulation: boolean
  /** Labelled bots are running. */
  readonly demo: boolean
  /** UTC ms of the machine's clock. */
  readonly startedAt: number
  readonly state: () => 'running' | 'draining' | 'stopped'
}

/** What routes work with. */
export interface RouteDeps {
  readonly core: Core
  readonly history: History
  readonly identity: Identity
  readonly keys: Keys
  readonly instance: Instance
}
