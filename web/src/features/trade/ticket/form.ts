/** What a person has typed into the ticket, and the request it makes. No checks of balance or market, no React. */

import { isZero, toUnits, toWire } from '../../../amount/decimal.ts'
import type { BodyOf } from '../../../api/platform.ts'

export type Side = 'buy' | 'sell'
export type OrderRequest = BodyOf<'POST /orders'>
export type ListRequest = BodyOf<'POST /order-lists'>
export type TimeInForce = 'gtc' | 'ioc' | 'fok'
export type Trigger = NonNullable<OrderRequest['trigger']>

/** now: sent into the market at once. The others wait for the price of a trade; oco is a limit order and a stop-loss of which one remains. */
export const CONDITIONS = ['stop_loss', 'take_profit', 'trailing', 'oco'] as const
export type Condition = (typeof CONDITIONS)[number]
export type Plan = 'now' | Condition

export interface TicketForm {
  side: Side
  type: 'limit' | 'market'
  plan: Plan
  /** how a market order is measured */
  by: 'quantity' | 'amount'
  /** typed texts: "" when empty */
  price: string
  quantity: string
  /** CR of a market order by amount */
  amount: string
  /** price that fires the order; of a trailing one the price from which it follows, which may stay empty */
  trigger: string
  /** limit of the stop-loss of an oco, whose other order has `price` */
  stopPrice: string
  /** per cent that a trailing order stays behind the best price */
  trail: string
  /** most LCO that show in the book at a time; "" shows all */
  iceberg: string
  timeInForce: TimeInForce
  postOnly: boolean
}

export const EMPTY_FORM: TicketForm = {
  side: 'buy',
  type: 'limit',
  plan: 'now',
  by: 'quantity',
  price: '',
  quantity: '',
  amount: '',
  trigger: '',
  stopPrice: '',
  trail: '1',
  iceberg: '',
  timeInForce: 'gtc',
  postOnly: false,
}

/** A typed number above zero as the wire wants it. */
export function typedNumber(text: string): string | undefined {
  const wire = toWire(text)
  return wire === undefined || isZero(wire) ? undefined : wire
}

/** True when the order is measured in CR. What a sell that waits will bring, nobody can hold. */
export const byAmount = (form: TicketForm): boolean =>
  form.type === 'market' &&
  form.by === 'amount' &&
  !(form.plan !== 'now' && form.side === 'sell') &&
  form.plan !== 'oco'

/** Whether the order may show in parts. */
export const maySlice = (form: TicketForm): boolean =>
  form.type === 'limit' && form.plan !== 'oco' && form.timeInForce === 'gtc'

/** Basis points; undefined while nothing is typed. */
export function trailBpsOf({ trail }: TicketForm): number | undefined {
  const percent = typedNumber(trail)
  return percent === undefined ? undefined : Number(toUnits(percent, 2))
}

/** What the order waits for; undefined while it is not typed, null when it does not wait. */
function triggerOf(form: TicketForm): Trigger | null | undefined {
  const { plan } = form
  if (plan === 'now') return null
  const price = typedNumber(form.trigger)
  if (plan !== 'trailing') return price === undefined ? undefined : { kind: plan === 'oco' ? 'stop_loss' : plan, price }
  const trailBps = trailBpsOf(form)
  if (trailBps === undefined) return undefined
  return { kind: 'stop_loss', trailBps, ...(price !== undefined && { price }) }
}

/** Which way the price of a trade has to go to fire the order. */
export const fallsTo = ({ side, plan }: Pick<TicketForm, 'side' | 'plan'>): boolean =>
  (side === 'sell') === (plan !== 'take_profit')

/** The order as the API takes it, of an oco its stop-loss; undefined while a field is empty or zero. */
export function toRequest(form: TicketForm): OrderRequest | undefined {
  const { side } = form
  const waits = triggerOf(form)
  if (waits === undefined) return undefined
  const trigger = waits === null ? {} : { trigger: waits }
  if (byAmount(form)) {
    const quote = typedNumber(form.amount)
    return quote === undefined ? undefined : { type: 'market', side, quote, ...trigger }
  }
  const quantity = typedNumber(form.quantity)
  if (quantity === undefined) return undefined
  if (form.type === 'market') return { type: 'market', side, quantity, ...trigger }
  const price = typedNumber(form.plan === 'oco' ? form.stopPrice : form.price)
  if (price === undefined) return undefined
  if (form.plan === 'oco') return { type: 'limit', side, price, quantity, ...trigger }
  const iceberg = maySlice(form) ? typedNumber(form.iceberg) : undefined
  const common = {
    type: 'limit' as const,
    side,
    price,
    quantity,
    ...(iceberg !== undefined && { iceberg }),
    ...trigger,
  }
  return form.postOnly ? { ...common, postOnly: true } : { ...common, timeInForce: form.timeInForce }
}

/** Both orders of an oco; undefined for other plans and while a field is empty or zero. */
export function toList(form: TicketForm): ListRequest | undefined {
  const stop = toRequest(form)
  const [price, quantity] = [typedNumber(form.price), typedNumber(form.quantity)]
  if (form.plan !== 'oco' || stop === undefined || price === undefined || quantity === undefined) return undefined
  return { kind: 'oco', orders: [{ type: 'limit', side: form.side, price, quantity }, stop] }
}
