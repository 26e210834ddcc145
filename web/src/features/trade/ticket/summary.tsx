/** What the order would do if it were sent now: what trades, what waits, the worst price, the fee and the sum. Always the same height. */
import { isZero } from '../../../amount/decimal.ts'
import { problemText } from '../../../api/problem.ts'
import { useText } from '../../../i18n/index.ts'
import { Amount } from '../../../ui/amount.tsx'
import type { MarketRules } from '../pair.ts'
import { hasLimit, type TicketForm } from './form.ts'
import { Line } from './line.tsx'
import type { Preview } from './use-quote.ts'

export interface SummaryProps {
  form: TicketForm
  rules: MarketRules | undefined
  preview: Preview
}

export function Summary({ form, rules, preview }: SummaryProps) {
  const t = useText('trade')
  const { estimate, refusal } = preview
  const buys = form.side === 'buy'
  const trades = estimate && !isZero(estimate.quantity)
  const decimals = rules?.priceDecimals
  return (
    <div className="flex flex-col gap-2">
      <dl className="flex flex-col text-12">
        <Line name={t('summary.now')}>
          {trades ? <Amount value={estimate.quantity} unit="LCO" /> : estimate ? t('summary.nothing') : undefined}
        </Line>
        <Line name={t('summary.average')}>
          {estimate?.averagePrice ? <Amount value={estimate.averagePrice} decimals={decimals} unit="CR" /> : undefined}
        </Line>
        <Line name={t('summary.worst')}>
          {estimate?.worstPrice ? <Amount value={estimate.worstPrice} unit="CR" /> : undefined}
        </Line>
        <Line name={t('summary.rests')}>
          {estimate && hasLimit(form) ? <Amount value={estimate.rests} unit="LCO" /> : undefined}
        </Line>
        <Line name={rules ? t('summary.feeAt', { percent: rules.takerFeeBps / 100 }) : t('summary.fee')}>
          {estimate ? <Amount value={estimate.fee} unit="CR" /> : undefined}
        </Line>
        <Line name={buys ? t('summary.reserve') : t('summary.proceeds')} strong>
          {estimate ? <Amount value={buys ? estimate.reserve.credits : estimate.total} unit="CR" /> : undefined}
        </Line>
      </dl>
      {refusal ? (
        <p className="rounded-control bg-warn-soft px-2.5 py-1.5 text-12 text-warn">{problemText(refusal).title}</p>
      ) : null}
    </div>
  )
}
