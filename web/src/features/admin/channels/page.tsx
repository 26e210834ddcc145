/** Channels to upstreams: what they serve, how they are, and adding, changing, testing and removing them. */
import Plus from 'lucide-react/icons/plus'
import { useState } from 'react'
import type { Channel } from '../../../../../src/contract/admin-channels.ts'
import { call, keyOf } from '../../../api/platform.ts'
import { queryClient } from '../../../api/queries.ts'
import { useText } from '../../../i18n/index.ts'
import { Button } from '../../../ui/button.tsx'
import { Confirm } from '../../../ui/confirm.tsx'
import { PageBody, PageHeader, Section } from '../../../ui/page.tsx'
import { TableSkeleton } from '../../../ui/skeleton.tsx'
import { EmptyState, Loaded } from '../../../ui/states.tsx'
import { Table } from '../../../ui/table.tsx'
import { told } from '../../../ui/toast.ts'
import { useChannels } from '../reads.ts'
import { type ChannelAct, useColumns } from './columns.tsx'
import { ChannelDialog } from './dialog.tsx'
import { TestDialog } from './test-dialog.tsx'

type Open = { act: 'add' } | { act: Exclude<ChannelAct, 'turn'>; channel: Channel }

export function Page() {
  const t = useText('admin-channels')
  const answer = useChannels()
  const [open, setOpen] = useState<Open>()
  const close = () => setOpen(undefined)
  const act = (what: ChannelAct, channel: Channel) => {
    if (what === 'turn') void turn(channel, t('changed', { name: channel.name }))
    else setOpen({ act: what, channel })
  }
  const columns = useColumns(act)
  const add = (
    <Button variant="primary" onClick={() => setOpen({ act: 'add' })} icon={<Plus size={16} aria-hidden="true" />}>
      {t('add')}
    </Button>
  )
  return (
    <PageBody wide>
      <PageHeader title={t('title')} purpose={t('purpose')} actions={add} />
      <Section flush>
        <Loaded query={answer} loading={<TableSkeleton rows={4} columns={7} />}>
          {({ items }) =>
            items.length === 0 ? (
              <EmptyState title={t('none')} action={add}>
                {t('noneText')}
              </EmptyState>
            ) : (
              <Table
                label={t('title')}
                density="compact"
                columns={columns}
                rows={items}
                rowKey={({ channelId }) => channelId}
              />
            )
          }
        </Loaded>
      </Section>
      <ChannelDialog
        open={open?.act === 'add' || open?.act === 'change'}
        onOpenChange={close}
        channel={open?.act === 'change' ? open.channel : undefined}
      />
      {open?.act === 'test' ? <TestDialog open onOpenChange={close} channel={open.channel} /> : null}
      {open?.act === 'remove' ? <Remove channel={open.channel} onClose={close} /> : null}
    </PageBody>
  )
}

async function turn(channel: Channel, done: string): Promise<void> {
  try {
    await call('PATCH /admin/channels/{channelId}', {
      params: { channelId: channel.channelId },
      body: { enabled: !channel.enabled },
    })
    told.done(done)
  } catch (error) {
    told.failed(error)
  }
  void queryClient.invalidateQueries({ queryKey: keyOf('GET /admin/channels') })
  void queryClient.invalidateQueries({ queryKey: keyOf('GET /models') })
}

function Remove({ channel, onClose }: { channel: Channel; onClose: () => void }) {
  const t = useText('admin-channels')
  return (
    <Confirm
      open
      onOpenChange={onClose}
      title={t('remove.title', { name: channel.name })}
      description={t('remove.text')}
      action={t('remove.action')}
      typed={channel.name}
      danger
      onConfirm={async () => {
        await call('DELETE /admin/channels/{channelId}', { params: { channelId: channel.channelId } })
        for (const route of ['GET /admin/channels', 'GET /admin/models', 'GET /models'] as const)
          void queryClient.invalidateQueries({ queryKey: keyOf(route) })
        told.done(t('remove.done', { name: channel.name }))
      }}
    />
  )
}
