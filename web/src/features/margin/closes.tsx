/** Every step of every forced close with all its prices, newest first, by pages. */
import { type Answer, call, keyOf } from '../../api/platform.ts'
import { STALE } from '../../api/queries.ts'
import { useText } from '../../i18n/index.ts'
import { Amount } from '../../ui/amount.tsx'
import { PagedList, usePaged } from '../../ui/paged.tsx'
import { TableSkeleton } from '../../ui/skeleton.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { DateTime } from '../../ui/time.tsx'
import { levelText } from './figures.ts'
import { NothingYet } from './nothing-yet.tsx'

type Close = Answer<'GET /margin/closes'>['items'][number]

export function Closes() {
  const t = useText('margin-page')
  const columns = useColumns()
  const paged = usePaged({
    key: keyOf('GET /margin/closes'),
    read: (page, signal) => call('GET /margin/closes', { query: page, signal }),
    staleTime: STALE.list,
  })
  return (
    <PagedList
      paged={paged}
      loading={<TableSkeleton rows={3} columns={8} />}
      empty={<NothingYet>{t('closes.none')}</NothingYet>}
    >
      {(rows) => (
        <Table
          label={t('closes.title')}
          density="compact"
          columns={columns}
          rows={rows}
          rowKey={({ closeId }) => closeId}
        />
      )}
    </PagedList>
  )
}

function useColumns(): Column<Close>[] {
  const t = useText('margin-page')
  const m = useText('margin')
  const price = (
    key: 'mark' | 'liquidationPrice' | 'bankruptcyPrice' | 'limitPrice' | 'averagePrice',
    header: string,
    folds?: 1 | 2 | 3,
  ): Column<Close> => ({
    key,
    header,
    align: 'right',
    ...(folds !== undefined && { folds }),
    cell: (close) => <Amount value={close[key] ?? undefined} />,
  })
  return [
    {
      key: 'time',
      header: t('closes.time'),
      card: 'title',
      cell: ({ at }) => <DateTime at={at} detail="second" />,
    },
    {
      key: 'side',
      header: t('closes.what'),
      card: 'title',
      cell: ({ side }) => t(`closes.${side}`),
    },
    {
      key: 'level',
      header: t('closes.level'),
      align: 'right',
      cell: ({ levelBps, levelAfterBps }) => (
        <span className="num whitespace-nowrap">
          {levelText(levelBps)} → {levelAfterBps === null ? m('standing.noDebt') : levelText(levelAfterBps)}
        </span>
      ),
    },
    price('mark', t('closes.mark')),
    price('liquidationPrice', m('figure.liquidation'), 2),
    price('bankruptcyPrice', m('figure.bankruptcy'), 2),
    price('limitPrice', t('closes.limit'), 1),
    price('averagePrice', t('closes.average')),
    {
      key: 'quantity',
      header: t('closes.quantity'),
      align: 'right',
      cell: ({ quantity, wanted }) => (
        <span className="whitespace-nowrap">
          <Amount value={quantity} /> / <Amount value={wanted} unit="LCO" />
        </span>
      ),
    },
    {
      key: 'penalty',
      header: t('closes.penalty'),
      align: 'right',
      folds: 3,
      cell: ({ penalty }) => <Amount value={penalty} unit="CR" />,
    },
  ]
}
