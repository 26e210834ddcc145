/** What came into the risk reserve and left it, by day, asset and kind of ledger entry. */
import { isZero } from '../../amount/decimal.ts'
import { useText } from '../../i18n/index.ts'
import { Amount } from '../../ui/amount.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { DateTime } from '../../ui/time.tsx'
import type { Reserve } from './use-records.ts'

type Flow = Reserve['flows'][number]

export function ReserveFlows({ flows }: Pick<Reserve, 'flows'>) {
  const t = useText('margin-page')
  const amount = (key: 'received' | 'paid'): Column<Flow> => ({
    key,
    header: t(`flows.${key}`),
    align: 'right',
    cell: (flow) => (isZero(flow[key]) ? '–' : <Amount value={flow[key]} unit={flow.asset} />),
  })
  const columns: Column<Flow>[] = [
    { key: 'day', header: t('flows.day'), card: 'title', cell: ({ day }) => <DateTime at={day} detail="day" /> },
    { key: 'kind', header: t('flows.kind'), cell: ({ kind }) => <code className="text-12">{kind}</code> },
    amount('received'),
    amount('paid'),
  ]
  if (flows.length === 0)
    return (
      <EmptyState title={t('flows.none')} className="py-8">
        {t('flows.noneText')}
      </EmptyState>
    )
  return (
    <Table
      label={t('flows.title')}
      density="compact"
      columns={columns}
      rows={[...flows].reverse()}
      rowKey={({ day, asset, kind }) => `${day} ${asset} ${kind}`}
    />
  )
}
