/** The ledger: every own entry by pages, filtered by asset, kind, account and reference; export as CSV. */
import { call, keyOf } from '../../../api/platform.ts'
import { STALE } from '../../../api/queries.ts'
import { useText } from '../../../i18n/index.ts'
import { Tag } from '../../../ui/badge.tsx'
import { Button } from '../../../ui/button.tsx'
import { useFilters } from '../../../ui/filters.ts'
import { ButtonLink } from '../../../ui/link.tsx'
import { FilterRow, Section } from '../../../ui/page.tsx'
import { PagedList, usePaged } from '../../../ui/paged.tsx'
import { Select } from '../../../ui/select.tsx'
import { TableSkeleton } from '../../../ui/skeleton.tsx'
import { EmptyState } from '../../../ui/states.tsx'
import { Segmented } from '../../../ui/toggle.tsx'
import { kindKey, kinds } from './entries.ts'
import { EntryTable } from './entry-table.tsx'
import { ExportButton } from './export-button.tsx'
import { LEDGER_DEFAULTS, type LedgerFilters, ledgerQuery } from './query.ts'

export function LedgerTab() {
  const t = useText('wallet')
  const [filters, setFilters] = useFilters(LEDGER_DEFAULTS)
  const asked = ledgerQuery(filters)
  const paged = usePaged({
    key: keyOf('GET /ledger', asked),
    read: (page, signal) => call('GET /ledger', { query: { ...asked, ...page }, signal }),
    staleTime: STALE.list,
  })
  const filtered = Object.keys(asked).length > 0
  return (
    <div className="flex flex-col gap-4">
      <Filters filters={filters} change={setFilters} />
      <Section flush>
        <PagedList
          paged={paged}
          loading={<TableSkeleton rows={10} columns={5} />}
          empty={
            filtered ? (
              <EmptyState
                title={t('noMatch')}
                action={<Button onClick={() => setFilters(LEDGER_DEFAULTS)}>{t('clear')}</Button>}
              />
            ) : (
              <EmptyState title={t('empty.title')} action={<ButtonLink to="/wallet/topup">{t('topup')}</ButtonLink>}>
                {t('empty.text')}
              </EmptyState>
            )
          }
        >
          {(entries) => <EntryTable label={t('tab.ledger')} entries={entries} />}
        </PagedList>
      </Section>
    </div>
  )
}

interface FiltersProps {
  filters: LedgerFilters
  change: (next: Partial<LedgerFilters>) => void
}

function Filters({ filters, change }: FiltersProps) {
  const t = useText('wallet')
  const asked = ledgerQuery(filters)
  return (
    <FilterRow>
      <Segmented
        size="sm"
        label={t('filter.asset')}
        value={asked.asset ?? 'all'}
        onChange={(asset) => change({ asset })}
        options={[
          { value: 'all', label: t('filter.all') },
          { value: 'CR', label: 'CR' },
          { value: 'LCO', label: 'LCO' },
        ]}
      />
      <Select
        size="sm"
        label={t('filter.kind')}
        value={asked.kind ?? 'all'}
        onChange={(kind) => change({ kind })}
        options={[
          { value: 'all', label: t('filter.allKinds') },
          ...kinds.map((kind) => ({ value: kind as string, label: t(`kind.${kindKey(kind)}`) })),
        ]}
        className="min-w-44"
      />
      {asked.purpose ? (
        <Tag onRemove={() => change({ purpose: '' })}>
          {t('filter.account', { name: t(`account.${asked.purpose}`) })}
        </Tag>
      ) : null}
      {asked.ref ? <Tag onRemove={() => change({ ref: '' })}>{t('filter.reference', { ref: asked.ref })}</Tag> : null}
      <span className="ml-auto">
        <ExportButton query={asked} />
      </span>
    </FilterRow>
  )
}
