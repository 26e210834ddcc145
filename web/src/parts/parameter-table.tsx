/** The registry of parameters as a table by area. Needs the texts of the namespace parameters. */
import type { Parameter } from '../../../src/contract/transparency.ts'
import { useText } from '../i18n/index.ts'
import { type Column, Table } from '../ui/table.tsx'
import { TimeAgo } from '../ui/time.tsx'
import { grouped, groupOf } from './parameter-units.ts'
import { ParameterBounds, ParameterGroup, ParameterText, ParameterValue } from './parameter-value.tsx'

export interface ParameterTableProps {
  label: string
  items: readonly Parameter[]
  /** columns of one page after those that all have */
  more?: readonly Column<Parameter>[]
  density?: 'compact'
}

export function ParameterTable({ label, items, more = [], density }: ParameterTableProps) {
  const columns = useColumns()
  return (
    <Table
      label={label}
      columns={[...columns, ...more]}
      rows={grouped(items).flatMap(([, own]) => own)}
      rowKey={({ key }) => key}
      group={{ of: ({ key }) => groupOf(key), name: (group) => <ParameterGroup name={group} /> }}
      {...(density ? { density } : {})}
    />
  )
}

function useColumns(): Column<Parameter>[] {
  const t = useText('parameters')
  return [
    {
      key: 'key',
      header: t('column.name'),
      card: 'title',
      least: '240px',
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
    {
      key: 'value',
      header: t('column.value'),
      align: 'right',
      cell: ({ unit, value, default: initial }) => (
        <span className={value === initial ? '' : 'font-medium text-accent'}>
          <ParameterValue unit={unit} value={value} />
        </span>
      ),
    },
    {
      key: 'default',
      header: t('column.default'),
      align: 'right',
      folds: 3,
      className: 'text-muted',
      cell: ({ unit, default: initial }) => <ParameterValue unit={unit} value={initial} />,
    },
    {
      key: 'bounds',
      header: t('column.bounds'),
      align: 'right',
      folds: 1,
      className: 'text-muted',
      cell: (parameter) => <ParameterBounds parameter={parameter} />,
    },
    {
      key: 'changed',
      header: t('column.changed'),
      align: 'right',
      folds: 2,
      cell: ({ changedAt }) =>
        changedAt === null ? <span className="text-dim">–</span> : <TimeAgo at={changedAt} className="text-muted" />,
    },
  ]
}
