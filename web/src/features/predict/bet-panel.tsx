/** Betting: side and stake, what it would buy and be paid, the own position, why not where it is not possible. */
import { useQuery } from '@tanstack/react-query'
import { useLocation } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { compareDecimal, fromUnits, isZero, toUnits, toWire } from '../../amount/decimal.ts'
import { amountText } from '../../amount/format.ts'
import { type Answer, call, keyOf } from '../../api/platform.ts'
import { problemText } from '../../api/problem.ts'
import { useSession } from '../../api/session.ts'
import { useLanguage, useText } from '../../i18n/index.ts'
import { useBooking } from '../../parts/use-booking.ts'
import { Amount } from '../../ui/amount.tsx'
import { AmountInput } from '../../ui/amount-input.tsx'
import { Button } from '../../ui/button.tsx'
import { Field, Form, FormError } from '../../ui/input.tsx'
import { ButtonLink } from '../../ui/link.tsx'
import { Facts } from '../../ui/page.tsx'
import { useSettled } from '../../ui/settled.ts'
import { Segmented } from '../../ui/toggle.tsx'
import { type Detail, type Mine, percentText, type Side, useRefreshed, useRules } from './use-predict.ts'

export interface BetPanelProps {
  market: Detail
  /** undefined for guests and while loading */
  mine: Mine | undefined
}

export function BetPanel({ market, mine }: BetPanelProps) {
  const t = useText('predict')
  const own = mine?.positions.find(({ marketId }) => marketId === market.marketId)
  return (
    <section aria-label={t('bet.title')} className="panel flex flex-col gap-4 p-4 xl:sticky xl:top-5">
      <h2 className="text-14 font-semibold">{t('bet.title')}</h2>
      {market.status === 'open' ? <Betting market={market} mine={mine} /> : <Note>{t('bet.closed')}</Note>}
      {own ? (
        <Facts
          items={(['yes', 'no'] as const)
            .filter((side) => !isZero(own[side].stake))
            .map((side) => ({
              key: side,
              label: t(`bet.own.${side}`),
              value: (
                <span className="inline-flex flex-col items-end">
                  <Amount value={own[side].stake} unit="LCO" decimals={2} />
                  <span className="text-12 text-muted">
                    {t('bet.ifWon')} <Amount value={own[side].worth} unit="LCO" decimals={2} />
                  </span>
                </span>
              ),
            }))}
        />
      ) : null}
    </section>
  )
}

const Note = ({ children }: { children: ReactNode }) => <p className="text-13 text-muted">{children}</p>

/** What is typed of a bet, what it would buy, why it can not be placed, and placing it. */
function useTicket({ market, mine }: BetPanelProps) {
  const session = useSession()
  const rules = useRules()
  const [side, setSide] = useState<Side>('yes')
  const [amount, setAmount] = useState('')
  const refresh = useRefreshed()
  const booking = useBooking({
    send: (body: { side: Side; stake: string; minShares: string }, idempotencyKey: string) =>
      call('POST /predictions/{marketId}/bets', { params: { marketId: market.marketId }, body, idempotencyKey }),
    onDone: () => {
      setAmount('')
      refresh()
    },
  })
  const typed = toWire(amount)
  const stake = typed === undefined || isZero(typed) ? undefined : typed
  const over = stake !== undefined && mine !== undefined && compareDecimal(stake, mine.available) > 0
  const small = stake !== undefined && compareDecimal(stake, market.terms.minBet) < 0
  const quote = useQuote(market, side, small ? undefined : stake)
  const operator = session.status === 'user' && session.operator
  const stopped = rules.data?.accepting === false
  const bars = [over, small, operator, stopped, mine === undefined, booking.pending]
  const body =
    stake === undefined || quote === undefined || bars.includes(true)
      ? undefined
      : { side, stake, minShares: leastOf(quote.shares) }
  const typing =
    <Value,>(set: (value: Value) => void) =>
    (value: Value) => {
      set(value)
      booking.reset()
    }
  return {
    ...{ side, amount, setSide: typing(setSide), setAmount: typing(setAmount), booking, over, small, quote },
    ...{ operator, stopped, body, guest: session.status === 'guest' },
  }
}

