/** The mark price and how it comes about: three prices, their middle one, what holds it back, and the band around it. */
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { fromUnits, toUnits } from '../../amount/decimal.ts'
import { type Answer, call, keyOf } from '../../api/platform.ts'
import { useParameters } from '../../api/shared.ts'
import { useText } from '../../i18n/index.ts'
import { ParameterValue } from '../../parts/parameter-value.tsx'
import { Amount } from '../../ui/amount.tsx'
import { Badge } from '../../ui/badge.tsx'
import { TextLink } from '../../ui/link.tsx'
import { Section } from '../../ui/page.tsx'
import { TableSkeleton } from '../../ui/skeleton.tsx'
import { Loaded } from '../../ui/states.tsx'
import { TimeAgo } from '../../ui/time.tsx'

/** As often as the mark is taken. */
const REFRESH_MS = 10_000

type MarkPrice = Answer<'GET /market/mark-price'>

export function MarkSection({ market }: { market: Answer<'GET /market'> | undefined }) {
  const t = useText('markets')
  const answer = useQuery({
    queryKey: keyOf('GET /market/mark-price'),
    queryFn: ({ signal }) => call('GET /market/mark-price', { signal }),
    refetchInterval: REFRESH_MS,
  })
  return (
    <Section
      title={t('mark.title')}
      purpose={t('mark.text')}
      aside={answer.data?.at ? <TimeAgo at={answer.data.at} className="text-12 text-muted" /> : null}
    >
      <Loaded query={answer} loading={<TableSkeleton rows={6} columns={2} />}>
        {(mark) => <Made mark={mark} market={market} />}
      </Loaded>
    </Section>
  )
}

function Made({ mark, market }: { mark: MarkPrice; market: Answer<'GET /market'> | undefined }) {
  const t = useText('markets')
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap items-center gap-3">
        <Amount value={mark.mark ?? undefined} unit="CR" className="text-28 font-semibold max-sm:text-20" />
        {mark.mark === null ? <Badge>{t('mark.none')}</Badge> : null}
        {mark.frozen && mark.mark !== null ? <Badge tone="warn">{t('mark.frozen')}</Badge> : null}
      </div>
      <p className="text-13 text-muted">
        {mark.mark === null ? t('mark.noneText') : mark.frozen ? t('mark.frozenText') : t('mark.liveText')}
      </p>
      <dl className="flex flex-col">
        <Input name={t('mark.impactMid')} text={<Impact />} value={mark.impactMid} />
        <Input name={t('mark.twap5m')} text={t('mark.twapText')} value={mark.twap5m} />
        <Input name={t('mark.vwap60s')} text={t('mark.vwapText')} value={mark.vwap60s} />
        <Input name={t('mark.median30m')} text={<Clamps />} value={mark.median30m} />
      </dl>
      {market && mark.mark !== null ? <Band mark={mark.mark} market={market} /> : null}
      <p className="text-13">
        <TextLink to="/whitepaper">{t('mark.rules')}</TextLink>
      </p>
    </div>
  )
}

function Input({ name, text, value }: { name: string; text: ReactNode; value: string | null }) {
  return (
    <div className="flex items-baseline justify-between gap-6 border-b border-line/60 py-2 last:border-0">
      <dt className="min-w-0">
        <span className="block text-13">{name}</span>
        <span className="block text-12 text-muted">{text}</span>
      </dt>
      <dd className="shrink-0 text-14">
        <Amount value={value ?? undefined} unit="CR" />
      </dd>
    </div>
  )
}

/** A parameter's value as it is now inside a sentence. */
function Now({ name }: { name: string }) {
  const found = useParameters().data?.items.find(({ key }) => key === name)
  return found ? <ParameterValue unit={found.unit} value={found.value} /> : <>…</>
}

function Impact() {
  const t = useText('markets')
  const [before, after] = t('mark.impactText', { amount: '\u0000' }).split('\u0000')
  return (
    <>
      {before}
      <Now name="mark.impactNotional" />
      {after}
    </>
  )
}

function Clamps() {
  const t = useText('markets')
  const [before, between, after] = t('mark.clampText', { median: '\u0000', step: '\u0000' }).split('\u0000')
  return (
    <>
      {before}
      <Now name="mark.medianClamp" />
      {between}
      <Now name="mark.stepClamp" />
      {after}
    </>
  )
}

/** Where trades may happen now, unless a long freeze has widened it. */
function Band({ mark, market }: { mark: string; market: Answer<'GET /market'> }) {
  const t = useText('markets')
  const ticks = toUnits(mark, market.priceDecimals)
  const reach = (ticks * BigInt(market.bandBps)) / 10_000n
  const edge = (at: bigint) => <Amount value={fromUnits(at, market.priceDecimals)} />
  return (
    <p className="rounded-control bg-raised px-3 py-2 text-13">
      <span className="text-muted">{t('mark.band', { percent: market.bandBps / 100 })}</span> {edge(ticks - reach)} …{' '}
      {edge(ticks + reach)} <span className="text-12 text-muted">CR</span>
    </p>
  )
}
