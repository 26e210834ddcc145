/** Where one is signed in: device, address, times; ending one session or all others. */
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { SessionEntry } from '../../../../../src/contract/sessions.ts'
import { call, keyOf } from '../../../api/platform.ts'
import { queryClient } from '../../../api/queries.ts'
import { useText } from '../../../i18n/index.ts'
import { Button } from '../../../ui/button.tsx'
import { Confirm } from '../../../ui/confirm.tsx'
import { Section } from '../../../ui/page.tsx'
import { TableSkeleton } from '../../../ui/skeleton.tsx'
import { Loaded } from '../../../ui/states.tsx'
import { Table } from '../../../ui/table.tsx'
import { told } from '../../../ui/toast.ts'
import { useColumns } from './columns.tsx'
import { deviceText } from './device.ts'

type Ending = SessionEntry | 'others'

export function SessionsTab() {
  const t = useText('settings')
  const [ending, setEnding] = useState<Ending>()
  const columns = useColumns(setEnding)
  const sessions = useQuery({
    queryKey: keyOf('GET /me/sessions'),
    queryFn: ({ signal }) => call('GET /me/sessions', { signal }),
  })
  const others = (sessions.data?.items ?? []).some(({ current }) => !current)
  return (
    <>
      <Section
        flush
        title={t('sessions.title')}
        purpose={t('sessions.purpose')}
        aside={
          others ? (
            <Button size="sm" onClick={() => setEnding('others')}>
              {t('sessions.endOthers')}
            </Button>
          ) : undefined
        }
      >
        <Loaded query={sessions} loading={<TableSkeleton rows={3} columns={4} />}>
          {({ items }) => (
            <Table
              label={t('sessions.title')}
              columns={columns}
              rows={[...items].sort((a, b) => Number(b.current) - Number(a.current) || b.usedAt - a.usedAt)}
              rowKey={({ sessionId }) => sessionId}
            />
          )}
        </Loaded>
      </Section>
      {ending ? <End what={ending} onClose={() => setEnding(undefined)} /> : null}
    </>
  )
}

function End({ what, onClose }: { what: Ending; onClose: () => void }) {
  const t = useText('settings')
  const end = async () => {
    const { ended } = await (what === 'others'
      ? call('DELETE /me/sessions')
      : call('DELETE /me/sessions/{sessionId}', { params: { sessionId: what.sessionId } }))
    await queryClient.invalidateQueries({ queryKey: keyOf('GET /me/sessions') })
    told.done(t('sessions.ended', { count: ended }))
  }
  const device = what === 'others' ? '' : (deviceText(what.userAgent) ?? t('sessions.unknown'))
  return (
    <Confirm
      open
      onOpenChange={onClose}
      title={what === 'others' ? t('sessions.endOthersTitle') : t('sessions.endTitle', { device })}
      description={what === 'others' ? t('sessions.endOthersText') : t('sessions.endText')}
      action={what === 'others' ? t('sessions.endOthers') : t('sessions.end')}
      danger
      onConfirm={end}
    />
  )
}
