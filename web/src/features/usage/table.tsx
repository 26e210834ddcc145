/** The rows behind the chart, with everything there is to say about each. */
import { useLanguage, useText } from '../../i18n/index.ts'
import { Amount } from '../../ui/amount.tsx'
import { Section } from '../../ui/page.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import type { Usage, UsageRow } from './span.ts'

const count = (value: number): string => value.toLocaleString('en-US')

export function UsageTable({ usage }: { usage: Usage }) {
  const t = useText('usage')
  const columns = useColumns(usage)
  const rows = usage.by === 'day' ? [...usage.items].reverse() : usage.items
  return (
    <Section flush title={t('table')}>
      <Table label={t('table')} density="compact" columns={columns} rows={rows} rowKey={({ group }) => group} />
    </Section>
  )
}

function useColumns({ by }: Usage): Column<UsageRow>[] {
  const t = useText('usage')
  const { locale } = useLanguage()
  const day = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' })
  const figure = (key: 'calls' | 'failed' | 'inputTokens' | 'cachedTokens' | 'outputTokens'): Column<UsageRow> => ({
    key,
    header: t(`column.${key}`),
    align: 'right',
    cell: (row) => count(row[key]),
    ...(key === 'cachedTokens' || key === 'failed' ? { folds: 2 as const } : {}),
  })
  return [
    {
      key: 'group',
      header: t(`by.${by}`),
      card: 'title',
      ...(by === 'day' ? { className: 'whitespace-nowrap' } : {}),
      cell: ({ group, label }) =>
        by === 'day' ? day.format(Number(group)) : group === '0' && by === 'key' ? t('session') : label,
    },
    figure('calls'),
    figure('failed'),
    figure('inputTokens'),
    figure('cachedTokens'),
    figure('outputTokens'),
    {
      key: 'list',
      header: t('column.list'),
      align: 'right',
      folds: 1,
      cell: ({ list }) => <Amount value={list} unit="CR" decimals={6} />,
    },
    {
      key: 'spent',
      header: t('column.spent'),
      align: 'right',
      card: 'value',
      cell: ({ spent }) => <Amount value={spent} unit="CR" decimals={6} />,
    },
    {
      key: 'mined',
      header: t('column.mined'),
      align: 'right',
      cell: ({ mined }) => <Amount value={mined} unit="LCO" decimals={8} />,
    },
  ]
}
