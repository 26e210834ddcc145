/** The week at its edges: Monday's close, Friday's budget, every slice, the burn. Long: days pass in each. */
import type { Credits } from '../../../src/base/money.ts'
import type { Prng } from '../../../src/base/prng.ts'
import { flatRates } from '../../../src/engine/metering/rates.ts'
import { nextBuyback } from '../../../src/engine/treasury/buyback.ts'
import type { Driver } from '../driver.ts'
import { facts } from '../random-session.ts'
import { DAY, HOUR, travel } from '../time.ts'
import { anybody, around, calm, type Edge, nextOf, nextWeekday, reset, setTo, topUp, travelTo } from './edge.ts'
import { clearBook, limit, quoteAround, usualPrice } from './orders.ts'

/** A paid call whose profit or loss shows in the week; in µCR of list. */
function business(driver: Driver, random: Prng, list: number): void {
  const account = anybody(random)
  const callId = `week-${driver.journal.length}`
  const percent = random.pick([1, 30, 80])
  const [price, cost] = [flatRates({ output: 1_000_003 }), flatRates({ output: 10_000 * percent })]
  const { cardId } = driver.do('card.publish', { channel: 10, model: 'week', list: price, cost, eligible: true })
  topUp(driver, account, list * 2)
  const usage = [0, 0, 0, 0, 0, 0, list]
  driver.try('call.authorize', { bootId: 'week', callId, account, keyId: null, cardIds: [cardId], bound: usage })
  const lost = random.chance(30) ? [{ cardId, usage: [0, 0, 0, 0, 0, 0, random.below(3 * list)] }] : []
  driver.try('call.capture', { callId, cardId, usage, facts, unrecovered: lost })
}

function trade(driver: Driver, random: Prng, price: number): void {
  const [seller, buyer] = [anybody(random), anybody(random)]
  driver.try('order.place', limit(seller, 'sell', { price, lots: 100 + random.below(200) }))
  driver.try('order.place', limit(buyer, 'buy', { price, lots: 100 + random.below(200) }))
}

/** The last call of one week and the first of the next. */
const monday: Edge = (driver, random) => {
  setTo(driver, 'fund.share', random.pick([2_000, 2_001, 3_333, 10_000]))
  business(driver, random, 1 + random.below(2_000_000))
  travelTo(driver, random, nextWeekday(driver, 1))
  business(driver, random, 1 + random.below(2_000_000))
  driver.pass(1)
  business(driver, random, 1 + random.below(20))
}

/** Trades within the last day and half-hour before Friday, or just too early to count. */
function thursday(driver: Driver, random: Prng): void {
  const friday = nextWeekday(driver, 5)
  if (friday - DAY - 60_000 > driver.now) {
    travelTo(driver, random, friday - DAY)
    if (random.chance(80)) quoteAround(driver, usualPrice(driver))
    trade(driver, random, usualPrice(driver) - 20 + random.below(40))
  }
  travelTo(driver, random, friday - random.pick([3 * HOUR, HOUR, 1_800_000]))
  if (random.chance(85)) quoteAround(driver, usualPrice(driver))
  trade(driver, random, usualPrice(driver) - 50 + random.below(100))
  travelTo(driver, random, friday)
}

/** Coins on offer below, at and above what the fund may pay. */
function offerAtTheGuard(driver: Driver, random: Prng): void {
  const guard = driver.engine.state.treasury.buyback?.guard
  if (guard === undefined || guard === null) return
  if (random.chance(50)) clearBook(driver)
  for (let i = 0; i < 3; i++) {
    const price = guard + random.pick([-40, -1, 0, 0, 1])
    driver.try('order.place', limit(anybody(random), 'sell', { price, lots: 110 + random.below(900) }))
  }
}

/** A slice comes a minute late, or a little more. */
function sleepOver(driver: Driver, random: Prng): void {
  const { buyback } = driver.engine.state.treasury
  const due = buyback && buyback.done < buyback.slices ? nextBuyback(driver.engine.state.treasury) : driver.now
  driver.pass(Math.max(0, due - 1 - driver.now))
  driver.sleep(1 + random.pick([60_000, 60_000, 60_001, 2 * HOUR]))
  driver.try('faucet.draw', { account: anybody(random), amount: 1 as Credits })
}

/** The breaker pauses trading over some slices. */
function pause(driver: Driver, random: Prng): void {
  setTo(driver, 'market.breakerMove', 100)
  quoteAround(driver, usualPrice(driver))
  travel(driver, 120_000)
  clearBook(driver)
  quoteAround(driver, Math.floor((usualPrice(driver) * (102 + random.below(3))) / 100))
  offerAtTheGuard(driver, random)
  travel(driver, 400_000)
  reset(driver, 'market.breakerMove')
}

function otherPair(driver: Driver, random: Prng): void {
  setTo(driver, 'market.pair', random.below(3))
}

/** A whole Friday: the terms change after the budget is fixed, slices are missed, sold out, bought to the guard. */
const friday: Edge = (driver, random) => {
  calm(driver)
  setTo(driver, 'fund.share', 10_000)
  business(driver, random, 1_000_000 * (1 + random.below(60)))
  travelTo(driver, random, nextWeekday(driver, 1) + 1)
  setTo(driver, 'buyback.maxSlices', random.pick([1, 2, 7, 60]))
  setTo(driver, 'buyback.guard', random.pick([0, 37, 500]))
  setTo(driver, 'buyback.warShare', random.pick([0, 1, 2_000, 3_333]))
  thursday(driver, random)
  travel(driver, HOUR)
  setTo(driver, 'buyback.warShare', random.pick([7, 2_000, 5_000]))
  setTo(driver, 'buyback.guard', random.pick([0, 1_000]))
  setTo(driver, 'buyback.maxSlices', random.pick([3, 60]))
  travelTo(driver, random, nextOf(driver, DAY) - 12 * HOUR)
  const end = nextOf(driver, DAY) - 3 * HOUR
  while (driver.now < end) {
    random.pick([offerAtTheGuard, offerAtTheGuard, offerAtTheGuard, sleepOver, sleepOver, pause, pause, otherPair])(
      driver,
      random,
    )
    travel(driver, random.pick([600_000, 1_800_000, HOUR]) + around(random))
  }
  calm(driver)
}

export const weekEdges: readonly Edge[] = [monday, friday, friday]
