/** The slider of leverage: moving it fills the amount with the order that brings the account there. */
import { useId, useState } from 'react'
import { useText } from '../../../i18n/index.ts'
import { leverageText } from '../../margin/figures.ts'
import type { TicketForm } from '../ticket/form.ts'
import type { TicketMargin } from './use-ticket-margin.ts'

const STEP_BPS = 1_000
const LEAST_BPS = 10_000
const USUAL_BPS = 20_000

export interface LeverageProps {
  change: (change: Partial<TicketForm>) => void
  margin: TicketMargin
}

export function Leverage({ change, margin }: LeverageProps) {
  const t = useText('margin')
  const id = useId()
  const [bps, setBps] = useState(USUAL_BPS)
  const { limits, account, lever } = margin
  const most = limits?.leverageBps ?? USUAL_BPS
  const move = (next: number) => {
    setBps(next)
    const part = lever(next)
    if (part) change(part)
  }
  return (
    <div className="flex flex-col gap-1">
      <div className="flex items-baseline justify-between gap-3">
        <label htmlFor={id} className="text-13 font-medium">
          {t('leverage.label')}
        </label>
        <span className="num text-13">{leverageText(bps)}</span>
      </div>
      <input
        id={id}
        type="range"
        min={LEAST_BPS}
        max={most}
        step={STEP_BPS}
        value={Math.min(bps, most)}
        disabled={!account}
        onChange={(event) => move(Number(event.target.value))}
        aria-valuetext={leverageText(bps)}
        className="h-6 w-full accent-accent max-sm:h-11"
      />
      <div aria-hidden="true" className="num flex justify-between text-12 text-muted">
        <span>{leverageText(LEAST_BPS)}</span>
        <span>{leverageText(most)}</span>
      </div>
    </div>
  )
}
