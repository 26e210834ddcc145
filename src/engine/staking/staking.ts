/** Stake histories and unbondings. The coins are in the ledger. */
import type { Lco, Millis } from '../../base/money.ts'
import type { UnbondingId } from '../command.ts'
import type { AccountId } from '../ledger/chart.ts'
import { jsonPart, type Part } from '../parts.ts'
import { RecordTable } from '../record-table.ts'
import { effectiveStake, type StakeHistory } from './tiers.ts'

export interface Unbonding {
  readonly account: AccountId
  readonly amount: Lco
  readonly releaseAt: Millis
}

export class Staking {
  readonly table = new RecordTable<Unbonding>('unbondings')
  #histories = new Map<AccountId, [Millis, Lco][]>()
  /** Live unbonding ids by release time, then id. */
  #due: UnbondingId[] = []

  history(account: AccountId): StakeHistory {
    return this.#histories.get(account) ?? []
  }

  effective(account: AccountId, now: Millis, delayMs: number): Lco {
    const history = this.#histories.get(account)
    return history === undefined ? (0 as Lco) : effectiveStake(history, now, delayMs)
  }

  /** Records that staked + imo is `stake` from now on; rows that can no longer matter are dropped. */
  set(account: AccountId, stake: Lco, change: { readonly at: Millis; readonly keepMs: number }): void {
    const history = this.#histories.get(account) ?? []
    if (history[history.length - 1]?.[0] === change.at) history.pop()
    history.push([change.at, stake])
    const old = change.at - change.keepMs
    let first = 0
    while (first + 1 < history.length && (history[first + 1] as [Millis, Lco])[0] <= old) first += 1
    const kept = history.slice(first)
    if (kept.every((row) => row[1] === 0)) this.#histories.delete(account)
    else this.#histories.set(account, kept)
  }

  begin(unbonding: Unbonding): UnbondingId {
    const id = this.table.push(unbonding) as UnbondingId
    this.#insert(id)
    return id
  }

  end(id: UnbondingId): void {
    this.table.remove(id)
    this.#due = this.#due.filter((other) => other !== id)
  }

  ofAccount(account: AccountId): readonly (Unbonding & { readonly unbondingId: UnbondingId })[] {
    return this.#due.flatMap((unbondingId) => {
      const unbonding = this.table.get(unbondingId)
      return unbonding?.account === account ? [{ ...unbonding, unbondingId }] : []
    })
  }

  next(): { readonly id: UnbondingId; readonly unbonding: Unbonding } | undefined {
    const id = this.#due[0]
    const unbonding = id === undefined ? undefined : this.table.get(id)
    return id === undefined || !unbonding ? undefined : { id, unbonding }
  }

  #insert(id: UnbondingId): void {
    const at = this.#releaseAt(id)
    let low = 0
    let high = this.#due.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#releaseAt(this.#due[middle] as UnbondingId) <= at) low = middle + 1
      else high = middle
    }
    this.#due.splice(low, 0, id)
  }

  #releaseAt(id: UnbondingId): Millis {
    return (this.table.get(id) as Unbonding).releaseAt
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
    ]
  }

  reindex(): void {
    this.#due = []
    for (const [id] of this.table.entries()) this.#insert(id as UnbondingId)
  }
}
