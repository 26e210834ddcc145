/** The public price list: what every model costs at list, at the reader's tier, for a Whale and after mining. One model is model-page.tsx. */
import { useNavigate } from '@tanstack/react-router'
import { useSession } from '../../api/session.ts'
import { useText } from '../../i18n/index.ts'
import { inCharacters, unitBuckets } from '../../parts/rates.ts'
import { Button } from '../../ui/button.tsx'
import { useFilters } from '../../ui/filters.ts'
import { ButtonLink } from '../../ui/link.tsx'
import { FilterRow, PageBody, PageHeader, Section } from '../../ui/page.tsx'
import { SearchInput } from '../../ui/search-input.tsx'
import { Select } from '../../ui/select.tsx'
import { TableSkeleton } from '../../ui/skeleton.tsx'
import { EmptyState, Loaded } from '../../ui/states.tsx'
import { Table } from '../../ui/table.tsx'
import { Segmented } from '../../ui/toggle.tsx'
import { useColumns } from './columns.tsx'
import { BASES, type Basis, basisOf, type ModelFilters, matches, NO_FILTERS, sorted, sortOf } from './list.ts'
import { modelPath } from './name.tsx'
import { TermsRow } from './terms.tsx'
import { useModels } from './use-models.ts'

export function Page() {
  const t = useText('models')
  const visitor = useSession().status !== 'user'
  const [filters, setFilters] = useFilters(NO_FILTERS)
  const answer = useModels()
  const basis = basisOf(filters.basis, visitor)
  return (
    <PageBody>
      <PageHeader
        title={t('title')}
        purpose={t('purpose')}
        actions={
          <ButtonLink to="/playground" variant="primary">
            {t('try')}
          </ButtonLink>
        }
      />
      <TermsRow terms={answer.data} failed={answer.isError} visitor={visitor} />
      <Filters filters={filters} basis={basis} visitor={visitor} onChange={setFilters} />
      <Section flush title={t(`basis.${basis}`)} purpose={t(`basisText.${basis}`)}>
        <Loaded query={answer} loading={<TableSkeleton rows={9} columns={6} />}>
          {({ items }) => <Prices items={items} filters={filters} basis={basis} onChange={setFilters} />}
        </Loaded>
      </Section>
    </PageBody>
  )
}

interface FiltersProps {
  filters: ModelFilters
  basis: Basis
  visitor: boolean
  onChange: (change: Partial<ModelFilters>) => void
}

function Filters({ filters, basis, visitor, onChange }: FiltersProps) {
  const t = useText('models')
  const k = useText('kinds')
  const kinds = [...new Set((useModels().data?.items ?? []).map(({ kind }) => kind))].sort()
  return (
    <FilterRow>
      <SearchInput label={t('search')} value={filters.q} onChange={(q) => onChange({ q })} />
      {kinds.length > 1 ? (
        <Select
          size="sm"
          label={t('kindLabel')}
          value={filters.kind}
          onChange={(kind) => onChange({ kind })}
          options={[
            { value: '', label: t('allKinds') },
            ...kinds.map((kind) => ({ value: kind as string, label: k(`kind.${kind}`) })),
          ]}
        />
      ) : null}
      <Segmented
        size="sm"
        label={t('basisLabel')}
        value={basis}
        onChange={(next) => onChange({ basis: next })}
        options={BASES.filter((each) => !(visitor && each === 'yours')).map((each) => ({
          value: each,
          label: t(`basisShort.${each}`),
        }))}
        className="sm:ml-auto"
      />
    </FilterRow>
  )
}

interface PricesProps {
  items: Parameters<typeof sorted>[0]
  filters: ModelFilters
  basis: Basis
  onChange: FiltersProps['onChange']
}

function Prices({ items, filters, basis, onChange }: PricesProps) {
  const t = useText('models')
  const navigate = useNavigate()
  const columns = useColumns(
    basis,
    items.some((model) => inCharacters(model) || unitBuckets(model.list).length > 0),
  )
  const sort = sortOf(filters.sort)
  const shown = sorted(
    items.filter((model) => matches(model, filters)),
    sort,
    basis,
  )
  if (items.length === 0) return <EmptyState title={t('none')}>{t('noneText')}</EmptyState>
  if (shown.length === 0) {
    return (
      <EmptyState
        title={t('noMatch')}
        action={<Button onClick={() => onChange({ q: '', kind: '' })}>{t('clear')}</Button>}
      />
    )
  }
  return (
    <Table
      label={t('title')}
      columns={columns}
      rows={shown}
      rowKey={({ model }) => model}
      sort={sort}
      onSort={({ key, direction }) => onChange({ sort: `${key}.${direction}` })}
      onRow={({ model }) => void navigate({ to: modelPath(model) })}
    />
  )
}
