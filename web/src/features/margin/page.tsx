/** Margin in public: the rules as they are, the own account, who is how near to being closed without saying who, pools, risk reserve, forced closes with all prices, losses. Trading is features/trade. */
import { useText } from '../../i18n/index.ts'
import { CsvLink } from '../../parts/csv-link.tsx'
import { Amount } from '../../ui/amount.tsx'
import { ButtonLink } from '../../ui/link.tsx'
import { PageBody, PageHeader, Section } from '../../ui/page.tsx'
import { PageSkeleton } from '../../ui/skeleton.tsx'
import { Stat, StatRow } from '../../ui/stat.tsx'
import { EmptyState, Loaded, StaleBadge, together } from '../../ui/states.tsx'
import { Closes } from './closes.tsx'
import { Ladder } from './ladder.tsx'
import { Losses } from './losses.tsx'
import { OwnAccount } from './own.tsx'
import { MarginPools } from './pools.tsx'
import { ReserveFlows } from './reserve-flows.tsx'
import { Terms } from './terms.tsx'
import { type MarginLimits, useMarginLimits } from './use-margin.ts'
import { type MarginLadder, type Reserve, useLadder, useReserve } from './use-records.ts'

export function Page() {
  const t = useText('margin-page')
  const all = together(useLadder(), useReserve(), useMarginLimits())
  return (
    <PageBody>
      <PageHeader
        title={t('title')}
        purpose={t('purpose')}
        actions={
          <>
            {all.data && <StaleBadge since={all.data[0].asOf} />}
            <ButtonLink to="/trade" variant="primary">
              {t('trade')}
            </ButtonLink>
          </>
        }
      />
      <Loaded query={all} loading={<PageSkeleton />}>
        {([ladder, reserve, limits]) => <Content {...{ ladder, reserve, limits }} />}
      </Loaded>
    </PageBody>
  )
}

interface ContentProps {
  ladder: MarginLadder
  reserve: Reserve
  limits: MarginLimits
}

function Content({ ladder, reserve, limits }: ContentProps) {
  const t = useText('margin-page')
  return (
    <>
      <Figures {...{ ladder, reserve }} />
      <OwnAccount />
      <Section flush title={t('ladder.title')} purpose={t('ladder.text')}>
        <Ladder ladder={ladder} limits={limits} />
      </Section>
      <div className="grid items-start gap-6 xl:grid-cols-2">
        <Section flush title={t('pools.title')} purpose={t('pools.text')}>
          <MarginPools limits={limits} />
        </Section>
        <Section title={t('terms.title')} purpose={t('terms.text')}>
          <Terms limits={limits} />
        </Section>
      </div>
      {isUntouched(reserve) ? (
        <Section title={t('record.title')}>
          <EmptyState title={t('record.none')} className="py-4">
            {t('record.noneText')}
          </EmptyState>
        </Section>
      ) : (
        <Record reserve={reserve} />
      )}
    </>
  )
}

/** Nobody was closed, nothing lost, and the reserve has seen no money: one sentence says it all. */
const isUntouched = ({ reserve, flows, acknowledged }: Reserve): boolean =>
  reserve.forcedCloses === 0 && flows.length === 0 && acknowledged.length === 0

function Record({ reserve: { reserve, flows, acknowledged } }: { reserve: Reserve }) {
  const t = useText('margin-page')
  return (
    <>
      <Section
        flush
        title={t('closes.title')}
        purpose={t('closes.text')}
        aside={reserve.forcedCloses === 0 ? null : <CsvLink path="/margin/closes" />}
      >
        <Closes />
      </Section>
      <Section flush title={t('losses.title')} purpose={t('losses.text')} aside={<CsvLink path="/margin/losses" />}>
        <Losses acknowledged={acknowledged} />
      </Section>
      <Section flush title={t('flows.title')} purpose={t('flows.text')}>
        <ReserveFlows flows={flows} />
      </Section>
    </>
  )
}

function Figures({ ladder, reserve: { reserve, asOf } }: Omit<ContentProps, 'limits'>) {
  const t = useText('margin-page')
  const { credits, lco, forcedCloses, socialised, penalties } = reserve
  return (
    <StatRow min={200}>
      <Stat
        label={t('figure.owing')}
        value={<span className="num">{ladder.owing}</span>}
        note={t('figure.closing', { number: ladder.closing })}
        asOf={ladder.asOf}
      />
      <Stat
        label={t('figure.reserve')}
        definition={t('figure.reserveText')}
        value={<Amount value={credits} unit="CR" decimals={2} />}
        note={<Amount value={lco} unit="LCO" decimals={2} />}
        asOf={asOf}
      />
      <Stat
        label={t('figure.closes')}
        value={<span className="num">{forcedCloses}</span>}
        note={
          <>
            {t('figure.penalties')} <Amount value={penalties} unit="CR" decimals={2} />
          </>
        }
      />
      <Stat
        label={t('figure.lost')}
        definition={t('figure.lostText')}
        value={<Amount value={socialised.CR} unit="CR" decimals={2} />}
        note={<Amount value={socialised.LCO} unit="LCO" decimals={2} />}
      />
    </StatRow>
  )
}
