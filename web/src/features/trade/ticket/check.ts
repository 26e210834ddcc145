/** The rules an order breaks before it is sent, each by name with its numbers. The server checks again and decides. */

import type { BookView } from '../../../api/channels.ts'
import { creditsOf, creditsText, lotsOf, type MarketRules, onStep, quantityText, ticksOf } from '../pair.ts'
import { estimateOrder, type Terms } from './estimate.ts'
import {
  borrows,
  byAmount,
  enters,
  fallsTo,
  hasLimit,
  maySlice,
  type OrderRequest,
  otherSide,
  type TicketForm,
  toRequest,
  trailBpsOf,
  typedNumber,
} from './form.ts'
import { exitKinds } from './lists.ts'
import type { Funds } from './shares.ts'

export const ruleNames = [
  'tick',
  'lot',
  'trail',
  'wouldTrigger',
  'noLast',
  'iceberg',
  'minNotional',
  'maxNotional',
  'noMark',
  'wouldCross',
  'limitCrosses',
  'mustBeAbove',
  'mustBeBelow',
  'credits',
  'lco',
] as const
export type RuleName = (typeof ruleNames)[number]

/** The rule in words is the text `rule.<name>`; `values` are its placeholders. */
export interface BrokenRule {
  readonly rule: RuleName
  readonly field:
    | 'price'
    | 'stopPrice'
    | 'exitPrice'
    | 'quantity'
    | 'amount'
    | 'trigger'
    | 'trail'
    | 'iceberg'
    | 'order'
  readonly values: Record<string, string>
}

export interface CheckInput {
  form: TicketForm
  rules: MarketRules
  /** the newest mark price; null while there is none */
  mark: string | null
  /** the newest price of a trade; null before the first */
  last: string | null
  book: BookView | undefined
  /** undefined for guests and while loading: no balance is checked */
  funds: Funds | undefined
}

export const termsOf = (rules: MarketRules): Terms => ({
  pair: rules,
  takerFeeBps: rules.takerFeeBps,
  makerFeeBps: rules.makerFeeBps,
})

/** The first broken rule in the order in which the core would refuse; undefined when none is, or the form is not complete. */
export function checkOrder(input: CheckInput): BrokenRule | undefined {
  const request = toRequest(input.form)
  return (
    checkSteps(input) ??
    checkLimitOfOco(input) ??
    checkExits(input) ??
    (request && (checkMarket(input, request) ?? checkValue(input, request) ?? checkFunds(input, request)))
  )
}

function checkSteps({ form, rules }: CheckInput): BrokenRule | undefined {
  for (const field of pricesOf(form)) {
    const price = typedNumber(form[field])
    if (price !== undefined && !onStep(price, rules.priceDecimals))
      return { rule: 'tick', field, values: { tick: rules.tick } }
  }
  const quantity = byAmount(form) ? undefined : typedNumber(form.quantity)
  if (quantity !== undefined && !onStep(quantity, rules.quantityDecimals))
    return { rule: 'lot', field: 'quantity', values: { lot: rules.lot } }
  return checkIceberg(form, rules) ?? checkTriggerSteps(form, rules)
}

/** Fields of limit prices that the form shows now. */
function pricesOf(form: TicketForm): ('price' | 'stopPrice' | 'exitPrice')[] {
  const exits = enters(form) ? exitKinds(form) : undefined
  return [
    ...(hasLimit(form) ? (['price'] as const) : []),
    ...(exits?.limit ? (['exitPrice'] as const) : []),
    ...((exits ? exits.stop === 'limit' : form.plan === 'oco' && form.type === 'limit')
      ? (['stopPrice'] as const)
      : []),
  ]
}

function checkIceberg(form: TicketForm, rules: MarketRules): BrokenRule | undefined {
  const [shown, quantity] = [typedNumber(form.iceberg), typedNumber(form.quantity)]
  if (!maySlice(form) || shown === undefined) return undefined
  if (!onStep(shown, rules.quantityDecimals)) return { rule: 'lot', field: 'iceberg', values: { lot: rules.lot } }
  const tooMuch = quantity !== undefined && lotsOf(shown, rules) > lotsOf(quantity, rules)
  return tooMuch ? { rule: 'iceberg', field: 'iceberg', values: { quantity } } : undefined
}

/** Basis points; the core's own bounds. */
const TRAIL = { least: 10, most: 2_000 }

function checkTriggerSteps(form: TicketForm, rules: MarketRules): BrokenRule | undefined {
  if (form.plan === 'now' || (enters(form) && exitKinds(form).stop === null)) return undefined
  const trigger = typedNumber(form.trigger)
  if (trigger !== undefined && !onStep(trigger, rules.priceDecimals))
    return { rule: 'tick', field: 'trigger', values: { tick: rules.tick } }
  const trail = form.plan === 'trailing' ? trailBpsOf(form) : undefined
  if (trail === undefined || (trail >= TRAIL.least && trail <= TRAIL.most && onStep(form.trail, 2))) return undefined
  return { rule: 'trail', field: 'trail', values: { least: String(TRAIL.least / 100), most: String(TRAIL.most / 100) } }
}

/** An order that waits is held against the last trade, not against the book. */
function checkTrigger(
  { form, last, rules }: CheckInput,
  { price }: NonNullable<OrderRequest['trigger']>,
): BrokenRule | undefined {
  if (last === null) return price === undefined ? { rule: 'noLast', field: 'order', values: {} } : undefined
  if (price === undefined) return undefined
  const [at, now] = [ticksOf(price, rules), ticksOf(last, rules)]
  const reached = fallsTo(form) ? now <= at : now >= at
  return reached ? { rule: 'wouldTrigger', field: 'trigger', values: { last } } : undefined
}

