/** Both lending pools as one component: their indexes and shares, loans, lenders, waiting withdrawals. The money is in the ledger. */
import type { Millis } from '../../base/money.ts'
import type { AccountId, Asset } from '../ledger/chart.ts'
import { jsonPart, type Part } from '../parts.ts'
import { RecordTable } from '../record-table.ts'
import { INDEX_ONE } from './interest.ts'

export interface Pool {
  readonly asset: Asset
  /** Grows with interest. */
  index: bigint
  /** Up to when interest is booked. */
  at: Millis
  /** Σ of the loans' shares of the index. */
  lentShare: bigint
  /** Σ of the lenders' shares. */
  shares: bigint
  /** After a socialised loss nobody borrows until an operator has acknowledged it. */
  stopped: boolean
  /** When withdrawals that wait were last paid. */
  paidAt: Millis
}

/** At most one an account: one asset at a time. Bigints are kept as text. */
export interface Loan {
  readonly account: AccountId
  readonly asset: Asset
  share: string
  /** Of the debt; the rest is interest. */
  principal: number
  readonly since: Millis
}

export interface Lender {
  readonly account: AccountId
  readonly asset: Asset
  shares: string
  /** Of those: in a withdrawal that waits. */
  waiting: string
  /** Units put in and taken out so far. */
  supplied: number
  withdrawn: number
}

export interface Withdrawal {
  readonly account: AccountId
  readonly asset: Asset
  /** What is still to be paid. */
  shares: string
  readonly at: Millis
}

interface Ahead {
  readonly of: ReadonlyMap<AccountId, bigint>
  readonly all: bigint
}

export class Lending {
  readonly pools: Readonly<Record<Asset, Pool>> = { CR: emptyPool('CR'), LCO: emptyPool('LCO') }
  readonly loans = new RecordTable<Loan>('loans')
  readonly lenders = new RecordTable<Lender>('lenders')
  readonly withdrawals = new RecordTable<Withdrawal>('lending_withdrawals')
  readonly #loanOf = new Map<AccountId, number>()
  readonly #lenderOf = new Map<string, number>()
  /** Waiting withdrawals by pool, oldest first. */
  readonly #queues: Readonly<Record<Asset, number[]>> = { CR: [], LCO: [] }
  /** Shares that wait before each account of a queue, and in all; worked out when asked for, until the queue changes. */
  readonly #ahead = new Map<Asset, Ahead>()

  loanOf(account: AccountId): Loan | undefined {
    const id = this.#loanOf.get(account)
    return id === undefined ? undefined : this.loans.get(id)
  }

  openLoan(loan: Loan): Loan {
    this.#loanOf.set(loan.account, this.loans.push(loan))
    return loan
  }

  touchLoan({ account }: Loan): void {
    const id = this.#loanOf.get(account)
    if (id !== undefined) this.loans.touch(id)
  }

  closeLoan({ account }: Loan): void {
    const id = this.#loanOf.get(account)
    if (id !== undefined) this.loans.remove(id)
    this.#loanOf.delete(account)
  }

  lenderOf(account: AccountId, asset: Asset): Lender | undefined {
    const id = this.#lenderOf.get(lenderKey(account, asset))
    return id === undefined ? undefined : this.lenders.get(id)
  }

  openLender(lender: Lender): Lender {
    this.#lenderOf.set(lenderKey(lender.account, lender.asset), this.lenders.push(lender))
    return lender
  }

  /** A lender without shares is gone. */
  touchLender(lender: Lender): void {
    const key = lenderKey(lender.account, lender.asset)
    const id = this.#lenderOf.get(key)
    if (id === undefined) return
    if (lender.shares !== '0') this.lenders.touch(id)
    else {
      this.lenders.remove(id)
      this.#lenderOf.delete(key)
    }
  }

  queue(withdrawal: Withdrawal): void {
    this.#ahead.delete(withdrawal.asset)
    this.#queues[withdrawal.asset].push(this.withdrawals.push(withdrawal))
  }

