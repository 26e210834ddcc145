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
  revoked: boolean
  /** By period: 'total', '2026-01-05', '2026-01'. */
  readonly spent: Map<string, bigint>
}

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
    const known = this.#keys.findIndex((key) => key.hash === hash)
    if (known >= 0) {
      if (this.#keys[known]?.account !== account) return { code: 'key_hash_taken' }
      return { result: { keyId: known + 1 }, repeats: true }
    }
    const live = this.#keys.filter((key) => key.account === account && !key.revoked).length
    if (live >= this.#common.value('keys.perAccount')) return { code: 'key_limit' }
    const keyId = this.#keys.push({ account, hash, expiresAt, budget, revoked: false, spent: new Map() })
    this.#common.tell('key.created', { account, keyId, expiresAt, budget })
    return { result: { keyId } }
  }

  update({ account, keyId, expiresAt, budget }: InputOf<'key.update'>): Expected {
    const key = this.#own(account, keyId)
    if (!key) return { code: 'key_not_found' }
    if (key.revoked) return { code: 'key_revoked' }
    Object.assign(key, { expiresAt, budget })
    this.#common.tell('key.updated', { account, keyId, expiresAt, budget })
    return { result: {} }
  }

  revoke({ account, keyId }: InputOf<'key.revoke'>): Expected {
    const key = this.#own(account, keyId)
    if (!key) return { code: 'key_not_found' }
    if (key.revoked) return { result: {}, repeats: true }
    key.revoked = true
    this.#common.tell('key.revoked', { account, keyId })
    return { result: {} }
  }

  #own(account: number, keyId: number): Key | undefined {
    const key = this.#keys[keyId - 1]
    return key?.account === account ? key : undefined
  }

  /** Why this key can not start or extend a call. */
  unusable(at: number, account: number, keyId: number | null): RejectionCode | undefined {
    if (keyId === null) return undefined
    const key = this.#own(account, keyId)
    if (!key) return 'key_not_found'
    if (key.revoked) return 'key_revoked'
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
