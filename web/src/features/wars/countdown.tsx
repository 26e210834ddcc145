/** How long something still lasts by the server's clock: the two or three largest units, down to minutes. */
import { useLanguage } from '../../i18n/index.ts'
import { useNow } from '../../ui/time.tsx'

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const

/** @param until UTC ms; a moment that has passed shows zero minutes */
export function Countdown({ until }: { until: number }) {
  const { locale } = useLanguage()
  const now = useNow()
  let left = Math.max(0, until - now)
  const parts: string[] = []
  for (const [unit, size] of UNITS) {
    const count = Math.floor(left / size)
    left -= count * size
    if (count === 0 && parts.length === 0 && unit !== 'minute') continue
    parts.push(new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short' }).format(count))
  }
  return (
    <time dateTime={new Date(until).toISOString()} className="num whitespace-nowrap">
      {parts.join(' ')}
    </time>
  )
}
