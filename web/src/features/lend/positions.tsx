/** Own money in the pools: what is lent, what it has earned, what waits to be paid and how much is before it. */
import { type UseQueryResult, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { isZero } from '../../amount/decimal.ts'
import { amountText } from '../../amount/format.ts'
import { type Answer, call, keyOf } from '../../api/platform.ts'
import { useLanguage, useText } from '../../i18n/index.ts'
import { Amount } from '../../ui/amount.tsx'
import { Button } from '../../ui/button.tsx'
import { TableSkeleton } from '../../ui/skeleton.tsx'
import { EmptyState, Loaded } from '../../ui/states.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { DateTime } from '../../ui/time.tsx'
import { told } from '../../ui/toast.ts'
import { type Asset, type Position, useRefreshed } from './use-lending.ts'

export interface PositionsProps {
  query: UseQueryResult<Answer<'GET /lending'>>
  onTakeOut: (asset: Asset) => void
}

export function Positions({ query, onTakeOut }: PositionsProps) {
  const t = useText('lend')
  const columns = useColumns(onTakeOut)
  return (
    <Loaded query={query} loading={<TableSkeleton rows={2} columns={5} />}>
      {({ items }) => {
        const own = items.filter(({ lent, waiting }) => !isZero(lent) || !isZero(waiting))
        return own.length === 0 ? (
          <EmptyState title={t('position.none')} className="py-8">
            {t('position.noneText')}
          </EmptyState>
        ) : (
          <Table label={t('position.title')} columns={columns} rows={own} rowKey={({ asset }) => asset} />
        )
      }}
    </Loaded>
  )
}

function useColumns(onTakeOut: PositionsProps['onTakeOut']): Column<Position>[] {
  const t = useText('lend')
  return [
    {
      key: 'asset',
      header: t('pools.pool'),
      card: 'title',
      cell: ({ asset }) => (
        <span className={asset === 'LCO' ? 'font-medium text-gold-text' : 'font-medium'}>{asset}</span>
      ),
    },
    {
      key: 'lent',
      header: t('position.lent'),
      align: 'right',
      cell: ({ asset, lent }) => <Amount value={lent} unit={asset} flash />,
    },
    {
      key: 'earned',
      header: t('position.earned'),
      align: 'right',
      cell: ({ asset, earned }) => <Amount value={earned} unit={asset} tone={isZero(earned) ? 'none' : 'auto'} />,
    },
    {
      key: 'waiting',
      header: t('position.waiting'),
      align: 'right',
      cell: (position) => <Waiting {...{ position }} />,
    },
    {
      key: 'act',
      header: <span className="sr-only">{t('panel.withdraw')}</span>,
      align: 'right',
      card: 'value',
      cell: ({ asset, waiting }) =>
        isZero(waiting) ? (
          <Button
            size="sm"
            variant="ghost"
            aria-label={t('position.takeOne', { asset })}
            onClick={() => onTakeOut(asset)}
          >
            {t('panel.withdraw')}
          </Button>
        ) : (
          <TakeBack asset={asset} />
        ),
    },
  ]
}

function Waiting({ position: { asset, waiting, waitingSince, ahead } }: { position: Position }) {
  const t = useText('lend')
  const { locale } = useLanguage()
  if (isZero(waiting)) return <span className="text-dim">–</span>
  return (
    <span className="inline-flex flex-col items-end">
      <Amount value={waiting} unit={asset} />
      <span className="text-12 text-muted">
        {isZero(ahead) ? t('position.next') : t('position.ahead', { amount: amountText(ahead, locale), asset })}
      </span>
      {waitingSince === null ? null : (
        <span className="text-12 text-muted">
          {t('position.since')} <DateTime at={waitingSince} />
        </span>
      )}
    </span>
  )
}

function TakeBack({ asset }: { asset: Asset }) {
  const t = useText('lend')
  const client = useQueryClient()
  const refresh = useRefreshed()
  const [pending, setPending] = useState(false)
  const cancel = async () => {
    setPending(true)
    try {
      await call('POST /lending/cancel', { body: { asset } })
      told.done(t('position.takenBack'))
      refresh()
      await client.invalidateQueries({ queryKey: keyOf('GET /lending') })
    } catch (error) {
      told.failed(error)
    } finally {
      setPending(false)
    }
  }
  return (
    <Button size="sm" pending={pending} onClick={() => void cancel()}>
      {t('position.takeBack')}
    </Button>
  )
}
