/** The ways of calls that some upstream failed, the most frequent first. */
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { Way } from '../../../../../src/contract/admin-traffic.ts'
import { call, keyOf } from '../../../api/platform.ts'
import { STALE } from '../../../api/queries.ts'
import { useText } from '../../../i18n/index.ts'
import { Section } from '../../../ui/page.tsx'
import { TableSkeleton } from '../../../ui/skeleton.tsx'
import { EmptyState, Loaded } from '../../../ui/states.tsx'
import { type Column, Table } from '../../../ui/table.tsx'
import type { Span } from './span.ts'
import { Steps } from './steps.tsx'

export function Ways({ span }: { span: Span }) {
  const t = useText('admin-traffic')
  const answer = useQuery({
    queryKey: keyOf('GET /admin/ways', JSON.stringify(span)),
    queryFn: ({ signal }) => call('GET /admin/ways', { query: span, signal }),
    staleTime: STALE.list,
    placeholderData: keepPreviousData,
  })
  const columns: Column<Way>[] = [
    { key: 'way', header: t('column.way'), card: 'title', cell: ({ steps }) => <Steps steps={steps} /> },
    { key: 'model', header: t('column.model'), cell: ({ model }) => model },
    {
      key: 'calls',
      header: t('column.calls'),
      align: 'right',
      card: 'value',
      cell: ({ calls }) => calls.toLocaleString('en-US'),
    },
  ]
  return (
    <Section flush title={t('ways.title')} purpose={t('ways.text')}>
      <Loaded query={answer} loading={<TableSkeleton rows={3} columns={3} />}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState title={t('ways.none')}>{t('ways.noneText')}</EmptyState>
          ) : (
            <Table
              label={t('ways.title')}
              density="compact"
              columns={columns}
              rows={items}
              rowKey={({ model, steps }) => `${model} ${JSON.stringify(steps)}`}
            />
          )
        }
      </Loaded>
    </Section>
  )
}
