/** What came into the risk reserve and left it, by day, asset and what it was booked for, in words. */
import { isZero } from '../../amount/decimal.ts'
import { hasText, useText } from '../../i18n/index.ts'
import { Amount } from '../../ui/amount.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { DateTime } from '../../ui/time.tsx'
import { NothingYet } from './nothing-yet.tsx'
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
    { key: 'kind', header: t('flows.kind'), card: 'title', cell: ({ kind }) => <KindName kind={kind} /> },
    amount('received'),
    amount('paid'),
  ]
  if (flows.length === 0) return <NothingYet>{t('flows.none')}</NothingYet>
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

/** The ledger's kind in words; a kind that has none yet is told as it is. */
function KindName({ kind }: Pick<Flow, 'kind'>) {
  const t = useText('margin-page')
  const key = kind.replaceAll('.', '-')
  return hasText(`margin-page:flows.of.${key}`) ? t(`flows.of.${key}`) : <code className="text-12">{kind}</code>
}
