/** Double-entry balances. Each entry is a list of moves between two slots of one asset, so it is balanced by construction. */
import { assert, fail } from '../../base/assert.ts'
import type { Credits, Lco } from '../../base/money.ts'
import { MAX_SUPPLY } from '../../base/money.ts'
import type { Part, StoredPage } from '../parts.ts'
import {
  type AccountId,
  type Asset,
  assetOf,
  isLco,
  isMarket,
  mayBeNegative,
  P,
  PLATFORM_SLOTS,
  platformSlots,
  type Slot,
  slotName,
  USER_SLOTS,
  type UserOffset,
  userOffsets,
  userSlot,
} from './chart.ts'
import { Escrows } from './escrows.ts'

const PAGE_BITS = 13
const PAGE_SLOTS = 1 << PAGE_BITS

export class Ledger implements Part {
  readonly name = 'ledger'
  #balances = new Float64Array(PAGE_SLOTS)
  #used = PLATFORM_SLOTS
  #dirty = new Uint8Array(64).fill(1)
  /** Σ over all users of each purpose, kept by every move. */
  #userTotals = new Float64Array(USER_SLOTS)
  /** What markets hold; a component of its own. */
  readonly escrows = new Escrows()

  /** All LCO exist from genesis in `platform:unissued:LCO`. economy.md §1. */
  constructor() {
    this.#balances[P.unissued] = MAX_SUPPLY
  }

  /** µCR or 1e-8 LCO, by the slot's asset. */
  balance(slot: Slot): number {
    return this.#balances[slot] ?? this.escrows.balance(slot)
  }

  credits(slot: Slot): Credits {
    return this.balance(slot) as Credits
  }

  lco(slot: Slot): Lco {
    return this.balance(slot) as Lco
  }

  /** Slots that exist: platform's and those of accounts 1 … accounts. */
  get slotCount(): number {
    return this.#used
  }

