/** What the war pool is worth beside the margin of the first ten: a number, or ∞ where nothing was earned. */
import type { WarState } from '../../../src/contract/wars.ts'
import { useLanguage } from '../i18n/index.ts'

type Ratio = Pick<WarState['ratio'], 'ratioBps' | 'paysWash'>

export function WarRatio({ ratio: { ratioBps, paysWash } }: { ratio: Ratio }) {
  const { locale } = useLanguage()
  const format = new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 })
  return <span className="num">{ratioBps === null ? (paysWash ? '∞' : '–') : format.format(ratioBps / 10_000)}</span>
}
