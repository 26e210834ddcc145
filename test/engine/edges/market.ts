/** The market at the edges of its mark: frozen and thawed, clamped, at the band, at the breaker, after a change of the pair. */
import type { Lots } from '../../../src/base/money.ts'
import type { Prng } from '../../../src/base/prng.ts'
import type { OrderInput } from '../../../src/engine/command.ts'
import type { Driver } from '../driver.ts'
import { travel } from '../time.ts'
import { anybody, around, calm, type Edge, nextOf, reset, setTo, topUp, travelTo } from './edge.ts'
import { clearBook, limit, quoteAround, type Side, usualPrice } from './orders.ts'

/** A few marks of a quoted book. */
function settle(driver: Driver, random: Prng, mid: number): void {
  if (random.chance(30)) calm(driver)
  quoteAround(driver, mid)
  travel(driver, (1 + random.below(9)) * driver.engine.state.parameters['mark.interval'])
}

/** Someone rests at the band's end, or a tick to either side; someone else wants to trade there. */
function atTheBand(driver: Driver, random: Prng): void {
  const { state } = driver.engine
  const side: Side = random.pick(['buy', 'sell'])
  const band = state.market.mark.band(driver.now, state.parameters['market.band'])
  const edge = side === 'sell' ? band.high : band.low
  if (edge <= 1 || edge > 10_000_000) return
  clearBook(driver)
  const [maker, taker] = [anybody(random), anybody(random)]
  const lots = Math.max(150, Math.ceil(2_000_000 / edge))
  for (const account of [maker, taker]) topUp(driver, account, 3 * edge * lots)
  const price = edge + around(random)
  driver.try('order.place', limit(maker, side, { price, lots }))
  if (random.chance(50))
    driver.try('order.place', limit(maker, side, { price: side === 'sell' ? price + 1 : price - 1, lots }))
  const against: Side = side === 'sell' ? 'buy' : 'sell'
  const far = limit(taker, against, { price: side === 'sell' ? edge + 3 : edge - 3, lots: lots + random.below(lots) })
  const tif = random.pick(['gtc', 'ioc', 'fok'] as const)
  const order: OrderInput = random.chance(70)
    ? ({ ...far, tif, postOnly: tif === 'gtc' && random.chance(20) } as OrderInput)
    : { account: taker, side: against, kind: 'market', lots: lots as Lots }
  driver.try('order.place', order)
}

const bandEdge: Edge = (driver, random) => {
  settle(driver, random, usualPrice(driver))
  atTheBand(driver, random)
}

/** Nobody quotes: the mark freezes, and every ten minutes the band is wider. Then it revives, perhaps elsewhere. */
const frozenBand: Edge = (driver, random) => {
  calm(driver)
  settle(driver, random, usualPrice(driver))
  clearBook(driver)
  if (random.chance(50))
    driver.try('order.place', limit(anybody(random), 'buy', { price: usualPrice(driver) - 50, lots: 5_000 }))
  travel(driver, driver.engine.state.parameters['mark.interval'])
  const since = driver.engine.state.market.mark.save().frozenSince
  if (since === null) return
  for (let steps = 1; steps <= 2 + random.below(4); steps++) {
    travelTo(driver, random, since + steps * 600_000)
    atTheBand(driver, random)
    if (driver.engine.state.market.mark.save().frozenSince !== since) return
  }
  clearBook(driver)
  const mark = usualPrice(driver)
  for (let i = 0; i < 3; i++) settle(driver, random, Math.floor((mark * (70 + random.below(60))) / 100))
}

/** The mid jumps, so that the clamps against the mark of a minute ago and against the half-hour median hold the mark. */
const clamps: Edge = (driver, random) => {
  setTo(driver, 'market.breakerMove', 10_000)
  setTo(driver, 'mark.stepClamp', random.pick([50, 131, 500, 777]))
  setTo(driver, 'mark.medianClamp', random.pick([100, 333, 1_000]))
  for (let i = 0; i < 4; i++) {
    clearBook(driver)
    quoteAround(driver, Math.floor((usualPrice(driver) * (75 + random.below(50))) / 100))
    travel(driver, random.pick([10_000, 50_000, 60_000, 70_000, 300_000, 310_000]))
  }
  if (random.chance(50)) travel(driver, 1_800_000 + random.pick([-10_000, 0, 10_000]))
  reset(driver, 'market.breakerMove', 'mark.stepClamp', 'mark.medianClamp')
}

/** Quotes one mid alone until there is a sample of it. */
function moveTo(driver: Driver, mid: number): void {
  clearBook(driver)
  quoteAround(driver, mid)
  travelTo10(driver)
}

function travelTo10(driver: Driver): void {
  driver.pass(nextOf(driver, 10_000) - driver.now)
}

