/** What traded between two views of the own orders, and the sums of several such news. No components, no texts. */
import type { Order } from '../../../../src/contract/orders.ts'
import { addDecimal, compareDecimal, divDecimal, subDecimal } from '../../amount/decimal.ts'

type Seen = Pick<Order, 'status' | 'filledQuantity' | 'filledNotional'>
export type SeenOrders = ReadonlyMap<number, Seen>

export interface OrderFill {
  readonly orderId: number
  readonly side: Order['side']
  /** LCO and CR of this news, not of the whole order */
  readonly quantity: string
  readonly notional: string
  readonly complete: boolean
  /** LCO still waiting; undefined when nothing waits any more */
  readonly rest: string | undefined
}

/**
 * Orders that were seen waiting in the book and have traded since. An order that is new here has no news: whoever placed it
 * got its answer.
 */
export function fillsBetween(before: SeenOrders, orders: readonly Order[]): OrderFill[] {
  return orders.flatMap((order) => {
    const seen = before.get(order.orderId)
    if (seen?.status !== 'open' || compareDecimal(order.filledQuantity, seen.filledQuantity) <= 0) return []
    const open = order.status === 'open' && order.quantity !== null
    return [
      {
        orderId: order.orderId,
        side: order.side,
        quantity: subDecimal(order.filledQuantity, seen.filledQuantity),
        notional: subDecimal(order.filledNotional, seen.filledNotional),
        complete: order.status === 'filled',
        rest: open ? subDecimal(order.quantity ?? '0', order.filledQuantity) : undefined,
      },
    ]
  })
}

export const seenOrders = (orders: readonly Order[]): SeenOrders =>
  new Map(orders.map((order) => [order.orderId, order]))

/** News of one order that came in pieces become one; in the order in which the orders first traded. */
export function joined(fills: readonly OrderFill[]): OrderFill[] {
  const byOrder = new Map<number, OrderFill>()
  for (const fill of fills) {
    const known = byOrder.get(fill.orderId)
    byOrder.set(
      fill.orderId,
      known
        ? {
            ...fill,
            quantity: addDecimal(known.quantity, fill.quantity),
            notional: addDecimal(known.notional, fill.notional),
          }
        : fill,
    )
  }
  return [...byOrder.values()]
}

export interface FillSums {
  readonly complete: number
  readonly partial: number
  /** LCO */
  readonly bought: string
  readonly sold: string
}

export function sumsOf(fills: readonly OrderFill[]): FillSums {
  const lco = (side: Order['side']) =>
    fills.filter((fill) => fill.side === side).reduce((sum, { quantity }) => addDecimal(sum, quantity), '0')
  const complete = fills.filter((fill) => fill.complete).length
  return { complete, partial: fills.length - complete, bought: lco('buy'), sold: lco('sell') }
}

/** CR per LCO of this news, cut to the finest tick there is. */
export const priceOf = ({ notional, quantity }: OrderFill): string => divDecimal(notional, quantity, 5) ?? '0'
