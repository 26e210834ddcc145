/** The public record of one buyback: what was spent, what it bought, what burned; every slice and fill; recomputable here. */
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { isZero, subDecimal } from '../../amount/decimal.ts'
import { ApiProblem } from '../../api/client.ts'
import { call, keyOf } from '../../api/platform.ts'
import { STALE } from '../../api/queries.ts'
import { useText } from '../../i18n/index.ts'
import { Amount } from '../../ui/amount.tsx'
import { Badge } from '../../ui/badge.tsx'
import { ButtonLink } from '../../ui/link.tsx'
import { Facts, PageBody, PageHeader, Section } from '../../ui/page.tsx'
import { PageSkeleton } from '../../ui/skeleton.tsx'
import { EmptyState, Loaded } from '../../ui/states.tsx'
import { SweepChart } from './buyback/chart.tsx'
import { Proof } from './buyback/proof.tsx'
import { Fills, Slices } from './buyback/tables.tsx'
import type { BuybackRecord } from './buyback/verify.ts'
import { Day, useDay } from './day.tsx'
import { shareText } from './figures.ts'
import { Source } from './links.tsx'

export function Page() {
  const t = useText('transparency')
  const { buybackId = '' } = useParams({ strict: false }) as { buybackId?: string }
  const known = /^\d{1,15}$/.test(buybackId) ? Number(buybackId) : 0
  const answer = useQuery({
    queryKey: keyOf('GET /transparency/buybacks/{buybackId}', known),
    queryFn: ({ signal }) => call('GET /transparency/buybacks/{buybackId}', { params: { buybackId: known }, signal }),
    staleTime: STALE.settings,
    enabled: known > 0,
  })
  if (known === 0 || (answer.error instanceof ApiProblem && answer.error.code === 'buyback_not_found')) {
    return (
      <PageBody>
        <PageHeader
          title={t('buyback.notFound')}
          back={{ to: '/transparency', search: { tab: 'books' }, name: t('title') }}
        />
        <EmptyState title={t('buyback.notFound')} action={<ButtonLink to="/transparency">{t('title')}</ButtonLink>} />
      </PageBody>
    )
  }
  return (
    <PageBody>
      <Header number={known} record={answer.data} />
      <Loaded query={answer} loading={<PageSkeleton />}>
        {(record) => <Record record={record} />}
      </Loaded>
    </PageBody>
  )
}

function Header({ number, record }: { number: number; record: BuybackRecord | undefined }) {
  const t = useText('transparency')
  const day = useDay()
  return (
    <PageHeader
      back={{ to: '/transparency', search: { tab: 'books' }, name: t('title') }}
      title={t('buyback.heading', { number })}
      purpose={
        record ? (
          <span className="flex flex-wrap items-center gap-2">
            {day(record.openedAt)}
            <Badge tone={record.state === 'open' ? 'accent' : 'neutral'} dot={record.state === 'open'}>
              {record.state === 'open' ? t('buyback.open') : t('buyback.closed')}
            </Badge>
          </span>
        ) : undefined
      }
      actions={<Source path={`/transparency/buybacks/${number}`} />}
    />
  )
}

function Record({ record }: { record: BuybackRecord }) {
  const t = useText('transparency')
  return (
    <>
      <Equation record={record} />
      <div className="grid items-start gap-6 xl:grid-cols-[minmax(0,1fr)_340px]">
        <div className="flex min-w-0 flex-col gap-6">
          <Section title={t('sweep.title')}>
            <SweepChart record={record} />
          </Section>
          <Slices record={record} />
          <Fills record={record} />
        </div>
        <div className="flex min-w-0 flex-col gap-6">
          <Terms record={record} />
          <Proof record={record} />
        </div>
      </div>
    </>
  )
}

/** Spent → bought → burned | war pool, in figures as large as they matter. */
function Equation({ record }: { record: BuybackRecord }) {
  const t = useText('transparency')
  const open = record.state === 'open'
  return (
    <section
      aria-label={t('result.title')}
      className="panel grid items-center gap-x-6 gap-y-4 px-5 py-6 sm:px-8 md:grid-cols-[1fr_auto_1fr_auto_1.2fr]"
    >
      <Figure label={t('result.spent')}>
        <Amount value={record.spent} unit="CR" decimals={2} />
      </Figure>
      <Arrow />
      <Figure
        label={t('result.bought')}
        note={
          record.averagePrice ? (
            <>
              {t('sweep.average')} <Amount value={record.averagePrice} unit="CR" decimals={5} />
            </>
          ) : undefined
        }
      >
        <Amount value={record.bought} unit="LCO" decimals={1} />
      </Figure>
      <Arrow />
      <div className="flex flex-col gap-2">
        <Figure
          label={t('result.burned')}
          note={open ? t('buyback.atEnd') : shareText(record.burned, record.bought)}
          gold={!isZero(record.burned)}
        >
          <Amount value={record.burned} unit="LCO" decimals={2} />
        </Figure>
        <p className="text-13 text-muted">
          {t('result.war')} <Amount value={record.toWarPool} unit="LCO" decimals={2} className="text-text" />
        </p>
      </div>
    </section>
  )
}

interface FigureProps {
  label: string
  note?: ReactNode
  gold?: boolean
  children: ReactNode
}

const Figure = ({ label, note, gold, children }: FigureProps) => (
  <div className="min-w-0">
    <div className="text-13 text-muted">{label}</div>
    <div className={`text-28 font-semibold tracking-[-0.02em] max-sm:text-20 ${gold ? 'text-gold-text' : ''}`}>
      {children}
    </div>
    {note ? <div className="text-12 text-muted">{note}</div> : null}
  </div>
)

const Arrow = () => (
  <span aria-hidden="true" className="text-20 text-faint max-md:rotate-90 max-md:justify-self-start">
    →
  </span>
)

function Terms({ record }: { record: BuybackRecord }) {
  const t = useText('transparency')
  const done = record.sliceList.filter(({ outcome }) => outcome === 'filled' || outcome === 'partial').length
  return (
    <Section title={t('terms.title')}>
      <Facts
        items={[
          ...(record.week === null ? [] : [{ key: 'week', label: t('terms.week'), value: <Day at={record.week} /> }]),
          { key: 'budget', label: t('terms.budget'), value: <Amount value={record.budget} unit="CR" /> },
          {
            key: 'left',
            label: t('terms.left'),
            value: <Amount value={subDecimal(record.budget, record.spent)} unit="CR" />,
          },
          {
            key: 'reference',
            label: t('terms.reference'),
            value: <Amount value={record.reference ?? undefined} unit="CR" decimals={5} />,
          },
          {
            key: 'guard',
            label: t('terms.guard'),
            value: <Amount value={record.guard ?? undefined} unit="CR" decimals={5} />,
          },
          { key: 'slices', label: t('terms.slices'), value: `${done} / ${record.slices}` },
          { key: 'fills', label: t('terms.fills'), value: record.fills.length },
        ]}
      />
    </Section>
  )
}
