/** Proposing: title, text, and up to eight parameters with their new values, old → new; the bond and the way that follows. */
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { Parameter } from '../../../../src/contract/transparency.ts'
import { amountText } from '../../amount/format.ts'
import { call } from '../../api/platform.ts'
import { problemText } from '../../api/problem.ts'
import { useParameters } from '../../api/shared.ts'
import { useLanguage, useText } from '../../i18n/index.ts'
import { ParameterBounds, ParameterText, ParameterValue } from '../../parts/parameter-value.tsx'
import { useBooking } from '../../parts/use-booking.ts'
import { Button } from '../../ui/button.tsx'
import { Field, Form, FormError, Input, TextArea } from '../../ui/input.tsx'
import { ButtonLink } from '../../ui/link.tsx'
import { PageBody, PageHeader, Section } from '../../ui/page.tsx'
import { Select } from '../../ui/select.tsx'
import { PageSkeleton } from '../../ui/skeleton.tsx'
import { EmptyState, Loaded, together } from '../../ui/states.tsx'
import { refusalOf, type Typed, typedOf, wireOf } from '../admin/parameters/value.ts'
import { ValueInput } from '../admin/parameters/value-input.tsx'
import { type Own, useOwnPower, useRefresh, useRules } from './use-proposals.ts'

const MOST = 8
type Rules = NonNullable<ReturnType<typeof useRules>['data']>

interface Change {
  readonly parameter: Parameter
  readonly typed: Typed
}

export function Page() {
  const t = useText('gov')
  const query = together<[Own, Rules, { items: Parameter[] }]>(useOwnPower(), useRules(), useParameters())
  return (
    <PageBody>
      <PageHeader title={t('new.title')} purpose={t('new.purpose')} back={{ to: '/gov', name: t('title') }} />
      <Loaded query={query} loading={<PageSkeleton />}>
        {([own, rules, { items }]) => <May {...{ own, rules, parameters: items }} />}
      </Loaded>
    </PageBody>
  )
}

interface FormProps {
  rules: Rules
  parameters: readonly Parameter[]
}

/** The form, or what stands in the way and where to go. */
function May({ own, ...form }: FormProps & { own: Own }) {
  const t = useText('gov')
  const { locale } = useLanguage()
  const { rules } = form
  if (own.operator) return <EmptyState title={t('new.operator')} />
  if (!rules.accepting) return <EmptyState title={t('new.stopped')} />
  if (own.whale) return <ProposalForm {...form} />
  const hours = Math.round(rules.whaleDelayMs / 3_600_000)
  return (
    <EmptyState
      title={t('new.whale', { stake: amountText(rules.whaleStake, locale) })}
      action={
        <ButtonLink to="/stake" variant="primary">
          {t('toStake')}
        </ButtonLink>
      }
    >
      {t('new.whaleText', { hours })}
    </EmptyState>
  )
}

function ProposalForm({ rules, parameters }: FormProps) {
  const t = useText('gov')
  const { locale } = useLanguage()
  const navigate = useNavigate()
  const refresh = useRefresh()
  const [title, setTitle] = useState('')
  const [body, setBody] = useState('')
  const [changes, setChanges] = useState<readonly Change[]>([])
  const booking = useBooking({
    send: (wanted: NonNullable<ReturnType<typeof bodyOf>>, idempotencyKey) =>
      call('POST /governance', { body: wanted, idempotencyKey }),
    onDone: ({ proposalId }) => {
      refresh()
      void navigate({ to: `/gov/${proposalId}` })
    },
  })
  const ready = bodyOf({ title, body, changes })
  return (
    <Form onSubmit={() => (ready ? booking.run(ready) : undefined)} className="flex max-w-[760px] flex-col gap-6">
      <Section title={t('new.words')}>
        <div className="flex flex-col gap-4">
          <Field label={t('new.name')} hint={t('new.nameHint')}>
            <Input value={title} maxLength={200} onChange={(event) => setTitle(event.target.value)} />
          </Field>
          <Field label={t('new.body')} hint={t('new.bodyHint')}>
            <TextArea rows={8} value={body} maxLength={10_000} onChange={(event) => setBody(event.target.value)} />
          </Field>
        </div>
      </Section>
      <Section title={t('changes.title')} purpose={t('new.changesText')}>
        <ChangeList {...{ parameters, changes, onChange: setChanges }} />
      </Section>
      <p className="text-13 text-muted">
        {t('new.bond', { bond: amountText(rules.bond, locale) })} {t('new.way')}
      </p>
      <FormError>{booking.error ? problemText(booking.error).title : undefined}</FormError>
      <Button type="submit" variant="primary" size="lg" disabled={!ready} pending={booking.pending}>
        {t('new.submit')}
      </Button>
    </Form>
  )
}

