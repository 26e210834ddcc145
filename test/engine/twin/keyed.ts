/** The twin of kept results: a plain list in order of time. docs/concepts/economy.md §2. */
import type { Common } from './common.ts'

interface Kept {
  readonly account: number
  readonly key: string
  readonly hash: string
  readonly result: unknown
  readonly at: number
}

export class KeyedTwin {
  readonly #common: Common
  #kept: Kept[] = []

  constructor(common: Common) {
    this.#common = common
  }

  find(at: number, account: number, key: string): Kept | undefined {
    const kept = this.#any(account, key)
    return kept && at < kept.at + this.#common.value('idempotency.keep') ? kept : undefined
  }

  #any(account: number, key: string): Kept | undefined {
    return this.#kept.find((kept) => kept.account === account && kept.key === key)
  }

  keep(fresh: Kept): void {
    const { account, key, at } = fresh
    const keepMs = this.#common.value('idempotency.keep')
    const others = this.#kept.filter((kept) => kept.account !== account || kept.key !== key)
    this.#kept = [...others.filter((kept) => at < kept.at + keepMs), fresh]
    const own = this.#kept.filter((kept) => kept.account === account)
    const surplus = new Set(own.slice(0, Math.max(0, own.length - this.#common.value('idempotency.perAccount'))))
    if (surplus.size > 0) this.#kept = this.#kept.filter((kept) => !surplus.has(kept))
  }

  /** Only while the key stands for this result. */
  forget(account: number, key: string, result: string): void {
    const kept = this.#any(account, key)
    if (kept?.result === result) this.#kept = this.#kept.filter((other) => other !== kept)
  }
}
