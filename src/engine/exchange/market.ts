/** The LCO/CREDIT market: book, orders, triggers and mark as one component, and what an order holds in escrow. */
import { add, type Credits, type Lco, type Millis } from '../../base/money.ts'
import type { OrderSide } from '../command.ts'
import type { AccountId } from '../ledger/chart.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Out } from '../out.ts'
import type { ParameterValues } from '../parameters.ts'
import { jsonPart, type Part, wholePart } from '../parts.ts'
import { Book } from './book/book.ts'
import { BUY, SELL, type Side } from './book/types.ts'
import { OrderLists } from './lists.ts'
import type { MarginPolicy } from './margin-policy.ts'
import { Mark } from './mark.ts'
import type { Order } from './order.ts'
import { Orders, restingEscrow } from './orders.ts'
import { lcoOf, type Pair } from './pair.ts'
import { HELD } from './terms.ts'
import { Timers } from './timers.ts'
import { Triggers, type Waiting } from './triggers.ts'
import { freeSlot, type Holder, heldSlot } from './wallet.ts'

export class Market {
  readonly book = new Book()
  readonly orders = new Orders()
  readonly triggers = new Triggers()
  readonly lists = new OrderLists()
  readonly timers = new Timers()
  readonly mark = new Mark()
  tradeCount = 0
  preventedCount = 0
  /** µCR and LCO in escrow of all live orders and lists, by wallet; equal Σ of the users' order slots. */
  escrowCredits = 0 as Credits
  escrowLco = 0 as Lco
  marginEscrowCredits = 0 as Credits
  marginEscrowLco = 0 as Lco
  /**
   * Accounts whose margin orders traded or ended in the command in hand, in this order; true: one of these orders repays.
   * Who acts on it clears it; it is empty between commands.
   */
  readonly marginTouched = new Map<AccountId, boolean>()

  /** Counts a change of what is held. */
  countEscrow(side: OrderSide, onMargin: boolean, change: number): void {
    if (side === 'buy' && !onMargin) this.escrowCredits = add(this.escrowCredits, change as Credits)
    else if (side === 'buy') this.marginEscrowCredits = add(this.marginEscrowCredits, change as Credits)
    else if (onMargin) this.marginEscrowLco = add(this.marginEscrowLco, change as Lco)
    else this.escrowLco = add(this.escrowLco, change as Lco)
  }

  /** A margin order has traded, or ended. */
  touchMargin(order: Order): void {
    this.marginTouched.set(order.account, order.repays || this.marginTouched.get(order.account) === true)
  }

  parts(): readonly Part[] {
    return [
      ...this.orders.parts(),
      wholePart(
        'book',
        (w) => this.book.save(w),
        (r) => this.book.load(r),
      ),
      jsonPart(
        'market',
        () => ({
          trades: this.tradeCount,
          prevented: this.preventedCount,
          credits: this.escrowCredits,
          lco: this.escrowLco,
          marginCredits: this.marginEscrowCredits,
          marginLco: this.marginEscrowLco,
          mark: this.mark.save(),
        }),
        (saved) => {
          this.tradeCount = saved.trades
          this.preventedCount = saved.prevented
          this.escrowCredits = saved.credits
          this.escrowLco = saved.lco
          this.marginEscrowCredits = saved.marginCredits
          this.marginEscrowLco = saved.marginLco
          this.mark.load(saved.mark)
        },
      ),
      this.triggers.part(),
      this.lists.part(),
      this.timers.part(),
    ]
  }

  /** Rebuilds every derived index after a load. */
  reindex(): void {
    this.orders.reindex()
    this.lists.reindex()
    this.triggers.reindex(this.#waiting())
  }

  *#waiting(): Generator<Waiting> {
    for (const id of [...this.orders.allLive()].sort((a, b) => a - b)) {
      const order = this.orders.get(id)
      const waiting = order && order.status === 'pending' && order.terms?.leg !== HELD ? waitingOf(order) : undefined
      if (waiting) yield waiting
    }
  }
}

/** What every market operation needs besides the market. */
export interface Desk {
  readonly market: Market
  readonly ledger: Ledger
  readonly out: Out
  readonly parameters: ParameterValues
  readonly pair: Pair
  readonly margin: MarginPolicy
  readonly at: Millis
}

export function sideOf(order: Pick<Order, 'side'>): Side {
  return order.side === 'buy' ? BUY : SELL
}

/** What the trigger book needs of an order; undefined for one without a trigger. */
function waitingOf({ id, side, terms }: Order): Waiting | undefined {
  const trigger = terms === null ? null : terms.trigger
  return trigger === null ? undefined : { id, side, trigger }
}

/** Moves an order's reserve between available and escrow after its rest has changed; `before` is what it held until then. */
export function setEscrow(desk: Desk, order: Order, before: number): void {
  moveEscrow(desk, order, { before, after: escrowOf(order, desk.pair), ref: order.id })
}

/** Makes what is held for somebody's order or list another amount; `ref` is the order named in the ledger. */
export function moveEscrow(
  { market, out }: Desk,
  { account, side, onMargin }: Holder,
  { before, after, ref }: { readonly before: number; readonly after: number; readonly ref: number },
): void {
  if (after > before) {
    out.entry('order.escrow', String(ref))
    out.move(freeSlot(account, side, onMargin), heldSlot(account, side, onMargin), after - before)
  } else if (after < before) {
    out.entry('order.release', String(ref))
    out.move(heldSlot(account, side, onMargin), freeSlot(account, side, onMargin), before - after)
  }
  market.countEscrow(side, onMargin, after - before)
}

/**
 * What an order holds: µCR for a buy, LCO units for a sell. One that a list holds the reserve of, or that waits for the
 * first order of its list, holds nothing itself.
 */
export function escrowOf(order: Order, pair: Pair): number {
  const { terms } = order
  if (terms !== null && terms.leg >= HELD) return 0
  if (order.resting === 0) return terms !== null && order.status === 'pending' ? terms.reserve : 0
  return order.side === 'buy' ? restingEscrow(order) : lcoOf(order.resting, pair)
}

/** Takes the reserve of a pending order, unless its list does, and puts it where trades find it. */
export function watch(desk: Desk, order: Order): void {
  const { triggers, mark } = desk.market
  setEscrow(desk, order, 0)
  const waiting = waitingOf(order)
  if (waiting) triggers.add(waiting, mark.lastPrice)
}

/** Publishes the levels that the last operation of the book changed. */
export function emitLevels(desk: Desk): void {
  const { changes } = desk.market.book
  if (changes.count === 0) return
  const levels = new Array<number>(3 * changes.count)
  for (let i = 0; i < changes.count; i++) {
    levels[3 * i] = changes.side[i] as number
    levels[3 * i + 1] = changes.price[i] as number
    levels[3 * i + 2] = changes.lots[i] as number
  }
  desk.out.emit({ type: 'book', levels })
}
