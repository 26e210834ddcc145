/** What a person has typed into the ticket, and the request it makes. No checks of balance or market, no React. */

import { isZero, toWire } from '../../../amount/decimal.ts'
import type { BodyOf } from '../../../api/platform.ts'

export type Side = 'buy' | 'sell'
export type OrderRequest = BodyOf<'POST /orders'>
export type TimeInForce = 'gtc' | 'ioc' | 'fok'

export interface TicketForm {
  side: Side
  type: 'limit' | 'market'
  /** how a market order is measured */
  by: 'quantity' | 'amount'
  /** typed texts: "" when empty */
  price: string
  quantity: string
  /** CR of a market order by amount */
  amount: string
  timeInForce: TimeInForce
  postOnly: boolean
}

export const EMPTY_FORM: TicketForm = {
  side: 'buy',
  type: 'limit',
  by: 'quantity',
  price: '',
  quantity: '',
  amount: '',
  timeInForce: 'gtc',
  postOnly: false,
}

/** A typed number above zero as the wire wants it. */
export function typedNumber(text: string): string | undefined {
  const wire = toWire(text)
  return wire === undefined || isZero(wire) ? undefined : wire
}

/** True when the order is measured in CR. */
export const byAmount = (form: TicketForm): boolean => form.type === 'market' && form.by === 'amount'

/** The order as the API takes it; undefined while a field is empty or zero. */
export function toRequest(form: TicketForm): OrderRequest | undefined {
  const { side } = form
  if (byAmount(form)) {
    const quote = typedNumber(form.amount)
    return quote === undefined ? undefined : { type: 'market', side, quote }
  }
  const quantity = typedNumber(form.quantity)
  if (quantity === undefined) return undefined
  if (form.type === 'market') return { type: 'market', side, quantity }
  const price = typedNumber(form.price)
  if (price === undefined) return undefined
  return form.postOnly
    ? { type: 'limit', side, price, quantity, postOnly: true }
    : { type: 'limit', side, price, quantity, timeInForce: form.timeInForce }
}
