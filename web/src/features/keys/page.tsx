/** Own keys: make, change, revoke; spending against each budget. */
import { useQuery } from '@tanstack/react-query'
import Plus from 'lucide-react/icons/plus'
import { lazy, Suspense, useState } from 'react'
import type { Key } from '../../../../src/contract/keys.ts'
import { call, keyOf } from '../../api/platform.ts'
import { useText } from '../../i18n/index.ts'
import { Button } from '../../ui/button.tsx'
import { useFilters } from '../../ui/filters.ts'
import { FilterRow, PageBody, PageHeader, Section } from '../../ui/page.tsx'
import { Pagination, useCursorPages } from '../../ui/pagination.tsx'
import { TableSkeleton } from '../../ui/skeleton.tsx'
import { EmptyState, Loaded } from '../../ui/states.tsx'
import { Segmented } from '../../ui/toggle.tsx'
import { KeyTable } from './table.tsx'

const CreateKey = lazy(() => import('../../parts/create-key.tsx').then((module) => ({ default: module.CreateKey })))
const ChangeKey = lazy(() => import('./change.tsx').then((module) => ({ default: module.ChangeKey })))
const RevokeKey = lazy(() => import('./revoke.tsx').then((module) => ({ default: module.RevokeKey })))

export function Page() {
  const t = useText('keys')
  const [filters, setFilters] = useFilters({ show: 'usable' })
  const [creating, setCreating] = useState(false)
  const [changing, setChanging] = useState<Key>()
  const [revoking, setRevoking] = useState<Key>()
  const pages = useCursorPages()
  const all = filters.show === 'all'
  const query = useQuery({
    queryKey: keyOf('GET /keys', all, pages.cursor),
    queryFn: ({ signal }) => call('GET /keys', { query: { includeRevoked: all, cursor: pages.cursor }, signal }),
  })
  const create = (
    <Button variant="primary" onClick={() => setCreating(true)} icon={<Plus size={16} aria-hidden="true" />}>
      {t('create')}
    </Button>
  )
  const show = (value: 'usable' | 'all') => {
    pages.reset()
    setFilters({ show: value })
  }
  return (
    <PageBody>
      <PageHeader title={t('title')} purpose={t('purpose')} actions={create} />
      <FilterRow>
        <Segmented
          size="sm"
          label={t('show.label')}
          value={all ? 'all' : 'usable'}
          onChange={show}
          options={[
            { value: 'usable', label: t('show.usable') },
            { value: 'all', label: t('show.all') },
          ]}
        />
      </FilterRow>
      <Section flush>
        <Loaded query={query} loading={<TableSkeleton rows={4} columns={5} />}>
          {({ items, nextCursor }) =>
            items.length === 0 ? (
              <EmptyState title={t('empty.title')} action={create}>
                {t('empty.text')}
              </EmptyState>
            ) : (
              <>
                <KeyTable keys={items} onChange={setChanging} onRevoke={setRevoking} />
                <Pagination pages={pages} nextCursor={nextCursor} pending={query.isFetching} />
              </>
            )
          }
        </Loaded>
      </Section>
      <Suspense>
        {creating ? <CreateKey open onOpenChange={setCreating} /> : null}
        {changing ? <ChangeKey apiKey={changing} onClose={() => setChanging(undefined)} /> : null}
        {revoking ? <RevokeKey apiKey={revoking} onClose={() => setRevoking(undefined)} /> : null}
      </Suspense>
    </PageBody>
  )
}
