/** Orders at the edges of funds, filters and fees. Marks and bands are market.ts. */
import type { Credits, Lco, Lots, Ticks } from '../../../src/base/money.ts'
import type { Prng } from '../../../src/base/prng.ts'
import type { OrderInput } from '../../../src/engine/command.ts'
import { lcoOf, pairOf } from '../../../src/engine/exchange/pair.ts'
import type { AccountId } from '../../../src/engine/ledger/chart.ts'
import type { Driver } from '../driver.ts'
import {
  actor,
  anybody,
  around,
  calm,
  coinsOf,
  type Edge,
  newcomer,
  reason,
  reset,
  richest,
  setTo,
  topUp,
} from './edge.ts'

export type Side = 'buy' | 'sell'

/** A price that trading happens at, in ticks. */
export function usualPrice(driver: Driver): number {
  const { mark, book } = driver.engine.state.market
  return mark.price ?? (book.bestAsk() || book.bestBid() || 10_000)
}

export function limit(account: AccountId, side: Side, terms: { price: number; lots: number }): OrderInput {
  const [price, lots] = [Math.max(1, terms.price) as Ticks, Math.max(1, terms.lots) as Lots]
  return { account, side, kind: 'limit', price, lots, tif: 'gtc', postOnly: false }
}

/** Both sides by one who has the coins, deep enough for a mark whatever the impact notional. */
export function quoteAround(driver: Driver, mid: number): void {
  const account = richest(driver)
  const half = Math.max(1, Math.floor(mid / 500))
  const notional = Math.max(2 * driver.engine.state.parameters['mark.impactNotional'], 100_000_000)
  topUp(driver, account, 3 * notional)
  for (const side of ['buy', 'sell'] as const) {
    const price = side === 'buy' ? mid - half : mid + half
    driver.try('order.place', limit(account, side, { price, lots: Math.ceil(notional / Math.max(1, price)) }))
  }
}

/** Everything out of the book. */
export function clearBook(driver: Driver): void {
  const { market } = driver.engine.state
  const owners = new Set([...market.book.orders()].map(({ account }) => account as AccountId))
  for (const account of owners) driver.try('order.cancel_all', { account })
}

/** Places it; a buyer who can not pay gets exactly what it lacks, or one µCR less, and tries again. */
function placeFunded(driver: Driver, random: Prng, order: OrderInput): void {
  const outcome = driver.try('order.place', order)
  if (outcome.ok || outcome.code !== 'insufficient_credits') return
  const { need = 0, have = 0 } = outcome.detail ?? {}
  topUp(driver, order.account, Number(need) - Number(have) - random.below(2))
  driver.try('order.place', order)
}

function randomFees(driver: Driver, random: Prng): void {
  const rate = (): number => random.pick([0, 1, 7, 10, 33, 99, 100])
  setTo(driver, 'market.takerFee', rate())
  setTo(driver, 'market.makerFee', rate())
}

/** A buyer with exactly what its order may cost, maker's rate above or below the taker's; then it trades in odd pieces. */
const buyToTheUnit: Edge = (driver, random) => {
  randomFees(driver, random)
  const buyer = newcomer(driver)
  const price = usualPrice(driver) - 20 + random.below(40)
  const common = { account: buyer, side: 'buy', kind: 'limit', price: price as Ticks } as const
  const lots = (101 + random.below(900)) as Lots
  const tif = random.pick(['gtc', 'gtc', 'ioc', 'fok'] as const)
  placeFunded(driver, random, { ...common, lots, tif, postOnly: tif === 'gtc' && random.chance(50) })
  if (random.chance(30)) randomFees(driver, random)
  for (let i = 0; i < 4; i++) {
    const piece = limit(anybody(random), 'sell', { price, lots: 100 + random.below(57) })
    driver.try('order.place', { ...piece, tif: 'ioc' } as OrderInput)
  }
  if (random.chance(60)) driver.try('order.cancel_all', { account: buyer })
}

const marketBuyToTheUnit: Edge = (driver, random) => {
  randomFees(driver, random)
  const account = newcomer(driver)
  const lots = (110 + random.below(400)) as Lots
  const quote = (1_000_000 + random.below(4_000_000)) as Credits
  const common = { account, side: 'buy' } as const
  placeFunded(
    driver,
    random,
    random.chance(50) ? { ...common, kind: 'market', lots } : { ...common, kind: 'market_quote', quote },
  )
}

