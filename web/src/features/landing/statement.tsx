/** The live statement: supply, burn, emission and price as one aligned column, like a bank's slip. */
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { addDecimal } from '../../amount/decimal.ts'
import { call, keyOf } from '../../api/platform.ts'
import { STALE } from '../../api/queries.ts'
import { useTicker } from '../../api/shared.ts'
import { useText } from '../../i18n/index.ts'
import { Amount } from '../../ui/amount.tsx'
import { TextLink } from '../../ui/link.tsx'
import { Explain } from '../../ui/popover.tsx'
import { Progress } from '../../ui/progress.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { ErrorState } from '../../ui/states.tsx'
import { DateTime, useNow } from '../../ui/time.tsx'

const WEEK_MS = 7 * 86_400_000

export function Statement() {
  const t = useText('landing')
  const c = useText('common')
  const supply = useQuery({
    queryKey: keyOf('GET /transparency/supply'),
    queryFn: ({ signal }) => call('GET /transparency/supply', { signal }),
    staleTime: STALE.live,
    refetchInterval: STALE.live,
  })
  const burned = useBurnedThisWeek()
  const ticker = useTicker()
  const data = supply.data
  if (supply.error && !data) {
    return (
      <div className="panel">
        <ErrorState error={supply.error} onRetry={() => void supply.refetch()} />
      </div>
    )
  }
  const share = data ? Number(data.minted) / Number(data.max) : 0
  return (
    <section aria-label={t('statement.title')} className="panel">
      <header className="flex items-baseline justify-between gap-4 border-b border-line px-5 py-3">
        <h2 className="text-14 font-semibold">{t('statement.title')}</h2>
        <span className="text-12 text-muted">
          {data ? (
            <>
              {c('asOf')} <DateTime at={data.asOf} />
            </>
          ) : null}
        </span>
      </header>
      <dl className="px-5 py-2">
        <Row label={t('statement.price')} explanation={t('statement.priceText')} big>
          {ticker ? <Price last={ticker.last} /> : undefined}
        </Row>
        <Row label={t('statement.minted')} explanation={t('statement.mintedText')}>
          {data ? <Amount value={data.minted} unit="LCO" decimals="auto" flash /> : undefined}
        </Row>
        <Row label={t('statement.burned')} explanation={t('statement.burnedText')}>
          {data ? (
            <Amount value={data.burned.total} unit="LCO" decimals="auto" flash className="text-gold-text" />
          ) : undefined}
        </Row>
        <Row label={t('statement.burned7')} explanation={t('statement.burned7Text')}>
          {burned === undefined ? undefined : (
            <Amount value={burned} unit="LCO" decimals="auto" className="text-gold-text" />
          )}
        </Row>
        <Row label={t('statement.rate')} explanation={t('statement.rateText')}>
          {data ? <Amount value={data.lcoPerCredit} unit="LCO" decimals={8 - zeros(data.lcoPerCredit)} /> : undefined}
        </Row>
      </dl>
      <div className="border-t border-line px-5 py-4">
        <div className="mb-2 flex justify-between gap-4 text-12 text-muted">
          <span>{data ? t('statement.era', { era: data.era }) : ' '}</span>
          <span className="num">{data ? t('statement.share', { percent: (share * 100).toFixed(2) }) : ''}</span>
        </div>
        <Progress share={share} tone="gold" label={t('statement.minted')} />
        <p className="mt-3 text-12 text-muted">
          <TextLink to="/transparency">{t('statement.proof')}</TextLink>
        </p>
      </div>
    </section>
  )
}

/** Trailing zeros of an eight-decimal amount that need not be shown: keeps at least two decimals. */
const zeros = (value: string): number => Math.min(6, /0*$/.exec(value.split('.')[1] ?? '')?.[0].length ?? 0)

function Price({ last }: { last: string | null }) {
  const c = useText('common')
  if (last === null) return <span className="text-14 font-normal text-muted">{c('market.none')}</span>
  return <Amount value={last} unit="CR" flash />
}

interface RowProps {
  label: string
  explanation: string
  big?: boolean
  children: ReactNode | undefined
}

function Row({ label, explanation, big, children }: RowProps) {
  return (
    <div className="flex items-baseline justify-between gap-6 border-b border-line/60 py-2.5 last:border-0">
      <dt className="text-13 text-muted">
        <Explain title={label} explanation={explanation}>
          {label}
        </Explain>
      </dt>
      <dd className={big ? 'text-20 font-semibold' : 'text-16 font-medium'}>
        {children ?? <Skeleton className="h-4 w-28" />}
      </dd>
    </div>
  )
}

function useBurnedThisWeek(): string | undefined {
  const since = useNow() - WEEK_MS
  const { data } = useQuery({
    queryKey: keyOf('GET /transparency/buybacks', 'newest'),
    queryFn: ({ signal }) => call('GET /transparency/buybacks', { query: { limit: 5 }, signal }),
    staleTime: STALE.settings,
  })
  if (!data) return undefined
  return data.items
    .filter((item) => (item.closedAt ?? 0) >= since)
    .reduce((sum, item) => addDecimal(sum, item.burned), '0.00')
}
