/** Changing an open order: price, quantity, trigger, and in words whether it keeps its place in the queue. */
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { ApiProblem } from '../../../api/client.ts'
import { call } from '../../../api/platform.ts'
import { problemText } from '../../../api/problem.ts'
import { useMarket } from '../../../api/shared.ts'
import { useText } from '../../../i18n/index.ts'
import { AmountInput } from '../../../ui/amount-input.tsx'
import { Button } from '../../../ui/button.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { Field, Form, FormError } from '../../../ui/input.tsx'
import { told } from '../../../ui/toast.ts'
import type { Order } from '../live.ts'
import { CR_DECIMALS } from '../pair.ts'
import { typedNumber } from '../ticket/form.ts'
import { type Edit, editOf } from './edit.ts'

export function EditDialog({ order, onClose }: { order: Order; onClose: () => void }) {
  const t = useText('trade')
  const { data: rules } = useMarket()
  const [price, setPrice] = useState(order.price ?? '')
  const [quantity, setQuantity] = useState(order.quantity ?? '')
  const [trigger, setTrigger] = useState(order.trigger?.price ?? '')
  const waits = order.status === 'pending' && order.trigger?.price != null
  const edit = editedBy(order, { price, quantity, trigger })
  const send = useMutation({
    mutationFn: () => (edit ? sendEdit(order, edit) : Promise.resolve()),
    onSuccess: () => {
      told.done(t('edit.done', { id: order.orderId }))
      onClose()
    },
  })
  const decimals = rules?.priceDecimals ?? CR_DECIMALS
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={t('edit.title', { id: order.orderId })}
      size="sm"
    >
      <Form onSubmit={() => (edit && !send.isPending ? send.mutate() : undefined)} className="flex flex-col gap-4">
        {waits ? (
          <Field label={t('plan.trigger')}>
            <AmountInput value={trigger} onChange={setTrigger} decimals={decimals} unit="CR" />
          </Field>
        ) : null}
        {order.type === 'limit' ? (
          <Field label={t('ticket.price')}>
            <AmountInput value={price} onChange={setPrice} decimals={decimals} unit="CR" />
          </Field>
        ) : null}
        <Field label={t('ticket.quantity')} hint={t('edit.filled', { quantity: order.filledQuantity })}>
          <AmountInput value={quantity} onChange={setQuantity} decimals={rules?.quantityDecimals ?? 1} unit="LCO" />
        </Field>
        <p className="text-13 text-muted">{edit === undefined ? t('edit.nothing') : t(`edit.way.${edit.way}`)}</p>
        <FormError>{send.error ? problemText(send.error).title : null}</FormError>
        <Button type="submit" variant="primary" disabled={!edit} pending={send.isPending}>
          {t('edit.save')}
        </Button>
      </Form>
    </Dialog>
  )
}

/** undefined while a field is not a number. */
function editedBy(order: Order, typed: { price: string; quantity: string; trigger: string }): Edit | undefined {
  const quantity = typedNumber(typed.quantity)
  const price = order.type === 'limit' ? typedNumber(typed.price) : ''
  const trigger = order.trigger?.price == null ? '' : typedNumber(typed.trigger)
  if (quantity === undefined || price === undefined || trigger === undefined) return undefined
  return editOf(order, { price, quantity, trigger })
}

/** Rejects when either half of a replacement was refused. */
async function sendEdit(order: Order, edit: Edit): Promise<void> {
  if (edit.way === 'amend') {
    const params = { orderId: String(order.orderId) }
    await call('PATCH /orders/{orderId}', { params, body: { quantity: edit.quantity } })
    return
  }
  const { canceled, placed } = await call('POST /orders/replace', { body: edit.body })
  if (!canceled.ok) throw new ApiProblem(canceled.problem)
  if (placed && !placed.ok) throw new ApiProblem(placed.problem)
}
