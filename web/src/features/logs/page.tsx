/** The log of calls: filters in the URL, new calls as they end, CSV. One call is receipt-page.tsx. */
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import Download from 'lucide-react/icons/download'
import { useEffect, useState } from 'react'
import { withQuery } from '../../api/client.ts'
import { call, keyOf } from '../../api/platform.ts'
import { STALE } from '../../api/queries.ts'
import { useText } from '../../i18n/index.ts'
import { Button, buttonClass } from '../../ui/button.tsx'
import { useFilters } from '../../ui/filters.ts'
import { ButtonLink, OutLink } from '../../ui/link.tsx'
import { PageBody, PageHeader, Section } from '../../ui/page.tsx'
import { type CursorPages, Pagination, useCursorPages } from '../../ui/pagination.tsx'
import { TableSkeleton } from '../../ui/skeleton.tsx'
import { EmptyState, Loaded } from '../../ui/states.tsx'
import { Table } from '../../ui/table.tsx'
import { useNow } from '../../ui/time.tsx'
import { useColumns } from './columns.tsx'
import { type CallQuery, epochOf, isFiltered, NO_FILTERS, queryOf, withLive } from './filter.ts'
import { Filters } from './filters.tsx'
import { LiveSwitch } from './live-switch.tsx'
import { useArrivals, useLiveCalls } from './use-live-calls.ts'

const PAGE_SIZE = 50
const CSV_SIZE = 200

export function Page() {
  const t = useText('logs')
  const [filters, setFilters] = useFilters(NO_FILTERS)
  const now = useNow()
  const query = queryOf(filters, now)
  const pages = useCursorPages()
  const identity = JSON.stringify(filters)
  const { reset } = pages
  // biome-ignore lint/correctness/useExhaustiveDependencies: other filters mean another list, from its first page
  useEffect(reset, [identity])
  return (
    <PageBody>
      <PageHeader
        title={t('title')}
        purpose={t('purpose')}
        actions={
          <OutLink
            href={withQuery('/api/v1/calls', { ...query, limit: CSV_SIZE, format: 'csv' })}
            className={buttonClass({})}
          >
            <Download size={14} aria-hidden="true" />
            {t('csv')}
          </OutLink>
        }
      />
      <Filters values={filters} onChange={setFilters} />
      <Calls
        query={query}
        identity={identity + epochOf(filters, now)}
        pages={pages}
        onClear={() => setFilters(NO_FILTERS)}
      />
    </PageBody>
  )
}

interface CallsProps {
  query: CallQuery
  /** of the filters, without the minutes of the clock */
  identity: string
  pages: CursorPages
  onClear: () => void
}

function Calls({ query, identity, pages, onClear }: CallsProps) {
  const t = useText('logs')
  const navigate = useNavigate()
  const columns = useColumns()
  const [following, setFollowing] = useState(true)
  const answer = useQuery({
    queryKey: keyOf('GET /calls', identity, pages.cursor),
    queryFn: ({ signal }) =>
      call('GET /calls', {
        query: { ...query, limit: PAGE_SIZE, ...(pages.cursor ? { cursor: pages.cursor } : {}) },
        signal,
      }),
    staleTime: STALE.list,
    placeholderData: keepPreviousData,
  })
  const first = pages.page === 1
  const live = useLiveCalls(first, following)
  const rows = (items: NonNullable<typeof answer.data>['items']) => (first ? withLive(items, live.calls, query) : items)
  const arrived = useArrivals(first && following ? rows(answer.data?.items ?? []) : [])
  return (
    <Section
      flush
      title={t('list')}
      aside={first ? <LiveSwitch following={following} waiting={live.waiting} onChange={setFollowing} /> : undefined}
    >
      <Loaded query={answer} loading={<TableSkeleton rows={10} columns={7} />}>
        {(page) => {
          const shown = rows(page.items)
          if (shown.length === 0) return isFiltered(query) ? <NoMatch onClear={onClear} /> : <NoCalls />
          return (
            <>
              <Table
                label={t('title')}
                columns={columns}
                rows={shown}
                rowKey={({ callId }) => callId}
                highlight={({ callId }) => arrived.has(callId)}
                onRow={({ callId }) => void navigate({ to: `/logs/${callId}` })}
              />
              <Pagination pages={pages} nextCursor={page.nextCursor} pending={answer.isPlaceholderData} />
            </>
          )
        }}
      </Loaded>
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
