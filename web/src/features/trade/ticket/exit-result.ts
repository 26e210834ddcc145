/** What an entry and what follows it leave together, after the taker's fee on both. Exact µCR, no React. */
import { creditsText, feeOf, lotsOf, type Pair, ticksOf } from '../pair.ts'
import { enters, type TicketForm, typedNumber } from './form.ts'
import { exitKinds } from './lists.ts'

export interface ExitResults {
  /** CR with sign; undefined while a price is missing or there is no such order */
  readonly limit: string | undefined
  /** if the stop trades at its limit, of a market order at its trigger: it can be worse */
  readonly stop: string | undefined
}

export function exitResults(form: TicketForm, rules: Pair & { readonly takerFeeBps: number }): ExitResults {
  const [entry, quantity] = [typedNumber(form.price), typedNumber(form.quantity)]
  if (!enters(form) || entry === undefined || quantity === undefined) return { limit: undefined, stop: undefined }
  const { limit, stop } = exitKinds(form)
  const lots = lotsOf(quantity, rules)
  const result = (typed: string): string | undefined => {
    const price = typedNumber(typed)
    if (price === undefined) return undefined
    const [first, then] = [ticksOf(entry, rules) * lots, ticksOf(price, rules) * lots]
    const gross = form.side === 'buy' ? then - first : first - then
    return creditsText(gross - feeOf(first, rules.takerFeeBps) - feeOf(then, rules.takerFeeBps))
  }
  return {
    limit: limit ? result(form.exitPrice) : undefined,
    stop: stop === null ? undefined : result(stop === 'limit' ? form.stopPrice : form.trigger),
  }
}
