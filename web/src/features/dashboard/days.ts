/** Usage by day without holes. Pure. */

interface DailyUsage {
  /** ms */
  from: number
  to: number
  items: readonly { group: string; spent: string; mined: string }[]
}

const DAY_MS = 86_400_000

export interface UsageDay {
  /** 00:00 UTC */
  day: number
  spent: string
  mined: string
}

/** Every UTC day of the range, oldest first; a day without calls spent and mined "0". */
export function daysOf({ from, to, items }: DailyUsage): UsageDay[] {
  const known = new Map(items.map((item) => [Number(item.group), item]))
  const days: UsageDay[] = []
  for (let day = Math.floor(from / DAY_MS) * DAY_MS; day < to; day += DAY_MS)
    days.push({ day, spent: known.get(day)?.spent ?? '0', mined: known.get(day)?.mined ?? '0' })
  return days
}
