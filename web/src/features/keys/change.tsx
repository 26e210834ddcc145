/** The dialog that changes a key's name, scopes and limits. The secret can't be shown again. */
import type { Key } from '../../../../src/contract/keys.ts'
import { call, keyOf } from '../../api/platform.ts'
import { queryClient } from '../../api/queries.ts'
import { serverTime } from '../../clock.ts'
import { useText } from '../../i18n/index.ts'
import { checkKey, KeyForm } from '../../parts/key-form.tsx'
import { bodyOf, type KeyValues, valuesOf } from '../../parts/key-values.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { useForm } from '../../ui/form.ts'
import { Form, FormError } from '../../ui/input.tsx'
import { told } from '../../ui/toast.ts'

export function ChangeKey({ apiKey, onClose }: { apiKey: Key; onClose: () => void }) {
  const t = useText('keys')
  const c = useText('common')
  const form = useForm<KeyValues>({
    initial: valuesOf(apiKey),
    check: (values) => checkKey(values, t),
    submit: async (values) => {
      await call('PATCH /keys/{keyId}', { params: { keyId: apiKey.keyId }, body: bodyOf(values, serverTime()) })
      await queryClient.invalidateQueries({ queryKey: keyOf('GET /keys') })
      told.done(t('changed', { name: values.name.trim() }))
      onClose()
    },
  })
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('changeTitle', { name: apiKey.name })}
      description={apiKey.hint}
    >
      <Form onSubmit={form.submit} className="flex flex-col gap-4">
        <KeyForm form={form} expiresAt={apiKey.expiresAt} open />
        <FormError>{form.problem}</FormError>
        <div className="flex justify-end gap-2 max-sm:[&>*]:flex-1">
          <Button onClick={onClose}>{c('action.cancel')}</Button>
          <Button type="submit" variant="primary" pending={form.pending}>
            {c('action.save')}
          </Button>
        </div>
      </Form>
    </Dialog>
  )
}
