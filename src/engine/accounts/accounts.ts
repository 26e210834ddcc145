/** Who has an account: opaque identity ids ⇄ integer account ids, flags and small per-account meters. No balances. */
import type { Credits, Pico } from '../../base/money.ts'
import type { AccountId } from '../ledger/chart.ts'
import type { Part } from '../parts.ts'
import { RecordTable } from '../record-table.ts'

export interface Account {
  readonly identity: string
  operator: boolean
  suspended: boolean
  /** Sub-µCR remainder of charges, 0 … 999,999 pCR, carried into the next call. */
  carried: Pico
  /** UTC day of the last faucet draw and what was drawn on it. */
  faucetDay: number
  faucetDrawn: Credits
}

export class Accounts {
  readonly table = new RecordTable<Account>('accounts')
  readonly #byIdentity = new Map<string, AccountId>()

  find(identity: string): AccountId | undefined {
    return this.#byIdentity.get(identity)
  }

  get(id: AccountId): Account | undefined {
    return this.table.get(id)
  }

  get count(): number {
    return this.table.nextId - 1
  }

  open(identity: string, operator: boolean): AccountId {
    const id = this.table.push({
      identity,
      operator,
      suspended: false,
      carried: 0 as Pico,
      faucetDay: 0,
      faucetDrawn: 0 as Credits,
    }) as AccountId
    this.#byIdentity.set(identity, id)
    return id
  }

  touch(id: AccountId): void {
    this.table.touch(id)
  }

  parts(): readonly Part[] {
    return [this.table]
  }

  /** Rebuilds what is derived, after a load. */
  reindex(): void {
    this.#byIdentity.clear()
    for (const [id, account] of this.table.entries()) this.#byIdentity.set(account.identity, id as AccountId)
  }
}
