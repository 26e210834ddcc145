/** Hours in which a pool changed as a row of UTC days: each day has the last rate known at its end. No drawing. */

export interface Point {
  readonly at: number
  readonly supplyRatePpm: number
}

export interface Day {
  readonly day: number
  /** per cent with two decimals */
  readonly percent: string
}

const DAY = 86_400_000

/** So many days up to now, oldest first; 0 before the first change, none without any. Points are oldest first. */
export function rateDays(points: readonly Point[], now: number, count: number): Day[] {
  if (points.length === 0) return []
  const last = Math.floor(now / DAY) * DAY
  const days: Day[] = []
  let [next, rate] = [0, 0]
  for (let day = last - (count - 1) * DAY; day <= last; day += DAY) {
    for (let point = points[next]; point && point.at < day + DAY; point = points[++next]) rate = point.supplyRatePpm
    days.push({ day, percent: (rate / 10_000).toFixed(2) })
  }
  return days
}
