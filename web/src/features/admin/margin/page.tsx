/** Margin for operators: who is at risk, also if the mark had moved; the risk reserve; stopping loans; taking note of a loss. */
import { useId } from 'react'
import { useText } from '../../../i18n/index.ts'
import { Amount } from '../../../ui/amount.tsx'
import { useFilters } from '../../../ui/filters.ts'
import { Facts, PageBody, PageHeader, Section } from '../../../ui/page.tsx'
import { useSettled } from '../../../ui/settled.ts'
import { PageSkeleton } from '../../../ui/skeleton.tsx'
import { Stat, StatRow } from '../../../ui/stat.tsx'
import { Loaded, together } from '../../../ui/states.tsx'
import { useMarginLimits } from '../../margin/use-margin.ts'
import { Switches } from '../overview/switches.tsx'
import { AtRisk } from './at-risk.tsx'
import { LentPools } from './lent.tsx'
import { type AdminMargin, useAtRisk } from './use-at-risk.ts'

/** Per cent by which the slider moves the mark. */
const STRESS = { least: -60, most: 60 } as const

export function Page() {
  const t = useText('admin-margin')
  const [filters, change] = useFilters({ stress: '0' })
  const percent = Math.max(STRESS.least, Math.min(STRESS.most, Math.trunc(Number(filters.stress)) || 0))
  const asked = useSettled(percent)
  const margin = useAtRisk(asked)
  const all = together(margin, useMarginLimits())
  return (
    <PageBody wide>
      <PageHeader title={t('title')} purpose={t('purpose')} />
      <Loaded query={all} loading={<PageSkeleton />}>
        {([data, limits]) => (
          <>
            <Figures margin={data} />
            <div className="grid items-start gap-6 xl:grid-cols-[minmax(0,1.9fr)_minmax(340px,1fr)]">
              <Section flush title={t('risk.title')} purpose={t('risk.text')}>
                <Stress percent={percent} onChange={(next) => change({ stress: String(next) })} price={data.price} />
                <AtRisk margin={data} limits={limits} />
              </Section>
              <div className="flex min-w-0 flex-col gap-6">
                <Switches switches={{ borrowing: limits.borrowing }} of={['borrowing']} />
                <Section flush title={t('lent.title')} purpose={t('lent.text')}>
                  <LentPools lent={data.lent} />
                </Section>
                <Section title={t('reserve.title')} purpose={t('reserve.text')}>
                  <ReserveFacts reserve={data.reserve} />
                </Section>
              </div>
            </div>
          </>
        )}
      </Loaded>
    </PageBody>
  )
}

function Figures({ margin }: { margin: AdminMargin }) {
  const t = useText('admin-margin')
  const number = (value: number) => <span className="num">{value}</span>
  return (
    <StatRow min={170}>
      <Stat label={t('figure.owing')} value={number(margin.owing)} asOf={margin.asOf} />
      <Stat label={t('figure.called')} value={number(margin.called)} />
      <Stat
        label={t('figure.closing')}
        value={number(margin.closing)}
        tone={margin.closing > 0 ? 'danger' : undefined}
      />
      <Stat
        label={t('figure.bankrupt')}
        value={number(margin.bankrupt)}
        note={<Amount value={margin.shortfall} unit="CR" />}
        tone={margin.bankrupt > 0 ? 'danger' : undefined}
      />
      <Stat
        label={t('figure.mark')}
        value={<Amount value={margin.mark ?? undefined} unit="CR" />}
        note={margin.live ? t('figure.live') : t('figure.frozen')}
      />
    </StatRow>
  )
}

interface StressProps {
  percent: number
  onChange: (percent: number) => void
  price: string | null
}

function Stress({ percent, onChange, price }: StressProps) {
  const t = useText('admin-margin')
  const id = useId()
  const shown = `${percent > 0 ? '+' : percent < 0 ? '−' : ''}${Math.abs(percent)} %`
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-1 border-b border-line px-4 py-2.5">
      <label htmlFor={id} className="text-13">
        {t('stress.label')}
      </label>
      <input
        id={id}
        type="range"
        min={STRESS.least}
        max={STRESS.most}
        step={1}
        value={percent}
        onChange={(event) => onChange(Number(event.target.value))}
        aria-valuetext={shown}
        className="h-6 min-w-40 flex-1 accent-accent max-sm:h-11"
      />
      <span className="num w-16 text-right text-13">{shown}</span>
      <span className="text-13 text-muted">
        {t('stress.price')} <Amount value={price ?? undefined} unit="CR" />
      </span>
    </div>
  )
}

function ReserveFacts({ reserve }: Pick<AdminMargin, 'reserve'>) {
  const t = useText('admin-margin')
  const { credits, lco, penalties, covered, bought, socialised, forcedCloses } = reserve
  const rows = [
    ['credits', <Amount key="credits" value={credits} unit="CR" />],
    ['lco', <Amount key="lco" value={lco} unit="LCO" />],
    ['penalties', <Amount key="penalties" value={penalties} unit="CR" />],
    ['coveredCredits', <Amount key="coveredCredits" value={covered.CR} unit="CR" />],
    ['coveredLco', <Amount key="coveredLco" value={covered.LCO} unit="LCO" />],
    ['bought', <Amount key="bought" value={bought} unit="LCO" />],
    ['lostCredits', <Amount key="lostCredits" value={socialised.CR} unit="CR" />],
    ['lostLco', <Amount key="lostLco" value={socialised.LCO} unit="LCO" />],
    ['closes', String(forcedCloses)],
  ] as const
  return <Facts items={rows.map(([key, value]) => ({ key, label: t(`reserve.${key}`), value }))} />
}
