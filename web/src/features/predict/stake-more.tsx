/** The way to a tier that is missing: to the stake page with the amount filled in, or that the tier comes by itself. */
import { addDecimal, compareDecimal, subDecimal } from '../../amount/decimal.ts'
import { amountText } from '../../amount/format.ts'
import { useBalances } from '../../api/shared.ts'
import { useLanguage, useText } from '../../i18n/index.ts'
import { ButtonLink } from '../../ui/link.tsx'

/** @param need LCO that the tier takes */
export function StakeMore({ need }: { need: string }) {
  const t = useText('predict')
  const { locale } = useLanguage()
  const lco = useBalances()?.lco
  const counted = lco ? addDecimal(lco.staked, lco.imo) : '0'
  if (compareDecimal(counted, need) >= 0) return <span className="text-13 text-muted">{t('tier.wait')}</span>
  const missing = subDecimal(need, counted).replace(/\.?0+$/, '')
  return (
    <ButtonLink to="/stake" search={{ amount: missing }}>
      {t('tier.stakeMore', { amount: amountText(missing, locale) })}
    </ButtonLink>
  )
}