function Betting({ market, mine }: BetPanelProps) {
  const t = useText('predict')
  const { locale } = useLanguage()
  const { side, amount, booking, body, operator, ...ticket } = useTicket({ market, mine })
  const small = ticket.small ? t('bet.small', { min: amountText(market.terms.minBet, locale) }) : undefined
  return (
    <Form onSubmit={() => (body ? booking.run(body) : undefined)} className="flex flex-col gap-4">
      <Segmented<Side>
        label={t('bet.side')}
        value={side}
        onChange={ticket.setSide}
        options={[
          { value: 'yes', label: t('yes') },
          { value: 'no', label: t('no') },
        ]}
        className="w-full"
      />
      <Field
        label={t('bet.stake')}
        aside={mine ? t('bet.available', { amount: amountText(mine.available, locale) }) : undefined}
        error={small ?? (ticket.over ? t('bet.over') : undefined)}
      >
        <AmountInput
          value={amount}
          onChange={ticket.setAmount}
          decimals={8}
          unit="LCO"
          max={mine?.available}
          shares={[10, 25, 50]}
          disabled={operator}
        />
      </Field>
      <Quote quote={ticket.quote} />
      <p className="text-12 text-muted">{t('bet.risk')}</p>
      {operator ? <p className="text-12 text-warn">{t('bet.operator')}</p> : null}
      {ticket.stopped ? <p className="text-12 text-warn">{t('bet.stopped')}</p> : null}
      <FormError>{booking.error ? problemText(booking.error).title : undefined}</FormError>
      {ticket.guest ? (
        <SignIn />
      ) : (
        <Button type="submit" variant="primary" size="lg" disabled={!body} pending={booking.pending}>
          {side === 'yes' ? t('bet.yesButton') : t('bet.noButton')}
        </Button>
      )}
      <div role="status">
        {booking.answer ? (
          <p className="rounded-control bg-ok-soft px-3 py-2 text-13 text-ok">
            {t('bet.done', { shares: amountText(booking.answer.shares, locale) })}
          </p>
        ) : null}
      </div>
    </Form>
  )
}

function SignIn() {
  const t = useText('predict')
  const here = useLocation({ select: (location) => location.href })
  return (
    <ButtonLink to="/signin" search={{ next: here }} variant="primary" size="lg" className="w-full">
      {t('bet.signIn')}
    </ButtonLink>
  )
}

/** What the stake would buy and be paid; undefined until the server has said so for exactly this stake. */
function useQuote({ marketId, bets }: Detail, side: Side, stake: string | undefined) {
  const asked = useSettled(stake)
  const quote = useQuery({
    queryKey: keyOf('GET /predictions/{marketId}/quote', marketId, side, asked, bets),
    queryFn: ({ signal }) =>
      call('GET /predictions/{marketId}/quote', { params: { marketId }, query: { side, stake: asked ?? '1' }, signal }),
    enabled: asked !== undefined,
    // Another's bet changes the answer, and the old one is shown until the new has come.
    placeholderData: (before) =>
      before?.side === side && asked !== undefined && compareDecimal(before.stake, asked) === 0 ? before : undefined,
  })
  return stake !== undefined && asked === stake ? quote.data : undefined
}

function Quote({ quote }: { quote: Answer<'GET /predictions/{marketId}/quote'> | undefined }) {
  const t = useText('predict')
  const items = [
    { key: 'shares', label: t('bet.shares'), value: <Amount value={quote?.shares} decimals={2} /> },
    {
      key: 'after',
      label: t('bet.after'),
      value: <span className="num">{quote ? percentText(quote.yesPpm) : '–'}</span>,
    },
    { key: 'payout', label: t('bet.payout'), value: <Amount value={quote?.payout} unit="LCO" decimals={2} /> },
    { key: 'odds', label: t('bet.odds'), value: <Amount value={quote?.odds} unit="×" decimals={2} /> },
  ]
  return <Facts items={items} />
}

/** Shares below which a bet is refused: a hundredth fewer than were shown. */
const leastOf = (shares: string): string => fromUnits((toUnits(shares, 8) * 99n) / 100n, 8)
