/** The fields of a key, for making and changing one. Sending is the dialogs' job. */
import ChevronRight from 'lucide-react/icons/chevron-right'
import { useState } from 'react'
import { useSession } from '../api/session.ts'
import { type Text, useText } from '../i18n/index.ts'
import { AmountInput } from '../ui/amount-input.tsx'
import type { FieldErrors, FormState } from '../ui/form.ts'
import { Field, Input, TextArea } from '../ui/input.tsx'
import { Select } from '../ui/select.tsx'
import { DateTime } from '../ui/time.tsx'
import { Checkbox } from '../ui/toggle.tsx'
import { type Expiry, type KeyValues, limitOf, type Scope } from './key-values.ts'
import { ModelField } from './model-field.tsx'

const NAME_MAX = 64
const SCOPES: readonly Scope[] = ['relay', 'read', 'trade', 'earn', 'wallet']

/** @param t texts of the namespace keys */
export function checkKey(values: KeyValues, t: Text): FieldErrors<KeyValues> {
  const name = values.name.trim()
  const limits = (['requestsPerMinute', 'tokensPerMinute', 'concurrent'] as const).filter(
    (limit) => limitOf(values[limit]) === undefined,
  )
  return {
    ...(name === '' || name.length > NAME_MAX ? { name: t('error.name', { max: NAME_MAX }) } : {}),
    ...(values.scopes.length === 0 ? { scopes: t('error.scopes') } : {}),
    ...(values.scopes.includes('admin') && values.ips.trim() === '' ? { ips: t('error.adminIps') } : {}),
    ...Object.fromEntries(limits.map((limit) => [limit, t('error.limit')])),
  }
}

export interface KeyFormProps {
  form: FormState<KeyValues>
  /** ms; shown as the choice that keeps it */
  expiresAt?: number | null
  /** limits open from the start: when changing a key */
  open?: boolean
}

export function KeyForm({ form, expiresAt, open = false }: KeyFormProps) {
  const t = useText('keys')
  const [more, setMore] = useState(open)
  const { values, set, errors } = form
  return (
    <div className="flex flex-col gap-4">
      <Field label={t('field.name')} hint={t('field.nameHint')} error={errors.name}>
        <Input value={values.name} onChange={(event) => set({ name: event.target.value })} autoComplete="off" />
      </Field>
      <ScopeFields form={form} />
      <button
        type="button"
        aria-expanded={more}
        onClick={() => setMore(!more)}
        className="flex min-h-8 items-center gap-1.5 self-start rounded-control text-14 font-medium text-accent"
      >
        <ChevronRight
          size={14}
          aria-hidden="true"
          className={more ? 'rotate-90 transition-transform' : 'transition-transform'}
        />
        {t('field.limits')}
      </button>
      {more ? (
        <>
          <ExpiryField form={form} expiresAt={expiresAt ?? null} />
          <BudgetFields form={form} />
          <ModelField models={values.models} onChange={(models) => set({ models })} />
          <Field label={t('field.ips')} hint={t('field.ipsHint')} error={errors.ips}>
            <TextArea
              className="font-mono text-13"
              spellCheck={false}
              value={values.ips}
              onChange={(event) => set({ ips: event.target.value })}
            />
          </Field>
          <RateFields form={form} />
          <Checkbox
            checked={values.fitToBalance}
            onChange={(fitToBalance) => set({ fitToBalance })}
            label={t('field.fit')}
            hint={t('field.fitHint')}
          />
        </>
      ) : null}
    </div>
  )
}

function ScopeFields({ form: { values, set, errors } }: { form: FormState<KeyValues> }) {
  const t = useText('keys')
  const session = useSession()
  const offered = session.status === 'user' && session.operator ? [...SCOPES, 'admin' as const] : SCOPES
  const toggle = (scope: Scope, on: boolean) =>
    set({ scopes: offered.filter((each) => (each === scope ? on : values.scopes.includes(each))) })
  return (
    <fieldset>
      <legend className="mb-2 text-13 font-medium">{t('field.scopes')}</legend>
      <div className="grid gap-x-4 gap-y-2 sm:grid-cols-2">
        {offered.map((scope) => (
          <Checkbox
            key={scope}
            checked={values.scopes.includes(scope)}
            onChange={(on) => toggle(scope, on)}
            label={t(`scope.${scope}`)}
            hint={t(`scopeText.${scope}`)}
          />
        ))}
      </div>
      {errors.scopes ? <p className="mt-1.5 text-12 text-danger">{errors.scopes}</p> : null}
    </fieldset>
  )
}

function ExpiryField({ form: { values, set }, expiresAt }: { form: FormState<KeyValues>; expiresAt: number | null }) {
  const t = useText('keys')
  const choices: Expiry[] = [...(expiresAt === null ? [] : (['keep'] as const)), 'never', '7', '30', '90', '365']
  return (
    <Field
      label={t('field.expiry')}
      aside={values.expiry === 'keep' && expiresAt !== null ? <DateTime at={expiresAt} /> : undefined}
    >
      <Select
        value={values.expiry}
        onChange={(expiry) => set({ expiry })}
        options={choices.map((choice) => ({
          value: choice,
          label:
            choice === 'never' || choice === 'keep'
              ? t(`expiry.${choice}`)
              : t('expiry.days', { count: Number(choice) }),
        }))}
      />
    </Field>
  )
}

const BUDGETS = ['daily', 'monthly', 'total'] as const
function BudgetFields({ form: { values, set } }: { form: FormState<KeyValues> }) {
  const t = useText('keys')
  return (
    <fieldset>
      <legend className="text-13 font-medium">{t('field.budget')}</legend>
      <p className="mb-2 text-12 text-muted">{t('field.budgetHint')}</p>
      <div className="grid gap-3 sm:grid-cols-3">
        {BUDGETS.map((budget) => (
          <Field key={budget} label={t(`budget.${budget}`)}>
            <AmountInput
              value={values[budget]}
              onChange={(amount) => set({ [budget]: amount })}
              decimals={6}
              unit="CR"
              placeholder={t('none')}
            />
          </Field>
        ))}
      </div>
    </fieldset>
  )
}

const LIMITS = ['requestsPerMinute', 'tokensPerMinute', 'concurrent'] as const
function RateFields({ form: { values, set, errors } }: { form: FormState<KeyValues> }) {
  const t = useText('keys')
  return (
    <div className="grid gap-3 sm:grid-cols-3">
      {LIMITS.map((limit) => (
        <Field key={limit} label={t(`limit.${limit}`)} error={errors[limit]}>
          <Input
            className="num text-right"
            inputMode="numeric"
            placeholder={t('none')}
            value={values[limit]}
            onChange={(event) => set({ [limit]: event.target.value })}
          />
        </Field>
      ))}
    </div>
  )
}
