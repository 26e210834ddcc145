/** People of this instance: search, balances, roles, suspension. */
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { call, keyOf } from '../../../api/platform.ts'
import { STALE } from '../../../api/queries.ts'
import { useText } from '../../../i18n/index.ts'
import { Button } from '../../../ui/button.tsx'
import { useFilters } from '../../../ui/filters.ts'
import { Input } from '../../../ui/input.tsx'
import { FilterRow, PageBody, PageHeader, Section } from '../../../ui/page.tsx'
import { Pagination, useCursorPages } from '../../../ui/pagination.tsx'
import { TableSkeleton } from '../../../ui/skeleton.tsx'
import { EmptyState, Loaded } from '../../../ui/states.tsx'
import { Table } from '../../../ui/table.tsx'
import { useColumns } from './columns.tsx'
import type { User } from './user.ts'
import { UserDialog } from './user-dialog.tsx'

const PAGE_SIZE = 50
const TYPING_MS = 250

export function Page() {
  const t = useText('admin-users')
  const [filters, setFilters] = useFilters({ q: '' })
  const search = useSettled(filters.q.trim())
  const pages = useCursorPages()
  const { reset } = pages
  // biome-ignore lint/correctness/useExhaustiveDependencies: another search means another list, from its first page
  useEffect(reset, [search])
  const [chosen, setChosen] = useState<User>()
  const columns = useColumns()
  const answer = useQuery({
    queryKey: keyOf('GET /admin/users', search, pages.cursor),
    queryFn: ({ signal }) =>
      call('GET /admin/users', {
        query: {
          limit: PAGE_SIZE,
          ...(search ? { search } : {}),
          ...(pages.cursor ? { cursor: pages.cursor } : {}),
        },
        signal,
      }),
    staleTime: STALE.list,
    placeholderData: keepPreviousData,
  })
  return (
    <PageBody wide>
      <PageHeader title={t('title')} purpose={t('purpose')} />
      <FilterRow>
        <Input
          size="sm"
          type="search"
          aria-label={t('search')}
          placeholder={t('search')}
          value={filters.q}
          maxLength={100}
          onChange={(event) => setFilters({ q: event.target.value })}
          className="max-w-72"
        />
      </FilterRow>
      <Section flush>
        <Loaded query={answer} loading={<TableSkeleton rows={8} columns={6} />}>
          {({ items, nextCursor }) =>
            items.length === 0 ? (
              <EmptyState
                title={search ? t('noMatch') : t('none')}
                action={search ? <Button onClick={() => setFilters({ q: '' })}>{t('clear')}</Button> : undefined}
              />
            ) : (
              <>
                <Table
                  label={t('title')}
                  density="compact"
                  columns={columns}
                  rows={items}
                  rowKey={({ identity }) => identity}
                  onRow={setChosen}
                />
                <Pagination pages={pages} nextCursor={nextCursor} pending={answer.isPlaceholderData} />
              </>
            )
          }
        </Loaded>
      </Section>
      {chosen ? <UserDialog key={chosen.identity} user={chosen} onClose={() => setChosen(undefined)} /> : null}
    </PageBody>
  )
}

function useSettled(text: string): string {
  const [settled, setSettled] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), TYPING_MS)
    return () => clearTimeout(timer)
  }, [text])
  return settled
}