/** By amount, a lot more or less than the one offer that there is; another waits out of reach or nearly so. */
const outOfDepth: Edge = (driver, random) => {
  calm(driver)
  quoteAround(driver, usualPrice(driver))
  driver.pass(20_000)
  clearBook(driver)
  const [maker, account] = [anybody(random), anybody(random)]
  const { mark } = driver.engine.state.market
  const side: Side = random.pick(['buy', 'sell'])
  const price = usualPrice(driver)
  const lots = 2 + Math.ceil(1_000_000 / price)
  topUp(driver, maker, 4 * price * lots)
  const against: Side = side === 'buy' ? 'sell' : 'buy'
  driver.try('order.place', limit(maker, against, { price, lots }))
  const { low, high } = mark.band(driver.now, driver.engine.state.parameters['market.band'])
  const beyond = (side === 'buy' ? high : low) + around(random)
  if (random.chance(70)) driver.try('order.place', limit(maker, against, { price: beyond, lots }))
  const next = random.pick([price, price, beyond])
  const worth = price * lots + random.pick([next, next, random.below(2 * price)]) + around(random)
  const fee = side === 'buy' ? Math.round(worth / 1_000) : 0
  topUp(driver, account, worth + fee)
  driver.try('order.place', { account, side, kind: 'market_quote', quote: (worth + fee + around(random)) as Credits })
}

/** Sells all it has, or a lot more; what is no whole lot is staked before. */
const sellToTheUnit: Edge = (driver, random) => {
  const account = anybody(random)
  driver.try('order.cancel_all', { account })
  const lot = lcoOf(1 as Lots, pairOf(driver.engine.state.parameters['market.pair']))
  const coins = coinsOf(driver, account)
  if (random.chance(70)) driver.try('stake.add', { account, amount: (coins % lot) as Lco })
  const lots = Math.floor(coins / lot) + random.below(2)
  driver.try('order.place', limit(account, 'sell', { price: usualPrice(driver) + random.below(50), lots }))
  driver.try('order.cancel_all', { account })
}

/** Notional one below, at and above the filters; as many open orders as allowed. */
const filters: Edge = (driver, random) => {
  const account = anybody(random)
  const price = usualPrice(driver)
  const lots = 100 + random.below(20)
  const kind = random.below(3)
  if (kind === 0) setTo(driver, 'market.minNotional', price * lots + around(random))
  if (kind === 1) setTo(driver, 'market.maxNotional', price * lots + around(random))
  const open = driver.engine.state.market.orders.liveCountOf(account)
  if (kind === 2) setTo(driver, 'market.openOrders', Math.max(1, open + around(random)))
  driver.try('order.place', limit(account, 'buy', { price, lots }))
  driver.try('order.place', {
    account,
    side: random.pick(['buy', 'sell'] as const),
    kind: 'market',
    lots: lots as Lots,
  })
  const quote = (price * lots) as Credits
  driver.try('order.place', { account, side: 'buy', kind: 'market_quote', quote })
  reset(driver, 'market.minNotional', 'market.maxNotional', 'market.openOrders')
}

/** One account meets itself in every mode, others between. */
const selfTrades: Edge = (driver, random) => {
  const [account, other] = [anybody(random), anybody(random)]
  const price = usualPrice(driver)
  for (let i = 0; i < 3; i++) {
    const side: Side = random.pick(['buy', 'sell'])
    for (const maker of [account, other, account])
      driver.try('order.place', limit(maker, side, { price: price + random.below(3), lots: 100 + random.below(90) }))
    const selfTrade = random.pick(['expire_maker', 'expire_taker', 'expire_both', 'decrement'] as const)
    const taker = limit(account, side === 'buy' ? 'sell' : 'buy', { price, lots: 100 + random.below(400) })
    const tif = random.pick(['gtc', 'ioc', 'fok'] as const)
    driver.try('order.place', { ...taker, selfTrade, tif } as OrderInput)
  }
}

