/** The dialog that makes a key and shows its secret, once. */
import { useState } from 'react'
import { type Answer, call, keyOf } from '../api/platform.ts'
import { queryClient } from '../api/queries.ts'
import { serverTime } from '../clock.ts'
import { useText } from '../i18n/index.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { useForm } from '../ui/form.ts'
import { Form, FormError } from '../ui/input.tsx'
import { Checkbox } from '../ui/toggle.tsx'
import { checkKey, KeyForm } from './key-form.tsx'
import { bodyOf, type KeyValues, NEW_KEY } from './key-values.ts'
import { ShownSecret } from './shown-secret.tsx'

export type NewKey = Answer<'POST /keys'>

export interface CreateKeyProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  /** told after the person says the secret is saved */
  onCreated?: (key: NewKey) => void
  initial?: Partial<KeyValues>
}

/** Needs the texts of the namespace keys. */
export function CreateKey({ open, onOpenChange, onCreated, initial }: CreateKeyProps) {
  const t = useText('keys')
  const [made, setMade] = useState<NewKey>()
  const close = () => {
    onOpenChange(false)
    if (made) onCreated?.(made)
    setMade(undefined)
  }
  return (
    <Dialog
      open={open}
      onOpenChange={close}
      sticky={made !== undefined}
      title={made ? t('secret.title') : t('create')}
      description={made ? t('secret.text') : t('createText')}
    >
      {made ? (
        <ShownSecret
          secret={made.secret}
          signing={made.signing && { apiKey: made.signing.apiKey, secret: made.signingSecret }}
          onDone={close}
        />
      ) : (
        <CreateForm onMade={setMade} onCancel={close} initial={initial} />
      )}
    </Dialog>
  )
}

interface CreateFormProps {
  onMade: (key: NewKey) => void
  onCancel: () => void
  initial: Partial<KeyValues> | undefined
}

function CreateForm({ onMade, onCancel, initial }: CreateFormProps) {
  const t = useText('keys')
  const c = useText('common')
  const form = useForm<KeyValues>({
    initial: { ...NEW_KEY, ...initial },
    check: (values) => checkKey(values, t),
    submit: async (values) => {
      const signing = values.signing && values.scopes.includes('trade') ? { algorithm: 'hmac' as const } : undefined
      const body = { ...bodyOf(values, serverTime()), ...(signing && { signing }) }
      const key = await call('POST /keys', { body })
      void queryClient.invalidateQueries({ queryKey: keyOf('GET /keys') })
      onMade(key)
    },
  })
  return (
    <Form onSubmit={form.submit} className="flex flex-col gap-4">
      <KeyForm form={form} />
      {form.values.scopes.includes('trade') ? (
        <Checkbox
          checked={form.values.signing}
          onChange={(signing) => form.set({ signing })}
          label={t('field.signing')}
          hint={t('field.signingHint')}
        />
      ) : null}
      <FormError>{form.problem}</FormError>
      <div className="flex justify-end gap-2 max-sm:[&>*]:flex-1">
        <Button onClick={onCancel}>{c('action.cancel')}</Button>
        <Button type="submit" variant="primary" pending={form.pending}>
          {t('create')}
        </Button>
      </div>
    </Form>
  )
}
