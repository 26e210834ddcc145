/** Tests the keys of channels by the clock, those that calls have not shown to work meanwhile, and remembers what came back. How one is tested is in probe.ts. */
import type { Log } from '../../telemetry/log.ts'
import type { Breakers } from '../routing/breaker.ts'
import { healthId } from '../routing/health-id.ts'
import type { Channel, ChannelKey } from './channel.ts'
import type { ProbeResult } from './probe.ts'

/** The last test of a key. */
export interface Probed {
  /** UTC ms of the machine's clock. */
  readonly at: number
  readonly ok: boolean
  readonly model: string | null
  readonly status: number | null
  readonly latencyMs: number
  /** Name of the failure; null when it is ok. */
  readonly code: string | null
}

export interface ProberOptions {
  /** Enabled channels, as they are now. */
  readonly channels: () => readonly Channel[]
  /** Never rejects. */
  readonly probe: (channel: Channel, key: ChannelKey | null) => Promise<ProbeResult>
  readonly breakers: Breakers
  /** ms of a steady clock, the one of the breakers. */
  readonly now: () => number
  /** UTC ms. */
  readonly wall: () => number
  readonly log: Log
}

/** Tests at a time. */
const AT_ONCE = 4
const TICK_MS = 1_000
const MINUTE_MS = 60_000

interface Slot {
  readonly periodMs: number
  due: number
}

export class Prober {
  readonly #options: ProberOptions
  readonly #slots = new Map<string, Slot>()
  readonly #latest = new Map<string, Probed>()
  readonly #running = new Map<string, Promise<void>>()
  #timer: NodeJS.Timeout | undefined

  constructor(options: ProberOptions) {
    this.#options = options
  }

  start(): void {
    this.#timer = setInterval(() => this.tick(), TICK_MS)
    this.#timer.unref()
  }

  /** Settles when no test runs any more. */
  async stop(): Promise<void> {
    clearInterval(this.#timer)
    await Promise.all(this.#running.values())
  }

  /**
   * Starts what is due, the longest overdue first. The keys of a channel are spread evenly over its period, from when it
   * was first seen with it. A key that calls have shown to work within the period is left alone; one whose breaker waits
   * for a try is tried at once.
   */
  tick(): void {
    const now = this.#options.now()
    const targets = this.#options.channels().flatMap(targetsOf)
    this.#plan(targets, now)
    const due = targets.filter((target) => this.#isDue(target, now))
    due.sort((a, b) => (this.#slots.get(a.id)?.due ?? 0) - (this.#slots.get(b.id)?.due ?? 0))
    for (const target of due.slice(0, AT_ONCE - this.#running.size)) this.#start(target, now)
  }

  /** Undefined when the key was not tested since the relay started. */
  latest(healthId: string): Probed | undefined {
    return this.#latest.get(healthId)
  }

  /** What a test that was asked for came to. */
  note(healthId: string, { ok, model, status, latencyMs, failure }: ProbeResult): void {
    const code = failure?.problem.code ?? null
    this.#latest.set(healthId, { at: this.#options.wall(), ok, model, status, latencyMs, code })
  }

  /** New keys and changed periods get their place, gone ones lose it. */
  #plan(targets: readonly Target[], now: number): void {
    const known = new Set(targets.map(({ id }) => id))
    for (const id of this.#slots.keys()) if (!known.has(id)) this.#slots.delete(id)
    for (const id of this.#latest.keys()) if (!known.has(id)) this.#latest.delete(id)
    for (const { id, channel, share } of targets) {
      const periodMs = channel.probeMinutes * MINUTE_MS
      if (periodMs === 0) this.#slots.delete(id)
      else if (this.#slots.get(id)?.periodMs !== periodMs)
        this.#slots.set(id, { periodMs, due: now + Math.floor(share * periodMs) })
    }
  }

  #isDue({ id }: Target, now: number): boolean {
    const slot = this.#slots.get(id)
    if (!slot || this.#running.has(id)) return false
    const { breakers } = this.#options
    const { state } = breakers.health(id)
    if (state !== 'closed') return state === 'half_open' && breakers.isAvailable(id)
    if (slot.due > now) return false
    const used = breakers.lastSuccess(id)
    if (used === undefined || used + slot.periodMs <= now) return true
    slot.due = used + slot.periodMs
    return false
  }

  #start({ id, channel, key }: Target, now: number): void {
    const { breakers, probe, log } = this.#options
    const slot = this.#slots.get(id)
    if (slot) slot.due = Math.max(slot.due, now) + slot.periodMs
    breakers.begin(id)
    const run = probe(channel, key).then((result) => {
      this.note(id, result)
      if (!result.ok) log.warn('a probe failed', { channel: channel.name, code: result.failure?.problem.code })
      if (result.failure) breakers.failed(id, result.failure)
      else breakers.succeeded(id)
    })
    this.#running.set(
      id,
      run
        .catch((error: unknown) => {
          breakers.undecided(id)
          log.error('a probe could not be made', { channel: channel.name, error })
        })
        .finally(() => this.#running.delete(id)),
    )
  }
}

interface Target {
  readonly id: string
  readonly channel: Channel
  readonly key: ChannelKey | null
  /** Where in the period of its channel, [0, 1). */
  readonly share: number
}

function targetsOf(channel: Channel): Target[] {
  if (channel.keys.length === 0) return [{ id: healthId(channel.id, null), channel, key: null, share: 0 }]
  return channel.keys.map((key, index) => ({
    ...{ id: healthId(channel.id, key.id), channel, key },
    share: index / channel.keys.length,
  }))
}
