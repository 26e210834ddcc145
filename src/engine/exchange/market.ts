/** The LCO/CREDIT market: book, orders and mark as one component, and what removing an order gives back. */
import { add, type Credits, type Lco, type Lots, type Millis } from '../../base/money.ts'
import type { OrderId, OrderStatus, OrderView } from '../command.ts'
import type { OrderEvent } from '../event.ts'
import { U, userSlot } from '../ledger/chart.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Out } from '../out.ts'
import type { ParameterValues } from '../parameters.ts'
import { jsonPart, type Part, wholePart } from '../parts.ts'
import { Book } from './book/book.ts'
import { BUY, SELL, type Side } from './book/types.ts'
import { Mark } from './mark.ts'
import type { Order } from './order.ts'
import { Orders, orderView, restingEscrow } from './orders.ts'
import { lcoOf, type Pair } from './pair.ts'

export class Market {
  readonly book = new Book()
  readonly orders = new Orders()
  readonly mark = new Mark()
  tradeCount = 0
  /** µCR and LCO in escrow of all resting orders; equal Σ of the users' order slots. */
  escrowCredits = 0 as Credits
  escrowLco = 0 as Lco

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
        () => ({ trades: this.tradeCount, credits: this.escrowCredits, lco: this.escrowLco, mark: this.mark.save() }),
        (saved) => {
          this.tradeCount = saved.trades
          this.escrowCredits = saved.credits
          this.escrowLco = saved.lco
          this.mark.load(saved.mark)
        },
      ),
    ]
  }
}

/** What every market operation needs besides the market. */
export interface Desk {
  readonly market: Market
  readonly ledger: Ledger
  readonly out: Out
  readonly parameters: ParameterValues
  readonly pair: Pair
  readonly at: Millis
}

export function sideOf(order: Pick<Order, 'side'>): Side {
  return order.side === 'buy' ? BUY : SELL
}

/** Moves an order's reserve between available and escrow after its rest has changed; `before` is what it held until then. */
export function setEscrow(desk: Desk, order: Order, before: number): void {
  const after = escrowOf(order, desk.pair)
  const { market, out } = desk
  const [free, held] = slotsOf(order)
  if (after > before) {
    out.entry('order.escrow', String(order.id))
    out.move(free, held, after - before)
  } else if (after < before) {
    out.entry('order.release', String(order.id))
    out.move(held, free, before - after)
  }
  if (order.side === 'buy') market.escrowCredits = add(market.escrowCredits, (after - before) as Credits)
  else market.escrowLco = add(market.escrowLco, (after - before) as Lco)
}

/** What a resting order holds: µCR for a buy, LCO units for a sell. */
export function escrowOf(order: Order, pair: Pair): number {
  if (order.resting === 0) return 0
  return order.side === 'buy' ? restingEscrow(order) : lcoOf(order.resting, pair)
}

function slotsOf(order: Order): readonly [free: ReturnType<typeof userSlot>, held: ReturnType<typeof userSlot>] {
  return order.side === 'buy'
    ? [userSlot(order.account, U.available), userSlot(order.account, U.order)]
    : [userSlot(order.account, U.lco), userSlot(order.account, U.lcoOrder)]
}

/** Takes an open order out of the book and gives its escrow back; returns what it looks like then. */
export function removeOrder(
  desk: Desk,
  order: Order,
  how: { status: Exclude<OrderStatus, 'open'>; cause: OrderEvent['cause'] },
): OrderView {
  desk.market.book.cancel(order.id)
  emitLevels(desk)
  return endOrder(desk, order, how)
}

/** Takes these open orders out, in this order. */
export function cancelOrders(desk: Desk, ids: readonly OrderId[], cause: OrderEvent['cause']): void {
  for (const id of ids) removeOrder(desk, desk.market.orders.get(id) as Order, { status: 'canceled', cause })
}

/** Ends an order whose rest has left the book already: escrow back, status, event. */
export function endOrder(
  desk: Desk,
  order: Order,
  how: { status: Exclude<OrderStatus, 'open'>; cause: OrderEvent['cause'] },
): OrderView {
  const before = escrowOf(order, desk.pair)
  order.resting = 0 as Lots
  order.updatedAt = desk.at
  setEscrow(desk, order, before)
  desk.market.orders.close(order, how.status)
  const view = orderView(order)
  desk.out.emit({ type: 'order.done', order: view, cause: how.cause })
  return view
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
