/** The order ticket: side, type, price, amount, what it would do, and sending it. Never optimistic: the answer says what was booked. */
import { memo } from 'react'
import { useText } from '../../../i18n/index.ts'
import { Form } from '../../../ui/input.tsx'
import { usePageKeys } from '../../../ui/keys.ts'
import { Segmented } from '../../../ui/toggle.tsx'
import { MarginHead } from '../margin/head.tsx'
import { OrderDiff } from '../margin/order-diff.tsx'
import { SideEffects } from '../margin/side-effects.tsx'
import type { MarketRules } from '../pair.ts'
import { ConditionFields, Kind } from './condition-fields.tsx'
import { ExitFields } from './exit-fields.tsx'
import { ExitForecast } from './exit-forecast.tsx'
import { Fields, type FieldsProps } from './fields.tsx'
import { Forecast } from './forecast.tsx'
import { enters, type Side, type TicketForm, type Wallet, waits } from './form.ts'
import { Outcome } from './outcome.tsx'
import { SelfTradeChoice } from './self-trade.tsx'
import { Submit } from './submit.tsx'
import { Summary } from './summary.tsx'
import { useTicket } from './use-ticket.ts'

export interface TicketProps {
  form: TicketForm
  change: (change: Partial<TicketForm>) => void
  rules: MarketRules | undefined
}

export const Ticket = memo(function Ticket({ form, change, rules }: TicketProps) {
  const t = useText('trade')
  const ticket = useTicket({ form, change, rules })
  usePageKeys({
    b: () => change({ side: 'buy' }),
    s: () => change({ side: 'sell' }),
    1: () => ticket.take(25),
    2: () => ticket.take(50),
    3: () => ticket.take(75),
    4: () => ticket.take(100),
  })
  const { account, error } = ticket.margin
  const onMargin = form.wallet === 'margin'
  // Whoever has no margin account sees what opening it means instead of an order.
  const closed = onMargin && !ticket.guest && (account === null || error !== undefined)
  return (
    <section aria-label={t('ticket.title')} className="flex min-h-full flex-col">
      <Form onSubmit={ticket.submit} className="flex flex-col gap-3 p-3 max-sm:px-5 max-sm:pt-0">
        <WalletChoice {...{ form, change }} />
        {onMargin ? <MarginHead side={form.side} margin={ticket.margin} /> : null}
        {closed ? null : <Order {...{ form, change, rules, ticket }} />}
      </Form>
      <div className="mt-auto border-t border-line px-3 py-2.5 max-sm:px-5 text-12 text-muted">
        <p>{t('risk.simulation')}</p>
        <p className="mt-1">{t('risk.price')}</p>
      </div>
    </section>
  )
})

function WalletChoice({ form, change }: Pick<TicketProps, 'form' | 'change'>) {
  const t = useText('trade')
  return (
    <Segmented<Wallet>
      size="sm"
      label={t('wallet.label')}
      value={form.wallet}
      onChange={(wallet) => change({ wallet })}
      options={[
        { value: 'spot', label: t('wallet.spot') },
        { value: 'margin', label: t('wallet.margin') },
      ]}
      className="w-full"
    />
  )
}

function Order({ form, change, rules, ticket }: FieldsProps) {
  const t = useText('trade')
  const onMargin = form.wallet === 'margin'
  return (
    <>
      <Segmented<Side>
        label={t('ticket.side')}
        value={form.side}
        onChange={(side) => change({ side })}
        options={[
          { value: 'buy', label: t('side.buy'), tone: 'up' },
          { value: 'sell', label: t('side.sell'), tone: 'down' },
        ]}
        className="w-full"
      />
      <Kind {...{ form, change }} />
      {waits(form) ? <ConditionFields {...{ form, change, rules, ticket }} /> : null}
      <Fields {...{ form, change, rules, ticket }} />
      {onMargin ? <SideEffects {...{ form, change }} /> : null}
      {enters(form) ? <ExitFields {...{ form, change, rules, ticket }} /> : null}
      <SelfTradeChoice {...{ form, change }} />
      {waits(form) ? (
        <Forecast {...{ form, rules, ticket }} />
      ) : onMargin ? null : (
        <Summary {...{ form, rules, preview: ticket.preview }} />
      )}
      {onMargin ? <OrderDiff margin={ticket.margin} /> : null}
      {enters(form) ? <ExitForecast {...{ form, rules }} /> : null}
      <Submit {...{ form, ticket }} />
      <Outcome placing={ticket.placing} onAskAgain={ticket.askAgain} />
    </>
  )
}
