/** How much processor time a process has taken so far, all its threads together: Linux only, by ticks of a hundredth of a second. */
import { readFileSync } from 'node:fs'

const TICK_US = 10_000

/** Microseconds, or NaN where the system does not say. */
export function processorUs(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    // Behind the name, which may hold anything: state is field 3, user and system time are 14 and 15.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return (Number(fields[11]) + Number(fields[12])) * TICK_US
  } catch {
    return Number.NaN
  }
}
