/** Who has a margin account, and how near it is to being closed. Balances are in the ledger, loans in the pools. */
import type { Millis } from '../../base/money.ts'
import type { AccountId } from '../ledger/chart.ts'
import type { Part } from '../parts.ts'
import { RecordTable } from '../record-table.ts'

/** `calm`; `called`: told that its level is under the call level; `closing`: it is being closed until its level is sound. */
export type Stage = 'calm' | 'called' | 'closing'

export interface MarginAccount {
  readonly account: AccountId
  /** Version of the terms that its owner has accepted, and when. */
  terms: string
  acceptedAt: Millis
  stage: Stage
}

export class MarginAccounts {
  readonly table = new RecordTable<MarginAccount>('margin_accounts')
  readonly #ids = new Map<AccountId, number>()

  get(account: AccountId): MarginAccount | undefined {
    const id = this.#ids.get(account)
    return id === undefined ? undefined : this.table.get(id)
  }

  open(account: AccountId, accepted: { readonly terms: string; readonly at: Millis }): void {
    const { terms, at } = accepted
    const known = this.get(account)
    if (known === undefined) this.#ids.set(account, this.table.push({ account, terms, acceptedAt: at, stage: 'calm' }))
    else Object.assign(known, { terms, acceptedAt: at })
    this.touch(account)
  }

  touch(account: AccountId): void {
    const id = this.#ids.get(account)
    if (id !== undefined) this.table.touch(id)
  }

  parts(): readonly Part[] {
    return [this.table]
  }

  reindex(): void {
    this.#ids.clear()
    for (const [id, { account }] of this.table.entries()) this.#ids.set(account, id)
  }
}
