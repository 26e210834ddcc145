/** The operator's own money: into the treasury, out of it, and payments to upstreams. Booked with a reason, safe to retry. */
import { useRef, useState } from 'react'
import { isZero, toWire } from '../../../amount/decimal.ts'
import { freshKey } from '../../../api/client.ts'
import { call, keyOf } from '../../../api/platform.ts'
import { queryClient } from '../../../api/queries.ts'
import { useText } from '../../../i18n/index.ts'
import { Amount } from '../../../ui/amount.tsx'
import { AmountInput } from '../../../ui/amount-input.tsx'
import { Button } from '../../../ui/button.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { useForm } from '../../../ui/form.ts'
import { Field, Form, FormError, TextArea } from '../../../ui/input.tsx'
import { Facts, Section } from '../../../ui/page.tsx'
import { told } from '../../../ui/toast.ts'

const ROUTES = {
  fund: 'POST /admin/treasury/fund',
  withdraw: 'POST /admin/treasury/withdraw',
  settle: 'POST /admin/upstream/settle',
} as const
type Act = keyof typeof ROUTES
const ACTS = Object.keys(ROUTES) as Act[]

export function TreasuryDesk({ treasury, payable }: { treasury: string; payable: string }) {
  const t = useText('admin-overview')
  const [act, setAct] = useState<Act>('fund')
  const [open, setOpen] = useState(false)
  return (
    <Section title={t('desk.title')} purpose={t('desk.text')}>
      <Facts
        items={[
          { key: 'treasury', label: t('tile.treasury'), value: <Amount value={treasury} unit="CR" /> },
          { key: 'payable', label: t('desk.payable'), value: <Amount value={payable} unit="CR" /> },
        ]}
      />
      <div className="mt-3 flex flex-wrap gap-2">
        {ACTS.map((each) => (
          <Button
            key={each}
            size="sm"
            onClick={() => {
              setAct(each)
              setOpen(true)
            }}
          >
            {t(`desk.${each}`)}
          </Button>
        ))}
      </div>
      <Dialog open={open} onOpenChange={setOpen} size="sm" title={t(`desk.${act}`)} description={t(`desk.${act}Text`)}>
        {open ? (
          <BookForm
            act={act}
            max={act === 'withdraw' ? treasury : act === 'settle' ? payable : undefined}
            onDone={() => setOpen(false)}
          />
        ) : null}
      </Dialog>
    </Section>
  )
}

interface BookFormProps {
  act: Act
  max: string | undefined
  onDone: () => void
}

function BookForm({ act, max, onDone }: BookFormProps) {
  const t = useText('admin-overview')
  const c = useText('common')
  // One key a content: a repeat after a lost answer books nothing twice, a corrected amount is a new request.
  const sent = useRef({ content: '', key: '' })
  const form = useForm({
    initial: { amount: '', reason: '' },
    check: ({ amount, reason }) => {
      const wire = toWire(amount)
      return {
        ...(wire === undefined || isZero(wire) ? { amount: t('desk.amountWrong') } : {}),
        ...(reason.trim().length < 3 ? { reason: t('reasonShort') } : {}),
      }
    },
    submit: async ({ amount, reason }) => {
      const body = { amount: toWire(amount) ?? '0', reason: reason.trim() }
      const content = JSON.stringify(body)
      if (sent.current.content !== content) sent.current = { content, key: freshKey() }
      await call(ROUTES[act], { body, idempotencyKey: sent.current.key })
      void queryClient.invalidateQueries({ queryKey: keyOf('GET /admin/overview') })
      void queryClient.invalidateQueries({ queryKey: keyOf('GET /admin/audit') })
      told.done(t(`desk.${act}Done`), `${body.amount} CR`)
      onDone()
    },
  })
  return (
    <Form onSubmit={form.submit} className="flex flex-col gap-4">
      <Field label={t('desk.amount')} error={form.errors.amount}>
        <AmountInput
          value={form.values.amount}
          onChange={(amount) => form.set({ amount })}
          decimals={6}
          unit="CR"
          max={max}
        />
      </Field>
      <Field label={t('reason')} hint={t('reasonAudit')} error={form.errors.reason}>
        <TextArea
          value={form.values.reason}
          maxLength={500}
          onChange={(event) => form.set({ reason: event.target.value })}
        />
      </Field>
      <FormError>{form.problem}</FormError>
      <div className="flex justify-end gap-2 max-sm:[&>*]:flex-1">
        <Button onClick={onDone}>{c('action.cancel')}</Button>
        <Button type="submit" variant="primary" pending={form.pending}>
          {t(`desk.${act}`)}
        </Button>
      </div>
    </Form>
  )
}
