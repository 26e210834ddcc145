/** What holds for every model now: tier, mining rate, best bid, and what a credit spent brings back. */
import { divDecimal, mulDecimal, truncateDecimal } from '../../amount/decimal.ts'
import type { Answer } from '../../api/platform.ts'
import { useText } from '../../i18n/index.ts'
import { Amount } from '../../ui/amount.tsx'
import { Stat, StatRow } from '../../ui/stat.tsx'

type Terms = Pick<Answer<'GET /models'>, 'tier' | 'rateBps' | 'lcoPerCredit' | 'bestBid' | 'asOf'>

export interface TermsRowProps {
  terms: Terms | undefined
  failed: boolean
  visitor: boolean
}

export function TermsRow({ terms, failed, visitor }: TermsRowProps) {
  const t = useText('models')
  const c = useText('common')
  const back = terms?.bestBid ? truncateDecimal(mulDecimal(terms.lcoPerCredit, terms.bestBid), 6) : undefined
  const share = terms?.rateBps == null ? t('terms.cost') : t('terms.ofList', { share: percent(terms.rateBps) })
  return (
    <StatRow min={240} failed={failed}>
      <Stat
        label={visitor ? t('terms.visitor') : t('terms.tier')}
        value={terms && (visitor ? share : `${c(`tier.${terms.tier}`)} · ${share}`)}
        definition={t('terms.tierText')}
        note={visitor ? t('terms.visitorNote') : undefined}
      />
      <Stat
        label={t('terms.mined')}
        tone="gold"
        value={terms && <Amount value={shortLco(terms.lcoPerCredit)} unit="LCO" />}
        definition={t('terms.minedText')}
        asOf={terms?.asOf}
      />
      <Stat
        label={t('terms.bid')}
        value={terms && <Amount value={terms.bestBid ?? undefined} unit="CR" />}
        definition={t('terms.bidText')}
        asOf={terms?.asOf}
      />
      <Stat
        label={t('terms.back')}
        value={terms && <Amount value={back} unit="CR" decimals={4} />}
        note={back ? t('terms.backNote', { share: `${divDecimal(mulDecimal(back, '100'), '1', 1)} %` }) : undefined}
        definition={t('terms.backText')}
      />
    </StatRow>
  )
}

const percent = (bps: number): string => `${(bps / 100).toFixed(2).replace(/\.?0+$/, '')} %`
/** Without zeros beyond two decimals. */
const shortLco = (value: string): string => value.replace(/(\.\d{2}\d*?)0+$/, '$1')
