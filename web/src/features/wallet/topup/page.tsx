/** Top up: the sandbox faucet with what is left of today's cap. Other ways exist only when the operator turns them on. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { compareDecimal, ratio, subDecimal, toWire } from '../../../amount/decimal.ts'
import { amountText } from '../../../amount/format.ts'
import { type Answer, call, keyOf } from '../../../api/platform.ts'
import { problemText } from '../../../api/problem.ts'
import { useBalances } from '../../../api/shared.ts'
import { useLanguage, useText } from '../../../i18n/index.ts'
import { useBooking } from '../../../parts/use-booking.ts'
import { Amount } from '../../../ui/amount.tsx'
import { AmountInput } from '../../../ui/amount-input.tsx'
import { Button } from '../../../ui/button.tsx'
import { Field, Form, FormError } from '../../../ui/input.tsx'
import { ButtonLink } from '../../../ui/link.tsx'
import { PageBody, PageHeader, Section } from '../../../ui/page.tsx'
import { Progress } from '../../../ui/progress.tsx'
import { Skeleton } from '../../../ui/skeleton.tsx'
import { EmptyState, Loaded } from '../../../ui/states.tsx'
import { DateTime } from '../../../ui/time.tsx'

type Faucet = Answer<'GET /faucet'>

export function Page() {
  const t = useText('wallet')
  const query = useQuery({
    queryKey: keyOf('GET /faucet'),
    queryFn: ({ signal }) => call('GET /faucet', { signal }),
  })
  return (
    <PageBody>
      <PageHeader title={t('topup')} purpose={t('faucet.purpose')} back={{ to: '/wallet', name: t('title') }} />
      <Loaded query={query} loading={<Skeleton className="h-64 w-full" />}>
        {(faucet) =>
          faucet.enabled ? (
            <FaucetForm faucet={faucet} />
          ) : (
            <Section className="max-w-160">
              <EmptyState title={t('faucet.off')}>{t('faucet.offText')}</EmptyState>
            </Section>
          )
        }
      </Loaded>
    </PageBody>
  )
}

function FaucetForm({ faucet }: { faucet: Faucet }) {
  const t = useText('wallet')
  const { locale } = useLanguage()
  const client = useQueryClient()
  const balances = useBalances()
  const [amount, setAmount] = useState('')
  const draw = useBooking({
    send: (wanted: string, idempotencyKey) => call('POST /faucet', { body: { amount: wanted }, idempotencyKey }),
    onDone: (answer) => {
      setAmount('')
      client.setQueryData(keyOf('GET /faucet'), { ...faucet, leftToday: answer.leftToday })
      void client.invalidateQueries({ queryKey: keyOf('GET /faucet') })
      void client.invalidateQueries({ queryKey: keyOf('GET /me/balances') })
    },
  })
  const wire = toWire(amount)
  const over = wire !== undefined && compareDecimal(wire, faucet.leftToday) > 0
  const ready = wire !== undefined && compareDecimal(wire, '0') > 0 && !over
  const empty = compareDecimal(faucet.leftToday, '0') === 0
  return (
    <Section title={t('faucet.title')} purpose={t('faucet.text')} className="max-w-160">
      <div className="flex flex-col gap-5">
        <LeftToday faucet={faucet} />
        <Form
          className="flex flex-col gap-4"
          onSubmit={() => {
            if (ready) draw.run(wire)
          }}
        >
          <Field
            label={t('faucet.amount')}
            aside={
              <>
                {t('faucet.have')} <Amount value={balances?.credits.available} unit="CR" decimals={2} />
              </>
            }
            error={over ? t('faucet.over', { left: amountText(faucet.leftToday, locale) }) : undefined}
          >
            <AmountInput
              value={amount}
              onChange={setAmount}
              decimals={6}
              unit="CR"
              max={faucet.leftToday}
              shares={[25, 50, 100]}
              disabled={empty}
            />
          </Field>
          <FormError>{draw.error ? problemText(draw.error).title : undefined}</FormError>
          <div className="flex flex-wrap items-center gap-3">
            <Button type="submit" variant="primary" disabled={!ready} pending={draw.pending}>
              {t('faucet.draw')}
            </Button>
            {empty ? <span className="text-13 text-muted">{t('faucet.empty')}</span> : null}
          </div>
        </Form>
        <div role="status">{draw.answer ? <Booked answer={draw.answer} /> : null}</div>
      </div>
    </Section>
  )
}

function LeftToday({ faucet }: { faucet: Faucet }) {
  const t = useText('wallet')
  const { locale } = useLanguage()
  const drawn = subDecimal(faucet.dailyCap, faucet.leftToday)
  return (
    <div className="flex flex-col gap-2">
      <div className="flex flex-wrap items-baseline justify-between gap-2">
        <span className="text-13 text-muted">{t('faucet.left')}</span>
        <span>
          <Amount value={faucet.leftToday} unit="CR" decimals={2} className="text-20 font-semibold" />
          <span className="ml-1.5 text-13 text-muted">
            {t('faucet.of', { cap: amountText(faucet.dailyCap, locale) })}
          </span>
        </span>
      </div>
      <Progress share={ratio(drawn, faucet.dailyCap)} label={t('faucet.drawn')} tone="accent" />
      <p className="text-12 text-muted">
        {t('faucet.resets')} <DateTime at={faucet.resetsAt} />
      </p>
    </div>
  )
}

function Booked({ answer }: { answer: Answer<'POST /faucet'> }) {
  const t = useText('wallet')
  const { locale } = useLanguage()
  return (
    <div className="flex flex-wrap items-center justify-between gap-3 rounded-control bg-ok-soft px-3 py-2.5 text-13">
      <span>
        <span className="font-medium text-ok">{t('faucet.booked', { amount: amountText(answer.amount, locale) })}</span>{' '}
        <span className="num text-muted">{t('faucet.entry', { sequence: answer.sequence ?? '–' })}</span>
      </span>
      <ButtonLink to="/wallet" search={{ tab: 'ledger' }} size="sm">
        {t('faucet.seeEntry')}
      </ButtonLink>
    </div>
  )
}
