/** Balances of prediction markets, by market: few at a time, so they are kept apart from the dense pages of users. */
import { assert } from '../../base/assert.ts'
import { jsonPart, type Part } from '../parts.ts'
import { FIRST_MARKET, marketSlot, type Slot } from './chart.ts'

export class Escrows {
  #balances = new Map<Slot, number>()
  #total = 0

  /** 1e-8 LCO. */
  balance(slot: Slot): number {
    return this.#balances.get(slot) ?? 0
  }

  /** Σ over all markets, kept by every change. */
  get total(): number {
    return this.#total
  }

  /** Markets that hold something. */
  slots(): Iterable<Slot> {
    return this.#balances.keys()
  }

  set(slot: Slot, balance: number): void {
    const total = this.#total + balance - this.balance(slot)
    assert(balance >= 0 && Number.isSafeInteger(total), 'an escrow out of range')
    this.#total = total
    if (balance === 0) this.#balances.delete(slot)
    else this.#balances.set(slot, balance)
  }

  part(): Part {
    return jsonPart(
      'escrows',
      // By market: equal states are equal texts, whatever came first.
      () => [...this.#balances].map(([slot, balance]) => [slot - FIRST_MARKET, balance]).sort(byMarket),
      (rows) => {
        this.#balances = new Map(rows.map(([market, balance]) => [marketSlot(market as number), balance as number]))
        this.#total = rows.reduce((sum, [, balance]) => sum + (balance as number), 0)
      },
    )
  }
}

function byMarket([a]: readonly number[], [b]: readonly number[]): number {
  return (a as number) - (b as number)
}
