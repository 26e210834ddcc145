/** Places of a round: rank, public name, score, prize. The own row is marked. */
import { isZero } from '../../amount/decimal.ts'
import { useText } from '../../i18n/index.ts'
import { Amount } from '../../ui/amount.tsx'
import { Badge } from '../../ui/badge.tsx'
import { Table } from '../../ui/table.tsx'
import type { Standing } from './use-wars.ts'

interface StandingsProps {
  rows: readonly Standing[]
  /** the own rank among them */
  own?: number | null
}

export function Standings({ rows, own = null }: StandingsProps) {
  const t = useText('wars')
  return (
    <Table
      label={t('standings.title')}
      rows={rows}
      rowKey={({ rank }) => rank}
      highlight={({ rank }) => rank === own}
      columns={[
        {
          key: 'rank',
          header: t('column.rank'),
          align: 'right',
          width: '64px',
          only: 'rows',
          cell: ({ rank }) => <span className={rank <= 10 ? 'num font-semibold' : 'num text-muted'}>{rank}</span>,
        },
        {
          key: 'name',
          header: t('column.name'),
          card: 'title',
          cell: ({ rank, name }) => (
            <span className="inline-flex min-w-0 items-center gap-2">
              <span className="num text-muted sm:hidden">{rank}.</span>
              <span className="truncate">{name}</span>
              {rank === own ? <Badge>{t('you')}</Badge> : null}
            </span>
          ),
        },
        {
          key: 'score',
          header: t('column.score'),
          align: 'right',
          card: 'value',
          cell: ({ score }) => <Amount value={score} unit="CR" decimals="auto" flash />,
        },
        {
          key: 'prize',
          header: t('column.prize'),
          align: 'right',
          has: ({ prize }) => !isZero(prize),
          cell: ({ prize }) =>
            isZero(prize) ? <span className="text-dim">–</span> : <Amount value={prize} unit="LCO" decimals="auto" />,
        },
      ]}
    />
  )
}
