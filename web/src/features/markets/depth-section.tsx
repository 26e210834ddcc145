/** How much stands on both sides of the middle within a few distances, as figures with bars. */

import { ratio } from '../../amount/decimal.ts'
import type { BookView } from '../../api/channels.ts'
import type { Answer } from '../../api/platform.ts'
import { useText } from '../../i18n/index.ts'
import { Amount } from '../../ui/amount.tsx'
import { Section } from '../../ui/page.tsx'
import { TableSkeleton } from '../../ui/skeleton.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { type BookDepth, depthWithin } from './depth.ts'

/** Basis points. */
const DISTANCES = [50, 100, 200, 500] as const

export interface DepthSectionProps {
  book: BookView | undefined
  rules: Answer<'GET /market'> | undefined
}

export function DepthSection({ book, rules }: DepthSectionProps) {
  const t = useText('markets')
  return (
    <Section flush title={t('depth.title')} purpose={t('depth.text')}>
      {book && rules ? <Figures {...{ book, rules }} /> : <TableSkeleton rows={4} columns={3} />}
    </Section>
  )
}

interface Row {
  bps: number
  depth: BookDepth
}

function Figures({ book, rules }: { book: BookView; rules: Answer<'GET /market'> }) {
  const t = useText('markets')
  const rows = DISTANCES.flatMap((bps): Row[] => {
    const depth = depthWithin(book, bps, rules)
    return depth ? [{ bps, depth }] : []
  })
  const widest = rows.at(-1)
  if (!widest) return <EmptyState title={t('depth.empty')}>{t('depth.emptyText')}</EmptyState>
  const most = Math.max(Number(widest.depth.bids.value), Number(widest.depth.asks.value))
  const side = (key: 'bids' | 'asks'): Column<Row> => ({
    key,
    header: t(`depth.${key}`),
    align: 'right',
    width: '40%',
    className: 'py-1.5',
    cell: ({ depth }) => {
      const { quantity, value } = depth[key]
      return (
        <span className="relative block px-1.5">
          <span
            aria-hidden="true"
            className={`absolute inset-y-0 right-0 rounded-[3px] ${key === 'bids' ? 'bg-up/14' : 'bg-down/14'}`}
            style={{ width: `${ratio(value, String(most)) * 100}%` }}
          />
          <span className="relative flex flex-col leading-tight [&_.text-dim]:text-inherit">
            <Amount value={quantity} unit="LCO" decimals={1} />
            <Amount value={value} unit="CR" decimals={2} className="text-12 text-muted" />
          </span>
        </span>
      )
    },
  })
  return (
    <Table
      label={t('depth.title')}
      density="compact"
      columns={[
        { key: 'distance', header: t('depth.within'), card: 'title', cell: ({ bps }) => `± ${bps / 100} %` },
        side('bids'),
        side('asks'),
      ]}
      rows={rows}
      rowKey={({ bps }) => bps}
    />
  )
}
