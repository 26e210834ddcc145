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

/** Oldest first, from the first change on, at most so many. Points are oldest first. */
export function rateDays(points: readonly Point[], now: number, most: number): Day[] {
  const first = points[0]
  if (!first) return []
  const start = (at: number) => Math.floor(at / DAY) * DAY
  const days: Day[] = []
  let [next, rate] = [0, 0]
  for (let day = start(first.at); day <= start(now); day += DAY) {
    for (let point = points[next]; point && point.at < day + DAY; point = points[++next]) rate = point.supplyRatePpm
    days.push({ day, percent: (rate / 10_000).toFixed(2) })
  }
  return days.slice(-most)
}
