/** Calls whose reported usage was bent: what the upstream said, what was booked, and that somebody has looked. */
import type { QuarantinedCall } from '../../../../../src/contract/admin-traffic.ts'
import { call, keyOf } from '../../../api/platform.ts'
import { queryClient, STALE } from '../../../api/queries.ts'
import { useText } from '../../../i18n/index.ts'
import { Amount } from '../../../ui/amount.tsx'
import { Button } from '../../../ui/button.tsx'
import { TextLink } from '../../../ui/link.tsx'
import { Section } from '../../../ui/page.tsx'
import { PagedList, usePaged } from '../../../ui/paged.tsx'
import { TableSkeleton } from '../../../ui/skeleton.tsx'
import { EmptyState } from '../../../ui/states.tsx'
import { type Column, Table } from '../../../ui/table.tsx'
import { DateTime } from '../../../ui/time.tsx'
import { told } from '../../../ui/toast.ts'
import { Switch } from '../../../ui/toggle.tsx'
import type { Span } from './span.ts'

const PAGE_SIZE = 20

interface QuarantineProps {
  span: Span
  open: boolean
  onOpen: (open: boolean) => void
}

export function QuarantineList({ span, open, onOpen }: QuarantineProps) {
  const t = useText('admin-traffic')
  const columns = useColumns()
  const paged = usePaged({
    key: keyOf('GET /admin/quarantine', JSON.stringify(span), String(open)),
    read: (page, signal) =>
      call('GET /admin/quarantine', { query: { ...span, open, limit: PAGE_SIZE, ...page }, signal }),
    staleTime: STALE.list,
  })
  return (
    <Section
      flush
      title={t('quarantine.title')}
      purpose={t('quarantine.text')}
      aside={<Switch checked={open} onChange={onOpen} label={t('quarantine.open')} />}
    >
      <PagedList
        paged={paged}
        loading={<TableSkeleton rows={4} columns={5} />}
        empty={<EmptyState title={open ? t('quarantine.noneOpen') : t('quarantine.none')} />}
      >
        {(rows) => (
          <Table
            label={t('quarantine.title')}
            density="compact"
            columns={columns}
            rows={rows}
            rowKey={({ callId }) => callId}
          />
        )}
      </PagedList>
    </Section>
  )
}

function useColumns(): Column<QuarantinedCall>[] {
  const t = useText('admin-traffic')
  return [
    { key: 'at', header: t('column.at'), className: 'whitespace-nowrap', cell: ({ at }) => <DateTime at={at} /> },
    {
      key: 'call',
      header: t('column.call'),
      card: 'title',
      cell: ({ callId }) => (
        <TextLink to={`/logs/${callId}`} className="font-mono text-12">
          {callId.slice(0, 12)}…
        </TextLink>
      ),
    },
    {
      key: 'channel',
      header: t('column.channel'),
      cell: ({ channelName, channelId }) => channelName ?? channelId ?? '–',
    },
    { key: 'model', header: t('column.model'), cell: ({ model }) => model },
    {
      key: 'reported',
      header: t('quarantine.reported'),
      folds: 1,
      cell: ({ reported }) =>
        reported === null ? (
          <span className="text-dim">{t('quarantine.notKept')}</span>
        ) : (
          <code className="font-mono text-12 break-all text-muted">{reported}</code>
        ),
    },
    {
      key: 'booked',
      header: t('quarantine.booked'),
      align: 'right',
      cell: ({ inputTokens, outputTokens, charged }) => (
        <span className="inline-flex flex-col items-end">
          <Amount value={charged} unit="CR" decimals="auto" />
          <span className="text-12 text-muted">
            {inputTokens.toLocaleString('en-US')} → {outputTokens.toLocaleString('en-US')}
          </span>
        </span>
      ),
    },
    {
      key: 'review',
      header: t('quarantine.review'),
      align: 'right',
      card: 'value',
      cell: (row) => <Review row={row} />,
    },
  ]
}

function Review({ row: { callId, review } }: { row: QuarantinedCall }) {
  const t = useText('admin-traffic')
  if (review) {
    return (
      <span className="text-12 text-muted">
        <DateTime at={review.at} />
        {review.by === null ? '' : ` · #${review.by}`}
      </span>
    )
  }
  const mark = () =>
    call('POST /admin/quarantine/{callId}/review', { params: { callId }, body: {} }).then(() => {
      told.done(t('quarantine.done'))
      return queryClient.invalidateQueries({ queryKey: keyOf('GET /admin/quarantine') })
    }, told.failed)
  return (
    <Button size="sm" onClick={() => void mark()}>
      {t('quarantine.mark')}
      <span className="sr-only"> {callId}</span>
    </Button>
  )
}
