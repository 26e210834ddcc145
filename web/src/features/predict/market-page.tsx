/** One prediction market: question and rules, probability over time, betting, how its outcome is found, comments. */
import { useParams } from '@tanstack/react-router'
import { ApiProblem } from '../../api/client.ts'
import { useSession } from '../../api/session.ts'
import { useText } from '../../i18n/index.ts'
import { Amount } from '../../ui/amount.tsx'
import { ButtonLink } from '../../ui/link.tsx'
import { Facts, PageBody, PageHeader, Section } from '../../ui/page.tsx'
import { PageSkeleton } from '../../ui/skeleton.tsx'
import { Stat, StatRow } from '../../ui/stat.tsx'
import { EmptyState, Loaded } from '../../ui/states.tsx'
import { BetPanel } from './bet-panel.tsx'
import { Comments } from './comments.tsx'
import { Outcome } from './outcome.tsx'
import { ProbabilityChart } from './probability-chart.tsx'
import { Stages } from './stages.tsx'
import { Status } from './status.tsx'
import { type Detail, percentText, useLive, useMarket, useMine } from './use-predict.ts'

export function Page() {
  const t = useText('predict')
  const { marketId = '' } = useParams({ strict: false }) as { marketId?: string }
  const id = /^[1-9]\d{0,14}$/.test(marketId) ? Number(marketId) : 0
  const market = useMarket(id)
  const back = { to: '/predict', name: t('title') }
  if (id === 0 || (market.error instanceof ApiProblem && market.error.code === 'prediction_not_found')) {
    return (
      <PageBody>
        <PageHeader title={t('title')} back={back} />
        <EmptyState title={t('notFound')} action={<ButtonLink to="/predict">{t('all')}</ButtonLink>} />
      </PageBody>
    )
  }
  return (
    <PageBody>
      <Loaded query={market} loading={<PageSkeleton />}>
        {(detail) => <Content detail={detail} back={back} />}
      </Loaded>
    </PageBody>
  )
}

function Content({ detail, back }: { detail: Detail; back: { to: string; name: string } }) {
  const t = useText('predict')
  const market = useLive(detail)
  const mine = useMine()
  const { question } = market
  return (
    <>
      <PageHeader title={question.title || t('hidden')} back={back} purpose={<Status market={market} />} />
      <Stages market={market} />
      <Figures market={market} />
      <div className="grid items-start gap-6 xl:grid-cols-[minmax(0,1fr)_360px]">
        <div className="flex min-w-0 flex-col gap-6 max-xl:order-2">
          <Section title={t('chart.title')} purpose={t('chart.text')}>
            <ProbabilityChart market={market} />
          </Section>
          <Section title={t('rules.title')}>
            <RulesText market={market} />
          </Section>
          <Outcome market={market} mine={mine.data} />
          <Comments marketId={market.marketId} open={market.dueAt !== null} />
        </div>
        <BetPanel market={market} mine={mine.data} />
      </div>
    </>
  )
}

function Figures({ market }: { market: Detail }) {
  const t = useText('predict')
  const odds = (value: string) => <Amount value={value} decimals={2} unit="×" />
  return (
    <StatRow min={160}>
      <Stat
        label={t('figure.yes')}
        definition={t('figure.yesText')}
        value={<span className="num">{percentText(market.yesPpm)}</span>}
      />
      <Stat label={t('figure.oddsYes')} definition={t('figure.oddsText')} value={odds(market.effectiveOdds.yes)} />
      <Stat label={t('figure.oddsNo')} definition={t('figure.oddsText')} value={odds(market.effectiveOdds.no)} />
      <Stat
        label={t('figure.staked')}
        value={<Amount value={market.stakedYes} unit="LCO" decimals={2} />}
        note={
          <>
            {t('no')} <Amount value={market.stakedNo} unit="LCO" decimals={2} />
          </>
        }
      />
    </StatRow>
  )
}

function RulesText({ market: { question, proposer, terms } }: { market: Detail }) {
  const t = useText('predict')
  const guest = useSession().status === 'guest'
  if (question.hidden !== null)
    return <p className="text-13 text-muted">{t('hiddenFor', { reason: question.hidden })}</p>
  return (
    <div className="flex flex-col gap-3 text-14">
      <p className="break-words whitespace-pre-line">{question.rules}</p>
      <Facts
        items={[
          {
            key: 'source',
            label: t('rules.source'),
            value: (
              <a href={question.source} rel="noreferrer nofollow ugc" target="_blank" className="link break-all">
                {question.source}
              </a>
            ),
          },
          {
            key: 'void',
            label: t('rules.void'),
            value: <span className="whitespace-pre-line">{question.voidRules}</span>,
          },
          { key: 'by', label: t('rules.by'), value: proposer },
          { key: 'fee', label: t('rules.fee'), value: t('rules.feeText', { percent: terms.feeBps / 100 }) },
        ]}
      />
      {guest ? <p className="text-12 text-muted">{t('rules.guest')}</p> : null}
    </div>
  )
}
