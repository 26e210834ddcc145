/** The registry of parameters for operators: search, see what was changed, change within the bounds with a public reason. */
import { useState } from 'react'
import type { Parameter } from '../../../../../src/contract/transparency.ts'
import { textNow, useText } from '../../../i18n/index.ts'
import { grouped } from '../../../parts/parameter-units.ts'
import { ParameterBounds, ParameterGroup, ParameterText, ParameterValue } from '../../../parts/parameter-value.tsx'
import { Badge, type Tone } from '../../../ui/badge.tsx'
import { Button } from '../../../ui/button.tsx'
import { useFilters } from '../../../ui/filters.ts'
import { Input } from '../../../ui/input.tsx'
import { FilterRow, PageBody, PageHeader, Section } from '../../../ui/page.tsx'
import { TableSkeleton } from '../../../ui/skeleton.tsx'
import { EmptyState, Loaded } from '../../../ui/states.tsx'
import { type Column, Table } from '../../../ui/table.tsx'
import { TimeAgo } from '../../../ui/time.tsx'
import { Segmented } from '../../../ui/toggle.tsx'
import { useParameters } from '../reads.ts'
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
        <Input
          size="sm"
          type="search"
          aria-label={t('search')}
          placeholder={t('search')}
          value={filters.q}
          onChange={(event) => setFilters({ q: event.target.value })}
          className="max-w-72"
        />
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
            const rows = grouped(items.filter(wanted)).flatMap(([group, own]) =>
              own.map((parameter, index) => ({ ...parameter, group: index === 0 ? group : '' })),
            )
            if (rows.length > 0)
              return (
                <Table label={t('title')} density="compact" columns={columns} rows={rows} rowKey={({ key }) => key} />
              )
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

/** `group` is set on the first of its group only. */
type Row = Parameter & { readonly group: string }

const CLASS: Record<Parameter['class'], Tone> = { money: 'accent', risk: 'warn', operational: 'neutral' }

function useColumns(onChange: (parameter: Parameter) => void): Column<Row>[] {
  const t = useText('admin-parameters')
  return [
    {
      key: 'group',
      header: t('column.area'),
      card: 'hidden',
      from: 'md',
      className: 'py-2 align-top font-semibold text-13 whitespace-nowrap',
      cell: ({ group }) => (group ? <ParameterGroup name={group} /> : null),
    },
    {
      key: 'key',
      header: t('column.key'),
      card: 'title',
      className: 'py-1.5',
      cell: (parameter) => (
        <span className="flex flex-col">
          <span className="font-mono text-13">{parameter.key}</span>
          <span className="text-12 font-normal text-muted">
            <ParameterText parameter={parameter} />
          </span>
        </span>
      ),
    },
    ...valueColumns(t),
    {
      key: 'class',
      header: t('column.class'),
      from: 'lg',
      cell: ({ class: kind }) => <Badge tone={CLASS[kind]}>{t(`class.${kind}`)}</Badge>,
    },
    {
      key: 'changed',
      header: t('column.changed'),
      align: 'right',
      from: 'lg',
      cell: ({ changedAt }) =>
        changedAt === null ? <span className="text-dim">–</span> : <TimeAgo at={changedAt} className="text-muted" />,
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

const valueColumns = (t: ReturnType<typeof useText>): Column<Row>[] => [
  {
    key: 'value',
    header: t('value'),
    align: 'right',
    cell: ({ unit, value, default: initial }) => (
      <span className={value === initial ? '' : 'font-medium text-accent'}>
        <ParameterValue unit={unit} value={value} />
      </span>
    ),
  },
  {
    key: 'default',
    header: t('default'),
    align: 'right',
    from: 'md',
    className: 'text-muted',
    cell: ({ unit, default: initial }) => <ParameterValue unit={unit} value={initial} />,
  },
  {
    key: 'bounds',
    header: t('column.bounds'),
    align: 'right',
    from: 'xl',
    className: 'text-muted',
    cell: (parameter) => <ParameterBounds parameter={parameter} />,
  },
]
