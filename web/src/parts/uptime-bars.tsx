/** A model's last days as a row of bars: one a day, its colour and height by how calls ended. The sum beside it says the same in words. Needs the texts of the namespace uptime. */
import { clsx } from 'clsx'
import { useLanguage, useText } from '../i18n/index.ts'
import { type Day, type DayState, stateOf } from './uptime-days.ts'

const LOOK: Record<DayState, string> = {
  none: 'h-1 bg-line-strong',
  good: 'h-full bg-ok',
  some: 'h-3/4 bg-warn-fill',
  many: 'h-1/2 bg-danger-fill',
}

export function UptimeBars({ days, className }: { days: readonly Day[]; className?: string }) {
  const t = useText('uptime')
  const { locale } = useLanguage()
  const date = new Intl.DateTimeFormat(locale, { month: 'short', day: 'numeric', timeZone: 'UTC' })
  const bad = days.filter((day) => day.failed > 0).length
  return (
    <div
      role="img"
      aria-label={t('bars', { days: days.length, bad })}
      className={clsx('flex h-6 items-end gap-px', className)}
    >
      {days.map((day) => (
        <span
          key={day.day}
          data-tip={
            day.calls === 0
              ? t('noneOn', { date: date.format(day.day) })
              : t('dayOn', {
                  date: date.format(day.day),
                  calls: day.calls.toLocaleString(locale),
                  failed: day.failed.toLocaleString(locale),
                })
          }
          className={clsx('min-w-0.5 flex-1 rounded-[1px]', LOOK[stateOf(day)])}
        />
      ))}
    </div>
  )
}
