/** Virtual keys as far as they decide money: hash, expiry, revocation, budgets. Names, models and addresses live outside the core. */
import { dayOf, monthOf } from '../../base/calendar.ts'
import { add, type Credits, type Millis, sub } from '../../base/money.ts'
import type { KeyBudget, KeyId } from '../command.ts'
import type { AccountId } from '../ledger/chart.ts'
import type { Part } from '../parts.ts'
import { RecordTable } from '../record-table.ts'

export interface Key {
  readonly account: AccountId
  /** SHA-256 of the secret, hex. */
  readonly hash: string
  expiresAt: Millis | null
  /** null while it may be used. */
  revokedAt: Millis | null
  budget: KeyBudget
  /** µCR in open holds. */
  held: Credits
  spentTotal: Credits
  day: number
  spentDay: Credits
  month: number
  spentMonth: Credits
}

/** Revoked keys that stay readable in the core, per account, beside those that running calls name. */
const REVOKED_KEPT = 100

export class Keys {
  readonly table = new RecordTable<Key>('keys')
  readonly #byHash = new Map<string, KeyId>()
  readonly #byAccount = new Map<AccountId, KeyId[]>()

  get(id: KeyId): Key | undefined {
    return this.table.get(id)
  }

  findByHash(hash: string): KeyId | undefined {
    return this.#byHash.get(hash)
  }

  ofAccount(account: AccountId): readonly KeyId[] {
    return this.#byAccount.get(account) ?? []
  }

  create(account: AccountId, hash: string, terms: Pick<Key, 'expiresAt' | 'budget'>): KeyId {
    const zero = 0 as Credits
    const id = this.table.push({
      account,
      hash,
      expiresAt: terms.expiresAt,
      revokedAt: null,
      budget: terms.budget,
      held: zero,
      spentTotal: zero,
      day: 0,
      spentDay: zero,
      month: 0,
      spentMonth: zero,
    }) as KeyId
    this.#index(id)
    return id
  }

  /** Keys of an account that are not revoked; expired ones count. */
  liveOf(account: AccountId): number {
    return this.ofAccount(account).filter((id) => this.get(id)?.revokedAt === null).length
  }

  /** For good. Of the account's keys that were revoked before, the first ones go beyond the number kept, unless a call names them. */
  revoke(id: KeyId, at: Millis, isNamed: (id: KeyId) => boolean): void {
    const key = this.#known(id)
    const before = this.ofAccount(key.account).filter((other) => this.#known(other).revokedAt !== null)
    key.revokedAt = at
    this.table.touch(id)
    const surplus = before.length + 1 - REVOKED_KEPT
    if (surplus <= 0) return
    const first = (a: KeyId, b: KeyId): number =>
      (this.#known(a).revokedAt ?? 0) - (this.#known(b).revokedAt ?? 0) || a - b
    for (const old of before
      .filter((other) => !isNamed(other))
      .sort(first)
      .slice(0, surplus))
      this.#forget(old)
  }

  #forget(id: KeyId): void {
    const { account, hash } = this.#known(id)
    this.table.remove(id)
    this.#byHash.delete(hash)
    const own = this.#byAccount.get(account) ?? []
    own.splice(own.indexOf(id), 1)
  }

  /** True when spent + held + amount stays within every budget. Budgets are hard. */
  covers(key: Key, amount: Credits, at: Millis): boolean {
    const { total, daily, monthly } = key.budget
    return (total === null && daily === null && monthly === null) || amount <= this.room(key, at)
  }

  /** µCR that the budgets leave beside what is spent and held; 0 when they were lowered below that. */
  room(key: Key, at: Millis): Credits {
    const { total, daily, monthly } = key.budget
    let room = Number.MAX_SAFE_INTEGER
    if (total !== null) room = Math.min(room, total - key.spentTotal - key.held)
    if (daily !== null) room = Math.min(room, daily - (key.day === dayOf(at) ? key.spentDay : 0) - key.held)
    if (monthly !== null) room = Math.min(room, monthly - (key.month === monthOf(at) ? key.spentMonth : 0) - key.held)
    return Math.max(0, room) as Credits
  }

  hold(id: KeyId, amount: Credits): void {
    const key = this.#known(id)
    key.held = add(key.held, amount)
    this.table.touch(id)
  }

  /** Ends a hold and books what was really spent in the periods of `at`. */
  settle(id: KeyId, held: Credits, spent: { readonly amount: Credits; readonly at: Millis }): void {
    const key = this.#known(id)
    key.held = sub(key.held, held)
    this.table.touch(id)
    if (spent.amount === 0) return
    this.#turnTo(key, spent.at)
    key.spentTotal = add(key.spentTotal, spent.amount)
    key.spentDay = add(key.spentDay, spent.amount)
    key.spentMonth = add(key.spentMonth, spent.amount)
  }

  /** A new day begins at 0, and a new month with it. */
  #turnTo(key: Key, at: Millis): void {
    const day = dayOf(at)
    if (key.day === day) return
    const month = monthOf(at)
    if (key.month !== month) key.spentMonth = 0 as Credits
    key.spentDay = 0 as Credits
    key.day = day
    key.month = month
  }

  #known(id: KeyId): Key {
    const key = this.table.get(id)
    if (!key) throw new Error(`no key ${id}`)
    return key
  }

  #index(id: KeyId): void {
    const key = this.#known(id)
    this.#byHash.set(key.hash, id)
    const own = this.#byAccount.get(key.account)
    if (own) own.push(id)
    else this.#byAccount.set(key.account, [id])
  }

  parts(): readonly Part[] {
    return [this.table]
  }

  reindex(): void {
    this.#byHash.clear()
    this.#byAccount.clear()
    for (const [id] of this.table.entries()) this.#index(id as KeyId)
  }
}
