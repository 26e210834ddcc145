/** What an order that waits will do, in a sentence with its numbers, and what it locks until then. */
import { isZero } from '../../../amount/decimal.ts'
import { amountText } from '../../../amount/format.ts'
import { problemText } from '../../../api/problem.ts'
import { useLanguage, useText } from '../../../i18n/index.ts'
import { Amount, Change } from '../../../ui/amount.tsx'
import type { MarketRules } from '../pair.ts'
import { byAmount, fallsTo, type TicketForm, typedNumber } from './form.ts'
import { Line } from './line.tsx'
import { firingPrice } from './plan.ts'
import type { TicketState } from './use-ticket.ts'

export interface ForecastProps {
  form: TicketForm
  rules: MarketRules | undefined
  ticket: TicketState
}

export function Forecast({ form, rules, ticket }: ForecastProps) {
  const t = useText('trade')
  const sentence = useSentence(form)
  const fires = rules ? firingPrice(form, ticket.last, rules) : undefined
  const { estimate, refusal } = ticket.preview
  const reserve = estimate && (form.side === 'buy' ? estimate.reserve.credits : estimate.reserve.quantity)
  return (
    <div className="flex flex-col gap-2">
      <dl className="flex flex-col text-12">
        <Line name={form.plan === 'trailing' ? t('forecast.firesNow') : t('forecast.fires')}>
          {fires ? <Amount value={fires.price} unit="CR" /> : undefined}
        </Line>
        <Line name={t('forecast.away')}>
          {fires?.awayBps === undefined ? undefined : <Change percent={(fires.awayBps / 100).toFixed(2)} />}
        </Line>
        <Line name={t('forecast.locks')} strong>
          {reserve === undefined || isZero(reserve) ? undefined : (
            <Amount
              value={reserve}
              {...(form.side === 'buy' ? { unit: 'CR' } : { unit: 'LCO', decimals: rules?.quantityDecimals })}
            />
          )}
        </Line>
      </dl>
      <p className="rounded-control bg-raised px-2.5 py-2 text-12 text-muted">
        {sentence(fires?.price)}
        <span className="mt-1 block">{form.type === 'market' ? t('forecast.worse') : t('forecast.mayRest')}</span>
      </p>
      {refusal && form.wallet === 'spot' ? (
        <p className="rounded-control bg-warn-soft px-2.5 py-1.5 text-12 text-warn">{problemText(refusal).title}</p>
      ) : null}
    </div>
  )
}

/** The whole story: what it waits for, then what is sent. Blanks stand for what is not typed yet. */
function useSentence(form: TicketForm): (fires: string | undefined) => string {
  const t = useText('trade')
  const { locale } = useLanguage()
  const shown = (typed: string) => {
    const value = typedNumber(typed)
    return value === undefined ? '…' : amountText(value, locale)
  }
  return (fires) => {
    const way = fallsTo(form) ? 'falls' : 'rises'
    const when =
      form.plan === 'trailing'
        ? typedNumber(form.trigger) === undefined
          ? t(`forecast.trail.${way}`, { percent: shown(form.trail) })
          : t(`forecast.trailFrom.${way}`, { percent: shown(form.trail), price: shown(form.trigger) })
        : t(`forecast.when.${way}`, { price: fires === undefined ? '…' : amountText(fires, locale) })
    if (form.plan === 'oco') {
      const values = { quantity: shown(form.quantity), price: shown(form.price), stop: shown(form.trigger) }
      return t(`forecast.oco.${form.side}`, values)
    }
    const what = byAmount(form) ? 'amount' : form.type
    const then = t(`forecast.then.${form.side}.${what}`, {
      quantity: shown(form.quantity),
      price: shown(form.price),
      amount: shown(form.amount),
    })
    // Japanese and Chinese put no space behind their comma.
    return /[，、]$/.test(when) ? `${when}${then}` : `${when} ${then}`
  }
}
