/** The registry of parameters for operators: search, see what was changed, change within the bounds with a public reason. */
import { useState } from 'react'
import type { Parameter } from '../../../../../src/contract/transparency.ts'
import { useParameters } from '../../../api/shared.ts'
import { textNow, useText } from '../../../i18n/index.ts'
import { ParameterTable } from '../../../parts/parameter-table.tsx'
import { Badge, type Tone } from '../../../ui/badge.tsx'
import { Button } from '../../../ui/button.tsx'
import { useFilters } from '../../../ui/filters.ts'
import { FilterRow, PageBody, PageHeader, Section } from '../../../ui/page.tsx'
import { SearchInput } from '../../../ui/search-input.tsx'
import { TableSkeleton } from '../../../ui/skeleton.tsx'
import { EmptyState, Loaded } from '../../../ui/states.tsx'
import type { Column } from '../../../ui/table.tsx'
import { Segmented } from '../../../ui/toggle.tsx'
import { ChangeDialog } from './change-dialog.tsx'

const SHOWS = ['all', 'changed'] as const

export function Page() {
  const t = useText('admin-parameters')
  const [filters, setFilters] = useFilters({ q: '', show: 'all' })
  const [chosen, setChosen] = useState<Parameter>()
  const answer = useParameters()
  const columns = useColumns(setChosen)
  const show = SHOWS.find((each) => each === filters.show) ?? 'all'
  const wanted = (parameter: Parameter) =>
    (show === 'all' || parameter.value !== parameter.default) &&
    `${parameter.key} ${parameter.text} ${textNow(`parameters:text.${parameter.key}`)}`
      .toLowerCase()
      .includes(filters.q.trim().toLowerCase())
  return (
    <PageBody wide>
      <PageHeader title={t('title')} purpose={t('purpose')} />
      <FilterRow>
        <SearchInput label={t('search')} value={filters.q} onChange={(q) => setFilters({ q })} />
        <Segmented
          size="sm"
          label={t('show.label')}
          value={show}
          onChange={(next) => setFilters({ show: next })}
          options={SHOWS.map((each) => ({ value: each, label: t(`show.${each}`) }))}
        />
      </FilterRow>
      <Section flush>
        <Loaded query={answer} loading={<TableSkeleton rows={12} columns={6} />}>
          {({ items }) => {
            const shown = items.filter(wanted)
            if (shown.length > 0)
              return <ParameterTable label={t('title')} density="compact" items={shown} more={columns} />
            return (
              <EmptyState
                title={t('noMatch')}
                action={<Button onClick={() => setFilters({ q: '', show: 'all' })}>{t('clear')}</Button>}
              />
            )
          }}
        </Loaded>
      </Section>
      {chosen ? <ChangeDialog parameter={chosen} onClose={() => setChosen(undefined)} /> : null}
    </PageBody>
  )
}

const CLASS: Record<Parameter['class'], Tone> = { money: 'accent', risk: 'warn', operational: 'neutral' }

function useColumns(onChange: (parameter: Parameter) => void): Column<Parameter>[] {
  const t = useText('admin-parameters')
  return [
    {
      key: 'class',
      header: t('column.class'),
      folds: 2,
      cell: ({ class: kind }) => <Badge tone={CLASS[kind]}>{t(`class.${kind}`)}</Badge>,
    },
    {
      key: 'actions',
      header: <span className="sr-only">{t('change')}</span>,
      align: 'right',
      card: 'value',
      cell: (parameter) =>
        parameter.by.includes('operator') ? (
          <Button size="sm" onClick={() => onChange(parameter)}>
            {t('change')}
            <span className="sr-only"> {parameter.key}</span>
          </Button>
        ) : (
          <span className="text-12 text-muted">{t('governance')}</span>
        ),
    },
  ]
}