/** A move of the mid by exactly the breaker's limit, or a tick beside it; then the pause to its last millisecond. */
const breaker: Edge = (driver, random) => {
  calm(driver)
  setTo(driver, 'mark.interval', 10_000)
  const old = 100 * Math.max(2, Math.round(usualPrice(driver) / 100))
  const move = random.pick([100, 300, 900])
  moveTo(driver, old)
  travel(driver, 310_000)
  setTo(driver, 'market.breakerMove', move)
  const by = (old * move) / 10_000 + around(random)
  moveTo(driver, random.chance(50) ? old + by : old - by)
  const { pausedUntil } = driver.engine.state.market.mark
  driver.try('order.place', limit(anybody(random), 'buy', { price: old, lots: 300 }))
  if (pausedUntil > driver.now) travelTo(driver, random, pausedUntil)
  driver.try('order.place', limit(anybody(random), 'buy', { price: old, lots: 300 }))
  reset(driver, 'market.breakerMove')
}

/** Two moves that only together pass the limit, five minutes from the first mid or a sample more or less. */
const slowBreaker: Edge = (driver, random) => {
  calm(driver)
  setTo(driver, 'mark.interval', 10_000)
  const old = Math.max(100, usualPrice(driver))
  moveTo(driver, old)
  travel(driver, 310_000)
  setTo(driver, 'market.breakerMove', 1_000)
  const last = driver.now
  moveTo(driver, Math.floor(old * 1.07))
  driver.pass(last + 290_000 + 10_000 * around(random) - driver.now)
  moveTo(driver, Math.floor(old * 1.13))
  driver.try('order.place', limit(anybody(random), 'buy', { price: old, lots: 300 }))
  reset(driver, 'market.breakerMove')
}

/** A book that holds the impact notional on one side to the lot, or a lot less. */
const thinBook: Edge = (driver, random) => {
  clearBook(driver)
  const account = anybody(random)
  const price = usualPrice(driver)
  const notional = driver.engine.state.parameters['mark.impactNotional']
  topUp(driver, account, 3 * notional)
  for (const side of ['buy', 'sell'] as const) {
    const own = side === 'buy' ? price - 2 : price + 2
    const lots = Math.floor(notional / own) + random.below(3) - 1
    const first = 1 + random.below(lots)
    driver.try('order.place', limit(account, side, { price: own, lots: first }))
    driver.try('order.place', limit(account, side, { price: own, lots: lots - first }))
  }
  travel(driver, 20_000)
}

/** Trades a minute and a day before a mark, to the millisecond; the mark between them. */
const lastTrades: Edge = (driver, random) => {
  settle(driver, random, usualPrice(driver))
  for (let i = 0; i < 4; i++) {
    travelTo(driver, random, nextOf(driver, 10_000))
    const price = usualPrice(driver) - 100 + random.below(200)
    driver.try('order.place', limit(anybody(random), 'sell', { price, lots: 100 + random.below(400) }))
    driver.try('order.place', limit(anybody(random), 'buy', { price: price + 10, lots: 100 + random.below(400) }))
  }
  travel(driver, 40_000 + random.below(3) * 10_000)
}

/** Another tick and lot, and quotes there. */
const otherPair: Edge = (driver, random) => {
  setTo(driver, 'market.pair', random.below(3))
  settle(driver, random, usualPrice(driver))
  if (random.chance(50)) atTheBand(driver, random)
  if (random.chance(50)) lastTrades(driver, random)
  if (random.chance(60)) setTo(driver, 'market.pair', 0)
}

/** Down-time of a minute, a little more or less, or long; fresh samples for five minutes, with or without a gap. */
const downTime: Edge = (driver, random) => {
  settle(driver, random, usualPrice(driver))
  const late = random.pick([59_999, 60_000, 60_001, 90_000, 400_000, 3_600_000])
  const { nextMark } = driver.engine.state
  driver.sleep(nextMark - driver.now + late)
  driver.try('order.place', limit(anybody(random), 'buy', { price: usualPrice(driver) - 30, lots: 200 }))
  if (random.chance(30)) clearBook(driver)
  travel(driver, random.pick([10_000, 120_000]))
  quoteAround(driver, usualPrice(driver))
  travel(driver, random.pick([170_000, 290_000, 300_000, 310_000]))
  driver.try('order.place', { account: anybody(random), side: 'buy', kind: 'market', lots: 300 as Lots })
}

export const marketEdges: readonly Edge[] = [
  bandEdge,
  bandEdge,
  frozenBand,
  clamps,
  breaker,
  breaker,
  slowBreaker,
  thinBook,
  lastTrades,
  lastTrades,
  otherPair,
  downTime,
]
