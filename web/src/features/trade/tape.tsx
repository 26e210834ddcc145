/** The tape: public trades as they happen, newest first; buyback slices of the fund in gold. */
import { clsx } from 'clsx'
import { memo } from 'react'
import type { ChannelView } from '../../api/channel.ts'
import { tradesChannel } from '../../api/channels.ts'
import { useChannel } from '../../api/live.ts'
import type { Answer } from '../../api/platform.ts'
import { useText } from '../../i18n/index.ts'
import { Amount } from '../../ui/amount.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { DateTime } from '../../ui/time.tsx'
import { Panel } from './panel.tsx'

type Trade = Answer<'GET /market/trades'>['items'][number]

/** Rows drawn; older ones are in the list of trades of the API. */
const SHOWN = 80

export const Tape = memo(function Tape() {
  const t = useText('trade')
  const trades = useChannel(tradesChannel)
  return (
    <Panel title={t('tape.title')}>
      <Rows trades={trades} />
    </Panel>
  )
})

function Rows({ trades }: { trades: ChannelView<Trade[]> }) {
  const t = useText('trade')
  if (trades.status !== 'live') {
    return (
      <div className="flex flex-col gap-2 p-3">
        <Skeleton className="h-3 w-full" />
        <Skeleton className="h-3 w-full" />
        <Skeleton className="h-3 w-full" />
      </div>
    )
  }
  if (trades.data.length === 0) {
    return (
      <EmptyState title={t('tape.empty')} className="my-auto py-4">
        {t('tape.emptyText')}
      </EmptyState>
    )
  }
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling list must be reachable by keyboard
    <div className="min-h-0 flex-1 overflow-y-auto -outline-offset-2" tabIndex={0}>
      <table className="w-full text-12" aria-label={t('tape.title')}>
        <thead className="sticky top-0 z-[1] bg-panel">
          <tr className="h-6 text-muted">
            <th scope="col" className="pl-3 text-left font-normal">
              {t('column.price')}
            </th>
            <th scope="col" className="text-right font-normal">
              {t('column.quantity')}
            </th>
            <th scope="col" className="pr-3 text-right font-normal">
              {t('column.time')}
            </th>
          </tr>
        </thead>
        <tbody>
          {trades.data.slice(0, SHOWN).map((trade) => (
            <Row key={trade.tradeId} trade={trade} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

const Row = memo(function Row({ trade }: { trade: Trade }) {
  const t = useText('trade')
  const buys = trade.takerSide === 'buy'
  const buyback = trade.source === 'buyback'
  return (
    <tr className="h-5">
      <td className={clsx('num pl-3', buyback ? 'text-gold-text' : buys ? 'text-up' : 'text-down')}>
        {trade.price}
        <span className="ml-1 text-12" aria-hidden="true">
          {buys ? '▲' : '▼'}
        </span>
        <span className="sr-only">{buys ? t('side.buy') : t('side.sell')}</span>
        {buyback ? <span className="ml-1.5">{t('tape.buyback')}</span> : null}
      </td>
      <td className="text-right">
        <Amount value={trade.quantity} />
      </td>
      <td className="pr-3 text-right text-muted">
        <DateTime at={trade.at} detail="clock" />
      </td>
    </tr>
  )
})
