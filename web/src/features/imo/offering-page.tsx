/** One offering: its phase and terms, the formula with the reader's numbers, locking, the quota's meter, who got what, what was done. */
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { isZero } from '../../amount/decimal.ts'
import { ApiProblem } from '../../api/client.ts'
import { call, keyOf } from '../../api/platform.ts'
import { STALE } from '../../api/queries.ts'
import { useSession } from '../../api/session.ts'
import { useText } from '../../i18n/index.ts'
import { Amount } from '../../ui/amount.tsx'
import { ButtonLink, TextLink } from '../../ui/link.tsx'
import { Facts, PageBody, PageHeader, Section } from '../../ui/page.tsx'
import { Progress } from '../../ui/progress.tsx'
import { PageSkeleton } from '../../ui/skeleton.tsx'
import { EmptyState, Loaded } from '../../ui/states.tsx'
import { DateTime } from '../../ui/time.tsx'
import { Allocation } from './allocation.tsx'
import { usedShare } from './figures.ts'
import { Formula } from './formula.tsx'
import { LockPanel } from './lock-panel.tsx'
import { Clock, Phase } from './phase.tsx'
import { type Offering, type OfferingPosition, useMine, useOfferings } from './use-offerings.ts'

export function Page() {
  const t = useText('imo')
  const { offeringId = '' } = useParams({ strict: false }) as { offeringId?: string }
  const number = /^\d{1,15}$/.test(offeringId) ? Number(offeringId) : 0
  const query = useQuery({
    queryKey: keyOf('GET /offerings/{offeringId}', number),
    queryFn: ({ signal }) => call('GET /offerings/{offeringId}', { params: { offeringId: number }, signal }),
    staleTime: STALE.live,
    refetchInterval: REFRESH_MS,
    enabled: number > 0,
  })
  const live = useOfferings().data?.find((one) => one.offeringId === number)
  if (number === 0 || (query.error instanceof ApiProblem && query.error.code === 'offering_not_found'))
    return (
      <PageBody>
        <PageHeader title={t('notFound')} back={{ to: '/imo', name: t('title') }} />
        <EmptyState title={t('notFound')} action={<ButtonLink to="/imo">{t('title')}</ButtonLink>} />
      </PageBody>
    )
  return (
    <PageBody>
      <PageHeader
        title={query.data?.model ?? t('title')}
        back={{ to: '/imo', name: t('title') }}
        actions={query.data ? <Phase offering={live ?? query.data} /> : null}
      />
      <Loaded query={query} loading={<PageSkeleton />}>
        {({ acts, asOf: _, ...told }) => <Content offering={live ?? told} acts={acts} />}
      </Loaded>
    </PageBody>
  )
}

const REFRESH_MS = 20_000

type Acts = readonly { at: number; kind: string; reason: string | null }[]

function Content({ offering, acts }: { offering: Offering; acts: Acts }) {
  const t = useText('imo')
  const guest = useSession().status === 'guest'
  const mine = useMine([offering])
  const position = mine.data?.items.find(({ offeringId }) => offeringId === offering.offeringId)
  const { phase } = offering
  const allocated = phase === 'active' || phase === 'closed'
  return (
    <>
      <Clock offering={offering} />
      <div className="grid items-start gap-6 xl:grid-cols-[minmax(0,1fr)_360px]">
        <div className="flex min-w-0 flex-col gap-6 max-xl:order-2">
          {position?.quota ? <Meter position={position} offering={offering} /> : null}
          {phase === 'subscribe' ? (
            <Section title={t('formula.title')} purpose={guest ? t('formula.guest') : t('formula.text')}>
              <Formula offering={offering} position={position} />
            </Section>
          ) : null}
          {allocated ? (
            <Section flush title={t('shares.title')} purpose={t('shares.text')}>
              <Allocation offeringId={offering.offeringId} />
            </Section>
          ) : null}
          <Section title={t('terms.title')}>
            <Terms offering={offering} />
          </Section>
          <Section title={t('acts.title')} purpose={t('acts.text')}>
            <ActList acts={acts} />
          </Section>
        </div>
        <LockPanel offering={offering} mine={mine.data} />
      </div>
    </>
  )
}

function Meter({ position, offering }: { position: OfferingPosition; offering: Offering }) {
  const t = useText('imo')
  const { quota, used, held, remaining } = position
  return (
    <Section title={t('own.title')} purpose={t('own.text')}>
      <div className="flex flex-col gap-3">
        <p className="text-20 font-semibold">
          <Amount value={remaining ?? undefined} unit="CR" flash />{' '}
          <span className="text-13 font-normal text-muted">
            / <Amount value={quota ?? undefined} unit="CR" />
          </span>
        </p>
        <Progress share={usedShare(position)} label={t('own.meter')} />
        <Facts
          items={[
            { key: 'used', label: t('own.used'), value: <Amount value={used ?? undefined} unit="CR" flash /> },
            { key: 'held', label: t('own.held'), value: <Amount value={held ?? undefined} unit="CR" flash /> },
            { key: 'until', label: t('own.until'), value: <DateTime at={offering.activeUntil} /> },
          ]}
        />
        <p className="text-12 text-muted">
          {t('own.price')} <TextLink to={`/models/${encodeURIComponent(offering.model)}`}>{offering.model}</TextLink>
        </p>
      </div>
    </Section>
  )
}

function Terms({ offering }: { offering: Offering }) {
  const t = useText('imo')
  const { tiers, unallocated } = offering
  return (
    <Facts
      items={[
        { key: 'total', label: t('terms.total'), value: <Amount value={offering.total} unit="CR" /> },
        { key: 'cap', label: t('terms.cap'), value: <Amount value={offering.cap} unit="CR" /> },
        { key: 'mode', label: t('terms.mode'), value: t(`mode.${offering.mode}`) },
        {
          key: 'lv3',
          label: t('terms.weight', { weight: 1 }),
          value: <Amount value={tiers.lv3} unit="LCO" decimals={0} />,
        },
        {
          key: 'lv4',
          label: t('terms.weight', { weight: 3 }),
          value: <Amount value={tiers.lv4} unit="LCO" decimals={0} />,
        },
        { key: 'announced', label: t('terms.announced'), value: <DateTime at={offering.announcedAt} /> },
        { key: 'from', label: t('terms.from'), value: <DateTime at={offering.subscribeFrom} /> },
        { key: 'until', label: t('terms.until'), value: <DateTime at={offering.subscribeUntil} /> },
        { key: 'end', label: t('terms.end'), value: <DateTime at={offering.activeUntil} /> },
        { key: 'afterwards', label: t('terms.afterwards'), value: t(`afterwards.${offering.afterwards}`) },
        ...(unallocated === null
          ? []
          : [{ key: 'rest', label: t('terms.unallocated'), value: <Rest value={unallocated} /> }]),
      ]}
    />
  )
}

const Rest = ({ value }: { value: string }) => (
  <Amount value={value} unit="CR" {...(isZero(value) ? {} : { className: 'text-warn' })} />
)

function ActList({ acts }: { acts: Acts }) {
  const t = useText('imo')
  return (
    <ol className="flex flex-col gap-1.5 text-13">
      {acts.map(({ at, kind, reason }) => (
        <li key={`${kind} ${at}`} className="flex flex-wrap justify-between gap-x-4">
          <span>
            {t(`act.${kind}`)}
            {reason === null ? null : <span className="text-muted"> – {reason}</span>}
          </span>
          <DateTime at={at} />
        </li>
      ))}
    </ol>
  )
}
