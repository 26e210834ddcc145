/** What sessions at the edges share: time to the millisecond, money to the unit, fresh accounts. The edges themselves are beside. */
import type { Credits } from '../../../src/base/money.ts'
import type { Prng } from '../../../src/base/prng.ts'
import { type AccountId, U, userSlot } from '../../../src/engine/ledger/chart.ts'
import { flatRates } from '../../../src/engine/metering/rates.ts'
import { type ParameterKey, parameterKeys, parameters } from '../../../src/engine/parameters.ts'
import type { Driver } from '../driver.ts'
import { facts } from '../random-session.ts'
import { DAY, travel } from '../time.ts'

/** Brings the world to a boundary and a step to either side of it. */
export type Edge = (driver: Driver, random: Prng) => void

export const actor = 1 as AccountId
export const reason = 'at the edge'

/** Accounts 1 … of the world that may trade. */
const PLAYERS = 11

/** One less, the same, one more. */
export function around(random: Prng): number {
  return random.below(3) - 1
}

/** One of the accounts of the world, players only. */
export function anybody(random: Prng): AccountId {
  return (1 + random.below(PLAYERS)) as AccountId
}

export function setTo(driver: Driver, key: ParameterKey, value: number): void {
  driver.try('parameter.set', { key, value, reason, actor })
}

/** All parameters back, so that one that was set far out does not end what a session can reach. */
export function calm(driver: Driver): void {
  for (const key of parameterKeys)
    if (driver.engine.state.parameters[key] !== parameters[key].default && key !== 'mark.interval') reset(driver, key)
}

/** Back to what the registry begins with. */
export function reset(driver: Driver, ...keys: ParameterKey[]): void {
  for (const key of keys) setTo(driver, key, parameters[key].default)
}

/** To an instant, or a millisecond beside it. */
export function travelTo(driver: Driver, random: Prng, at: number): void {
  travel(driver, at + around(random) - driver.now)
}

/** The next whole multiple of a period. */
export function nextOf(driver: Driver, period: number): number {
  return (Math.floor(driver.now / period) + 1) * period
}

/** The end of the month if it is near; the end of the day otherwise. */
export function nextMonth(driver: Driver): number {
  const date = new Date(driver.now)
  const month = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1)
  return month - driver.now < 4 * DAY ? month : nextOf(driver, DAY)
}

/** The next midnight that begins this day of the week; 0 is Sunday. */
export function nextWeekday(driver: Driver, weekday: number): number {
  let midnight = nextOf(driver, DAY)
  while (new Date(midnight).getUTCDay() !== weekday) midnight += DAY
  return midnight
}

/** An account that nobody used before. */
export function newcomer(driver: Driver): AccountId {
  return driver.do('account.open', { identity: `newcomer-${driver.journal.length}`, operator: false }).account
}

export function topUp(driver: Driver, account: AccountId, amount: number): void {
  const paymentId = `edge-${driver.journal.length}`
  if (amount > 0) driver.try('topup.credit', { account, amount: amount as Credits, provider: 'edge', paymentId })
}

/** LCO units that are available. */
export function coinsOf(driver: Driver, account: AccountId): number {
  return driver.engine.state.ledger.balance(userSlot(account, U.lco))
}

/** The player who has most of them. */
export function richest(driver: Driver): AccountId {
  const players = Array.from({ length: PLAYERS }, (_, i) => (i + 1) as AccountId)
  return players.reduce((most, one) => (coinsOf(driver, one) > coinsOf(driver, most) ? one : most))
}

/** Gives every player of the world 20,000 LCO more, mined in era 0. */
export function endow(driver: Driver): void {
  const rates = flatRates({ output: 1_000_000 })
  const { cardId } = driver.do('card.publish', { channel: 4, model: 'endow', list: rates, cost: rates, eligible: true })
  for (let i = 1; i <= PLAYERS; i++) {
    const account = i as AccountId
    const [callId, usage] = [`endow-${i}`, [0, 0, 0, 0, 0, 0, 2_000_000_000]]
    topUp(driver, account, 2_000_000_000)
    driver.do('call.authorize', { bootId: 'edge', callId, account, keyId: null, cardIds: [cardId], bound: usage })
    driver.do('call.capture', { callId, cardId, usage, facts, unrecovered: [] })
  }
}
