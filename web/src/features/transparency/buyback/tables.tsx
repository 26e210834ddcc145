/** Every slice and every fill of the sweep. */
import { useText } from '../../../i18n/index.ts'
import { Amount } from '../../../ui/amount.tsx'
import { Badge, type Tone } from '../../../ui/badge.tsx'
import { Section } from '../../../ui/page.tsx'
import { type Column, Table } from '../../../ui/table.tsx'
import { DateTime } from '../../../ui/time.tsx'
import type { BuybackRecord } from './verify.ts'

type Slice = BuybackRecord['sliceList'][number]
type Fill = BuybackRecord['fills'][number]

/** The record counts slices from 0, people from 1. */
const FIRST = 1

const TONES: Partial<Record<Slice['outcome'], Tone>> = {
  partial: 'neutral',
  nothing: 'warn',
  missed_late: 'warn',
  missed_paused: 'warn',
}

export function Slices({ record }: { record: BuybackRecord }) {
  const t = useText('transparency')
  const columns: Column<Slice>[] = [
    {
      key: 'slice',
      header: t('slice.slice'),
      card: 'title',
      cell: ({ slice }) => <span className="num">{slice + FIRST}</span>,
    },
    { key: 'at', header: t('slice.at'), cell: ({ at }) => <DateTime at={at} detail="clock" className="text-muted" /> },
    {
      key: 'outcome',
      header: t('slice.outcome'),
      folds: 3,
      cell: ({ outcome }) =>
        TONES[outcome] ? (
          <Badge tone={TONES[outcome]}>{t(`slice.${outcome}`)}</Badge>
        ) : (
          <span className="text-muted">{t(`slice.${outcome}`)}</span>
        ),
    },
    {
      key: 'offered',
      header: t('slice.offered'),
      align: 'right',
      folds: 3,
      cell: ({ offered }) => <Amount value={offered} />,
    },
    { key: 'spent', header: t('slice.spent'), align: 'right', cell: ({ spent }) => <Amount value={spent} /> },
    {
      key: 'bought',
      header: t('slice.bought'),
      align: 'right',
      card: 'value',
      cell: ({ bought }) => <Amount value={bought} decimals={1} />,
    },
    {
      key: 'hash',
      header: t('slice.hash'),
      align: 'right',
      folds: 2,
      card: 'hidden',
      cell: ({ hash }) => (
        <code title={hash} className="font-mono text-12 text-muted">
          {hash.slice(0, 12)}…
        </code>
      ),
    },
  ]
  return (
    <Section flush title={t('slice.title')} purpose={t('slice.text')}>
      <Table
        label={t('slice.title')}
        density="compact"
        cards={false}
        columns={columns}
        rows={record.sliceList}
        rowKey={({ slice }) => slice}
      />
    </Section>
  )
}

export function Fills({ record }: { record: BuybackRecord }) {
  const t = useText('transparency')
  const columns: Column<Fill>[] = [
    {
      key: 'trade',
      header: t('fill.trade'),
      card: 'title',
      cell: ({ tradeId }) => <span className="num">#{tradeId}</span>,
    },
    { key: 'slice', header: t('slice.slice'), align: 'right', folds: 3, cell: ({ slice }) => slice + FIRST },
    {
      key: 'at',
      header: t('slice.at'),
      align: 'right',
      folds: 3,
      cell: ({ at }) => <DateTime at={at} detail="clock" className="text-muted" />,
    },
    { key: 'price', header: t('fill.price'), align: 'right', cell: ({ price }) => <Amount value={price} /> },
    {
      key: 'lco',
      header: t('fill.lco'),
      align: 'right',
      card: 'value',
      cell: ({ lco }) => <Amount value={lco} decimals={1} />,
    },
    { key: 'credits', header: t('fill.credits'), align: 'right', cell: ({ credits }) => <Amount value={credits} /> },
  ]
  if (record.fills.length === 0) return null
  return (
    <Section flush title={t('fill.title')} purpose={t('fill.text', { count: record.fills.length })}>
      <Table
        label={t('fill.title')}
        density="compact"
        cards={false}
        columns={columns}
        rows={record.fills}
        rowKey={({ tradeId }) => tradeId}
      />
    </Section>
  )
}
