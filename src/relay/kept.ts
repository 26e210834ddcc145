/** Opens what callers keep here, over the relay's database. The stores themselves are in files/, responses/, batches/ and videos/. */
import type { Kysely } from 'kysely'
import { sqlBatchStore } from './batches/store.ts'
import type { Kept } from './call/kind.ts'
import type { RelayTables } from './channels/schema.ts'
import type { Vault } from './channels/vault.ts'
import { sqlFileStore } from './files/store.ts'
import type { Clock } from './ports.ts'
import { sqlResponseStore } from './responses/store.ts'
import type { RelaySettings } from './settings.ts'
import { sqlVideoStore } from './videos/store.ts'

export interface KeptOptions {
  readonly db: Kysely<RelayTables>
  readonly vault: Vault
  readonly clock: Clock
  readonly settings: RelaySettings
}

export function openKept(options: KeptOptions): Kept {
  return {
    files: sqlFileStore(options),
    responses: sqlResponseStore(options),
    batches: sqlBatchStore(options),
    videos: sqlVideoStore(options),
  }
}
