/** The keys that can be used, in memory, by the hash of their secret: asked on every call, so nothing here waits. Changes are made in keys.ts. */
import type { KeyId } from '../../engine/command.ts'
import type { KeyView } from '../../engine/views.ts'
import { addressTest, type KeyProfile } from './profile.ts'
import { hashSecret } from './secret.ts'

export type KeyRefusal = 'unauthorized' | 'key_revoked' | 'key_expired' | 'ip_not_allowed'
export type FoundKey =
  | { readonly ok: true; readonly key: KeyProfile }
  | { readonly ok: false; readonly reason: KeyRefusal }

interface Entry {
  profile: KeyProfile
  /** null admits every address. */
  readonly admits: ((address: string) => boolean) | null
}

export interface DirectoryOptions {
  /** The engine's record of a key, as it is now. */
  readonly view: (hash: string) => KeyView | undefined
  /** The sequencer's clock, ms: what expiry is measured by. */
  readonly now: () => number
}

export class KeyDirectory {
  readonly #options: DirectoryOptions
  readonly #entries = new Map<string, Entry>()
  /** Hash of each key. */
  readonly #hashes = new Map<KeyId, string>()
  readonly #used = new Map<string, number>()

  constructor(options: DirectoryOptions) {
    this.#options = options
  }

  get size(): number {
    return this.#entries.size
  }

  /** Of all keys in it, as it is now. */
  hashes(): readonly string[] {
    return [...this.#entries.keys()]
  }

  put(profile: KeyProfile): void {
    const { allowedIps } = profile
    this.#entries.set(profile.hash, { profile, admits: allowedIps && addressTest(allowedIps) })
    this.#hashes.set(profile.keyId, profile.hash)
  }

  remove(hash: string): void {
    const entry = this.#entries.get(hash)
    if (entry) this.#hashes.delete(entry.profile.keyId)
    this.#entries.delete(hash)
    this.#used.delete(hash)
  }

  /** A key with this secret that may be used from this address now; `null` when the caller checks addresses itself. A key without a profile is no key. */
  find(secret: string, address: string | null): FoundKey {
    const hash = hashSecret(secret)
    return hash === undefined ? unauthorized : this.#usable(hash, address)
  }

  /** The same by the hash of its secret, for those who prove that they may act for it in another way. */
  byHash(hash: string, address: string | null): FoundKey {
    return this.#usable(hash, address)
  }

  /** The same by its id, for work that the key has begun: wherever it goes on, no address is checked. */
  byId(keyId: KeyId): FoundKey {
    const hash = this.#hashes.get(keyId)
    return hash === undefined ? unauthorized : this.#usable(hash, null)
  }

  #usable(hash: string, address: string | null): FoundKey {
    const record = this.#options.view(hash)
    if (!record) return unauthorized
    if (record.revoked) return { ok: false, reason: 'key_revoked' }
    const entry = this.#entries.get(hash)
    if (!entry) return unauthorized
    const now = this.#options.now()
    if (record.expiresAt !== null && record.expiresAt <= now) return { ok: false, reason: 'key_expired' }
    if (entry.admits && address !== null && !entry.admits(address)) return { ok: false, reason: 'ip_not_allowed' }
    this.#used.set(hash, now)
    return { ok: true, key: entry.profile }
  }

  /** Last use of a key; undefined when it was not used since this process began. */
  lastUse(hash: string): number | undefined {
    return this.#used.get(hash) ?? this.#entries.get(hash)?.profile.lastUsedAt ?? undefined
  }

  /** When keys were last used since the last call of this, by hash. */
  takeUses(): ReadonlyMap<string, number> {
    const uses = new Map(this.#used)
    this.#used.clear()
    for (const [hash, at] of uses) {
      const entry = this.#entries.get(hash)
      if (entry) entry.profile = { ...entry.profile, lastUsedAt: at }
    }
    return uses
  }
}

const unauthorized: FoundKey = { ok: false, reason: 'unauthorized' }
