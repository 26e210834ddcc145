/** The twin of virtual keys: what was spent in each period by its date, and what the budgets leave. */
import type { InputOf, KeyBudget } from '../../../src/engine/command.ts'
import type { RejectionCode } from '../../../src/engine/rejections.ts'
import { least } from './bigints.ts'
import type { Common } from './common.ts'
import type { Expected } from './expected.ts'

interface Key {
  readonly account: number
  readonly hash: string
  expiresAt: number | null
  budget: KeyBudget
  revokedAt: number | undefined
  /** Not remembered any more. */
  gone: boolean
  /** By period: 'total', '2026-01-05', '2026-01'. */
  readonly spent: Map<string, bigint>
}

/** Revoked keys of an account that are remembered. */
const REVOKED_KEPT = 100

const periods = ['total', 'daily', 'monthly'] as const

export class KeyTwin {
  readonly #common: Common
  readonly #keys: Key[] = []

  constructor(common: Common) {
    this.#common = common
  }

  create({ account, hash, expiresAt, budget }: InputOf<'key.create'>): Expected {
    const code = this.#common.badPerson(account)
    if (code) return { code }
    const known = this.#keys.findIndex((key) => key.hash === hash && !key.gone)
    if (known >= 0) {
      if (this.#keys[known]?.account !== account) return { code: 'key_hash_taken' }
      return { result: { keyId: known + 1 }, repeats: true }
    }
    if (this.full(account)) return { code: 'key_limit' }
    const keyId = this.add({ account, hash, expiresAt, budget })
    this.#common.tell('key.created', { account, keyId, expiresAt, budget })
    return { result: { keyId } }
  }

  add(terms: Pick<Key, 'account' | 'hash' | 'expiresAt'> & { readonly budget?: KeyBudget }): number {
    const budget = { total: null, daily: null, monthly: null }
    return this.#keys.push({ budget, ...terms, revokedAt: undefined, gone: false, spent: new Map() })
  }

  full(account: number): boolean {
    const live = this.#keys.filter((key) => key.account === account && key.revokedAt === undefined).length
    return live >= this.#common.value('keys.perAccount')
  }

  idOf(hash: string): number | undefined {
    const known = this.#keys.findIndex((key) => key.hash === hash && !key.gone)
    return known < 0 ? undefined : known + 1
  }

  expiryOf(keyId: number): number | null {
    return this.#keys[keyId - 1]?.expiresAt ?? null
  }

  update({ account, keyId, expiresAt, budget }: InputOf<'key.update'>): Expected {
    const key = this.#own(account, keyId)
    if (!key) return { code: 'key_not_found' }
    if (key.revokedAt !== undefined) return { code: 'key_revoked' }
    Object.assign(key, { expiresAt, budget })
    this.#common.tell('key.updated', { account, keyId, expiresAt, budget })
    return { result: {} }
  }

  /** Calls that run name keys, which are then remembered whatever their number. */
  revoke(at: number, { account, keyId }: InputOf<'key.revoke'>, named: readonly (number | null)[]): Expected {
    const key = this.#own(account, keyId)
    if (!key) return { code: 'key_not_found' }
    if (key.revokedAt !== undefined) return { result: {}, repeats: true }
    const before = this.#keys.filter(
      (other) => other.account === account && other.revokedAt !== undefined && !other.gone,
    )
    // A sort keeps the order of creation among those that were revoked in the same instant.
    const free = before.filter((other) => !named.includes(this.#keys.indexOf(other) + 1))
    free.sort((a, b) => Number(a.revokedAt) - Number(b.revokedAt))
    for (let extra = before.length + 1 - REVOKED_KEPT; extra > 0; extra--) {
      const first = free.shift()
      if (first) first.gone = true
    }
    key.revokedAt = at
    this.#common.tell('key.revoked', { account, keyId })
    return { result: {} }
  }

  #own(account: number, keyId: number): Key | undefined {
    const key = this.#keys[keyId - 1]
    return key?.account === account && !key.gone ? key : undefined
  }

  /** Why this key can not start or extend a call. */
  unusable(at: number, account: number, keyId: number | null): RejectionCode | undefined {
    if (keyId === null) return undefined
    const key = this.#own(account, keyId)
    if (!key) return 'key_not_found'
    if (key.revokedAt !== undefined) return 'key_revoked'
    return key.expiresAt !== null && at >= key.expiresAt ? 'key_expired' : undefined
  }

  /** What the tightest budget leaves beside what is spent and held; undefined without any budget. */
  left(at: number, keyId: number, held: bigint): bigint | undefined {
    const { budget, spent } = this.#keys[keyId - 1] as Key
    let left: bigint | undefined
    for (const period of periods) {
      const limit = budget[period]
      if (limit === null) continue
      const room = BigInt(limit) - (spent.get(periodOf(period, at)) ?? 0n) - held
      left = least(left ?? room, room)
    }
    return left === undefined ? undefined : left < 0n ? 0n : left
  }

  spend(at: number, keyId: number, amount: bigint): void {
    const { spent } = this.#keys[keyId - 1] as Key
    for (const period of periods) {
      const name = periodOf(period, at)
      spent.set(name, (spent.get(name) ?? 0n) + amount)
    }
  }
}

function periodOf(period: (typeof periods)[number], at: number): string {
  const date = new Date(at).toISOString()
  return period === 'total' ? 'total' : date.slice(0, period === 'daily' ? 10 : 7)
}
