/** How a model's calls ended over the last days, as bars and sums show it. No components. */
import type { Uptime } from '../../../src/contract/models.ts'

const DAY_MS = 86_400_000

export interface Day {
  /** 00:00 UTC */
  readonly day: number
  readonly calls: number
  readonly failed: number
}

/** Every day from the first to the last asked for, also those without a call. */
export function everyDay({ days }: Pick<Uptime, 'days'>, from: number, to: number): Day[] {
  const known = new Map(days.map((each) => [each.day, each]))
  const all: Day[] = []
  for (let day = from; day <= to; day += DAY_MS) all.push(known.get(day) ?? { day, calls: 0, failed: 0 })
  return all
}

export type DayState = 'none' | 'good' | 'some' | 'many'

/** One call in a hundred may fail before a day stops being good, one in ten before it is bad. */
export function stateOf({ calls, failed }: Day): DayState {
  if (calls === 0) return 'none'
  if (failed * 100 <= calls) return 'good'
  return failed * 10 <= calls ? 'some' : 'many'
}

/** Share of calls that ended well, in basis points, rounded down: 100 % is said of all only. undefined without a call. */
export function successBps(days: readonly Day[]): number | undefined {
  const calls = days.reduce((sum, day) => sum + day.calls, 0)
  const failed = days.reduce((sum, day) => sum + day.failed, 0)
  return calls === 0 ? undefined : Math.floor(((calls - failed) * 10_000) / calls)
}
