/** The money of one week as a picture: revenue → profit → fund → buyback → burned | war pool. */
import type { Buyback } from '../../../../src/contract/transparency.ts'
import { isNegative, isZero } from '../../amount/decimal.ts'
import { useText } from '../../i18n/index.ts'
import { Amount } from '../../ui/amount.tsx'
import { FlowDiagram } from '../../ui/flow.tsx'
import { TextLink } from '../../ui/link.tsx'
import { Section } from '../../ui/page.tsx'
import { Select } from '../../ui/select.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { Loaded, together } from '../../ui/states.tsx'
import { DateTime } from '../../ui/time.tsx'
import { useDay } from './day.tsx'
import { flowOf, runningFlow, type Treasury, type WeekRow } from './figures.ts'
import { Source } from './links.tsx'
import { useNewestBuybacks, useNewestWeeks, useTreasury } from './queries.ts'

export interface FlowSectionProps {
  /** ms of a Monday, 'running', or '' for the newest week that has been bought back */
  chosen: string
  onChoose: (week: string) => void
}

export function FlowSection({ chosen, onChoose }: FlowSectionProps) {
  const t = useText('transparency')
  const answers = together(useNewestWeeks(), useNewestBuybacks(), useTreasury())
  if (!answers.data) {
    return (
      <Section title={t('flow.title')}>
        <Loaded query={answers} loading={<Skeleton className="h-64 w-full" />}>
          {() => null}
        </Loaded>
      </Section>
    )
  }
  const [{ items: weeks }, { items: buybacks }, treasury] = answers.data
  return <Flow {...{ chosen, onChoose, weeks, buybacks, treasury }} />
}

interface FlowProps extends FlowSectionProps {
  weeks: readonly WeekRow[]
  buybacks: readonly Buyback[]
  treasury: Treasury
}

function Flow({ chosen, onChoose, weeks, buybacks, treasury }: FlowProps) {
  const t = useText('transparency')
  const day = useDay()
  const boughtFor = (week: number) => buybacks.some((each) => each.week === week && !isZero(each.bought))
  const newest = weeks.find(({ week }) => boughtFor(week)) ?? weeks[0]
  const week = chosen === 'running' ? undefined : (weeks.find((each) => String(each.week) === chosen) ?? newest)
  const buyback = week && buybacks.find((each) => each.week === week.week)
  const start = week?.week ?? treasury.week.week
  const caption = week ? t('flow.week', { date: day(start) }) : t('flow.running', { date: day(start) })
  return (
    <Section
      title={t('flow.title')}
      purpose={caption}
      aside={
        <span className="flex items-center gap-4">
          <Select
            size="sm"
            label={t('flow.choose')}
            value={week ? String(week.week) : 'running'}
            onChange={onChoose}
            options={[
              { value: 'running', label: t('flow.runningShort') },
              ...weeks.map((each) => ({ value: String(each.week), label: day(each.week) })),
            ]}
          />
          <span className="max-sm:hidden">
            <Source path="/transparency/weeks" csv />
          </span>
        </span>
      }
    >
      <FlowDiagram amounts={week ? flowOf(week, buyback) : runningFlow(treasury)} caption={caption} />
      {week ? (
        <WeekNote week={week} buybackId={buyback?.buybackId} treasury={treasury} />
      ) : (
        <RunningNote treasury={treasury} />
      )}
    </Section>
  )
}

interface WeekNoteProps {
  week: WeekRow
  buybackId: number | undefined
  treasury: Treasury
}

function WeekNote({ week, buybackId, treasury }: WeekNoteProps) {
  const t = useText('transparency')
  return (
    <p className="mt-4 flex flex-wrap gap-x-4 gap-y-1 text-13 text-muted">
      {isNegative(week.profit) ? <span className="text-warn">{t('flow.loss')}</span> : null}
      {isZero(week.carriedLossBefore) ? null : (
        <span>
          {t('flow.carried')} <Amount value={week.carriedLossBefore} unit="CR" decimals={2} />
        </span>
      )}
      {buybackId === undefined ? (
        isZero(week.fundIn) ? null : (
          <span>
            {t('flow.pending')} <DateTime at={treasury.nextBuyback.startsAt} />
          </span>
        )
      ) : (
        <TextLink to={`/transparency/buybacks/${buybackId}`}>{t('flow.open', { number: buybackId })}</TextLink>
      )}
    </p>
  )
}

function RunningNote({ treasury }: { treasury: Treasury }) {
  const t = useText('transparency')
  return (
    <p className="mt-4 text-13 text-muted">
      {t('flow.runningText')} <DateTime at={treasury.nextClose} />
    </p>
  )
}
