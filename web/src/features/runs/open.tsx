/** The dialog that opens a run and shows its key, once. */
import { useState } from 'react'
import { amountText } from '../../amount/format.ts'
import { type Answer, call, keyOf } from '../../api/platform.ts'
import { problemText } from '../../api/problem.ts'
import { queryClient } from '../../api/queries.ts'
import { useBalances } from '../../api/shared.ts'
import { useLanguage, useText } from '../../i18n/index.ts'
import { ModelField } from '../../parts/model-field.tsx'
import { ShownSecret } from '../../parts/shown-secret.tsx'
import { useBooking } from '../../parts/use-booking.ts'
import { Amount } from '../../ui/amount.tsx'
import { AmountInput } from '../../ui/amount-input.tsx'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Field, Form, FormError, Input } from '../../ui/input.tsx'
import { Select } from '../../ui/select.tsx'
import { askOf, type Faults, faultsOf, LIVES, NAME_MAX, NEW_RUN, type RunValues } from './ask.ts'

type Opened = Answer<'POST /runs'>

export function OpenRun({ onClose }: { onClose: () => void }) {
  const t = useText('runs')
  const k = useText('keys')
  const [opened, setOpened] = useState<Opened>()
  return (
    <Dialog
      open
      onOpenChange={onClose}
      sticky={opened !== undefined}
      title={opened ? t('opened', { name: opened.name }) : t('open')}
      description={opened ? k('secret.text') : t('openText')}
    >
      {opened ? (
        <ShownSecret secret={opened.secret} onDone={onClose} />
      ) : (
        <OpenForm onOpened={setOpened} onCancel={onClose} />
      )}
    </Dialog>
  )
}

function OpenForm({ onOpened, onCancel }: { onOpened: (run: Opened) => void; onCancel: () => void }) {
  const t = useText('runs')
  const c = useText('common')
  const available = useBalances()?.credits.available
  const [values, setValues] = useState<RunValues>(NEW_RUN)
  const [tried, setTried] = useState(false)
  const booking = useBooking({
    send: (run: RunValues, idempotencyKey) => call('POST /runs', { body: askOf(run), idempotencyKey }),
    onDone: (run) => {
      void queryClient.invalidateQueries({ queryKey: keyOf('GET /runs') })
      void queryClient.invalidateQueries({ queryKey: keyOf('GET /me/balances') })
      onOpened(run)
    },
  })
  const faults = faultsOf(values, available)
  const set = (change: Partial<RunValues>) => setValues((before) => ({ ...before, ...change }))
  const submit = () => {
    setTried(true)
    if (Object.keys(faults).length === 0) booking.run(values)
  }
  return (
    <Form onSubmit={submit} className="flex flex-col gap-4">
      <Field
        label={t('field.name')}
        hint={t('field.nameHint')}
        error={tried && faults.name ? t('error.name', { max: NAME_MAX }) : undefined}
      >
        <Input value={values.name} onChange={(event) => set({ name: event.target.value })} autoComplete="off" />
      </Field>
      <Budget values={values} available={available} fault={tried ? faults.budget : undefined} onChange={set} />
      <Life values={values} onChange={set} />
      <ModelField models={values.models} onChange={(models) => set({ models })} />
      <FormError>{booking.error ? problemText(booking.error).title : undefined}</FormError>
      <div className="flex justify-end gap-2 max-sm:[&>*]:flex-1">
        <Button onClick={onCancel}>{c('action.cancel')}</Button>
        <Button type="submit" variant="primary" pending={booking.pending}>
          {t('open')}
        </Button>
      </div>
    </Form>
  )
}

interface PartProps {
  values: RunValues
  onChange: (change: Partial<RunValues>) => void
}

interface BudgetProps extends PartProps {
  available: string | undefined
  fault: Faults['budget']
}

function Budget({ values, available, fault, onChange }: BudgetProps) {
  const t = useText('runs')
  const { locale } = useLanguage()
  const over = { available: amountText(available ?? '0', locale) }
  return (
    <Field
      label={t('field.budget')}
      hint={t('field.budgetHint')}
      aside={
        <>
          {t('field.available')} <Amount value={available} unit="CR" decimals={2} />
        </>
      }
      error={fault ? t(`error.${fault}`, over) : undefined}
    >
      <AmountInput value={values.budget} onChange={(budget) => onChange({ budget })} decimals={6} unit="CR" />
    </Field>
  )
}

function Life({ values, onChange }: PartProps) {
  const t = useText('runs')
  return (
    <Field label={t('field.life')} hint={t('field.lifeHint')}>
      <Select
        value={values.life}
        onChange={(life) => onChange({ life })}
        options={LIVES.map((life) => ({ value: life, label: t(`life.${life}`) }))}
      />
    </Field>
  )
}
