/** What the entered price would be at list and at Lv4, before it is set. */
import TriangleAlert from 'lucide-react/icons/triangle-alert'
import { useText } from '../../../i18n/index.ts'
import { Amount } from '../../../ui/amount.tsx'
import { linesOf, type PriceValues } from './price-values.ts'

export function Preview({ values }: { values: PriceValues }) {
  const t = useText('admin-models')
  const r = useText('rates')
  const tiers = values.tiers.map((tier) => ({ from: tier.from, lines: linesOf(values, tier) }))
  const short = tiers.some(({ lines }) => lines.some((line) => line.short))
  if (tiers.every(({ lines }) => lines.length === 0)) return null
  return (
    <div className="rounded-control bg-raised px-3 py-2">
      <table className="w-full text-13">
        <caption className="sr-only">{t('preview.title')}</caption>
        <thead>
          <tr className="text-12 text-muted">
            <th className="text-left font-normal">{t('preview.title')}</th>
            <th className="text-right font-normal">{t('column.cost')}</th>
            <th className="text-right font-normal">{t('column.list')}</th>
            <th className="text-right font-normal">{t('preview.lv4')}</th>
          </tr>
        </thead>
        <tbody>
          {tiers.map(({ from, lines }) =>
            lines.map((line) => (
              <tr key={`${from} ${line.bucket}`}>
                <td className="py-0.5">
                  {r(`bucket.${line.bucket}`)}
                  {from === '0' ? '' : ` ≥ ${Number(from).toLocaleString('en-US')}`}
                </td>
                <td className="text-right">
                  <Amount value={line.cost} className="text-muted" />
                </td>
                <td className="text-right">
                  <Amount value={line.list} className="font-medium" />
                </td>
                <td className="text-right">
                  <Amount value={line.lv4} className={line.short ? 'text-warn' : ''} />
                </td>
              </tr>
            )),
          )}
        </tbody>
      </table>
      {short ? (
        <p role="status" className="mt-2 flex items-start gap-2 text-13 text-warn">
          <TriangleAlert size={16} aria-hidden="true" className="mt-0.5 shrink-0" />
          {t('preview.short')}
        </p>
      ) : null}
    </div>
  )
}
