/** The margin side of the ticket: the account, the quote before and after, and how much an order of some leverage is. */
import { useMemo } from 'react'
import type { BookView } from '../../../api/channels.ts'
import { useSession } from '../../../api/session.ts'
import {
  type MarginAccount,
  type MarginChange,
  type MarginLimits,
  type QuoteState,
  useMargin,
  useMarginLimits,
  useMarginQuote,
} from '../../margin/use-margin.ts'
import { creditsOf, creditsText, lotsOf, type MarketRules, quantityText, ticksOf } from '../pair.ts'
import { walkBook } from '../ticket/estimate.ts'
import { borrows, byAmount, hasLimit, isList, type OrderRequest, type TicketForm, typedNumber } from '../ticket/form.ts'
import { toList } from '../ticket/lists.ts'
import { enlarges, lotsAtLeverage, positionLots } from './leverage.ts'

export interface TicketMargin extends QuoteState {
  /** null: not opened; undefined for guests, while loading and for spot orders */
  account: MarginAccount | null | undefined
  limits: MarginLimits | undefined
  error: unknown
  retry: () => void
  /** the order would make the position larger, or begin one */
  grows: boolean
  /** the part of the form that brings the account to a leverage; undefined without a price to reckon with */
  lever: (leverageBps: number) => Partial<TicketForm> | undefined
  /** the same for a share of what may be traded; undefined: as in spot */
  share: (percent: number) => Partial<TicketForm> | undefined
}

export interface TicketMarginInput {
  form: TicketForm
  order: OrderRequest | undefined
  rules: MarketRules | undefined
  book: BookView | undefined
  /** false while a rule is broken: the server need not be asked */
  ask: boolean
}

export function useTicketMargin({ form, order, rules, book, ask }: TicketMarginInput): TicketMargin {
  const on = form.wallet === 'margin'
  const answer = useMargin()
  const limits = useMarginLimits().data
  const guest = useSession().status !== 'user'
  const account = on && !guest ? answer.data?.account : undefined
  const opened = account !== undefined && account !== null
  const change = useMemo<MarginChange | undefined>(() => {
    const first = isList(form) ? toList(form)?.orders[0] : order
    return opened && ask && first ? { kind: 'order', order: first } : undefined
  }, [form, order, opened, ask])
  const state = useMarginQuote(change)
  const grows = !account || !rules || enlarges(form.side, account, rules)
  const lever = (leverageBps: number) =>
    account && rules && borrows(form) && grows ? leverTo(leverageBps, { form, account, rules, book }) : undefined
  return {
    ...state,
    account,
    limits,
    error: on && answer.data === undefined ? answer.error : undefined,
    retry: () => void answer.refetch(),
    grows,
    lever,
    share: (percent) => {
      if (!account || !rules) return undefined
      const most = limits && lever(limits.leverageBps)
      if (most) return partOf(most, percent, rules)
      if (grows || byAmount(form)) return undefined
      return { quantity: plain(quantityText((positionLots(account, rules) * BigInt(percent)) / 100n, rules)) }
    },
  }
}

interface LeverInput {
  form: TicketForm
  account: MarginAccount
  rules: MarketRules
  book: BookView | undefined
}

/** At the limit, or at the worst price that the book would give such an order. */
function leverTo(leverageBps: number, { form, account, rules, book }: LeverInput): Partial<TicketForm> | undefined {
  const { side } = form
  const at = (ticks: bigint) =>
    lotsAtLeverage({ side, leverageBps, account, ticks, takerFeeBps: rules.takerFeeBps, pair: rules })
  const limit = typedNumber(form.price)
  const levels = (side === 'buy' ? book?.asks : book?.bids) ?? []
  const from = hasLimit(form) ? limit : levels[0]?.[0]
  if (from === undefined) return undefined
  const best = ticksOf(from, rules)
  const { worst } = walkBook(hasLimit(form) ? [] : levels, { lots: at(best), feeBps: 0, pair: rules })
  const ticks = worst === 0n ? best : worst
  const lots = at(ticks)
  return byAmount(form) ? { amount: plain(creditsText(lots * ticks)) } : { quantity: plain(quantityText(lots, rules)) }
}

function partOf({ quantity, amount }: Partial<TicketForm>, percent: number, rules: MarketRules): Partial<TicketForm> {
  const part = (units: bigint) => (units * BigInt(percent)) / 100n
  if (quantity !== undefined) return { quantity: plain(quantityText(part(lotsOf(quantity || '0', rules)), rules)) }
  return { amount: plain(creditsText(part(creditsOf(amount || '0')))) }
}

/** As one would type it: no trailing zeros, "" for zero. */
function plain(value: string): string {
  const short = value.includes('.') ? value.replace(/\.?0+$/, '') : value
  return short === '0' ? '' : short
}
