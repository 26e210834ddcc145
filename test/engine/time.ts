/** Long ways through time for sessions: marks are rare on them, or a day would take as long as its marks. */
import type { AccountId } from '../../src/engine/ledger/chart.ts'
import type { Driver } from './driver.ts'

export const HOUR = 3_600_000
export const DAY = 24 * HOUR
const LONG = 2 * HOUR

export function travel(driver: Driver, ms: number): void {
  const { 'mark.interval': interval } = driver.engine.state.parameters
  if (ms < LONG || interval === 60_000) return driver.pass(Math.max(0, ms))
  const set = (value: number): unknown =>
    driver.try('parameter.set', { key: 'mark.interval', value, reason: 'a long way', actor: 1 as AccountId })
  set(60_000)
  driver.pass(ms)
  set(interval)
}
