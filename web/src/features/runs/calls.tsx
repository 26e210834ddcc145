/** The latest calls of a run, each with its receipt; all of them are in the log. */
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { CallSummary } from '../../../../src/contract/calls.ts'
import { call, keyOf } from '../../api/platform.ts'
import { STALE } from '../../api/queries.ts'
import { type Text, useText } from '../../i18n/index.ts'
import { Amount } from '../../ui/amount.tsx'
import { Badge } from '../../ui/badge.tsx'
import { ButtonLink } from '../../ui/link.tsx'
import { Section } from '../../ui/page.tsx'
import { RowLink } from '../../ui/row-link.tsx'
import { TableSkeleton } from '../../ui/skeleton.tsx'
import { EmptyState, Loaded } from '../../ui/states.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { DateTime } from '../../ui/time.tsx'

const SHOWN = 10

export function RunCalls({ runId, open }: { runId: number; open: boolean }) {
  const t = useText('runs')
  const navigate = useNavigate()
  const answer = useQuery({
    queryKey: keyOf('GET /calls', 'of run', runId),
    queryFn: ({ signal }) => call('GET /calls', { query: { keyId: runId, limit: SHOWN }, signal }),
    staleTime: STALE.live,
    refetchInterval: open ? STALE.live : false,
  })
  return (
    <Section
      flush
      title={t('calls.title')}
      aside={
        <ButtonLink to="/logs" search={{ key: String(runId) }} size="sm">
          {t('calls.all')}
        </ButtonLink>
      }
    >
      <Loaded query={answer} loading={<TableSkeleton rows={5} columns={4} />}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState title={t('calls.empty')}>{open ? t('calls.emptyText') : null}</EmptyState>
          ) : (
            <Table
              label={t('calls.title')}
              rows={items}
              rowKey={({ callId }) => callId}
              columns={columns(t)}
              onRow={({ callId }) => void navigate({ to: `/logs/${callId}` })}
            />
          )
        }
      </Loaded>
    </Section>
  )
}

const TONES = { captured: 'ok', released: 'neutral', aborted: 'warn' } as const

const columns = (t: Text): Column<CallSummary>[] => [
  {
    key: 'at',
    header: t('calls.time'),
    cell: ({ at }) => <DateTime at={at} detail="second" className="text-13 text-muted" />,
  },
  {
    key: 'model',
    header: t('calls.model'),
    card: 'title',
    className: 'max-w-64 truncate max-lg:max-w-40',
    cell: ({ callId, model }) => (
      <RowLink to={`/logs/${callId}`} className="font-medium">
        {model}
      </RowLink>
    ),
  },
  {
    key: 'state',
    header: t('calls.result'),
    folds: 1,
    cell: ({ state }) => <Badge tone={TONES[state]}>{t(`calls.state.${state}`)}</Badge>,
  },
  {
    key: 'charged',
    header: t('column.spent'),
    align: 'right',
    card: 'value',
    cell: ({ charged }) => <Amount value={charged} unit="CR" className="font-medium" />,
  },
]
