/** Own runs: each with its budget, what is spent, held and left, and its end; opening one. */
import Plus from 'lucide-react/icons/plus'
import { useState } from 'react'
import { call, keyOf } from '../../api/platform.ts'
import { STALE } from '../../api/queries.ts'
import { useText } from '../../i18n/index.ts'
import { Button } from '../../ui/button.tsx'
import { useFilters } from '../../ui/filters.ts'
import { late } from '../../ui/late.tsx'
import { FilterRow, PageBody, PageHeader, Section } from '../../ui/page.tsx'
import { PagedList, usePaged } from '../../ui/paged.tsx'
import { TableSkeleton } from '../../ui/skeleton.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { Segmented } from '../../ui/toggle.tsx'
import { RunTable } from './table.tsx'

const OpenRun = late(() => import('./open.tsx').then((module) => module.OpenRun))

export function Page() {
  const t = useText('runs')
  const [filters, setFilters] = useFilters({ show: 'all' })
  const [opening, setOpening] = useState(false)
  const open = filters.show === 'open'
  const paged = usePaged({
    key: keyOf('GET /runs', open),
    read: (page, signal) => call('GET /runs', { query: { open, ...page }, signal }),
    staleTime: STALE.list,
  })
  const action = (
    <Button variant="primary" onClick={() => setOpening(true)} icon={<Plus size={16} aria-hidden="true" />}>
      {t('open')}
    </Button>
  )
  const showAll = <Button onClick={() => setFilters({ show: 'all' })}>{t('show.showAll')}</Button>
  return (
    <PageBody>
      <PageHeader title={t('title')} purpose={t('purpose')} actions={action} />
      <FilterRow>
        <Segmented
          size="sm"
          label={t('show.label')}
          value={open ? 'open' : 'all'}
          onChange={(show) => setFilters({ show })}
          options={[
            { value: 'all', label: t('show.all') },
            { value: 'open', label: t('show.open') },
          ]}
        />
      </FilterRow>
      <Section flush>
        <PagedList
          paged={paged}
          loading={<TableSkeleton rows={4} columns={6} />}
          empty={
            <EmptyState title={open ? t('empty.noneOpen') : t('empty.title')} action={open ? showAll : action}>
              {open ? null : t('empty.text')}
            </EmptyState>
          }
        >
          {(runs) => <RunTable runs={runs} />}
        </PagedList>
      </Section>
      {opening ? <OpenRun onClose={() => setOpening(false)} /> : null}
    </PageBody>
  )
}
