/** Moments in the reader's language and zone: exact (DateTime) or relative (TimeAgo), always with the exact UTC in the title. */
import { useSyncExternalStore } from 'react'
import { onClock, serverTime } from '../clock.ts'
import { useLanguage } from '../i18n/index.ts'

/** ISO text or epoch milliseconds, as the API sends them. */
export type Moment = string | number

const formats = new Map<string, Intl.DateTimeFormat>()
function format(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = locale + JSON.stringify(options)
  const known = formats.get(key)
  if (known) return known
  const made = new Intl.DateTimeFormat(locale, options)
  formats.set(key, made)
  return made
}

const DETAIL = {
  minute: { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  second: {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  },
  day: { year: 'numeric', month: 'short', day: 'numeric' },
  clock: { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>

export interface DateTimeProps {
  at: Moment
  detail?: keyof typeof DETAIL
  className?: string
}

const utc = (date: Date): string => `${date.toISOString().replace('T', ' ').slice(0, 19)} UTC`

export function DateTime({ at, detail = 'minute', className }: DateTimeProps) {
  const { locale } = useLanguage()
  const date = new Date(at)
  if (Number.isNaN(date.getTime())) return <span className="text-dim">–</span>
  return (
    <time
      dateTime={date.toISOString()}
      title={utc(date)}
      className={className ? `num whitespace-nowrap ${className}` : 'num whitespace-nowrap'}
    >
      {format(locale, DETAIL[detail]).format(date)}
    </time>
  )
}

const tickListeners = new Set<() => void>()
let tickTimer: ReturnType<typeof setInterval> | undefined
let now = serverTime()

function tick(): void {
  now = serverTime()
  for (const each of tickListeners) each()
}
onClock(tick)

/** One timer for all relative times; every 10 s is enough for "2 min ago". */
function onTick(listener: () => void): () => void {
  tickListeners.add(listener)
  if (tickTimer === undefined) {
    tickTimer = setInterval(tick, 10_000)
    now = serverTime()
  }
  return () => {
    tickListeners.delete(listener)
    if (tickListeners.size > 0) return
    clearInterval(tickTimer)
    tickTimer = undefined
  }
}
/** The server's clock in UTC ms, refreshed every 10 s while somebody looks, and at once when it was set. */
export const useNow = (): number => useSyncExternalStore(onTick, () => now)

const STEPS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
]

export function relativeTime(seconds: number, locale: string): string {
  const words = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' })
  for (const [unit, size] of STEPS) if (Math.abs(seconds) >= size) return words.format(Math.trunc(seconds / size), unit)
  return words.format(Math.trunc(seconds), 'second')
}

export function TimeAgo({ at, className }: { at: Moment; className?: string }) {
  const { locale } = useLanguage()
  const current = useNow()
  const date = new Date(at)
  const seconds = Math.min(0, Math.round((date.getTime() - current) / 1000))
  return (
    <time
      dateTime={date.toISOString()}
      title={utc(date)}
      className={className ? `num whitespace-nowrap ${className}` : 'num whitespace-nowrap'}
    >
      {relativeTime(seconds, locale)}
    </time>
  )
}
