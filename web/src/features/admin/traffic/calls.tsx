/** Single calls that some upstream failed, newest first, each with its way. */
import { type Answer, call, keyOf } from '../../../api/platform.ts'
import { STALE } from '../../../api/queries.ts'
import { useText } from '../../../i18n/index.ts'
import { TextLink } from '../../../ui/link.tsx'
import { Section } from '../../../ui/page.tsx'
import { PagedList, usePaged } from '../../../ui/paged.tsx'
import { TableSkeleton } from '../../../ui/skeleton.tsx'
import { EmptyState } from '../../../ui/states.tsx'
import { type Column, Table } from '../../../ui/table.tsx'
import { DateTime } from '../../../ui/time.tsx'
import type { Span } from './span.ts'
import { type Step, Steps } from './steps.tsx'

type OperatorCall = Answer<'GET /admin/calls'>['items'][number]
const PAGE_SIZE = 20

function stepsOf({ failures, channelId, channelName }: OperatorCall): Step[] {
  return channelId === null ? failures : [...failures, { channelId, channelName, code: null }]
}

export function FailedCalls({ span }: { span: Span }) {
  const t = useText('admin-traffic')
  const paged = usePaged({
    key: keyOf('GET /admin/calls', JSON.stringify(span)),
    read: (page, signal) =>
      call('GET /admin/calls', { query: { ...span, retried: true, limit: PAGE_SIZE, ...page }, signal }),
    staleTime: STALE.list,
  })
  const columns: Column<OperatorCall>[] = [
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
    { key: 'account', header: t('column.account'), align: 'right', folds: 2, cell: ({ account }) => `#${account}` },
    { key: 'model', header: t('column.model'), cell: ({ model }) => model },
    { key: 'way', header: t('column.way'), cell: (row) => <Steps steps={stepsOf(row)} /> },
    {
      key: 'told',
      header: t('column.told'),
      card: 'value',
      cell: ({ error }) =>
        error === null ? (
          <span className="text-dim">–</span>
        ) : (
          <code className="font-mono text-12 text-danger">{error}</code>
        ),
    },
  ]
  return (
    <Section flush title={t('calls.title')} purpose={t('calls.text')}>
      <PagedList
        paged={paged}
        loading={<TableSkeleton rows={5} columns={5} />}
        empty={<EmptyState title={t('calls.none')} />}
      >
        {(rows) => (
          <Table
            label={t('calls.title')}
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
