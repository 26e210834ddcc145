/** What operators did, newest first, and a backup taken while running. */
import { useState } from 'react'
import { type Answer, call, keyOf } from '../../../api/platform.ts'
import { STALE } from '../../../api/queries.ts'
import { hasText, useText } from '../../../i18n/index.ts'
import { Button } from '../../../ui/button.tsx'
import { Section } from '../../../ui/page.tsx'
import { PagedList, usePaged } from '../../../ui/paged.tsx'
import { TableSkeleton } from '../../../ui/skeleton.tsx'
import { EmptyState } from '../../../ui/states.tsx'
import { type Column, Table } from '../../../ui/table.tsx'
import { DateTime } from '../../../ui/time.tsx'
import { told } from '../../../ui/toast.ts'
import { bytesText } from './range.ts'

type Entry = Answer<'GET /admin/audit'>['items'][number]
const PAGE_SIZE = 12

export function Audit() {
  const t = useText('admin-overview')
  const columns = useColumns()
  const paged = usePaged({
    key: keyOf('GET /admin/audit'),
    read: (page, signal) => call('GET /admin/audit', { query: { limit: PAGE_SIZE, ...page }, signal }),
    staleTime: STALE.list,
  })
  return (
    <Section flush title={t('audit.title')} purpose={t('audit.text')} aside={<Backup />}>
      <PagedList
        paged={paged}
        loading={<TableSkeleton rows={4} columns={4} />}
        empty={<EmptyState title={t('audit.none')} />}
      >
        {(acts) => (
          <Table
            label={t('audit.title')}
            density="compact"
            columns={columns}
            rows={acts}
            rowKey={({ at, action, target, after }) => `${at} ${action} ${target} ${after}`}
          />
        )}
      </PagedList>
    </Section>
  )
}

function useColumns(): Column<Entry>[] {
  const t = useText('admin-overview')
  return [
    { key: 'at', header: t('audit.at'), cell: ({ at }) => <DateTime at={at} className="text-13 text-muted" /> },
    {
      key: 'action',
      header: t('audit.action'),
      card: 'title',
      className: 'py-1.5 min-w-44',
      cell: ({ action, target }) => (
        <span className="flex flex-col">
          <Action action={action} />
          <span className="text-12 font-normal text-muted [overflow-wrap:anywhere]">{target}</span>
        </span>
      ),
    },
    {
      key: 'change',
      header: t('audit.change'),
      cell: ({ before, after }) =>
        before === null && after === null ? (
          <span className="text-dim">–</span>
        ) : (
          <span className="num text-13">
            {before === null ? null : <span className="text-muted">{before} → </span>}
            {after ?? '–'}
          </span>
        ),
    },
    {
      key: 'actor',
      header: t('audit.actor'),
      align: 'right',
      folds: 2,
      cell: ({ actor }) => (actor === null ? <span className="text-dim">–</span> : `#${actor}`),
    },
    {
      key: 'reason',
      header: t('audit.reason'),
      className: 'py-1.5 text-13',
      cell: ({ reason }) => reason ?? <span className="text-dim">–</span>,
    },
  ]
}

function Action({ action }: { action: string }) {
  const t = useText('admin-overview')
  const name = action.replaceAll('.', '-')
  return <>{hasText(`admin-overview:act.${name}`) ? t(`act.${name}`) : action}</>
}

function Backup() {
  const t = useText('admin-overview')
  const [pending, setPending] = useState(false)
  const make = async () => {
    setPending(true)
    try {
      const made = await call('POST /admin/backup', { body: {} })
      told.done(t('backup.done'), `${made.name} · ${bytesText(made.bytes)} · #${made.sequence}`)
    } catch (error) {
      told.failed(error)
    }
    setPending(false)
  }
  return (
    <Button size="sm" pending={pending} onClick={() => void make()}>
      {t('backup.make')}
    </Button>
  )
}
