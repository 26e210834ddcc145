/** What happened lately on the call path, by minute: tries by channel, models asked for without a price. In memory and bounded. */
import type { ChannelTries } from './rules.ts'

const MINUTE_MS = 60_000
const TRIES_MINUTES = 10
const UNPRICED_MS = 60 * MINUTE_MS
/** Names are the operator's own, so there are few; more are not counted. */
const MOST_NAMES = 2_000

/** What the caller did is no fault of the channel. */
const callersFault = new Set(['upstream_refused'])

interface Minute {
  readonly minute: number
  readonly channels: Map<string, { tries: number; failed: number }>
}

export class RecentTraffic {
  readonly #now: () => number
  #minutes: Minute[] = []
  readonly #unpriced = new Map<string, number>()

  /** `now` in UTC ms. */
  constructor(now: () => number) {
    this.#now = now
  }

  /** A call that this channel delivered. */
  delivered(channel: string): void {
    this.#count(channel, 0)
  }

  failed(channel: string, code: string): void {
    if (!callersFault.has(code)) this.#count(channel, 1)
  }

  unpriced(model: string): void {
    if (this.#unpriced.size < MOST_NAMES || this.#unpriced.has(model)) this.#unpriced.set(model, this.#now())
  }

  tries(): ChannelTries[] {
    this.#forget()
    const sums = new Map<string, { tries: number; failed: number }>()
    for (const { channels } of this.#minutes)
      for (const [name, { tries, failed }] of channels) {
        const before = sums.get(name) ?? { tries: 0, failed: 0 }
        sums.set(name, { tries: before.tries + tries, failed: before.failed + failed })
      }
    return [...sums].map(([name, counts]) => ({ name, ...counts }))
  }

  unpricedModels(): string[] {
    const since = this.#now() - UNPRICED_MS
    for (const [model, at] of this.#unpriced) if (at < since) this.#unpriced.delete(model)
    return [...this.#unpriced.keys()]
  }

  #count(channel: string, failed: 0 | 1): void {
    const minute = Math.floor(this.#now() / MINUTE_MS)
    let last = this.#minutes.at(-1)
    if (last?.minute !== minute) {
      this.#forget()
      last = { minute, channels: new Map() }
      this.#minutes.push(last)
    }
    const counts = last.channels.get(channel)
    if (counts) {
      counts.tries += 1
      counts.failed += failed
    } else if (last.channels.size < MOST_NAMES) last.channels.set(channel, { tries: 1, failed })
  }

  #forget(): void {
    const since = Math.floor(this.#now() / MINUTE_MS) - TRIES_MINUTES
    if ((this.#minutes[0]?.minute ?? since + 1) <= since)
      this.#minutes = this.#minutes.filter(({ minute }) => minute > since)
  }
}
