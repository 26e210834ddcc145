/** What an entry with its exits would leave, gain and loss alike, and in a sentence what happens in which order. */
import { useText } from '../../../i18n/index.ts'
import { Amount } from '../../../ui/amount.tsx'
import type { MarketRules } from '../pair.ts'
import { exitResults } from './exit-result.ts'
import type { TicketForm } from './form.ts'
import { Line } from './line.tsx'
import { exitKinds } from './lists.ts'

export function ExitForecast({ form, rules }: { form: TicketForm; rules: MarketRules | undefined }) {
  const t = useText('trade')
  const { limit, stop } = exitKinds(form)
  const results = rules && exitResults(form, rules)
  return (
    <div className="flex flex-col gap-2">
      <dl className="flex flex-col text-12">
        {limit ? (
          <Line name={t('exit.ifLimit')}>
            {results?.limit === undefined ? undefined : (
              <Amount value={results.limit} unit="CR" decimals={2} tone="auto" />
            )}
          </Line>
        ) : null}
        {stop === null ? null : (
          <Line name={t('exit.ifStop')}>
            {results?.stop === undefined ? undefined : (
              <Amount value={results.stop} unit="CR" decimals={2} tone="auto" />
            )}
          </Line>
        )}
      </dl>
      <p className="rounded-control bg-raised px-2.5 py-2 text-12 text-muted">
        {t(`exit.story.${form.plan === 'otoco' ? 'pair' : 'one'}`)}
        {stop === null ? null : (
          <span className="mt-1 block">{stop === 'market' ? t('forecast.worse') : t('forecast.mayRest')}</span>
        )}
      </p>
    </div>
  )
}