/** A client order id while its order is open, after it is done, with the same body and another; strangers cancel. */
const clientIds: Edge = (driver, random) => {
  const [account, stranger] = [anybody(random), anybody(random)]
  const clientOrderId = `edge-${random.below(5)}`
  const order = limit(account, 'buy', { price: Math.floor(usualPrice(driver) / 2), lots: 400 })
  const placed = driver.try('order.place', { ...order, clientOrderId })
  driver.try('order.place', { ...order, clientOrderId })
  if (placed.ok) driver.try('order.cancel', { account: stranger, orderId: placed.result.order.orderId })
  driver.try('order.cancel', { account: stranger, clientOrderId })
  if (random.chance(30)) setTo(driver, 'market.pair', random.below(3))
  if (random.chance(40)) driver.try('order.cancel', { account, clientOrderId })
  driver.try('order.place', { ...order, clientOrderId })
  driver.try('order.place', { ...order, clientOrderId, side: random.pick(['buy', 'sell'] as const) })
  driver.try('order.place', { ...order, clientOrderId, selfTrade: random.pick(['decrement', 'expire_maker'] as const) })
  reset(driver, 'market.pair')
}

/** Nothing new while trading is switched off; orders can be cancelled. */
const stopped: Edge = (driver, random) => {
  const account = anybody(random)
  const order = limit(account, 'buy', { price: Math.floor(usualPrice(driver) / 2), lots: 400 })
  const placed = driver.try('order.place', order)
  const trading = (on: boolean): unknown => driver.try('switch.set', { product: 'trading', on, reason, actor })
  trading(false)
  driver.try('order.place', order)
  if (placed.ok) driver.try('order.cancel', { account, orderId: placed.result.order.orderId })
  trading(true)
}

/** Who may not trade any more has no orders; whoever crosses them then meets nobody. */
const barred: Edge = (driver, random) => {
  const account = anybody(random)
  const identity = driver.engine.state.accounts.get(account)?.identity ?? ''
  const price = usualPrice(driver)
  driver.try('order.place', limit(account, 'sell', { price, lots: 200 }))
  driver.try('order.place', limit(account, 'buy', { price: price - 5, lots: 300 }))
  const suspended = random.chance(60)
  if (suspended) driver.try('account.suspend', { account, suspended: true, reason })
  else driver.try('account.open', { identity, operator: true })
  driver.try('order.place', { ...limit(anybody(random), 'buy', { price, lots: 200 }), tif: 'ioc' } as OrderInput)
  driver.try('order.place', limit(account, 'sell', { price, lots: 200 }))
  if (suspended && random.chance(30)) driver.try('account.suspend', { account, suspended: true, reason })
  driver.try('account.suspend', { account, suspended: false, reason })
  driver.try('account.open', { identity, operator: false })
}

/** A live mark, which market orders need. */
const quotes: Edge = (driver) => {
  clearBook(driver)
  calm(driver)
  quoteAround(driver, usualPrice(driver))
  driver.pass(20_000)
}

export const orderEdges: readonly Edge[] = [
  quotes,
  buyToTheUnit,
  buyToTheUnit,
  marketBuyToTheUnit,
  outOfDepth,
  sellToTheUnit,
  filters,
  selfTrades,
  clientIds,
  stopped,
  barred,
]

/** More done orders than an account's client ids name: the first ones are forgotten in the order in which they ended. */
export const manyDoneOrders: Edge = (driver, random) => {
  const account = newcomer(driver)
  topUp(driver, account, 50_000_000)
  const order = limit(account, 'buy', { price: 5_000, lots: 300 })
  const place = (n: number, lots = 300 as Lots): unknown =>
    driver.try('order.place', { ...order, lots, clientOrderId: `many-${n}` } as OrderInput)
  const cancel = (n: number): unknown => driver.try('order.cancel', { account, clientOrderId: `many-${n}` })
  for (let n = 0; n < 1_000; n++) {
    place(n)
    // Some stay open and end later, the youngest first.
    if (n >= 10) cancel(n)
    if (n === 500) {
      place(20, 400 as Lots)
      cancel(20)
    }
  }
  for (let n = 9; n >= 0; n--) cancel(n)
  driver.restart()
  for (let n = 1_000; n < 1_030; n++) {
    place(n)
    cancel(n)
    if (random.chance(10)) driver.restart()
  }
  place(20, 400 as Lots)
  for (let n = 60; n >= 0; n--) place(n)
}
