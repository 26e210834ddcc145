/** Before → after of an account: level, margin ratio, leverage, liquidation price, interest. A dash stands for "none". */
import type { ReactNode } from 'react'
import { useText } from '../../i18n/index.ts'
import { Amount } from '../../ui/amount.tsx'
import { ppmText } from '../lend/percent.ts'
import { bpsText, levelText, leverageText } from './figures.ts'
import type { QuotedStanding } from './use-margin.ts'

export interface StandingDiffProps {
  before: QuotedStanding | undefined
  after: QuotedStanding | undefined
}

/** Lines of a <dl>. */
export function StandingDiff({ before, after }: StandingDiffProps) {
  const t = useText('margin')
  const row = (name: string, figure: (standing: QuotedStanding) => ReactNode) => (
    <DiffLine name={name} before={before && (figure(before) ?? '–')} after={after && (figure(after) ?? '–')} />
  )
  return (
    <>
      {row(t('figure.leverage'), ({ leverageBps }) => leverageBps !== null && leverageText(leverageBps))}
      {row(t('figure.level'), ({ levelBps }) => levelBps !== null && levelText(levelBps))}
      {row(t('figure.ratio'), ({ ratioBps }) => ratioBps !== null && bpsText(ratioBps))}
      {row(
        t('figure.liquidation'),
        ({ liquidationPrice }) => liquidationPrice !== null && <Amount value={liquidationPrice} />,
      )}
      {row(t('figure.rate'), ({ debt }) => debt && ppmText(debt.ratePpm))}
    </>
  )
}

interface DiffLineProps {
  name: string
  before: ReactNode
  after: ReactNode
}

function DiffLine({ name, before, after }: DiffLineProps) {
  const t = useText('margin')
  return (
    <div className="flex h-6 items-center justify-between gap-3">
      <dt className="text-muted">{name}</dt>
      <dd className="num whitespace-nowrap">
        <span className="text-muted">{before || '–'}</span>
        <span aria-hidden="true" className="mx-1.5 text-dim">
          →
        </span>
        <span className="sr-only">{t('figure.becomes')}</span>
        {after || '–'}
      </dd>
    </div>
  )
}
