/** Changes one parameter: the value in a unit people think in, its bounds, the public reason, and what it was before. */
import { useQuery } from '@tanstack/react-query'
import type { Parameter } from '../../../../../src/contract/transparency.ts'
import { call, keyOf } from '../../../api/platform.ts'
import { queryClient, STALE } from '../../../api/queries.ts'
import { useText } from '../../../i18n/index.ts'
import { ParameterBounds, ParameterText, ParameterValue } from '../../../parts/parameter-value.tsx'
import { Button } from '../../../ui/button.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { useForm } from '../../../ui/form.ts'
import { Field, Form, FormError, TextArea } from '../../../ui/input.tsx'
import { DateTime } from '../../../ui/time.tsx'
import { told } from '../../../ui/toast.ts'
import { refusalOf, type Typed, typedOf, wireOf } from './value.ts'
import { ValueInput } from './value-input.tsx'

type Values = Typed & { reason: string }

export function ChangeDialog({ parameter, onClose }: { parameter: Parameter; onClose: () => void }) {
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={<span className="font-mono">{parameter.key}</span>}
      description={<ParameterText parameter={parameter} />}
    >
      <ChangeForm parameter={parameter} onDone={onClose} />
      <History parameter={parameter} />
    </Dialog>
  )
}

function ChangeForm({ parameter, onDone }: { parameter: Parameter; onDone: () => void }) {
  const t = useText('admin-parameters')
  const c = useText('common')
  const p = useText('parameters')
  const form = useForm<Values>({
    initial: { ...typedOf(parameter), reason: '' },
    check: (values) => {
      const refusal = refusalOf(parameter, values)
      return {
        ...(refusal ? { text: t(`refusal.${refusal}`) } : {}),
        ...(values.reason.trim().length < 3 ? { reason: t('reasonShort') } : {}),
      }
    },
    submit: async (values) => {
      const value = wireOf(parameter.unit, values) ?? parameter.value
      await call('PUT /admin/parameters/{key}', {
        params: { key: parameter.key },
        body: { value, reason: values.reason.trim() },
      })
      for (const route of [
        'GET /transparency/parameters',
        'GET /transparency/parameters/history',
        'GET /admin/audit',
      ] as const)
        void queryClient.invalidateQueries({ queryKey: keyOf(route) })
      told.done(t('changed', { key: parameter.key }))
      onDone()
    },
  })
  return (
    <Form onSubmit={form.submit} className="flex flex-col gap-4">
      <Field
        label={t('value')}
        error={form.errors.text}
        hint={
          <>
            {parameter.unit === 'pair' ? null : (
              <>
                <ParameterBounds parameter={parameter} /> · {t('step')}{' '}
                <ParameterValue unit={parameter.unit} value={parameter.step} /> ·{' '}
              </>
            )}
            {p('column.default')} <ParameterValue unit={parameter.unit} value={parameter.default} />
          </>
        }
      >
        <ValueInput unit={parameter.unit} typed={form.values} onChange={form.set} />
      </Field>
      <Field label={t('reason')} hint={t('reasonHint')} error={form.errors.reason}>
        <TextArea
          value={form.values.reason}
          maxLength={500}
          onChange={(event) => form.set({ reason: event.target.value })}
        />
      </Field>
      {parameter.class === 'money' ? <p className="text-12 text-warn">{t('moneyNote')}</p> : null}
      <FormError>{form.problem}</FormError>
      <div className="flex justify-end gap-2 max-sm:[&>*]:flex-1">
        <Button onClick={onDone}>{c('action.cancel')}</Button>
        <Button type="submit" variant="primary" pending={form.pending}>
          {t('change')}
        </Button>
      </div>
    </Form>
  )
}

function History({ parameter }: { parameter: Parameter }) {
  const t = useText('admin-parameters')
  const { data } = useQuery({
    queryKey: keyOf('GET /transparency/parameters/history', parameter.key),
    queryFn: ({ signal }) =>
      call('GET /transparency/parameters/history', { query: { key: parameter.key, limit: 10 }, signal }),
    staleTime: STALE.list,
  })
  if (!data || data.items.length === 0) return null
  return (
    <section className="mt-6 border-t border-line pt-4">
      <h3 className="mb-2 text-13 font-medium">{t('history')}</h3>
      <ol className="flex flex-col gap-2">
        {data.items.map(({ at, sequence, before, after, reason }) => (
          <li key={sequence} className="text-13">
            <span className="flex flex-wrap justify-between gap-x-4">
              <span>
                <span className="text-muted">
                  <ParameterValue unit={parameter.unit} value={before} /> →
                </span>{' '}
                <ParameterValue unit={parameter.unit} value={after} />
              </span>
              <DateTime at={at} className="text-12 text-muted" />
            </span>
            <span className="text-12 text-muted">{reason}</span>
          </li>
        ))}
      </ol>
    </section>
  )
}
