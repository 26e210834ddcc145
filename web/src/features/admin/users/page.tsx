/** People of this instance: search, balances, roles, suspension. */
import { useState } from 'react'
import { call, keyOf } from '../../../api/platform.ts'
import { STALE } from '../../../api/queries.ts'
import { useText } from '../../../i18n/index.ts'
import { Button } from '../../../ui/button.tsx'
import { useFilters } from '../../../ui/filters.ts'
import { FilterRow, PageBody, PageHeader, Section } from '../../../ui/page.tsx'
import { PagedList, usePaged } from '../../../ui/paged.tsx'
import { SearchInput } from '../../../ui/search-input.tsx'
import { useSettled } from '../../../ui/settled.ts'
import { TableSkeleton } from '../../../ui/skeleton.tsx'
import { EmptyState } from '../../../ui/states.tsx'
import { Table } from '../../../ui/table.tsx'
import { useColumns } from './columns.tsx'
import type { User } from './user.ts'
import { UserDialog } from './user-dialog.tsx'

const PAGE_SIZE = 50

export function Page() {
  const t = useText('admin-users')
  const [filters, setFilters] = useFilters({ q: '' })
  const search = useSettled(filters.q.trim())
  const [chosen, setChosen] = useState<User>()
  const columns = useColumns()
  const paged = usePaged({
    key: keyOf('GET /admin/users', search),
    read: (page, signal) =>
      call('GET /admin/users', { query: { limit: PAGE_SIZE, ...(search ? { search } : {}), ...page }, signal }),
    staleTime: STALE.list,
  })
  return (
    <PageBody wide>
      <PageHeader title={t('title')} purpose={t('purpose')} />
      <FilterRow>
        <SearchInput label={t('search')} value={filters.q} onChange={(q) => setFilters({ q })} />
      </FilterRow>
      <Section flush>
        <PagedList
          paged={paged}
          loading={<TableSkeleton rows={8} columns={6} />}
          empty={
            <EmptyState
              title={search ? t('noMatch') : t('none')}
              action={search ? <Button onClick={() => setFilters({ q: '' })}>{t('clear')}</Button> : undefined}
            />
          }
        >
          {(users) => (
            <Table
              label={t('title')}
              density="compact"
              columns={columns}
              rows={users}
              rowKey={({ identity }) => identity}
              onRow={setChosen}
            />
          )}
        </PagedList>
      </Section>
      {chosen ? <UserDialog key={chosen.identity} user={chosen} onClose={() => setChosen(undefined)} /> : null}
    </PageBody>
  )
}
