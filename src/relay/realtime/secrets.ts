/** Client secrets: short-lived stand-ins for a key, so that a browser can open a session without it. In memory: a restart ends them. */
import { createHash, randomBytes } from 'node:crypto'
import type { AccountId } from '../../engine/ledger/chart.ts'
import type { JsonObject } from '../body/parse.ts'
import type { Clock } from '../ports.ts'
import { Problem } from '../problem.ts'
import type { RealtimeSettings } from '../settings.ts'

export interface ClientSecret {
  /** Whose key it is. */
  readonly account: AccountId
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

/** Its settings as they were sent: read, they may take many times as much memory. */
type Held = Omit<ClientSecret, 'session'> & { readonly session: Buffer }

const PREFIX = 'ek_'

export class ClientSecrets {
  readonly #clock: Clock
  readonly #limits: RealtimeSettings['maxSecrets']
  /** By the hash of the token, in order of making. */
  readonly #secrets = new Map<string, Held>()

  constructor(clock: Clock, limits: RealtimeSettings['maxSecrets']) {
    this.#clock = clock
    this.#limits = limits
  }

  static is(token: string): boolean {
    return token.startsWith(PREFIX)
  }

  /** The token. Refuses what is too large, and when too many are open. */
  create({ session, ...secret }: ClientSecret): string {
    const { bytes, ofAccount, ofAll, bytesOfAccount, bytesOfAll } = this.#limits
    const settings = Buffer.from(JSON.stringify(session))
    if (settings.length > bytes)
      throw new Problem('invalid_field', {
        param: 'session',
        message: `The settings have at most ${bytes} bytes.`,
      })
    this.#sweep()
    const all = sumOf(this.#secrets.values())
    const own = sumOf([...this.#secrets.values()].filter(({ account }) => account === secret.account))
    const isFull = own.count >= ofAccount || all.count >= ofAll
    if (isFull || own.bytes + settings.length > bytesOfAccount || all.bytes + settings.length > bytesOfAll)
      throw new Problem('too_many_secrets', { retryAfterMs: 60_000 })
    const token = PREFIX + randomBytes(24).toString('base64url')
    this.#secrets.set(hashOf(token), { ...secret, session: settings })
    return token
  }

  find(token: string): ClientSecret | undefined {
    const held = this.#secrets.get(hashOf(token))
    if (!held || held.expiresAt <= this.#clock.now()) return undefined
    return { ...held, session: JSON.parse(held.session.toString('utf8')) as JsonObject }
  }

  #sweep(): void {
    const now = this.#clock.now()
    for (const [hash, { expiresAt }] of this.#secrets) if (expiresAt <= now) this.#secrets.delete(hash)
  }
}

function sumOf(secrets: Iterable<Held>): { readonly count: number; readonly bytes: number } {
  let [count, bytes] = [0, 0]
  for (const { session } of secrets) {
    count += 1
    bytes += session.length
  }
  return { count, bytes }
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}
