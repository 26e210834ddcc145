/** Accounts that owe, by the price at which they have to be looked at again: a mark that hits nobody costs nothing. Derived, never stored. */
import { divCeil } from '../../base/math.ts'
import type { Ticks } from '../../base/money.ts'
import { MAX_PRICE } from '../exchange/book/types.ts'
import type { Pair } from '../exchange/pair.ts'
import { type Direction, TriggerIndex } from '../exchange/trigger-index.ts'
import type { AccountId, Asset } from '../ledger/chart.ts'
import { type Position, priceAtLevel } from './position.ts'
import type { Levels, Stage } from './stage.ts'

/**
 * A debt grows with its pool's index, so prices are worked out for a debt a thousandth larger, and anew before the
 * index has grown by that much. They name who may have come to a level; who has, is decided by the level itself.
 */
const SLACK = 1_000n
/** Accounts that a mark at most works out anew before it has to. */
const MOST_EARLY = 50

interface Entry {
  readonly account: AccountId
  readonly asset: Asset
  /** Index of the pool up to which its prices hold. */
  readonly validTo: bigint
  readonly prices: readonly (readonly [Direction, price: number])[]
}

export class Watch {
  readonly #falls = new TriggerIndex<AccountId>('falls')
  readonly #rises = new TriggerIndex<AccountId>('rises')
  readonly #entries = new Map<AccountId, Entry>()
  /** In the order in which their prices stop to hold; what was replaced is still in it. */
  readonly #queues: Readonly<Record<Asset, Entry[]>> = { CR: [], LCO: [] }

  /** Accounts that owe. */
  get size(): number {
    return this.#entries.size
  }

  get accounts(): Iterable<AccountId> {
    return this.#entries.keys()
  }

  /** Watches an account that owes, or anew after anything about it has changed. */
  set(
    account: AccountId,
    position: Position,
    { stage, index, pair, levels }: { stage: Stage; index: bigint; pair: Pair; levels: Levels },
  ): void {
    this.remove(account)
    const asset: Asset = position.debtCredits > 0 ? 'CR' : 'LCO'
    const validTo = index + index / SLACK
    const entry = { account, asset, validTo, prices: pricesOf(position, { stage, pair, levels }) }
    for (const [direction, price] of entry.prices) this.#index(direction).add(price, account)
    this.#entries.set(account, entry)
    this.#queue(entry)
  }

  remove(account: AccountId): void {
    const entry = this.#entries.get(account)
    if (entry === undefined) return
    for (const [direction, price] of entry.prices) this.#index(direction).remove(price, account)
    this.#entries.delete(account)
  }

  /** Accounts that this mark may have brought to another stage, by id. Whoever is named is set again by the caller. */
  reachedBy(mark: Ticks): readonly AccountId[] {
    const found = new Set<AccountId>()
    for (const index of [this.#falls, this.#rises])
      if (index.isReached(mark)) for (const account of index.take(mark)) found.add(account)
    for (const account of found) this.#forget(account, mark)
    return [...found].sort((a, b) => a - b)
  }

  /** Accounts whose prices hold no longer, or not for long, at the pool's index. Whoever is named is set again by the caller. */
  stale(asset: Asset, index: bigint): readonly AccountId[] {
    const queue = this.#queues[asset]
    const found: AccountId[] = []
    let gone = 0
    for (const entry of queue) {
      const early = entry.validTo > index
      if (early && (found.length >= MOST_EARLY || entry.validTo > index + index / (2n * SLACK))) break
      gone += 1
      if (this.#entries.get(entry.account) === entry) found.push(entry.account)
    }
    if (gone > 0) queue.splice(0, gone)
    return found
  }

  clear(): void {
    for (const account of [...this.#entries.keys()]) this.remove(account)
    for (const queue of Object.values(this.#queues)) queue.length = 0
  }

  /** What `take` has not taken of an account is taken out too. */
  #forget(account: AccountId, mark: Ticks): void {
    const entry = this.#entries.get(account)
    if (entry === undefined) return
    for (const [direction, price] of entry.prices) {
      const taken = direction === 'falls' ? mark <= price : mark >= price
      if (!taken) this.#index(direction).remove(price, account)
    }
    this.#entries.delete(account)
  }

  #index(direction: Direction): TriggerIndex<AccountId> {
    return direction === 'falls' ? this.#falls : this.#rises
  }

  /** Replaced entries are dropped when they are the larger part. */
  #queue(entry: Entry): void {
    const queue = this.#queues[entry.asset]
    queue.push(entry)
    if (queue.length < 1_024 || queue.length < 2 * this.#entries.size) return
    const live = queue.filter((old) => this.#entries.get(old.account) === old)
    queue.splice(0, queue.length, ...live)
  }
}

/** Of a calm account where it is called, of a called one where it is closed or calm again; a closing one is looked at anyway. */
function pricesOf(
  position: Position,
  { stage, pair, levels }: { readonly stage: Stage; readonly pair: Pair; readonly levels: Levels },
): readonly (readonly [Direction, number])[] {
  if (stage === 'closing') return []
  const long = position.debtCredits > 0
  const grown = {
    ...position,
    debtCredits: grow(position.debtCredits),
    debtCoins: grow(position.debtCoins),
  }
  const under = priceAtLevel(grown, stage === 'calm' ? levels.call : levels.close, pair)
  const prices: (readonly [Direction, number])[] = []
  if (under !== null) {
    const price = long ? under - 1 : under + 1
    if (price >= 1 && price < MAX_PRICE) prices.push([long ? 'falls' : 'rises', price])
  }
  if (stage !== 'called') return prices
  const sound = priceAtLevel(position, levels.call, pair)
  // Without such a price it is sound at any, or at none: it is looked at with the next mark.
  prices.push([long ? 'rises' : 'falls', sound === null ? (long ? 1 : MAX_PRICE) : Math.max(1, sound)])
  return prices
}

function grow<T extends number>(debt: T): T {
  return (debt === 0 ? 0 : debt + divCeil(debt, Number(SLACK)) + 1) as T
}
