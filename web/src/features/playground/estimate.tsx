/** The highest and the probable cost of each call before it is sent. */
import { compareDecimal } from '../../amount/decimal.ts'
import { useBalances } from '../../api/shared.ts'
import { useText } from '../../i18n/index.ts'
import { Amount } from '../../ui/amount.tsx'
import { TextLink } from '../../ui/link.tsx'
import { relayProblemText } from './problem.ts'
import type { Quote } from './relay.ts'
import { QuoteRefused } from './use-quote.ts'

export interface Estimated {
  model: string
  quote: Quote | undefined
  error: unknown
}

export function Estimates({ calls, session }: { calls: readonly Estimated[]; session: boolean }) {
  const t = useText('playground')
  const balances = useBalances()
  const highest = calls.reduce((most, { quote }) => {
    const cost = quote?.highest.cost ?? '0'
    return compareDecimal(cost, most) > 0 ? cost : most
  }, '0')
  const short = session && balances !== undefined && compareDecimal(highest, balances.credits.available) > 0
  if (calls.every(({ quote, error }) => quote === undefined && !error))
    return <p className="text-13 text-muted">{t('estimate.none')}</p>
  return (
    <div className="min-w-0">
      <table className="text-13">
        <thead>
          <tr className="text-12 text-muted">
            {calls.length > 1 ? <th className="pr-5 text-left font-normal">{t('estimate.model')}</th> : null}
            <th className="pr-5 text-right font-normal">{t('estimate.highest')}</th>
            <th className="pr-5 text-right font-normal">{t('estimate.expected')}</th>
            <th className="text-right font-normal">{t('estimate.mined')}</th>
          </tr>
        </thead>
        <tbody>
          {calls.map((each, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: one place a column; the same model may stand in both
            <Row key={index} estimated={each} named={calls.length > 1} />
          ))}
        </tbody>
      </table>
      {short ? (
        <p role="alert" className="mt-1 text-12 text-danger">
          {t('estimate.short')} <TextLink to="/wallet/topup">{t('estimate.topUp')}</TextLink>
        </p>
      ) : null}
    </div>
  )
}

function Row({ estimated: { model, quote, error }, named }: { estimated: Estimated; named: boolean }) {
  const t = useText('playground')
  const refused = error instanceof QuoteRefused ? relayProblemText(error.problem) : error ? t('estimate.failed') : ''
  return (
    <tr>
      {named ? <td className="max-w-40 truncate pr-5 text-muted">{model}</td> : null}
      {refused ? (
        <td colSpan={3} className="text-warn">
          {refused}
        </td>
      ) : (
        <>
          <td className="pr-5 text-right">
            <Amount value={quote?.highest.cost} unit="CR" className="font-medium" />
          </td>
          <td className="pr-5 text-right">
            <Amount value={quote?.expected.cost} unit="CR" decimals={6} />
          </td>
          <td className="text-right">
            <Amount value={quote?.expected.mined} unit="LCO" decimals={6} className="text-gold-text" />
          </td>
        </>
      )}
    </tr>
  )
}
