/** Calls that hold credits now: long ones may be stuck. */
import { useQuery } from '@tanstack/react-query'
import { type Answer, call, keyOf } from '../../../api/platform.ts'
import { useText } from '../../../i18n/index.ts'
import { Amount } from '../../../ui/amount.tsx'
import { Section } from '../../../ui/page.tsx'
import { TableSkeleton } from '../../../ui/skeleton.tsx'
import { Loaded } from '../../../ui/states.tsx'
import { type Column, Table } from '../../../ui/table.tsx'
import { TimeAgo } from '../../../ui/time.tsx'

type Hold = Answer<'GET /admin/holds'>['items'][number]
const EVERY_MS = 5_000
const MOST = 50

export function Holds() {
  const t = useText('admin-overview')
  const answer = useQuery({
    queryKey: keyOf('GET /admin/holds'),
    queryFn: ({ signal }) => call('GET /admin/holds', { signal }),
    refetchInterval: EVERY_MS,
  })
  const columns: Column<Hold>[] = [
    { key: 'model', header: t('hold.model'), card: 'title', cell: ({ model }) => model },
    { key: 'account', header: t('hold.account'), align: 'right', cell: ({ account }) => `#${account}` },
    {
      key: 'call',
      header: t('hold.call'),
      folds: 2,
      card: 'hidden',
      cell: ({ callId }) => <code className="font-mono text-12 text-muted">{callId}</code>,
    },
    { key: 'since', header: t('hold.since'), align: 'right', cell: ({ since }) => <TimeAgo at={since} /> },
    {
      key: 'hold',
      header: t('hold.amount'),
      align: 'right',
      card: 'value',
      cell: ({ hold }) => <Amount value={hold} unit="CR" />,
    },
  ]
  return (
    <Section flush title={t('hold.title')} purpose={t('hold.text')}>
      <Loaded query={answer} loading={<TableSkeleton rows={2} columns={4} />}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="px-4 py-3 text-13 text-muted">{t('hold.none')}</p>
          ) : (
            <Table
              label={t('hold.title')}
              density="compact"
              columns={columns}
              rows={items.slice(0, MOST)}
              rowKey={({ callId }) => callId}
            />
          )
        }
      </Loaded>
    </Section>
  )
}
