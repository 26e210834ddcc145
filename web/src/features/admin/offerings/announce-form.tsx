/** The form that announces an offering: model, total, start in UTC, mode, cap, what comes afterwards. */
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { isZero, toWire } from '../../../amount/decimal.ts'
import { call, keyOf } from '../../../api/platform.ts'
import { problemText } from '../../../api/problem.ts'
import { STALE } from '../../../api/queries.ts'
import { serverTime } from '../../../clock.ts'
import { useText } from '../../../i18n/index.ts'
import { useBooking } from '../../../parts/use-booking.ts'
import { AmountInput } from '../../../ui/amount-input.tsx'
import { Button } from '../../../ui/button.tsx'
import { Field, Form, FormError, Input } from '../../../ui/input.tsx'
import { Section } from '../../../ui/page.tsx'
import { Select } from '../../../ui/select.tsx'
import { told } from '../../../ui/toast.ts'
import { Segmented } from '../../../ui/toggle.tsx'
import { useOfferings } from '../../imo/use-offerings.ts'
import { type Terms, utcInput, utcMillis } from './terms.ts'

const HOUR_MS = 3_600_000

const fresh = (): Terms => ({
  model: '',
  total: '',
  // An hour more than the notice, at a whole hour: there is time to fill in the rest.
  from: utcInput(Math.ceil(serverTime() / HOUR_MS) * HOUR_MS + 25 * HOUR_MS),
  cap: '',
  mode: 'time_weighted',
  afterwards: 'closed',
})

export function AnnounceForm() {
  const t = useText('admin-offerings')
  const [terms, setTerms] = useState(fresh)
  const { refetch } = useOfferings()
  const { data: models } = useQuery({
    queryKey: keyOf('GET /models'),
    queryFn: ({ signal }) => call('GET /models', { signal }),
    staleTime: STALE.settings,
  })
  const booking = useBooking({
    send: (body: NonNullable<ReturnType<typeof bodyOf>>, idempotencyKey) =>
      call('POST /admin/offerings', { body, idempotencyKey }),
    onDone: ({ model }) => {
      told.done(t('announce.done', { model }))
      setTerms(fresh())
      void refetch()
    },
  })
  const change = (next: Partial<Terms>) => {
    setTerms((now) => ({ ...now, ...next }))
    booking.reset()
  }
  const body = bodyOf(terms)
  return (
    <Section title={t('announce.title')} purpose={t('announce.text')}>
      <Form onSubmit={() => (body ? booking.run(body) : undefined)} className="flex flex-col gap-4">
        <Field label={t('field.model')} hint={t('field.modelHint')}>
          <Select
            value={terms.model}
            onChange={(model) => change({ model })}
            options={(models?.items ?? []).map(({ model, gate }) => ({
              value: model,
              label: model,
              ...(gate && gate.phase !== 'closed' ? { disabled: true, note: t('field.taken') } : {}),
            }))}
          />
        </Field>
        <Field label={t('field.total')} hint={t('field.totalHint')}>
          <AmountInput value={terms.total} onChange={(total) => change({ total })} decimals={6} unit="CR" />
        </Field>
        <Field label={t('field.from')} hint={t('field.fromHint')}>
          <Input type="datetime-local" value={terms.from} onChange={(event) => change({ from: event.target.value })} />
        </Field>
        <Field label={t('field.cap')} hint={t('field.capHint')}>
          <AmountInput value={terms.cap} onChange={(cap) => change({ cap })} decimals={2} unit="%" />
        </Field>
        <Choices terms={terms} change={change} />
        <p className="text-12 text-muted">{t('announce.effect')}</p>
        <FormError>{booking.error ? problemText(booking.error).title : undefined}</FormError>
        <Button type="submit" variant="primary" disabled={!body} pending={booking.pending}>
          {t('announce.button')}
        </Button>
      </Form>
    </Section>
  )
}

interface ChoicesProps {
  terms: Terms
  change: (next: Partial<Terms>) => void
}

/** How locks score, and what becomes of the model. */
function Choices({ terms, change }: ChoicesProps) {
  const t = useText('admin-offerings')
  return (
    <>
      <div className="flex flex-col gap-1.5">
        <span className="text-13 font-medium">{t('field.mode')}</span>
        <Segmented<Terms['mode']>
          label={t('field.mode')}
          value={terms.mode}
          onChange={(mode) => change({ mode })}
          options={[
            { value: 'time_weighted', label: t('field.timeWeighted') },
            { value: 'snapshot', label: t('field.snapshot') },
          ]}
          className="w-full"
        />
      </div>
      <div className="flex flex-col gap-1.5">
        <span className="text-13 font-medium">{t('field.afterwards')}</span>
        <Segmented<Terms['afterwards']>
          label={t('field.afterwards')}
          value={terms.afterwards}
          onChange={(afterwards) => change({ afterwards })}
          options={[
            { value: 'closed', label: t('field.staysClosed') },
            { value: 'open', label: t('field.opens') },
          ]}
          className="w-full"
        />
      </div>
    </>
  )
}

/** undefined while something is missing or makes no sense. */
function bodyOf({ model, total, from, cap, mode, afterwards }: Terms) {
  const amount = toWire(total)
  const subscribeFrom = utcMillis(from)
  const percent = cap === '' ? undefined : toWire(cap)
  if (model === '' || amount === undefined || isZero(amount) || subscribeFrom === undefined) return undefined
  if (cap !== '' && percent === undefined) return undefined
  const terms = { model, mode, total: amount, subscribeFrom, afterwards }
  return percent === undefined ? terms : { ...terms, capBps: Math.round(Number(percent) * 100) }
}
