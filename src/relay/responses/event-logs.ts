/** Which responses in the making tell their events, and for how long after their end; all within a bound of memory. */
import type { AccountId } from '../../engine/ledger/chart.ts'
import type { JsonObject } from '../body/parse.ts'
import type { Outlet } from '../outlet/outlet.ts'
import { Problem } from '../problem.ts'
import type { EventLogSettings } from '../settings.ts'
import { EventLog } from './event-log.ts'
import type { StoredResponse } from './response.ts'

interface Kept {
  readonly log: EventLog
  bytes: number
  /** performance.now(); undefined while it is made. */
  endedAt: number | undefined
}

export class EventLogs {
  readonly #settings: EventLogSettings
  /** In the order of their ends, as far as they have ended. */
  readonly #kept = new Map<string, Kept>()
  readonly #readers = new Map<AccountId, number>()
  #bytes = 0

  constructor(settings: EventLogSettings) {
    this.#settings = settings
  }

  /** Of a response that is to be made, begun with what OpenAI begins with; `firstNumber` counts where there is none yet. */
  open({ id, body }: Pick<StoredResponse, 'id' | 'body'>, firstNumber: number): void {
    if (this.#kept.has(id)) return
    this.#sweep()
    this.#kept.set(id, { log: new EventLog(firstNumber), bytes: 0, endedAt: undefined })
    for (const type of ['response.created', 'response.queued']) this.append(id, { type, response: body })
  }

  /** One that is over already, for all who read it now. */
  add(id: string, { log, bytes }: Pick<Kept, 'log' | 'bytes'>): EventLog {
    this.#kept.set(id, { log, bytes, endedAt: performance.now() })
    this.#bytes += bytes
    this.#makeRoom()
    return log
  }

  append(id: string, event: JsonObject): void {
    const kept = this.#kept.get(id)
    if (!kept) return
    const bytes = kept.log.append(event)
    kept.bytes += bytes
    this.#bytes += bytes
    this.#makeRoom()
    if (kept.bytes <= this.#settings.bytesOfOne && this.#bytes <= this.#settings.bytesOfAll) return
    kept.log.forget()
    this.#bytes -= kept.bytes
    kept.bytes = 0
  }

  end(id: string, last: JsonObject): void {
    const kept = this.#kept.get(id)
    if (!kept) return
    kept.log.end(last)
    this.#kept.delete(id)
    this.#kept.set(id, { ...kept, endedAt: performance.now() })
    this.#sweep()
  }

  /** It is gone, or goes on at the next start. */
  cut(id: string): void {
    this.#kept.get(id)?.log.cut()
    this.#drop(id)
  }

  cutAll(): void {
    for (const id of [...this.#kept.keys()]) this.cut(id)
  }

  /** Undefined when there is none any more. */
  of(id: string): EventLog | undefined {
    this.#sweep()
    return this.#kept.get(id)?.log
  }

  /** Settles when the reader has all of it or has left; refuses above so many readers of one account. */
  async follow(account: AccountId, log: EventLog, to: { readonly outlet: Outlet; readonly after: number }) {
    const readers = this.#readers.get(account) ?? 0
    const most = this.#settings.readersOfAccount
    if (readers >= most)
      throw new Problem('too_many_calls', {
        message: `An account reads at most ${most} streams of stored responses at a time.`,
        retryAfterMs: 5_000,
      })
    this.#readers.set(account, readers + 1)
    await log.follow(to.outlet, to.after)
    const left = (this.#readers.get(account) ?? 1) - 1
    if (left > 0) this.#readers.set(account, left)
    else this.#readers.delete(account)
  }

  /** What has ended goes first. */
  #makeRoom(): void {
    for (const [id, { endedAt }] of this.#kept) {
      if (this.#bytes <= this.#settings.bytesOfAll) return
      if (endedAt !== undefined) this.#drop(id)
    }
  }

  #sweep(): void {
    const before = performance.now() - this.#settings.keepMs
    for (const [id, { endedAt }] of this.#kept) if (endedAt !== undefined && endedAt < before) this.#drop(id)
  }

  #drop(id: string): void {
    this.#bytes -= this.#kept.get(id)?.bytes ?? 0
    this.#kept.delete(id)
  }
}
