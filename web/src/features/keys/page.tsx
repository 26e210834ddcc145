/** Own keys: make, change, revoke; spending against each budget. */
import Plus from 'lucide-react/icons/plus'
import { useState } from 'react'
import type { Key } from '../../../../src/contract/keys.ts'
import { call, keyOf } from '../../api/platform.ts'
import { useText } from '../../i18n/index.ts'
import { Button } from '../../ui/button.tsx'
import { useFilters } from '../../ui/filters.ts'
import { late } from '../../ui/late.tsx'
import { FilterRow, PageBody, PageHeader, Section } from '../../ui/page.tsx'
import { PagedList, usePaged } from '../../ui/paged.tsx'
import { TableSkeleton } from '../../ui/skeleton.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { Segmented } from '../../ui/toggle.tsx'
import { KeyTable } from './table.tsx'

const CreateKey = late(() => import('../../parts/create-key.tsx').then((module) => module.CreateKey))
const ChangeKey = late(() => import('./change.tsx').then((module) => module.ChangeKey))
const RevokeKey = late(() => import('./revoke.tsx').then((module) => module.RevokeKey))

export function Page() {
  const t = useText('keys')
  const [filters, setFilters] = useFilters({ show: 'usable' })
  const [creating, setCreating] = useState(false)
  const [changing, setChanging] = useState<Key>()
  const [revoking, setRevoking] = useState<Key>()
  const all = filters.show === 'all'
  const paged = usePaged({
    key: keyOf('GET /keys', all),
    read: (page, signal) => call('GET /keys', { query: { includeRevoked: all, ...page }, signal }),
  })
  const create = (
    <Button variant="primary" onClick={() => setCreating(true)} icon={<Plus size={16} aria-hidden="true" />}>
      {t('create')}
    </Button>
  )
  return (
    <PageBody>
      <PageHeader title={t('title')} purpose={t('purpose')} actions={create} />
      <FilterRow>
        <Segmented
          size="sm"
          label={t('show.label')}
          value={all ? 'all' : 'usable'}
          onChange={(show) => setFilters({ show })}
          options={[
            { value: 'usable', label: t('show.usable') },
            { value: 'all', label: t('show.all') },
          ]}
        />
      </FilterRow>
      <Section flush>
        <PagedList
          paged={paged}
          loading={<TableSkeleton rows={4} columns={5} />}
          empty={
            <EmptyState title={t('empty.title')} action={create}>
              {t('empty.text')}
            </EmptyState>
          }
        >
          {(keys) => <KeyTable keys={keys} onChange={setChanging} onRevoke={setRevoking} />}
        </PagedList>
      </Section>
      {creating ? <CreateKey open onOpenChange={setCreating} /> : null}
      {changing ? <ChangeKey apiKey={changing} onClose={() => setChanging(undefined)} /> : null}
      {revoking ? <RevokeKey apiKey={revoking} onClose={() => setRevoking(undefined)} /> : null}
    </PageBody>
  )
}
