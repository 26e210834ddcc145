/** Every fill of the sweep over its eight hours, with the reference, the guard and the average. The tables under it are its twin. */
import { clsx } from 'clsx'
import { useLanguage, useText } from '../../../i18n/index.ts'
import { Amount } from '../../../ui/amount.tsx'
import { DateTime } from '../../../ui/time.tsx'
import { HEIGHT, pictureOf, WIDTH } from './layout.ts'
import type { BuybackRecord } from './verify.ts'

const STROKE = { guard: 'var(--danger)', average: 'var(--gold)', reference: 'var(--muted)' }
const TEXT = { guard: 'text-danger', average: 'text-gold-text', reference: 'text-muted' }

export function SweepChart({ record }: { record: BuybackRecord }) {
  const t = useText('transparency')
  const { locale } = useLanguage()
  const picture = pictureOf(record)
  if (!picture) return <p className="py-6 text-center text-13 text-muted">{t('sweep.nothing')}</p>
  const clock = new Intl.DateTimeFormat(locale, {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone: 'UTC',
  })
  return (
    <figure>
      <figcaption className="sr-only">
        {t('sweep.summary', {
          fills: record.fills.length,
          low: picture.low,
          high: picture.high,
          average: record.averagePrice ?? '–',
          missed: picture.missed.length,
        })}
      </figcaption>
      <ul className="mb-2 flex flex-wrap gap-x-5 gap-y-1 text-12">
        {picture.lines.map(({ name, price }) => (
          <li key={name} className="flex items-center gap-1.5">
            <span
              aria-hidden="true"
              className={clsx('w-4 border-t-2', name !== 'average' && 'border-dashed', TEXT[name])}
              style={{ borderColor: 'currentColor' }}
            />
            <span className="text-muted">{t(`sweep.${name}`)}</span>
            <Amount value={price} unit="CR" decimals={5} />
          </li>
        ))}
      </ul>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} className="block w-full" aria-hidden="true">
        {picture.lines.map(({ name, y }) => (
          <line
            key={name}
            x1="0"
            x2={WIDTH}
            y1={y}
            y2={y}
            stroke={STROKE[name]}
            strokeWidth="1"
            strokeDasharray={name === 'average' ? undefined : '4 4'}
            opacity="0.8"
          />
        ))}
        {picture.missed.map(({ key, x }) => (
          <line key={key} x1={x} x2={x} y1={HEIGHT - 8} y2={HEIGHT} stroke="var(--warn)" strokeWidth="2" />
        ))}
        {picture.dots.map(({ key, x, y, radius, price, lco }) => (
          <circle key={key} cx={x} cy={y} r={radius} fill="var(--gold)" fillOpacity="0.55" stroke="var(--gold)">
            <title>{`${lco} LCO × ${price} CR`}</title>
          </circle>
        ))}
      </svg>
      <div className="num flex justify-between text-12 text-muted" aria-hidden="true">
        {[0, 0.25, 0.5, 0.75, 1].map((share) => (
          <span key={share}>{clock.format(picture.from + share * (picture.to - picture.from))}</span>
        ))}
      </div>
      <p className="mt-2 text-12 text-muted">
        <DateTime at={picture.from} /> – <DateTime at={picture.to} />
        {picture.missed.length > 0 ? ` · ${t('sweep.missed', { count: picture.missed.length })}` : ''}
      </p>
    </figure>
  )
}
