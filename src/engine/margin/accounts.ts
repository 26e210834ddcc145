/** Who has a margin account, how near it is to being closed, and what forced closes have come to. Balances are in the ledger, loans in the pools. */
import type { Millis } from '../../base/money.ts'
import type { AccountId, Asset } from '../ledger/chart.ts'
import { jsonPart, type Part } from '../parts.ts'
import { RecordTable } from '../record-table.ts'
import type { Stage } from './stage.ts'
import { Watch } from './watch.ts'

export interface MarginAccount {
  readonly account: AccountId
  /** Version of the terms that its owner has accepted, and when. */
  terms: string
  acceptedAt: Millis
  stage: Stage
}

/** Closing accounts are tried one after the other, lowest level first; what one command does not come to is the next one's. */
export interface Round {
  /** Still to be tried, in order. */
  queue: AccountId[]
  /** Mark or book have changed since it began: another one follows. */
  again: boolean
  ranAt: Millis
  /** What the book was when it was last tried. */
  seen: string
}

/** Units of each asset since genesis. */
export type Sums = Record<Asset, number>

export interface Totals {
  /** Penalties of forced closes, µCR. */
  penalties: number
  /** What the risk reserve paid for debts, what of it it had to buy with credits, what lenders lost. */
  covered: Sums
  bought: Sums
  socialised: Sums
  /** Forced closes that traded. */
  closes: number
}

export class MarginAccounts {
  readonly table = new RecordTable<MarginAccount>('margin_accounts')
  readonly #ids = new Map<AccountId, number>()
  readonly #closing = new Set<AccountId>()
  readonly watch = new Watch()
  /** What `watch` was worked out with: pair and levels. */
  watchedWith = ''
  round: Round = { queue: [], again: false, ranAt: 0 as Millis, seen: '' }
  totals: Totals = { penalties: 0, covered: none(), bought: none(), socialised: none(), closes: 0 }
  /** Of the command in hand, empty between commands: who has changed besides by trades, and pools whose change is not told yet. */
  readonly touched = new Set<AccountId>()
  readonly pools = new Set<Asset>()

  get(account: AccountId): MarginAccount | undefined {
    const id = this.#ids.get(account)
    return id === undefined ? undefined : this.table.get(id)
  }

  open(account: AccountId, accepted: { readonly terms: string; readonly at: Millis }): void {
    const { terms, at } = accepted
    const known = this.get(account)
    if (known === undefined) this.#ids.set(account, this.table.push({ account, terms, acceptedAt: at, stage: 'calm' }))
    else Object.assign(known, { terms, acceptedAt: at })
    this.#touchRow(account)
  }

  become(record: MarginAccount, stage: Stage): void {
    record.stage = stage
    if (stage === 'closing') this.#closing.add(record.account)
    else this.#closing.delete(record.account)
    this.#touchRow(record.account)
  }

  /** Accounts that are being closed. */
  get closing(): ReadonlySet<AccountId> {
    return this.#closing
  }

  #touchRow(account: AccountId): void {
    const id = this.#ids.get(account)
    if (id !== undefined) this.table.touch(id)
  }

  parts(): readonly Part[] {
    return [
      this.table,
      jsonPart(
        'margin',
        () => ({ round: this.round, totals: this.totals }),
        ({ round, totals }) => {
          this.round = round
          this.totals = totals
        },
      ),
    ]
  }

  /** Without `watch`, which needs ledger and pools. */
  reindex(): void {
    this.#ids.clear()
    this.#closing.clear()
    for (const [id, { account, stage }] of this.table.entries()) {
      this.#ids.set(account, id)
      if (stage === 'closing') this.#closing.add(account)
    }
  }
}

function none(): Sums {
  return { CR: 0, LCO: 0 }
}