  /** Makes room for the slots of this account. */
  open(account: AccountId): void {
    const before = this.#used
    this.#used = Math.max(before, PLATFORM_SLOTS + account * USER_SLOTS)
    if (this.#used > this.#balances.length) this.#grow()
    // The page is longer now, whatever the balances on it.
    for (let page = before >> PAGE_BITS; page < this.pageCount(); page++) this.#dirty[page] = 1
  }

  #grow(): void {
    const grown = new Float64Array(Math.ceil((this.#used * 2) / PAGE_SLOTS) * PAGE_SLOTS)
    grown.set(this.#balances)
    this.#balances = grown
    const dirty = new Uint8Array(grown.length / PAGE_SLOTS).fill(1)
    dirty.set(this.#dirty.subarray(0, Math.min(this.#dirty.length, dirty.length)))
    this.#dirty = dirty
  }

  /** Moves a positive amount; the caller has checked the balance, a breach here is a bug and throws. */
  move(from: Slot, to: Slot, amount: number): void {
    if (!(amount > 0 && Number.isSafeInteger(amount))) fail(`bad amount ${amount}`)
    assert(isLco(from) === isLco(to), 'a move stays in one asset')
    if (isMarket(from) || isMarket(to)) {
      this.#moveEscrow(from, to, amount)
      return
    }
    assert(from < this.#used && to < this.#used, 'no such slot')
    const left = (this.#balances[from] as number) - amount
    const right = (this.#balances[to] as number) + amount
    if (left < 0 && !mayBeNegative(from)) throw this.#overdrawn(from, amount)
    assert(Number.isSafeInteger(left) && Number.isSafeInteger(right), 'balance out of range')
    this.#balances[from] = left
    this.#balances[to] = right
    if (from >= PLATFORM_SLOTS) this.#userTotals[(from - PLATFORM_SLOTS) % USER_SLOTS]! -= amount
    if (to >= PLATFORM_SLOTS) this.#userTotals[(to - PLATFORM_SLOTS) % USER_SLOTS]! += amount
    this.#dirty[from >> PAGE_BITS] = 1
    this.#dirty[to >> PAGE_BITS] = 1
  }

  /** Into a market's escrow or out of it. */
  #moveEscrow(from: Slot, to: Slot, amount: number): void {
    assert(
      [from, to].every((slot) => isMarket(slot) || slot < this.#used),
      'no such slot',
    )
    const [left, right] = [this.balance(from) - amount, this.balance(to) + amount]
    if (left < 0 && !mayBeNegative(from)) throw this.#overdrawn(from, amount)
    assert(Number.isSafeInteger(left) && Number.isSafeInteger(right), 'balance out of range')
    this.#set(from, left)
    this.#set(to, right)
  }

  #set(slot: Slot, balance: number): void {
    if (isMarket(slot)) {
      this.escrows.set(slot, balance)
      return
    }
    if (slot >= PLATFORM_SLOTS) {
      this.#userTotals[(slot - PLATFORM_SLOTS) % USER_SLOTS]! += balance - (this.#balances[slot] as number)
    }
    this.#balances[slot] = balance
    this.#dirty[slot >> PAGE_BITS] = 1
  }

  #overdrawn(slot: Slot, amount: number): Error {
    return new Error(`${slotName(slot)} holds ${this.balance(slot)}, can not give ${amount}`)
  }

  /** Σ of one purpose over all users, from the running totals. */
  userTotal(offset: UserOffset): number {
    return this.#userTotals[offset] ?? 0
  }

  /** Σ of all balances of an asset from the running totals: 0 CR and the maximum supply of LCO, always. O(1). */
  runningTotal(asset: Asset): number {
    let sum = asset === 'LCO' ? this.escrows.total : 0
    for (const slot of platformSlots) if (assetOf(slot) === asset) sum += this.balance(slot)
    for (const offset of userOffsets)
      if (assetOf(userSlot(1 as AccountId, offset)) === asset) sum += this.userTotal(offset)
    return sum
  }

  /** The same recounted over every slot. O(slots). */
  recount(asset: Asset): number {
    let sum = 0n
    for (let slot = 0; slot < this.#used; slot++) {
      const balance = this.#balances[slot] as number
      if (balance !== 0 && assetOf(slot as Slot) === asset) sum += BigInt(balance)
    }
    if (asset === 'LCO') for (const slot of this.escrows.slots()) sum += BigInt(this.balance(slot))
    return Number(sum)
  }

  firstPage(): number {
    return 0
  }

  pageCount(): number {
    return Math.ceil(this.#used / PAGE_SLOTS)
  }

  isEmpty(): boolean {
    return false
  }

  encodePage(page: number): Uint8Array {
    const end = Math.min((page + 1) * PAGE_SLOTS, this.#used)
    const view = this.#balances.subarray(page * PAGE_SLOTS, end)
    return new Uint8Array(view.buffer, view.byteOffset, view.byteLength).slice()
  }

  isDirty(page: number): boolean {
    return this.#dirty[page] === 1
  }

  markClean(page: number): void {
    this.#dirty[page] = 0
  }

  load(_span: unknown, pages: readonly StoredPage[]): void {
    const bytes = pages.reduce((sum, [, page]) => sum + page.byteLength, 0)
    this.#used = bytes / 8
    const capacity = Math.max(1, Math.ceil((this.#used * 3) / 2 / PAGE_SLOTS)) * PAGE_SLOTS
    this.#balances = new Float64Array(capacity)
    this.#dirty = new Uint8Array(capacity / PAGE_SLOTS).fill(1)
    const target = new Uint8Array(this.#balances.buffer)
    let at = 0
    for (const [, page] of pages) {
      target.set(page, at)
      at += page.byteLength
    }
    this.#userTotals.fill(0)
    for (let slot = PLATFORM_SLOTS; slot < this.#used; slot++) {
      this.#userTotals[(slot - PLATFORM_SLOTS) % USER_SLOTS]! += this.#balances[slot] as number
    }
  }
}
