/** What 25, 50, 75 or 100 % of a balance buys or sells, never more than it covers with the fee. Exact integers. */
import type { Level } from '../../../api/channels.ts'
import { creditsOf, creditsText, lotsOf, type Pair, quantityText, ticksOf } from '../pair.ts'
import { type LimitBuy, limitBuyNeeds, type Terms, walkBook } from './estimate.ts'
import { byAmount, enters, type TicketForm, typedNumber } from './form.ts'

export interface Funds {
  /** CR that may be spent */
  credits: string
  /** LCO that may be sold */
  lco: string
}

export interface ShareInput {
  form: TicketForm
  percent: number
  funds: Funds
  terms: Terms
  asks: readonly Level[]
  bids: readonly Level[]
}

/** The change to the form; undefined when the price to reckon with is missing. Zero comes out as "". */
export function shareOf(input: ShareInput): Partial<TicketForm> | undefined {
  const { form, percent, funds, terms } = input
  const { pair } = terms
  const part = (units: bigint) => (units * BigInt(percent)) / 100n
  if (form.side === 'sell' && !byAmount(form)) return { quantity: plain(part(lotsOf(funds.lco, pair)), pair) }
  const budget = part(creditsOf(funds.credits))
  if (form.side === 'buy' && byAmount(form)) return { amount: trimmed(creditsText(budget)) }
  if (form.side === 'sell') return { amount: trimmed(creditsText(proceeds(part(lotsOf(funds.lco, pair)), input))) }
  if (form.type === 'market' && !enters(form)) {
    if (input.asks.length === 0) return undefined
    return { quantity: plain(walkBook(input.asks, { budget, feeBps: terms.takerFeeBps, pair }).lots, pair) }
  }
  const price = typedNumber(form.price)
  if (price === undefined) return undefined
  return {
    quantity: plain(limitBuyLots(budget, { ticks: ticksOf(price, pair), postOnly: form.postOnly }, terms), pair),
  }
}

/** Gross CR that selling these lots to the book brings. */
const proceeds = (lots: bigint, { bids, terms }: ShareInput): bigint =>
  walkBook(bids, { lots, feeBps: 0, pair: terms.pair }).notional

/** Most lots at the limit whose cost with the worst fee the budget covers. */
export function limitBuyLots(budget: bigint, order: Omit<LimitBuy, 'lots'>, terms: Terms): bigint {
  if (order.ticks <= 0n) return 0n
  const fits = (lots: bigint) => limitBuyNeeds({ ...order, lots }, terms) <= budget
  const rate = BigInt(Math.max(order.postOnly ? 0 : terms.takerFeeBps, terms.makerFeeBps))
  let lots = (budget * 10_000n) / ((10_000n + rate) * order.ticks)
  while (lots > 0n && !fits(lots)) lots--
  while (fits(lots + 1n)) lots++
  return lots
}

const plain = (lots: bigint, pair: Pair): string => trimmed(quantityText(lots, pair))

/** As one would type it: no trailing zeros, "" for zero. */
function trimmed(value: string): string {
  const short = value.includes('.') ? value.replace(/\.?0+$/, '') : value
  return short === '0' ? '' : short
}