function checkMarket(input: CheckInput, order: OrderRequest): BrokenRule | undefined {
  if (order.trigger) return checkTrigger(input, order.trigger)
  const { mark, book, rules } = input
  if (order.type === 'market') return mark === null ? { rule: 'noMark', field: 'order', values: {} } : undefined
  const best = order.side === 'buy' ? book?.asks[0]?.[0] : book?.bids[0]?.[0]
  if (!order.postOnly || best === undefined) return undefined
  const [own, facing] = [ticksOf(order.price, rules), ticksOf(best, rules)]
  const crosses = order.side === 'buy' ? own >= facing : own <= facing
  return crosses ? { rule: 'wouldCross', field: 'price', values: { price: best } } : undefined
}

function checkValue({ form, rules }: CheckInput, order: OrderRequest): BrokenRule | undefined {
  const micro =
    order.type === 'limit'
      ? ticksOf(order.price, rules) * lotsOf(order.quantity, rules)
      : order.quote === undefined
        ? undefined
        : creditsOf(order.quote)
  if (micro === undefined) return undefined
  const field = byAmount(form) ? 'amount' : 'quantity'
  const values = { value: creditsText(micro) }
  if (micro < creditsOf(rules.minNotional))
    return { rule: 'minNotional', field, values: { ...values, limit: rules.minNotional } }
  if (micro > creditsOf(rules.maxNotional))
    return { rule: 'maxNotional', field, values: { ...values, limit: rules.maxNotional } }
  return undefined
}

function checkFunds({ form, rules, book, funds }: CheckInput, order: OrderRequest): BrokenRule | undefined {
  // What may be borrowed is the core's to say: its quote does.
  if (!funds || borrows(form)) return undefined
  const field = byAmount(form) ? 'amount' : 'quantity'
  if (order.side === 'sell') {
    if (order.quantity === undefined) return undefined
    const [need, have] = [lotsOf(order.quantity, rules), lotsOf(funds.lco, rules)]
    return need > have
      ? { rule: 'lco', field, values: { need: quantityText(need, rules), have: funds.lco } }
      : undefined
  }
  const need = buyNeeds(order, rules, book)
  if (need === undefined || need <= creditsOf(funds.credits)) return undefined
  return { rule: 'credits', field, values: { need: creditsText(need), have: funds.credits } }
}

/** Most µCR the buy can take; undefined while a market buy by quantity has no book to reckon with. */
function buyNeeds(order: OrderRequest, rules: MarketRules, book: BookView | undefined): bigint | undefined {
  // How much a market buy that waits has to hold is the core's to say: its quote does.
  if (order.type === 'market' && order.quantity !== undefined && (order.trigger || !book)) return undefined
  return creditsOf(estimateOrder(order, book ?? { bids: [], asks: [] }, termsOf(rules)).reserve.credits)
}

/** What follows an entry comes to it later; that it would lose by its own prices, or be worth too little, can be told now. */
function checkExits(input: CheckInput): BrokenRule | undefined {
  const { form, rules } = input
  const [entry, quantity] = [typedNumber(form.price), typedNumber(form.quantity)]
  if (!enters(form) || entry === undefined) return undefined
  const { limit, stop } = exitKinds(form)
  const side = otherSide(form.side)
  const price = limit ? typedNumber(form.exitPrice) : undefined
  const trigger = stop === null ? undefined : typedNumber(form.trigger)
  const gains = (at: string) => (side === 'sell' ? 1n : -1n) * (ticksOf(at, rules) - ticksOf(entry, rules)) > 0n
  const [better, worse] =
    side === 'sell' ? (['mustBeAbove', 'mustBeBelow'] as const) : (['mustBeBelow', 'mustBeAbove'] as const)
  const values = { price: entry }
  if (price !== undefined && !gains(price)) return { rule: better, field: 'exitPrice', values }
  if (trigger !== undefined && (gains(trigger) || ticksOf(trigger, rules) === ticksOf(entry, rules)))
    return { rule: worse, field: 'trigger', values }
  const limits = [price, stop === 'limit' ? typedNumber(form.stopPrice) : undefined]
  for (const each of limits) {
    if (each === undefined || quantity === undefined) continue
    const broken = checkValue(input, { type: 'limit', side, price: each, quantity })
    if (broken) return broken
  }
  return undefined
}

/** The limit order of an oco has to stay in the book, and be worth something there. */
function checkLimitOfOco(input: CheckInput): BrokenRule | undefined {
  const { form, rules, book } = input
  const price = typedNumber(form.price)
  if (form.plan !== 'oco' || price === undefined) return undefined
  const best = form.side === 'buy' ? book?.asks[0]?.[0] : book?.bids[0]?.[0]
  if (best !== undefined) {
    const [own, facing] = [ticksOf(price, rules), ticksOf(best, rules)]
    const crosses = form.side === 'buy' ? own >= facing : own <= facing
    if (crosses) return { rule: 'limitCrosses', field: 'price', values: { price: best } }
  }
  const quantity = typedNumber(form.quantity)
  return quantity === undefined ? undefined : checkValue(input, { type: 'limit', side: form.side, price, quantity })
}
