/** Client secrets: short-lived stand-ins for a key, so that a browser can open a session without it. In memory: a restart ends them. */
import { createHash, randomBytes } from 'node:crypto'
import type { JsonObject } from '../body/parse.ts'
import type { Clock } from '../ports.ts'
import { Problem } from '../problem.ts'
import type { RealtimeSettings } from '../settings.ts'

export interface ClientSecret {
  /** The key it stands for, which may have ended meanwhile. */
  readonly key: string
  /** Where the key was used to make it: it counts as used from there. */
  readonly address: string
  readonly model: string
  /** Settings that a session of it begins with. */
  readonly session: JsonObject
  /** UTC ms. */
  readonly expiresAt: number
}

const PREFIX = 'ek_'

export class ClientSecrets {
  readonly #clock: Clock
  readonly #limits: RealtimeSettings['maxSecrets']
  /** By the hash of the token, in order of making. */
  readonly #secrets = new Map<string, ClientSecret>()

  constructor(clock: Clock, limits: RealtimeSettings['maxSecrets']) {
    this.#clock = clock
    this.#limits = limits
  }

  static is(token: string): boolean {
    return token.startsWith(PREFIX)
  }

  /** The token. Refuses when too many are open. */
  create(secret: ClientSecret): string {
    this.#sweep()
    let ofKey = 0
    for (const { key } of this.#secrets.values()) if (key === secret.key) ofKey++
    if (ofKey >= this.#limits.ofKey || this.#secrets.size >= this.#limits.ofAll)
      throw new Problem('too_many_secrets', { retryAfterMs: 60_000 })
    const token = PREFIX + randomBytes(24).toString('base64url')
    this.#secrets.set(hashOf(token), secret)
    return token
  }

  find(token: string): ClientSecret | undefined {
    const secret = this.#secrets.get(hashOf(token))
    return secret && secret.expiresAt > this.#clock.now() ? secret : undefined
  }

  #sweep(): void {
    const now = this.#clock.now()
    for (const [hash, { expiresAt }] of this.#secrets) if (expiresAt <= now) this.#secrets.delete(hash)
  }
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}
