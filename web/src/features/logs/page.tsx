/** The log of calls: filters in the URL, new calls as they end, CSV. One call is receipt-page.tsx. */
import { useNavigate } from '@tanstack/react-router'
import Download from 'lucide-react/icons/download'
import { useState } from 'react'
import type { CallSummary } from '../../../../src/contract/calls.ts'
import { withQuery } from '../../api/client.ts'
import { call, keyOf } from '../../api/platform.ts'
import { STALE } from '../../api/queries.ts'
import { useText } from '../../i18n/index.ts'
import { Button, buttonClass } from '../../ui/button.tsx'
import { useFilters } from '../../ui/filters.ts'
import { ButtonLink, OutLink } from '../../ui/link.tsx'
import { PageBody, PageHeader, Section } from '../../ui/page.tsx'
import { PagedList, usePaged } from '../../ui/paged.tsx'
import { TableSkeleton } from '../../ui/skeleton.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { Table } from '../../ui/table.tsx'
import { useNow } from '../../ui/time.tsx'
import { useColumns } from './columns.tsx'
import { type CallQuery, epochOf, isFiltered, NO_FILTERS, queryOf, withLive } from './filter.ts'
import { Filters } from './filters.tsx'
import { LiveSwitch } from './live-switch.tsx'
import { useArrivals, useLiveCalls } from './use-live-calls.ts'

const PAGE_SIZE = 50

export function Page() {
  const t = useText('logs')
  const [filters, setFilters] = useFilters(NO_FILTERS)
  const now = useNow()
  const query = queryOf(filters, now)
  return (
    <PageBody>
      <PageHeader
        title={t('title')}
        purpose={t('purpose')}
        actions={
          <OutLink href={withQuery('/api/v1/calls', { ...query, format: 'csv' })} className={buttonClass({})}>
            <Download size={14} aria-hidden="true" />
            {t('csv')}
          </OutLink>
        }
      />
      <Filters values={filters} onChange={setFilters} />
      <Calls
        query={query}
        identity={JSON.stringify(filters) + epochOf(filters, now)}
        onClear={() => setFilters(NO_FILTERS)}
      />
    </PageBody>
  )
}

interface CallsProps {
  query: CallQuery
  /** of the filters, without the minutes of the clock */
  identity: string
  onClear: () => void
}

function Calls({ query, identity, onClear }: CallsProps) {
  const t = useText('logs')
  const navigate = useNavigate()
  const columns = useColumns()
  const [following, setFollowing] = useState(true)
  const paged = usePaged({
    key: keyOf('GET /calls', identity),
    read: (page, signal) => call('GET /calls', { query: { ...query, limit: PAGE_SIZE, ...page }, signal }),
    staleTime: STALE.list,
  })
  const first = paged.pages.page === 1
  const live = useLiveCalls(first, following)
  const rows = (items: readonly CallSummary[]) => (first ? withLive(items, live.calls, query) : items)
  const arrived = useArrivals(first && following ? rows(paged.answer.data?.items ?? []) : [])
  return (
    <Section
      flush
      title={t('list')}
      aside={first ? <LiveSwitch following={following} waiting={live.waiting} onChange={setFollowing} /> : undefined}
    >
      <PagedList
        paged={paged}
        rows={rows}
        loading={<TableSkeleton rows={10} columns={7} />}
        empty={isFiltered(query) ? <NoMatch onClear={onClear} /> : <NoCalls />}
      >
        {(calls) => (
          <Table
            label={t('title')}
            columns={columns}
            rows={calls}
            rowKey={({ callId }) => callId}
            highlight={({ callId }) => arrived.has(callId)}
            onRow={({ callId }) => void navigate({ to: `/logs/${callId}` })}
          />
        )}
      </PagedList>
    </Section>
  )
}

function NoCalls() {
  const t = useText('logs')
  return (
    <EmptyState
      title={t('empty.title')}
      action={
        <>
          <ButtonLink to="/keys">{t('empty.key')}</ButtonLink>
          <ButtonLink to="/playground" variant="primary">
            {t('empty.playground')}
          </ButtonLink>
        </>
      }
    >
      {t('empty.text')}
    </EmptyState>
  )
}

function NoMatch({ onClear }: { onClear: () => void }) {
  const t = useText('logs')
  return (
    <EmptyState title={t('noMatch')} action={<Button onClick={onClear}>{t('filter.clear')}</Button>}>
      {t('noMatchText')}
    </EmptyState>
  )
}
