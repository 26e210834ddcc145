/** Everything the ticket's parts share: balances, broken rules, preview, what stands in the way, sending. */
import { useEffect, useMemo, useRef } from 'react'
import type { BookView } from '../../../api/channels.ts'
import { useSession } from '../../../api/session.ts'
import { useBalances, useTicker } from '../../../api/shared.ts'
import { useMarginRefreshed } from '../../margin/use-margin.ts'
import { type Feed, useBook, useFeed } from '../live.ts'
import { type TicketMargin, useTicketMargin } from '../margin/use-ticket-margin.ts'
import type { MarketRules } from '../pair.ts'
import { type BrokenRule, checkOrder, termsOf } from './check.ts'
import { byAmount, isList, type OrderRequest, type TicketForm, toRequest } from './form.ts'
import { toList } from './lists.ts'
import { type Funds, shareOf } from './shares.ts'
import { type Placing, type Sent, usePlaceOrder } from './use-place.ts'
import { type Preview, usePreview } from './use-quote.ts'

/** Why nothing can be sent now, whatever the form says; the text is `blocked.<name>`. */
export type Block = 'connecting' | 'lost' | 'stopped' | 'paused' | 'operator' | 'suspended'

export interface TicketInput {
  form: TicketForm
  change: (change: Partial<TicketForm>) => void
  rules: MarketRules | undefined
}

export interface TicketState {
  guest: boolean
  funds: Funds | undefined
  broken: BrokenRule | undefined
  preview: Preview
  margin: TicketMargin
  block: Block | undefined
  pausedUntil: number | null
  complete: boolean
  /** the newest price of a trade */
  last: string | null
  ready: boolean
  placing: Placing
  submit: () => void
  askAgain: () => void
  /** 25, 50, 75 or 100 % of the balance into the amount */
  take: (percent: number) => void
}

const NO_BOOK: BookView = { bids: [], asks: [] }

export function useTicket({ form, change, rules }: TicketInput): TicketState {
  const session = useSession()
  const ticker = useTicker()
  const feed = useFeed()
  const order = useMemo(() => toRequest(form), [form])
  const sent = useMemo(() => sentOf(form, order), [form, order])
  // An idle ticket is not drawn again with every change of the book.
  const book = useBook(order !== undefined || form.type === 'market')
  const [mark, last] = [ticker?.mark ?? null, ticker?.last ?? null]
  const unfunded = rules && checkOrder({ form, rules, mark, last, book, funds: undefined })
  const margin = useTicketMargin({ form, order, rules, book, ask: unfunded === undefined })
  const funds = useFunds(form, margin)
  const broken = rules && checkOrder({ form, rules, mark, last, book, funds })
  const preview = usePreview({ order, rules, book, ask: broken === undefined && form.wallet === 'spot' })
  const pausedUntil = ticker?.pausedUntil ?? null
  const block = blockOf({ session, ticker, feed })
  const refreshMargin = useMarginRefreshed()
  const { placing, place, askAgain, forget } = usePlaceOrder(() => {
    change({ quantity: '', amount: '' })
    if (form.wallet === 'margin') refreshMargin()
  })
  useForgetOnChange(form, forget)
  const ready =
    sent !== undefined &&
    broken === undefined &&
    block === undefined &&
    session.status === 'user' &&
    placing.state !== 'pending' &&
    placing.state !== 'unknown'
  return {
    guest: session.status === 'guest',
    funds,
    broken,
    preview,
    margin,
    block,
    pausedUntil,
    complete: sent !== undefined,
    last,
    ready,
    placing,
    submit: () => {
      if (ready) place(sent)
    },
    askAgain,
    take: (percent) => {
      if (!rules || !funds) return
      const part =
        margin.share(percent) ?? shareOf({ form, percent, funds, terms: termsOf(rules), ...(book ?? NO_BOOK) })
      if (part) change(part)
    },
  }
}

/** Of the wallet that the order trades with. */
function useFunds({ wallet }: TicketForm, { account }: TicketMargin): Funds | undefined {
  const balances = useBalances()
  const [credits, lco] =
    wallet === 'margin'
      ? [account?.credits.free, account?.lco.free]
      : [balances?.credits.available, balances?.lco.available]
  return useMemo(() => (credits === undefined || lco === undefined ? undefined : { credits, lco }), [credits, lco])
}

interface BlockInput {
  session: ReturnType<typeof useSession>
  ticker: ReturnType<typeof useTicker>
  feed: Feed
}

function blockOf({ session, ticker, feed }: BlockInput): Block | undefined {
  if (feed === 'lost') return 'lost'
  if (feed === 'loading' || !ticker) return 'connecting'
  if (session.status === 'user' && session.operator) return 'operator'
  if (session.status === 'user' && session.me.suspended) return 'suspended'
  if (!ticker.trading) return 'stopped'
  return ticker.pausedUntil === null ? undefined : 'paused'
}

/** The last result goes when the person starts the next order, not when the form is cleared after it. */
function useForgetOnChange(form: TicketForm, forget: () => void): void {
  const { wallet, side, type, plan, price } = form
  const typed = byAmount(form) ? form.amount : form.quantity
  const before = useRef({ wallet, side, type, plan, price, typed })
  useEffect(() => {
    const old = before.current
    before.current = { wallet, side, type, plan, price, typed }
    const cleared = typed === '' && old.typed !== ''
    const same =
      old.wallet === wallet &&
      old.side === side &&
      old.type === type &&
      old.plan === plan &&
      old.price === price &&
      old.typed === typed
    if (!same && !cleared) forget()
  }, [wallet, side, type, plan, price, typed, forget])
}

/** undefined while the form is not complete. */
function sentOf(form: TicketForm, order: OrderRequest | undefined): Sent | undefined {
  if (!isList(form)) return order && { order }
  const list = toList(form)
  return list && { list }
}
