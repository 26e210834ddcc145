/** Usage by day without holes. Pure. */

interface DailyUsage {
  /** ms */
  from: number
  to: number
  items: readonly { group: string; spent: string }[]
}

const DAY_MS = 86_400_000

/** Every UTC day of the range, oldest first; a day without calls spent "0". */
export function daysOf({ from, to, items }: DailyUsage): { day: number; spent: string }[] {
  const spent = new Map(items.map((item) => [Number(item.group), item.spent]))
  const days: { day: number; spent: string }[] = []
  for (let day = Math.floor(from / DAY_MS) * DAY_MS; day < to; day += DAY_MS)
    days.push({ day, spent: spent.get(day) ?? '0' })
  return days
}
