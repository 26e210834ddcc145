/** Compute Wars: clock, prizes, first 100 live, own place, the review, champions, closed rounds and the rules. */
import { useSession } from '../../api/session.ts'
import { useText } from '../../i18n/index.ts'
import { WarRatio } from '../../parts/war-ratio.tsx'
import { Amount } from '../../ui/amount.tsx'
import { ButtonLink } from '../../ui/link.tsx'
import { PageBody, PageHeader, Section } from '../../ui/page.tsx'
import { PageSkeleton } from '../../ui/skeleton.tsx'
import { Stat, StatRow } from '../../ui/stat.tsx'
import { EmptyState, Loaded } from '../../ui/states.tsx'
import { Champions } from './champions.tsx'
import { Countdown } from './countdown.tsx'
import { OwnPanel } from './own-panel.tsx'
import { PastRounds } from './past-rounds.tsx'
import { Review } from './review.tsx'
import { Rules } from './rules.tsx'
import { Standings } from './standings.tsx'
import { useOwnPlace, useWars, type Wars } from './use-wars.ts'

export function Page() {
  const t = useText('wars')
  const wars = useWars()
  return (
    <PageBody wide>
      <PageHeader title={t('title')} purpose={t('purpose')} />
      <Loaded query={wars} loading={<PageSkeleton />}>
        {(state) => <Content wars={state} />}
      </Loaded>
    </PageBody>
  )
}

function Content({ wars }: { wars: Wars }) {
  const t = useText('wars')
  const guest = useSession().status === 'guest'
  const own = useOwnPlace()
  return (
    <>
      <Figures wars={wars} />
      {wars.ratio.paysWash ? (
        <p role="note" className="panel border-warn/60 px-4 py-3 text-13">
          {t('warning')}
        </p>
      ) : null}
      <div className="grid items-start gap-6 xl:grid-cols-[minmax(0,1.7fr)_minmax(320px,1fr)]">
        <Section flush title={t('standings.title')} purpose={t('standings.text')}>
          {wars.standings.length === 0 ? (
            <EmptyState
              title={t('standings.none')}
              action={<ButtonLink to="/playground">{t('standings.call')}</ButtonLink>}
            >
              {t('standings.noneText')}
            </EmptyState>
          ) : (
            <Standings rows={wars.standings} own={own.data?.rank ?? null} />
          )}
        </Section>
        <div className="flex min-w-0 flex-col gap-6 max-xl:order-first">
          {guest ? (
            <Section title={t('own.title')}>
              <p className="text-13 text-muted">{t('own.guest')}</p>
            </Section>
          ) : (
            <OwnPanel query={own} />
          )}
          {wars.review ? <Review review={wars.review} /> : null}
          <Champions perks={wars.champions} />
        </div>
      </div>
      <PastRounds />
      <Rules wars={wars} />
    </>
  )
}

function Figures({ wars }: { wars: Wars }) {
  const t = useText('wars')
  return (
    <StatRow min={170}>
      <Stat
        label={t('figure.round', { round: wars.roundId })}
        value={<Countdown until={wars.endsAt} />}
        note={t('figure.ends')}
      />
      <Stat
        tone="gold"
        label={t('figure.pool')}
        value={<Amount value={wars.pool} unit="LCO" decimals="auto" />}
        note={
          wars.ratio.poolValue === null ? undefined : (
            <>
              <Amount value={wars.ratio.poolValue} unit="CR" decimals="auto" /> {t('figure.atMark')}
            </>
          )
        }
        definition={t('figure.poolText')}
      />
      <Stat label={t('figure.players')} value={<span className="num">{wars.players}</span>} />
      <Stat label={t('figure.total')} value={<Amount value={wars.total} unit="CR" decimals="auto" />} />
      <Stat
        label={t('figure.ratio')}
        value={<WarRatio ratio={wars.ratio} />}
        note={
          <>
            {t('figure.margin')} <Amount value={wars.ratio.margin} unit="CR" decimals="auto" />
          </>
        }
        definition={t('figure.ratioText')}
        tone={wars.ratio.paysWash ? 'danger' : undefined}
      />
    </StatRow>
  )
}
