/** The market in figures: price, volume, spread, depth near the middle, the mark price with what it is made of, and the trading rules. Trading itself is features/trade. */
import { useQuery } from '@tanstack/react-query'
import { bookChannel } from '../../api/channels.ts'
import { useChannel } from '../../api/live.ts'
import { call, keyOf } from '../../api/platform.ts'
import { STALE } from '../../api/queries.ts'
import { useMarket, useTicker } from '../../api/shared.ts'
import { useText } from '../../i18n/index.ts'
import { Amount, Change } from '../../ui/amount.tsx'
import { Badge } from '../../ui/badge.tsx'
import { ButtonLink } from '../../ui/link.tsx'
import { PageBody, PageHeader } from '../../ui/page.tsx'
import { Stat, StatRow } from '../../ui/stat.tsx'
import { DateTime } from '../../ui/time.tsx'
import { spreadOf } from './depth.ts'
import { DepthSection } from './depth-section.tsx'
import { MarkSection } from './mark-section.tsx'
import { Rules } from './rules.tsx'
import { Volume } from './volume.tsx'

export function Page() {
  const t = useText('markets')
  const market = useMarket()
  const live = useChannel(bookChannel)
  const book = live.status === 'live' ? live.data : undefined
  const candles = useQuery({
    queryKey: keyOf('GET /market/candles', '1d', 30),
    queryFn: ({ signal }) => call('GET /market/candles', { query: { interval: '1d', limit: 30 }, signal }),
    staleTime: STALE.settings,
  })
  return (
    <PageBody>
      <PageHeader
        title={t('title')}
        purpose={t('purpose')}
        actions={
          <ButtonLink to="/trade" variant="primary">
            {t('trade')}
          </ButtonLink>
        }
      />
      <Figures spread={market.data && book ? spreadOf(book, market.data) : undefined} known={book !== undefined} />
      <div className="grid items-start gap-6 xl:grid-cols-2">
        <MarkSection market={market.data} />
        <div className="flex min-w-0 flex-col gap-6">
          <DepthSection book={book} rules={market.data} />
          <Volume answer={candles} />
        </div>
      </div>
      <Rules market={market} />
    </PageBody>
  )
}

/** @param known the book has come; without a spread it has an empty side */
function Figures({ spread, known }: { spread: ReturnType<typeof spreadOf>; known: boolean }) {
  const t = useText('markets')
  const ticker = useTicker()
  return (
    <StatRow min={225}>
      <Stat
        label={t('last')}
        size="lg"
        value={ticker && <Amount value={ticker.last ?? undefined} unit="CR" flash />}
        note={
          ticker && (
            <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
              <Change percent={ticker.changeBps === null ? undefined : (ticker.changeBps / 100).toFixed(2)} />
              <State ticker={ticker} />
            </span>
          )
        }
      />
      <Stat
        label={t('volume')}
        value={ticker && <Amount value={ticker.volume24h} unit="LCO" decimals={1} />}
        note={ticker && <Amount value={ticker.quoteVolume24h} unit="CR" decimals={2} />}
      />
      <Stat
        label={t('range')}
        value={
          ticker && (
            <span className="num whitespace-nowrap">
              {ticker.low24h ?? '–'}
              <span className="font-normal text-muted"> – </span>
              {ticker.high24h ?? '–'}
            </span>
          )
        }
        note="CR"
      />
      <Stat
        label={t('spread')}
        definition={t('spreadText')}
        value={known ? (spread ? `${spread.percent} %` : '–') : undefined}
        note={spread ? <Amount value={spread.price} unit="CR" /> : known ? t('oneSided') : null}
      />
      <Stat
        label={t('best')}
        value={
          ticker && (
            <span className="num whitespace-nowrap">
              <span className="text-up">{ticker.bid?.[0] ?? '–'}</span>
              <span className="font-normal text-muted"> / </span>
              <span className="text-down">{ticker.ask?.[0] ?? '–'}</span>
            </span>
          )
        }
        note={t('bestText')}
      />
    </StatRow>
  )
}

function State({ ticker }: { ticker: NonNullable<ReturnType<typeof useTicker>> }) {
  const t = useText('markets')
  if (!ticker.trading) return <Badge tone="warn">{t('state.stopped')}</Badge>
  if (ticker.pausedUntil !== null)
    return (
      <Badge tone="warn">
        {t('state.paused')} <DateTime at={ticker.pausedUntil} detail="clock" />
      </Badge>
    )
  return <Badge tone="ok">{t('state.open')}</Badge>
}
