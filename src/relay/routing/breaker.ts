/** Health of upstream keys: a half-open circuit breaker each. A blip changes nothing; recovery needs nobody. */
import type { BreakerSettings } from '../settings.ts'
import type { UpstreamFailure } from './failure.ts'

interface Health {
  failures: number
  /** No calls before this, ms; 0 while closed. */
  until: number
  pauseMs: number
  /** One call is trying an open breaker out. */
  probing: boolean
}

export interface KeyHealth {
  readonly state: 'closed' | 'open' | 'half_open'
  readonly failures: number
  /** Milliseconds until it is tried again. */
  readonly waitMs: number
}

export class Breakers {
  readonly #settings: BreakerSettings
  readonly #now: () => number
  readonly #keys = new Map<string, Health>()
  /** When each key last delivered; one entry a key that was ever used. */
  readonly #delivered = new Map<string, number>()

  constructor(settings: BreakerSettings, now: () => number) {
    this.#settings = settings
    this.#now = now
  }

  isAvailable(id: string): boolean {
    const health = this.#keys.get(id)
    return !health || health.until === 0 || (health.until <= this.#now() && !health.probing)
  }

  /** Milliseconds until the key may be tried again. */
  waitMs(id: string): number {
    const health = this.#keys.get(id)
    return health ? Math.max(health.until - this.#now(), health.probing ? 1_000 : 0) : 0
  }

  /** A call goes out on this key; on an open breaker it is the one probe. */
  begin(id: string): void {
    const health = this.#keys.get(id)
    if (health && health.until > 0) health.probing = true
  }

  /** True when the key was in any trouble before. */
  succeeded(id: string): boolean {
    this.#delivered.set(id, this.#now())
    return this.#keys.delete(id)
  }

  /** The call ended in a way that says nothing of the key's health. */
  undecided(id: string): void {
    const health = this.#keys.get(id)
    if (health) health.probing = false
  }

  failed(id: string, failure: UpstreamFailure): void {
    if (failure.blame === 'request') return this.undecided(id)
    const health = this.#keys.get(id) ?? { failures: 0, until: 0, pauseMs: this.#settings.pauseMs, probing: false }
    this.#keys.set(id, health)
    const wasProbe = health.probing
    health.probing = false
    if (failure.blame === 'limit') {
      health.until = this.#now() + (failure.problem.retryAfterMs ?? 1_000)
      return
    }
    health.failures++
    if (failure.blame === 'key') return this.#open(health, Math.max(this.#settings.refusedKeyMs, health.pauseMs))
    if (wasProbe || health.failures >= this.#settings.failures) this.#open(health, health.pauseMs)
  }

  /** By the clock of the breakers; undefined when it never has. */
  lastSuccess(id: string): number | undefined {
    return this.#delivered.get(id)
  }

  health(id: string): KeyHealth {
    const health = this.#keys.get(id)
    if (!health) return { state: 'closed', failures: 0, waitMs: 0 }
    const state = health.until === 0 ? 'closed' : health.until > this.#now() ? 'open' : 'half_open'
    return { state, failures: health.failures, waitMs: this.waitMs(id) }
  }

  #open(health: Health, pauseMs: number): void {
    health.until = this.#now() + pauseMs
    health.pauseMs = Math.min(health.pauseMs * 2, this.#settings.maxPauseMs)
  }
}
