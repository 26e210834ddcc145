/** Results of keyed commands: kept for a while so that a second delivery gets the first answer. docs/concepts/economy.md §2. */
import type { Millis } from '../base/money.ts'
import type { AccountId } from './ledger/chart.ts'
import type { Part } from './parts.ts'
import { RecordTable } from './record-table.ts'

export interface Kept {
  readonly account: AccountId
  readonly key: string
  /** Hash of the input, by the caller of the core. */
  readonly hash: string
  readonly result: unknown
  readonly at: Millis
}

interface Limits {
  readonly keepMs: number
  readonly perAccount: number
}

export class Idempotency {
  readonly table = new RecordTable<Kept>('idempotency')
  readonly #ids = new Map<string, number>()
  /** Ids of each account's kept results, oldest first; may hold ids already gone. */
  readonly #queues = new Map<AccountId, { ids: number[]; head: number; live: number }>()
  /** No id below this one is kept. */
  #oldest = 1

  find({ account, key }: Pick<Kept, 'account' | 'key'>, now: Millis, keepMs: number): Kept | undefined {
    const id = this.#ids.get(compound(account, key))
    const kept = id === undefined ? undefined : this.table.get(id)
    return kept !== undefined && kept.at + keepMs > now ? kept : undefined
  }

  /** What is kept under a key, expired or not. */
  resultOf(account: AccountId, key: string): unknown {
    const id = this.#ids.get(compound(account, key))
    return id === undefined ? undefined : this.table.get(id)?.result
  }

  keep(kept: Kept, limits: Limits): void {
    this.forget(kept.account, kept.key)
    this.#expire(kept.at, limits.keepMs)
    const id = this.table.push(kept)
    this.#index(id, kept)
    const queue = this.#queues.get(kept.account)
    while (queue && queue.live > limits.perAccount) this.#remove(queue.ids[queue.head] as number)
  }

  forget(account: AccountId, key: string): void {
    const id = this.#ids.get(compound(account, key))
    if (id !== undefined) this.#remove(id)
  }

  #expire(now: Millis, keepMs: number): void {
    for (; this.#oldest < this.table.nextId; this.#oldest++) {
      const kept = this.table.get(this.#oldest)
      if (kept === undefined) continue
      if (kept.at + keepMs > now) return
      this.#remove(this.#oldest)
    }
  }

  #remove(id: number): void {
    const kept = this.table.get(id)
    if (!kept) return
    this.table.remove(id)
    this.#ids.delete(compound(kept.account, kept.key))
    const queue = this.#queues.get(kept.account)
    if (!queue) return
    queue.live -= 1
    if (queue.live === 0) this.#queues.delete(kept.account)
    else this.#trim(queue)
  }

  #trim(queue: { ids: number[]; head: number }): void {
    while (this.table.get(queue.ids[queue.head] as number) === undefined) queue.head += 1
    if (queue.head < 1024 || queue.head * 2 < queue.ids.length) return
    queue.ids = queue.ids.slice(queue.head)
    queue.head = 0
  }

  #index(id: number, kept: Kept): void {
    this.#ids.set(compound(kept.account, kept.key), id)
    const queue = this.#queues.get(kept.account)
    if (queue) {
      queue.ids.push(id)
      queue.live += 1
    } else this.#queues.set(kept.account, { ids: [id], head: 0, live: 1 })
  }

  parts(): readonly Part[] {
    return [this.table]
  }

  reindex(): void {
    this.#ids.clear()
    this.#queues.clear()
    this.#oldest = this.table.firstPage() * 256 + 1
    for (const [id, kept] of this.table.entries()) this.#index(id, kept)
  }
}

function compound(account: AccountId, key: string): string {
  return `${account}:${key}`
}
