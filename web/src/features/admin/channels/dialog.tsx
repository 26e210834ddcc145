/** Adds or changes a channel. Secrets go to the server and are never shown again. */
import type { Channel } from '../../../../../src/contract/admin-channels.ts'
import { call, keyOf } from '../../../api/platform.ts'
import { queryClient } from '../../../api/queries.ts'
import { useText } from '../../../i18n/index.ts'
import { Button } from '../../../ui/button.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { useForm } from '../../../ui/form.ts'
import { Form, FormError } from '../../../ui/input.tsx'
import { told } from '../../../ui/toast.ts'
import { type ChannelValues, changeOf, creationOf, faultsOf, NEW_CHANNEL, valuesOf } from './channel-values.ts'
import { ChannelForm } from './form.tsx'

export interface ChannelDialogProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  /** undefined: a new one */
  channel: Channel | undefined
}

export function ChannelDialog({ open, onOpenChange, channel }: ChannelDialogProps) {
  const t = useText('admin-channels')
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      size="lg"
      title={channel ? t('changeTitle', { name: channel.name }) : t('add')}
      description={t('secretsNote')}
    >
      {open ? <Content channel={channel} onDone={() => onOpenChange(false)} /> : null}
    </Dialog>
  )
}

function Content({ channel, onDone }: { channel: Channel | undefined; onDone: () => void }) {
  const t = useText('admin-channels')
  const c = useText('common')
  const form = useForm<ChannelValues>({
    initial: channel ? valuesOf(channel) : NEW_CHANNEL,
    check: (values) => Object.fromEntries(faultsOf(values).map((fault) => [fault, t(`fault.${fault}`)])),
    submit: async (values) => {
      const saved = channel
        ? await call('PATCH /admin/channels/{channelId}', {
            params: { channelId: channel.channelId },
            body: changeOf(values, channel),
          })
        : await call('POST /admin/channels', { body: creationOf(values) })
      void queryClient.invalidateQueries({ queryKey: keyOf('GET /admin/channels') })
      void queryClient.invalidateQueries({ queryKey: keyOf('GET /models') })
      told.done(channel ? t('changed', { name: saved.name }) : t('added', { name: saved.name }))
      onDone()
    },
  })
  return (
    <Form onSubmit={form.submit} className="flex flex-col gap-4">
      <ChannelForm
        form={form}
        {...(channel ? { hints: channel.secrets.map(({ hint }) => hint), headerNames: channel.headers } : {})}
      />
      <FormError>{form.problem}</FormError>
      <div className="flex justify-end gap-2 max-sm:[&>*]:flex-1">
        <Button onClick={onDone}>{c('action.cancel')}</Button>
        <Button type="submit" variant="primary" pending={form.pending}>
          {channel ? c('action.save') : t('add')}
        </Button>
      </div>
    </Form>
  )
}
