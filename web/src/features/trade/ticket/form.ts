/** What a person has typed into the ticket, and the request it makes. No checks of balance or market, no React. */

import { isZero, toUnits, toWire } from '../../../amount/decimal.ts'
import type { BodyOf } from '../../../api/platform.ts'

export type Side = 'buy' | 'sell'
export type OrderRequest = BodyOf<'POST /orders'>
export type TimeInForce = 'gtc' | 'ioc' | 'fok'
export type Trigger = NonNullable<OrderRequest['trigger']>

/**
 * now: sent into the market at once. The first three wait for the price of a trade; oco is a limit order and a stop-loss of which
 * one remains; oto is an entry and one order of the other side that follows when it is filled, otoco an entry and an oco that does.
 */
export const CONDITIONS = ['stop_loss', 'take_profit', 'trailing', 'oco', 'oto', 'otoco'] as const
export type Condition = (typeof CONDITIONS)[number]
export type Plan = 'now' | Condition

export const SELF_TRADES = ['expire_maker', 'expire_taker', 'expire_both', 'decrement'] as const
export type SelfTrade = (typeof SELF_TRADES)[number]

/** What follows an oto's entry. */
export type Exit = 'limit' | 'stop' | 'stop_limit'

/** spot: what is available to the account; margin: its margin account */
export type Wallet = 'spot' | 'margin'

export interface TicketForm {
  wallet: Wallet
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
  /** limit of the stop-loss of an oco, whose other order has `price`, and of the stop that follows an entry */
  stopPrice: string
  /** limit of the order that follows an entry */
  exitPrice: string
  exit: Exit
  /** per cent that a trailing order stays behind the best price */
  trail: string
  /** most LCO that show in the book at a time; "" shows all */
  iceberg: string
  timeInForce: TimeInForce
  postOnly: boolean
  /** what becomes of an order that would trade with an own one */
  selfTrade: SelfTrade
  /** side effects of margin orders: borrows what is lacking; what it brings pays the debt back; never more than the position */
  borrow: boolean
  repay: boolean
  reduceOnly: boolean
}

export const EMPTY_FORM: TicketForm = {
  wallet: 'spot',
  side: 'buy',
  type: 'limit',
  plan: 'now',
  by: 'quantity',
  price: '',
  quantity: '',
  amount: '',
  trigger: '',
  stopPrice: '',
  exitPrice: '',
  exit: 'limit',
  trail: '1',
  iceberg: '',
  timeInForce: 'gtc',
  postOnly: false,
  selfTrade: 'expire_maker',
  borrow: true,
  repay: true,
  reduceOnly: false,
}

/** An entry first, and what follows it when it is filled. */
export const enters = ({ plan }: Pick<TicketForm, 'plan'>): boolean => plan === 'oto' || plan === 'otoco'
/** Waits for the price of a trade itself. */
export const waits = ({ plan }: Pick<TicketForm, 'plan'>): boolean => plan !== 'now' && !enters({ plan })
/** Several orders, sent as a list. */
export const isList = ({ plan }: Pick<TicketForm, 'plan'>): boolean => plan === 'oco' || enters({ plan })
/** Whether the order that is sent first has a limit. */
export const hasLimit = ({ type, plan }: Pick<TicketForm, 'type' | 'plan'>): boolean =>
  type === 'limit' || isList({ plan })

export const otherSide = (side: Side): Side => (side === 'buy' ? 'sell' : 'buy')

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
  !isList(form) &&
  !reduces(form)

/** No more than the position: an order of the margin account, alone. */
export const reduces = (form: TicketForm): boolean => form.wallet === 'margin' && form.reduceOnly && !isList(form)
/** May borrow what it lacks. */
export const borrows = (form: TicketForm): boolean =>
  form.wallet === 'margin' && form.borrow && !form.reduceOnly && !isList(form)

/** Whether the order may show in parts. */
export const maySlice = (form: TicketForm): boolean =>
  form.type === 'limit' && !isList(form) && form.timeInForce === 'gtc'

/** Basis points; undefined while nothing is typed. */
export function trailBpsOf({ trail }: TicketForm): number | undefined {
  const percent = typedNumber(trail)
  return percent === undefined ? undefined : Number(toUnits(percent, 2))
}

/** What the order waits for; undefined while it is not typed, null when it does not wait. */
function triggerOf(form: TicketForm): Trigger | null | undefined {
  const { plan } = form
  if (!waits(form)) return null
  const price = typedNumber(form.trigger)
  if (plan !== 'trailing')
    return price === undefined ? undefined : { kind: plan === 'take_profit' ? plan : 'stop_loss', price }
  const trailBps = trailBpsOf(form)
  if (trailBps === undefined) return undefined
  return { kind: 'stop_loss', trailBps, ...(price !== undefined && { price }) }
}

/** Which way the price of a trade has to go to fire the order, of an entry the stop that follows it. */
export const fallsTo = ({ side, plan }: Pick<TicketForm, 'side' | 'plan'>): boolean =>
  ((enters({ plan }) ? otherSide(side) : side) === 'sell') === (plan !== 'take_profit')

/** What every order of the form says of itself; nothing where the server does the same anyway. */
export function termsOfOrder(form: TicketForm): Pick<OrderRequest, 'selfTrade' | 'margin'> {
  const { selfTrade, wallet, repay } = form
  return {
    ...(selfTrade !== 'expire_maker' && { selfTrade }),
    ...(wallet === 'margin' && { margin: { borrow: borrows(form), repay, reduceOnly: reduces(form) } }),
  }
}

/** The order as the API takes it, of an oco its stop-loss, of an entry with what follows the entry; undefined while a field is empty or zero. */
export function toRequest(form: TicketForm): OrderRequest | undefined {
  const { side } = form
  const awaited = triggerOf(form)
  if (awaited === undefined) return undefined
  const trigger = { ...(awaited !== null && { trigger: awaited }), ...termsOfOrder(form) }
  if (byAmount(form)) {
    const quote = typedNumber(form.amount)
    return quote === undefined ? undefined : { type: 'market', side, quote, ...trigger }
  }
  const quantity = typedNumber(form.quantity)
  if (quantity === undefined) return undefined
  if (form.type === 'market' && !enters(form)) return { type: 'market', side, quantity, ...trigger }
  const price = typedNumber(form.plan === 'oco' ? form.stopPrice : form.price)
  if (price === undefined) return undefined
  if (form.plan === 'oco') return { type: 'limit', side, price, quantity, ...trigger }
  if (enters(form))
    return { type: 'limit', side, price, quantity, ...trigger, ...(form.postOnly && { postOnly: true }) }
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
