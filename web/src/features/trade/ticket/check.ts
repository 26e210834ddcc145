/** The rules an order breaks before it is sent, each by name with its numbers. The server checks again and decides. */

import type { BookView } from '../../../api/channels.ts'
import { creditsOf, creditsText, lotsOf, type MarketRules, onStep, quantityText, ticksOf } from '../pair.ts'
import { estimateOrder, type Terms } from './estimate.ts'
import { byAmount, type OrderRequest, type TicketForm, toRequest, typedNumber } from './form.ts'
import type { Funds } from './shares.ts'

export const ruleNames = [
  'tick',
  'lot',
  'minNotional',
  'maxNotional',
  'noMark',
  'wouldCross',
  'credits',
  'lco',
] as const
export type RuleName = (typeof ruleNames)[number]

/** The rule in words is the text `rule.<name>`; `values` are its placeholders. */
export interface BrokenRule {
  readonly rule: RuleName
  readonly field: 'price' | 'quantity' | 'amount' | 'order'
  readonly values: Record<string, string>
}

export interface CheckInput {
  form: TicketForm
  rules: MarketRules
  /** the newest mark price; null while there is none */
  mark: string | null
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
    (request && (checkMarket(input, request) ?? checkValue(input, request) ?? checkFunds(input, request)))
  )
}

function checkSteps({ form, rules }: CheckInput): BrokenRule | undefined {
  const price = form.type === 'limit' ? typedNumber(form.price) : undefined
  if (price !== undefined && !onStep(price, rules.priceDecimals))
    return { rule: 'tick', field: 'price', values: { tick: rules.tick } }
  const quantity = byAmount(form) ? undefined : typedNumber(form.quantity)
  if (quantity !== undefined && !onStep(quantity, rules.quantityDecimals))
    return { rule: 'lot', field: 'quantity', values: { lot: rules.lot } }
  return undefined
}

function checkMarket({ mark, book, rules }: CheckInput, order: OrderRequest): BrokenRule | undefined {
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
  if (!funds) return undefined
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
  if (order.type === 'market' && order.quantity !== undefined && !book) return undefined
  return creditsOf(estimateOrder(order, book ?? { bids: [], asks: [] }, termsOf(rules)).reserve.credits)
}
