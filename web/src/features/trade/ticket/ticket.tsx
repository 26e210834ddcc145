/** The order ticket: side, type, price, amount, what it would do, and sending it. Never optimistic: the answer says what was booked. */
import { memo } from 'react'
import { useText } from '../../../i18n/index.ts'
import { Form } from '../../../ui/input.tsx'
import { usePageKeys } from '../../../ui/keys.ts'
import { Segmented } from '../../../ui/toggle.tsx'
import type { MarketRules } from '../pair.ts'
import { ConditionFields, Kind } from './condition-fields.tsx'
import { ExitFields } from './exit-fields.tsx'
import { ExitForecast } from './exit-forecast.tsx'
import { Fields } from './fields.tsx'
import { Forecast } from './forecast.tsx'
import { enters, type Side, type TicketForm, waits } from './form.ts'
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
  return (
    <section aria-label={t('ticket.title')} className="flex min-h-full flex-col">
      <Form onSubmit={ticket.submit} className="flex flex-col gap-3 p-3 max-sm:px-5 max-sm:pt-0">
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
        {enters(form) ? <ExitFields {...{ form, change, rules, ticket }} /> : null}
        <SelfTradeChoice {...{ form, change }} />
        {waits(form) ? (
          <Forecast {...{ form, rules, ticket }} />
        ) : (
          <Summary {...{ form, rules, preview: ticket.preview }} />
        )}
        {enters(form) ? <ExitForecast {...{ form, rules }} /> : null}
        <Submit {...{ form, ticket }} />
        <Outcome placing={ticket.placing} onAskAgain={ticket.askAgain} />
      </Form>
      <div className="mt-auto border-t border-line px-3 py-2.5 max-sm:px-5 text-12 text-muted">
        <p>{t('risk.simulation')}</p>
        <p className="mt-1">{t('risk.price')}</p>
      </div>
    </section>
  )
})
