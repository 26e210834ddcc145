/** Calls at a time: of the relay, of an account by its tier unless a champion's perk lifts that, of one key. Counts only; nothing waits here. */
import type { KeyId } from '../../engine/command.ts'
import type { AccountId } from '../../engine/ledger/chart.ts'
import type { Principal } from '../ports.ts'
import { Problem } from '../problem.ts'
import type { RelaySettings } from '../settings.ts'

export class Concurrency {
  readonly #settings: Pick<RelaySettings, 'concurrency' | 'maxCalls'>
  readonly #accounts = new Map<AccountId, number>()
  readonly #keys = new Map<KeyId, number>()
  #running = 0

  constructor(settings: Pick<RelaySettings, 'concurrency' | 'maxCalls'>) {
    this.#settings = settings
  }

  get running(): number {
    return this.#running
  }

  /** Takes a place, or refuses with 429 (key, tier) or 503 (relay). The caller gives it back once by the returned function. */
  enter(principal: Principal): () => void {
    const { account, keyId } = principal
    const { concurrent } = principal.limits
    if (this.#running >= this.#settings.maxCalls) throw new Problem('overloaded', { retryAfterMs: 1000 })
    const tierLimit = principal.tier === 'lv1' ? this.#settings.concurrency.lv1 : this.#settings.concurrency.higher
    const ofAccount = this.#accounts.get(account) ?? 0
    const ofKey = keyId === null ? 0 : (this.#keys.get(keyId) ?? 0)
    if (ofAccount >= tierLimit && !principal.unlimited) throw tooMany(`Your tier allows ${tierLimit} calls at a time.`)
    if (keyId !== null && concurrent !== null && ofKey >= concurrent) {
      throw tooMany(`This key allows ${concurrent} calls at a time.`)
    }
    this.#running++
    this.#accounts.set(account, ofAccount + 1)
    if (keyId !== null) this.#keys.set(keyId, ofKey + 1)
    let left = false
    return () => {
      if (left) return
      left = true
      this.#running--
      lower(this.#accounts, account)
      if (keyId !== null) lower(this.#keys, keyId)
    }
  }
}

function tooMany(message: string): Problem {
  return new Problem('too_many_calls', { message, retryAfterMs: 1000 })
}

function lower<K>(counts: Map<K, number>, key: K): void {
  const count = (counts.get(key) ?? 0) - 1
  if (count > 0) counts.set(key, count)
  else counts.delete(key)
}
