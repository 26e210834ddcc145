/** Stake histories, unbondings, and the tiers that accounts have been told of. The coins are in the ledger. */
import type { Lco, Millis } from '../../base/money.ts'
import type { Tier, UnbondingId } from '../command.ts'
import { DueList } from '../due.ts'
import type { AccountId } from '../ledger/chart.ts'
import { jsonPart, type Part } from '../parts.ts'
import { RecordTable } from '../record-table.ts'
import { changeStake, effectiveStake, type StakeHistory } from './tiers.ts'

export interface Unbonding {
  readonly account: AccountId
  readonly amount: Lco
  readonly releaseAt: Millis
}

/** The tier that an account has last been told of, and when it is to hear of a rise. */
interface ToldTier {
  readonly account: AccountId
  readonly tier: Tier
  readonly riseAt: Millis | null
}

export class Staking {
  readonly table = new RecordTable<Unbonding>('unbondings')
  #histories = new Map<AccountId, [Millis, Lco][]>()
  /** Left out: lv1 without a rise to come. */
  #told = new Map<AccountId, ToldTier>()
  readonly #rises = new DueList<ToldTier>(({ riseAt }) => riseAt as number)
  /** Live unbonding ids by release time, then id. */
  #due: UnbondingId[] = []
  /** The same of each account, by id. */
  readonly #own = new Map<AccountId, Set<UnbondingId>>()

  history(account: AccountId): StakeHistory {
    return this.#histories.get(account) ?? []
  }

  effective(account: AccountId, now: Millis, delayMs: number): Lco {
    const history = this.#histories.get(account)
    return history === undefined ? (0 as Lco) : effectiveStake(history, now, delayMs)
  }

  /** Records that staked + imo is `stake` from now on; rows that no delay up to `keepMs` can ask for are dropped. */
  set(account: AccountId, stake: Lco, change: { readonly at: Millis; readonly keepMs: number }): void {
    const history = this.#histories.get(account) ?? []
    changeStake(history, change.at, stake)
    const old = change.at - change.keepMs
    let first = 0
    while (first + 1 < history.length && (history[first + 1] as [Millis, Lco])[0] <= old) first += 1
    if (first > 0) history.splice(0, first)
    if (history.length === 0) this.#histories.delete(account)
    else this.#histories.set(account, history)
  }

  toldTier(account: AccountId): Tier {
    return this.#told.get(account)?.tier ?? 'lv1'
  }

  tell(told: ToldTier): void {
    const { account, tier, riseAt } = told
    const before = this.#told.get(account)
    if (before && before.riseAt !== null) this.#rises.remove(before)
    // Out and in again: rises of the same instant keep their order over a restart.
    this.#told.delete(account)
    if (tier !== 'lv1' || riseAt !== null) this.#told.set(account, told)
    if (riseAt !== null) this.#rises.add(told)
  }

  /** Infinity while no tier is to rise. */
  get nextRise(): number {
    return this.#rises.next
  }

  nextToRise(): AccountId | undefined {
    return this.#rises.first?.account
  }

  /** Accounts that have something staked, in no order that means anything. */
  stakers(): Iterable<AccountId> {
    return this.#histories.keys()
  }

  begin(unbonding: Unbonding): UnbondingId {
    const id = this.table.push(unbonding) as UnbondingId
    this.#insert(id)
    return id
  }

  end(id: UnbondingId): void {
    const unbonding = this.table.get(id)
    if (!unbonding) return
    this.#due.splice(this.#position(unbonding.releaseAt, id), 1)
    this.table.remove(id)
    const own = this.#own.get(unbonding.account)
    own?.delete(id)
    if (own?.size === 0) this.#own.delete(unbonding.account)
  }

  /** By id. */
  ofAccount(account: AccountId): readonly (Unbonding & { readonly unbondingId: UnbondingId })[] {
    return [...(this.#own.get(account) ?? [])].flatMap((unbondingId) => {
      const unbonding = this.table.get(unbondingId)
      return unbonding ? [{ ...unbonding, unbondingId }] : []
    })
  }

  /** Unbondings of an account that run. */
  countOf(account: AccountId): number {
    return this.#own.get(account)?.size ?? 0
  }

  /** Infinity while nothing unbonds. */
  nextRelease(): number {
    const id = this.#due[0]
    return id === undefined ? Number.POSITIVE_INFINITY : (this.table.get(id)?.releaseAt ?? Number.POSITIVE_INFINITY)
  }

  next(): { readonly id: UnbondingId; readonly unbonding: Unbonding } | undefined {
    const id = this.#due[0]
    const unbonding = id === undefined ? undefined : this.table.get(id)
    return id === undefined || !unbonding ? undefined : { id, unbonding }
  }

  #insert(id: UnbondingId): void {
    const { account, releaseAt } = this.table.get(id) as Unbonding
    this.#due.splice(this.#position(releaseAt, id), 0, id)
    const own = this.#own.get(account)
    if (own) own.add(id)
    else this.#own.set(account, new Set([id]))
  }

  /** Where an id stands, or would, in the order of release. */
  #position(releaseAt: Millis, id: UnbondingId): number {
    let [low, high] = [0, this.#due.length]
    while (low < high) {
      const middle = (low + high) >> 1
      const other = this.#due[middle] as UnbondingId
      const { releaseAt: at } = this.table.get(other) as Unbonding
      if (at < releaseAt || (at === releaseAt && other < id)) low = middle + 1
      else high = middle
    }
    return low
  }

  parts(): readonly Part[] {
    return [
      this.table,
      jsonPart(
        'stakes',
        () => [...this.#histories],
        (rows) => {
          this.#histories = new Map(rows)
        },
      ),
      jsonPart(
        'tiers',
        () => [...this.#told.values()].map(({ account, tier, riseAt }) => [account, tier, riseAt] as const),
        (rows) => {
          this.#told = new Map(rows.map(([account, tier, riseAt]) => [account, { account, tier, riseAt }]))
        },
      ),
    ]
  }

  reindex(): void {
    this.#due = []
    this.#own.clear()
    this.#rises.clear()
    for (const told of this.#told.values()) if (told.riseAt !== null) this.#rises.add(told)
    for (const [id] of this.table.entries()) this.#insert(id as UnbondingId)
  }
}
