/** Between asks and bids: the last price with its direction, mark price and spread. */
import { clsx } from 'clsx'
import { type Level, tradesChannel } from '../../../api/channels.ts'
import { useChannel } from '../../../api/live.ts'
import { useTicker } from '../../../api/shared.ts'
import { useText } from '../../../i18n/index.ts'
import { Amount } from '../../../ui/amount.tsx'
import { type MarketRules, priceText } from '../pair.ts'
import { spreadOf } from './group.ts'

export interface MiddleProps {
  bid: Level | undefined
  ask: Level | undefined
  rules: MarketRules
}

export function Middle({ bid, ask, rules }: MiddleProps) {
  const t = useText('trade')
  const ticker = useTicker()
  const trades = useChannel(tradesChannel)
  const side = trades.status === 'live' ? trades.data[0]?.takerSide : undefined
  const spread = spreadOf(bid, ask, rules)
  return (
    <div className="flex h-11 shrink-0 items-center justify-between gap-3 border-y border-line px-3">
      <span className={clsx('text-16 font-semibold', side === 'buy' && 'text-up', side === 'sell' && 'text-down')}>
        <Amount value={ticker?.last ?? undefined} />
        {side ? <span className="ml-1 text-12">{side === 'buy' ? '▲' : '▼'}</span> : null}
      </span>
      <dl className="grid grid-cols-[auto_auto] gap-x-2 text-right text-12 leading-4">
        <dt className="whitespace-nowrap text-muted">{t('book.mark')}</dt>
        <dd>
          <Amount value={ticker?.mark ?? undefined} />
        </dd>
        <dt className="whitespace-nowrap text-muted">{t('book.spread')}</dt>
        <dd className="num whitespace-nowrap" title={spread ? `${priceText(spread.ticks, rules)} CR` : undefined}>
          {spread ? `${spread.percent}%` : '–'}
        </dd>
      </dl>
    </div>
  )
}
