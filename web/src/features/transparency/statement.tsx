/** Where all ten million LCO are, as a statement that adds up before the reader's eyes. */
import { clsx } from 'clsx'
import Check from 'lucide-react/icons/check'
import X from 'lucide-react/icons/x'
import type { Supply } from '../../../../src/contract/transparency.ts'
import { compareDecimal, isZero, toDrawing } from '../../amount/decimal.ts'
import { useText } from '../../i18n/index.ts'
import { Amount } from '../../ui/amount.tsx'
import { Section } from '../../ui/page.tsx'
import { Shares } from '../../ui/progress.tsx'
import { TableSkeleton } from '../../ui/skeleton.tsx'
import { Loaded } from '../../ui/states.tsx'
import { TimeAgo } from '../../ui/time.tsx'
import { type Place, type PlaceGroup, placesOf, shareText, sumOf } from './figures.ts'
import { Source } from './links.tsx'
import { useSupply } from './queries.ts'

const COLOURS: Record<PlaceGroup, string> = {
  unissued: 'bg-line-strong',
  users: 'bg-accent',
  locked: 'bg-accent/55',
  platform: 'bg-text/60',
  burned: 'bg-gold',
}

export function Statement() {
  const t = useText('transparency')
  const c = useText('common')
  const supply = useSupply()
  return (
    <Section
      title={t('supply.title')}
      purpose={t('supply.text')}
      aside={
        <span className="flex items-center gap-4 text-12 text-muted">
          {supply.data ? (
            <span>
              {c('asOf')} <TimeAgo at={supply.data.asOf} />
            </span>
          ) : null}
          <Source path="/transparency/supply" />
        </span>
      }
    >
      <Loaded query={supply} loading={<TableSkeleton rows={9} columns={2} />}>
        {(data) => <Lines supply={data} />}
      </Loaded>
    </Section>
  )
}

function Lines({ supply }: { supply: Supply }) {
  const t = useText('transparency')
  const places = placesOf(supply)
  const total = sumOf(places.map(({ amount }) => amount))
  const right = compareDecimal(total, supply.max) === 0
  return (
    <>
      <Shares
        label={t('supply.bar')}
        className="mb-4 h-3"
        parts={places.map(({ name, group, amount }) => ({
          key: name,
          value: toDrawing(amount),
          className: COLOURS[group],
          title: `${t(`place.${name}`)}: ${shareText(amount, supply.max)}`,
        }))}
      />
      <table className="w-full text-13">
        <caption className="sr-only">{t('supply.title')}</caption>
        <tbody>
          {places.map((place) => (
            <Line key={place.name} place={place} max={supply.max} />
          ))}
        </tbody>
        <tfoot>
          <tr className="border-t border-line-strong font-semibold">
            <th scope="row" className="py-2 text-left font-semibold">
              <span className="flex items-center gap-2">
                {t('supply.sum')}
                {right ? (
                  <Check size={16} aria-label={t('supply.right')} className="text-ok" />
                ) : (
                  <X size={16} aria-label={t('supply.wrong')} className="text-danger" />
                )}
              </span>
            </th>
            <td className="num py-2 text-right text-12 font-normal text-muted max-sm:hidden">100 %</td>
            <td className={clsx('py-2 text-right', right ? '' : 'text-danger')}>
              <span className="border-b-3 border-double border-current pb-0.5">
                <Amount value={total} unit="LCO" />
              </span>
            </td>
          </tr>
        </tfoot>
      </table>
    </>
  )
}

function Line({ place: { name, group, amount }, max }: { place: Place; max: string }) {
  const t = useText('transparency')
  const none = isZero(amount)
  return (
    <tr className={clsx('border-b border-line/60 last:border-0', none && 'text-muted')}>
      <th scope="row" className="py-1.5 text-left font-normal">
        <span className="flex items-center gap-2.5">
          <span
            aria-hidden="true"
            className={clsx('size-2 shrink-0 rounded-[2px]', COLOURS[group], none && 'opacity-40')}
          />
          {t(`place.${name}`)}
        </span>
      </th>
      <td className="num py-1.5 text-right text-12 text-muted max-sm:hidden">{shareText(amount, max)}</td>
      <td className="py-1.5 text-right">
        <Amount value={amount} className={group === 'burned' && !none ? 'text-gold-text' : ''} />
      </td>
    </tr>
  )
}
