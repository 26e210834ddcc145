/** The rule of the allocation with the reader's own numbers in it: weight, score, share, cap, what comes of it. */
import { compareDecimal } from '../../amount/decimal.ts'
import { useLanguage, useText } from '../../i18n/index.ts'
import { Amount } from '../../ui/amount.tsx'
import { Facts } from '../../ui/page.tsx'
import { scoreText, sharePpm, uncapped } from './figures.ts'
import type { Offering, OfferingPosition } from './use-offerings.ts'

export interface FormulaProps {
  offering: Offering
  position: OfferingPosition | undefined
}

export function Formula({ offering, position }: FormulaProps) {
  const t = useText('imo')
  const { mode, score: all, total, cap } = offering
  const score = position?.score ?? '0'
  const due = uncapped(offering, score)
  const capped = compareDecimal(due, cap) > 0
  const unit = mode === 'snapshot' ? 'LCO' : 'LCO·h'
  return (
    <div className="flex flex-col gap-3">
      <p className="rounded-control bg-raised px-3 py-2 font-mono text-12 break-words">{t(`formula.${mode}`)}</p>
      <Facts
        items={[
          { key: 'weight', label: t('formula.weight'), value: position?.weight || position?.weightNow || 0 },
          {
            key: 'locked',
            label: t('formula.locked'),
            value: <Amount value={position?.locked ?? '0'} unit="LCO" decimals={2} />,
          },
          {
            key: 'score',
            label: t('formula.score'),
            value: <Amount value={scoreText(score, mode)} unit={unit} flash />,
          },
          { key: 'all', label: t('formula.all'), value: <Amount value={scoreText(all, mode)} unit={unit} flash /> },
          { key: 'share', label: t('formula.share'), value: <Share ppm={sharePpm(score, all)} /> },
          { key: 'due', label: t('formula.due'), value: <Amount value={due} unit="CR" /> },
          { key: 'cap', label: t('formula.cap'), value: <Amount value={cap} unit="CR" /> },
          { key: 'total', label: t('terms.total'), value: <Amount value={total} unit="CR" /> },
          {
            key: 'expected',
            label: <span className="font-medium text-text">{t('formula.expected')}</span>,
            value: <Amount value={position?.expected ?? '0'} unit="CR" flash className="font-semibold" />,
          },
        ]}
      />
      <p className="text-12 text-muted">{capped ? t('formula.capped') : t('formula.moves')}</p>
    </div>
  )
}

function Share({ ppm }: { ppm: number | undefined }) {
  const { locale } = useLanguage()
  if (ppm === undefined) return <span className="text-dim">–</span>
  return <>{(ppm / 1_000_000).toLocaleString(locale, { style: 'percent', maximumFractionDigits: 4 })}</>
}
