/** What the server needs from the rest of the system beyond core, history and identity, which are used by their own types. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Scope } from '../contract/endpoint.ts'
import type { KeyId } from '../engine/command.ts'
import type { AccountId } from '../engine/ledger/chart.ts'

/** The call path: answers /v1/* and /v1beta/* by itself, errors included. */
export interface RelayPort {
  handle(request: IncomingMessage, response: ServerResponse): void
  /** Upgrades under the same paths; left out while there is no realtime dialect. */
  upgrade?(request: IncomingMessage, socket: Duplex, head: Buffer): void
}

/** A virtual key that may be used now. */
export interface KeyIdentity {
  readonly keyId: KeyId
  readonly account: AccountId
  readonly scopes: readonly Scope[]
}
export type KeyRefusal = 'unauthorized' | 'key_revoked' | 'key_expired' | 'ip_not_allowed'
export type FoundKey =
  | { readonly ok: true; readonly key: KeyIdentity }
  | { readonly ok: false; readonly reason: KeyRefusal }

/** Virtual keys by their secret: a lookup in memory. */
export interface KeyPort {
  find(secret: string, address: string): FoundKey
}