interface ChangeListProps {
  parameters: readonly Parameter[]
  changes: readonly Change[]
  onChange: (changes: readonly Change[]) => void
}

function ChangeList({ parameters, changes, onChange }: ChangeListProps) {
  const t = useText('gov')
  const free = parameters.filter(
    ({ key, by }) => by.includes('governance') && !changes.some(({ parameter }) => parameter.key === key),
  )
  const add = (key: string) => {
    const parameter = free.find((one) => one.key === key)
    if (parameter) onChange([...changes, { parameter, typed: typedOf(parameter) }])
  }
  return (
    <div className="flex flex-col gap-5">
      {changes.map((change) => (
        <ChangeField
          key={change.parameter.key}
          change={change}
          onChange={(typed) => onChange(changes.map((one) => (one === change ? { ...one, typed } : one)))}
          onRemove={() => onChange(changes.filter((one) => one !== change))}
        />
      ))}
      {changes.length < MOST ? (
        <Select
          label={t('new.add')}
          value=""
          onChange={add}
          options={[{ value: '', label: t('new.add') }, ...free.map(({ key }) => ({ value: key, label: key }))]}
        />
      ) : null}
    </div>
  )
}

interface ChangeFieldProps {
  change: Change
  onChange: (typed: Typed) => void
  onRemove: () => void
}

function ChangeField({ change: { parameter, typed }, onChange, onRemove }: ChangeFieldProps) {
  const t = useText('gov')
  const a = useText('admin-parameters')
  const refusal = refusalOf(parameter, typed)
  const { key, unit, value } = parameter
  return (
    <div className="flex flex-col gap-2 border-b border-line pb-4 last:border-0">
      <Field
        label={<code className="font-mono text-12 break-all">{key}</code>}
        error={refusal && refusal !== 'same' ? a(`refusal.${refusal}`) : undefined}
        hint={
          <>
            <ParameterText parameter={parameter} /> {t('new.now')} <ParameterValue unit={unit} value={value} /> ·{' '}
            <ParameterBounds parameter={parameter} />
          </>
        }
      >
        <ValueInput unit={unit} typed={typed} onChange={(next) => onChange({ ...typed, ...next })} />
      </Field>
      <Button size="sm" className="self-start" aria-label={t('new.removeOf', { key })} onClick={onRemove}>
        {t('new.remove')}
      </Button>
    </div>
  )
}

interface Draft {
  readonly title: string
  readonly body: string
  readonly changes: readonly Change[]
}

/** undefined while something is missing or makes no sense. */
function bodyOf({ title, body, changes }: Draft) {
  const [name, text] = [title.trim(), body.trim()]
  if (name.length < 3 || text === '') return undefined
  const wanted = changes.map(({ parameter, typed }) => ({
    key: parameter.key,
    value: refusalOf(parameter, typed) === undefined ? wireOf(parameter.unit, typed) : undefined,
  }))
  const valid = wanted.flatMap(({ key, value }) => (value === undefined ? [] : [{ key, value }]))
  return valid.length === wanted.length ? { title: name, body: text, changes: valid } : undefined
}
