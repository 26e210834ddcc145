/** What a change of an open order comes to: smaller where it stands, or cancelled and placed anew. No requests, no React. */
import { compareDecimal, subDecimal } from '../../../amount/decimal.ts'
import type { BodyOf } from '../../../api/platform.ts'
import type { Order } from '../live.ts'

export interface EditedTexts {
  /** typed; of a market order that waits "" */
  price: string
  /** typed, of the whole order: what has traded included */
  quantity: string
  /** typed; "" where it waits for no price */
  trigger: string
}

export type Edit =
  /** keeps its place in the queue */
  | { way: 'amend'; quantity: string }
  /** goes to the end of the queue */
  | { way: 'replace'; body: BodyOf<'POST /orders/replace'> }

/** Of a list's orders none can be changed alone, of orders by amount nothing. */
export const mayEdit = ({ listId, quantity }: Order): boolean => listId === null && quantity !== null

const changed = (before: string | null, now: string): boolean => before !== null && compareDecimal(before, now) !== 0

/** undefined when nothing is changed, or nothing of the order would be left. Texts are decimals above zero. */
export function editOf(order: Order, { price, quantity, trigger }: EditedTexts): Edit | undefined {
  const { filledQuantity: filled, trigger: waits } = order
  if (order.quantity === null || compareDecimal(quantity, filled) <= 0) return undefined
  const moved = changed(order.price, price) || changed(waits?.price ?? null, trigger)
  const size = compareDecimal(quantity, order.quantity)
  if (!moved && size === 0) return undefined
  if (!moved && size < 0 && order.status === 'open' && order.type === 'limit') return { way: 'amend', quantity }
  const rest = subDecimal(quantity, filled)
  const common = {
    side: order.side,
    quantity: rest,
    ...(order.status === 'pending' && triggerOf(order, trigger)),
    ...(order.margin !== null && { margin: order.margin }),
  }
  const place =
    order.type === 'market'
      ? { type: 'market' as const, ...common }
      : { type: 'limit' as const, price, ...common, ...lifeOf(order, rest) }
  return { way: 'replace', body: { cancel: String(order.orderId), place } }
}

function triggerOf({ trigger }: Order, price: string) {
  if (trigger === null) return {}
  const { kind, trailBps } = trigger
  return {
    trigger: { kind, ...(trigger.price !== null && { price }), ...(trailBps !== null && { trailBps }) },
  }
}

function lifeOf({ postOnly, timeInForce, iceberg }: Order, rest: string) {
  const shown = iceberg === null ? {} : { iceberg: compareDecimal(iceberg, rest) > 0 ? rest : iceberg }
  return { ...(postOnly ? { postOnly } : { timeInForce }), ...shown }
}
