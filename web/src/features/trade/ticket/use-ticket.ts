/** Everything the ticket's parts share: balances, broken rules, preview, what stands in the way, sending. */
import { useEffect, useMemo, useRef } from 'react'
import type { BookView } from '../../../api/channels.ts'
import { useSession } from '../../../api/session.ts'
import { useBalances, useTicker } from '../../../api/shared.ts'
import { type Feed, useBook, useFeed } from '../live.ts'
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
  const balances = useBalances()
  const funds = useMemo<Funds | undefined>(
    () => balances && { credits: balances.credits.available, lco: balances.lco.available },
    [balances],
  )
  const order = useMemo(() => toRequest(form), [form])
  const sent = useMemo(() => sentOf(form, order), [form, order])
  // An idle ticket is not drawn again with every change of the book.
  const book = useBook(order !== undefined || form.type === 'market')
  const [mark, last] = [ticker?.mark ?? null, ticker?.last ?? null]
  const broken = rules && checkOrder({ form, rules, mark, last, book, funds })
  const preview = usePreview({ order, rules, book, ask: broken === undefined })
  const pausedUntil = ticker?.pausedUntil ?? null
  const block = blockOf({ session, ticker, feed })
  const { placing, place, askAgain, forget } = usePlaceOrder(() => change({ quantity: '', amount: '' }))
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
      const part = shareOf({ form, percent, funds, terms: termsOf(rules), ...(book ?? NO_BOOK) })
      if (part) change(part)
    },
  }
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
  const { side, type, plan, price } = form
  const typed = byAmount(form) ? form.amount : form.quantity
  const before = useRef({ side, type, plan, price, typed })
  useEffect(() => {
    const old = before.current
    before.current = { side, type, plan, price, typed }
    const cleared = typed === '' && old.typed !== ''
    const same =
      old.side === side && old.type === type && old.plan === plan && old.price === price && old.typed === typed
    if (!same && !cleared) forget()
  }, [side, type, plan, price, typed, forget])
}

/** undefined while the form is not complete. */
function sentOf(form: TicketForm, order: OrderRequest | undefined): Sent | undefined {
  if (!isList(form)) return order && { order }
  const list = toList(form)
  return list && { list }
}