  waiting(asset: Asset): number {
    return this.#queues[asset].length
  }

  firstWaiting(asset: Asset): Withdrawal | undefined {
    const id = this.#queues[asset][0]
    return id === undefined ? undefined : this.withdrawals.get(id)
  }

  touchFirst(asset: Asset): void {
    this.#ahead.delete(asset)
    const id = this.#queues[asset][0]
    if (id !== undefined) this.withdrawals.touch(id)
  }

  dropFirst(asset: Asset): void {
    this.#ahead.delete(asset)
    const id = this.#queues[asset].shift()
    if (id !== undefined) this.withdrawals.remove(id)
  }

  withdrawalOf(account: AccountId, asset: Asset): Withdrawal | undefined {
    for (const id of this.#queues[asset]) {
      const withdrawal = this.withdrawals.get(id)
      if (withdrawal?.account === account) return withdrawal
    }
    return undefined
  }

  /** Shares of all withdrawals that wait. */
  sharesWaiting(asset: Asset): bigint {
    return this.#aheadIn(asset).all
  }

  /** Shares of those that are paid before the account's own; undefined when it has none. */
  sharesBefore(account: AccountId, asset: Asset): bigint | undefined {
    return this.#aheadIn(asset).of.get(account)
  }

  #aheadIn(asset: Asset): Ahead {
    const known = this.#ahead.get(asset)
    if (known !== undefined) return known
    const of = new Map<AccountId, bigint>()
    let all = 0n
    for (const id of this.#queues[asset]) {
      const withdrawal = this.withdrawals.get(id)
      if (withdrawal === undefined) continue
      of.set(withdrawal.account, all)
      all += BigInt(withdrawal.shares)
    }
    const ahead = { of, all }
    this.#ahead.set(asset, ahead)
    return ahead
  }

  /** Takes a withdrawal out of the queue. */
  dropOf(account: AccountId, asset: Asset): void {
    const queue = this.#queues[asset]
    const place = queue.findIndex((id) => this.withdrawals.get(id)?.account === account)
    const id = queue[place]
    if (id === undefined) return
    queue.splice(place, 1)
    this.#ahead.delete(asset)
    this.withdrawals.remove(id)
  }

  parts(): readonly Part[] {
    return [
      jsonPart(
        'pools',
        () => [storedPool(this.pools.CR), storedPool(this.pools.LCO)],
        (stored) => {
          for (const pool of stored) Object.assign(this.pools[pool.asset], loadedPool(pool))
        },
      ),
      this.loans,
      this.lenders,
      this.withdrawals,
    ]
  }

  reindex(): void {
    this.#loanOf.clear()
    this.#lenderOf.clear()
    for (const queue of Object.values(this.#queues)) queue.length = 0
    this.#ahead.clear()
    for (const [id, loan] of this.loans.entries()) this.#loanOf.set(loan.account, id)
    for (const [id, { account, asset }] of this.lenders.entries()) this.#lenderOf.set(lenderKey(account, asset), id)
    for (const [id, { asset }] of this.withdrawals.entries()) this.#queues[asset].push(id)
  }
}

interface StoredPool extends Omit<Pool, 'index' | 'lentShare' | 'shares'> {
  readonly index: string
  readonly lentShare: string
  readonly shares: string
}

function storedPool(pool: Pool): StoredPool {
  const { index, lentShare, shares } = pool
  return { ...pool, index: String(index), lentShare: String(lentShare), shares: String(shares) }
}

function loadedPool(pool: StoredPool): Pool {
  const { index, lentShare, shares } = pool
  return { ...pool, index: BigInt(index), lentShare: BigInt(lentShare), shares: BigInt(shares) }
}

function emptyPool(asset: Asset): Pool {
  const [never, none] = [0 as Millis, 0n]
  return { asset, index: INDEX_ONE, at: never, lentShare: none, shares: none, stopped: false, paidAt: never }
}

function lenderKey(account: AccountId, asset: Asset): string {
  return `${account}:${asset}`
}
