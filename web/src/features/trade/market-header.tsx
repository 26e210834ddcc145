/** The market in one row: last price, change, 24 hours, mark price, and what keeps it from trading. */
import type { ReactNode } from 'react'
import { useTicker } from '../../api/shared.ts'
import { useText } from '../../i18n/index.ts'
import { Amount, Change } from '../../ui/amount.tsx'
import { Badge } from '../../ui/badge.tsx'
import { Explain } from '../../ui/popover.tsx'
import { DateTime } from '../../ui/time.tsx'

const bpsPercent = (bps: number): string => (bps / 100).toFixed(2)

export function MarketHeader() {
  const t = useText('trade')
  const ticker = useTicker()
  return (
    <header className="flex flex-wrap items-center gap-x-5 gap-y-1 px-3 py-2 @min-[1000px]:h-12 @min-[1000px]:flex-nowrap @min-[1000px]:overflow-hidden @min-[1000px]:py-0">
      <h1 className="text-16 font-semibold whitespace-nowrap">
        <span className="text-gold-text">LCO</span>
        <span className="text-muted"> / CR</span>
      </h1>
      <div className="flex items-baseline gap-2 max-sm:ml-auto">
        <Amount value={ticker?.last ?? undefined} flash className="text-20 font-semibold" />
        <Change percent={ticker?.changeBps == null ? undefined : bpsPercent(ticker.changeBps)} className="text-13" />
      </div>
      <dl className="flex min-w-0 flex-wrap items-center gap-x-5 gap-y-1 max-sm:grid max-sm:w-full max-sm:grid-cols-3">
        <Fact
          name={
            <Explain title={t('header.mark')} explanation={t('header.markText')}>
              {t('header.mark')}
            </Explain>
          }
        >
          <Amount value={ticker?.mark ?? undefined} />
        </Fact>
        <Fact name={t('header.high')}>
          <Amount value={ticker?.high24h ?? undefined} />
        </Fact>
        <Fact name={t('header.low')}>
          <Amount value={ticker?.low24h ?? undefined} />
        </Fact>
        <Fact name={t('header.volume')}>
          <Amount value={ticker?.volume24h} unit="LCO" decimals={0} />
        </Fact>
        <Fact name={t('header.quoteVolume')}>
          <Amount value={ticker?.quoteVolume24h} unit="CR" decimals={0} />
        </Fact>
      </dl>
      {ticker ? <MarketState {...{ ticker }} /> : null}
    </header>
  )
}

function Fact({ name, children }: { name: ReactNode; children: ReactNode }) {
  return (
    <div className="flex flex-col leading-tight">
      <dt className="text-12 whitespace-nowrap text-muted">{name}</dt>
      <dd className="text-13">{children}</dd>
    </div>
  )
}

function MarketState({ ticker }: { ticker: NonNullable<ReturnType<typeof useTicker>> }) {
  const t = useText('trade')
  if (!ticker.trading) return <Badge tone="warn">{t('state.stopped')}</Badge>
  if (ticker.pausedUntil !== null)
    return (
      <Badge tone="warn">
        {t('state.paused')} <DateTime at={ticker.pausedUntil} detail="clock" />
      </Badge>
    )
  if (ticker.mark === null || !ticker.frozen) return null
  return (
    <Explain title={t('state.frozen')} explanation={t('state.frozenText')}>
      <Badge tone="warn">{t('state.frozen')}</Badge>
    </Explain>
  )
}
