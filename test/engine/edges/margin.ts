/** Orders of the margin wallet at the edges of its funds, of the position and of the lot, beside spot orders of the same account. Nothing is owed. */
import type { Credits, Lots, Ticks } from '../../../src/base/money.ts'
import type { Prng } from '../../../src/base/prng.ts'
import type { OrderInput, OrderMargin } from '../../../src/engine/command.ts'
import { lcoOf, pairOf } from '../../../src/engine/exchange/pair.ts'
import { type AccountId, U, userSlot } from '../../../src/engine/ledger/chart.ts'
import type { Driver } from '../driver.ts'
import { anybody, around, calm, type Edge, newcomer, reset, setTo, topUp } from './edge.ts'
import { limit, quoteAround, type Side, usualPrice } from './orders.ts'

const plain: OrderMargin = { borrow: false, repay: false, reduceOnly: false }
const reducing: OrderMargin = { ...plain, reduceOnly: true }

function onMargin(order: OrderInput, margin: OrderMargin = plain): OrderInput {
  return { ...order, margin }
}

/** So many credits in the margin wallet, which it opens first. */
function endowMargin(driver: Driver, account: AccountId, amount: number): void {
  driver.try('margin.open', { account, terms: 'v1' })
  topUp(driver, account, amount)
  driver.try('margin.transfer', { account, direction: 'in', amount: amount as Credits })
}

/** Lots of the pair in force in its margin wallet, those in orders included. */
function marginLots(driver: Driver, account: AccountId): number {
  const { ledger, parameters } = driver.engine.state
  const held = ledger.balance(userSlot(account, U.lcoMargin)) + ledger.balance(userSlot(account, U.lcoMarginOrder))
  return Math.floor(held / lcoOf(1 as Lots, pairOf(parameters['market.pair'])))
}

/** Somebody who bought on margin just now, in the lots of this pair. */
function longTrader(driver: Driver, random: Prng, pair = 0): AccountId {
  calm(driver)
  setTo(driver, 'market.pair', pair)
  const account = random.chance(50) ? newcomer(driver) : anybody(random)
  const price = usualPrice(driver)
  const lots = 150 + random.below(400) + Math.ceil(2_000_000 / price)
  endowMargin(driver, account, 3 * price * lots)
  quoteAround(driver, price)
  driver.try(
    'order.place',
    onMargin({ ...limit(account, 'buy', { price: price + 50, lots }), tif: 'ioc' } as OrderInput),
  )
  return account
}

/** A buyer with exactly what its order may cost in its margin wallet, plenty beside it; then it trades in odd pieces. */
const buyToTheUnit: Edge = (driver, random) => {
  setTo(driver, 'market.takerFee', random.pick([0, 1, 33, 100]))
  setTo(driver, 'market.makerFee', random.pick([0, 1, 33, 100]))
  const account = newcomer(driver)
  topUp(driver, account, 50_000_000)
  driver.try('margin.open', { account, terms: 'v1' })
  const price = usualPrice(driver) - 20 + random.below(40)
  const repay = random.chance(50)
  const order = onMargin(limit(account, 'buy', { price, lots: 101 + random.below(900) }), { ...plain, repay })
  const refused = driver.try('order.place', order)
  if (!refused.ok && refused.code === 'insufficient_credits') {
    const amount = Math.max(1, Number(refused.detail?.need) - Number(refused.detail?.have) - random.below(2))
    topUp(driver, account, amount)
    driver.try('margin.transfer', { account, direction: 'in', amount: amount as Credits })
    driver.try('order.place', order)
  }
  for (let i = 0; i < 3; i++) {
    const piece = limit(anybody(random), 'sell', { price, lots: 100 + random.below(57) })
    driver.try('order.place', { ...piece, tif: 'ioc' } as OrderInput)
  }
  driver.try('margin.transfer', { account, direction: 'out', amount: (1 + random.below(3_000_000)) as Credits })
  if (random.chance(60)) driver.try('order.cancel_all', { account, wallet: random.pick(['spot', 'margin'] as const) })
  reset(driver, 'market.takerFee', 'market.makerFee')
}

/** Sells a lot more, less or exactly the position in every kind, while other sells of both wallets rest. */
const reduceToTheLot: Edge = (driver, random) => {
  const account = longTrader(driver, random)
  const price = usualPrice(driver)
  const all = marginLots(driver, account)
  const part = Math.max(1, Math.floor(all / (2 + random.below(3))))
  if (random.chance(60)) driver.try('order.place', onMargin(limit(account, 'sell', { price: price + 90, lots: part })))
  if (random.chance(40)) driver.try('order.place', limit(account, 'sell', { price: price + 80, lots: 200 }))
  const asked = random.pick([all, all - part, all + part]) + around(random)
  const lots = Math.max(1, asked) as Lots
  const sell = limit(account, 'sell', { price: price + random.below(100), lots })
  const trigger = { kind: 'stop_loss', price: Math.max(1, price - 60) as Ticks } as const
  const clientOrderId = `reduce-${random.below(4)}`
  const order = random.pick<OrderInput>([
    sell,
    { ...sell, clientOrderId } as OrderInput,
    {
      ...limit(account, 'sell', { price: price - 100, lots }),
      tif: random.pick(['ioc', 'fok'] as const),
    } as OrderInput,
    { account, side: 'sell', kind: 'market', lots, clientOrderId },
    { account, side: 'sell', kind: 'market', lots, trigger },
    { ...sell, trigger } as OrderInput,
    { account, side: 'buy', kind: 'market', lots },
    { account, side: 'sell', kind: 'market_quote', quote: 2_000_000 as Credits },
  ])
  driver.try('order.place', onMargin(order, reducing))
  driver.try('order.place', onMargin(order, reducing))
  driver.try('order.place', {
    ...limit(anybody(random), 'buy', { price: price + 70, lots: part }),
    tif: 'ioc',
  } as OrderInput)
  if (random.chance(50)) driver.try('order.cancel_all', { account })
}

/** Lots of another pair are left in the wallet as small change, which goes back when nothing is open. */
const smallChange: Edge = (driver, random) => {
  const account = longTrader(driver, random, 2)
  const order = onMargin(limit(account, 'buy', { price: Math.ceil(usualPrice(driver) / 2), lots: 4_000 }))
  setTo(driver, 'market.pair', random.below(2))
  const lots = marginLots(driver, account)
  const sell = limit(account, 'sell', { price: usualPrice(driver), lots: Math.max(1, lots) })
  driver.try('order.place', onMargin(sell, { ...plain, repay: random.chance(50) }))
  driver.try('order.place', { ...limit(anybody(random), 'buy', { price: usualPrice(driver), lots: lots + 100 }) })
  if (random.chance(40)) driver.try('order.place', order)
  driver.try('margin.transfer', { account, direction: random.pick(['in', 'out'] as const), amount: 1 as Credits })
  reset(driver, 'market.pair')
}

/** Orders of both wallets of one account meet in every mode, others between. */
const bothWallets: Edge = (driver, random) => {
  const account = longTrader(driver, random)
  const price = usualPrice(driver)
  for (let i = 0; i < 4; i++) {
    const side: Side = random.pick(['buy', 'sell'])
    const selfTrade = random.pick(['expire_maker', 'expire_taker', 'expire_both', 'decrement'] as const)
    const maker = limit(account, side, { price: price + random.below(3), lots: 100 + random.below(60) })
    driver.try('order.place', random.chance(50) ? onMargin(maker) : maker)
    driver.try('order.place', limit(anybody(random), side, { price: price + random.below(3), lots: 120 }))
    const taker = limit(account, side === 'buy' ? 'sell' : 'buy', { price, lots: 100 + random.below(160) })
    const modal = { ...taker, selfTrade }
    driver.try('order.place', random.chance(50) ? onMargin(modal) : modal)
  }
  driver.try('order.cancel_all', { account, wallet: random.pick(['spot', 'margin'] as const) })
}

/** Two of which one may trade, alone or after a first, with coins that the margin wallet holds; sometimes of two wallets. */
const listsOfMargin: Edge = (driver, random) => {
  const account = longTrader(driver, random)
  const price = driver.engine.state.market.mark.lastPrice ?? usualPrice(driver)
  const lots = Math.max(120, marginLots(driver, account) - random.below(3))
  const margin: OrderMargin = { ...plain, repay: random.chance(60), reduceOnly: random.chance(5) }
  const profit = onMargin(limit(account, 'sell', { price: price + 40, lots }), margin)
  const trigger = { kind: 'stop_loss', price: Math.max(1, price - 40) as Ticks } as const
  const stop = { ...limit(account, 'sell', { price: price - 60, lots }), trigger } as OrderInput
  const first = onMargin(limit(account, 'buy', { price: price - random.below(20), lots }), margin)
  const pair = [profit, random.chance(95) ? onMargin(stop, margin) : stop]
  const list = random.pick([
    { kind: 'oco' as const, orders: pair },
    { kind: 'otoco' as const, orders: [first, ...pair] },
    { kind: 'oto' as const, orders: [first, onMargin(stop, margin)] },
  ])
  driver.try('order.place_list', { account, ...list })
  const against = random.pick<Side>(['buy', 'sell'])
  const far = price + (against === 'buy' ? 60 : -60)
  topUp(driver, anybody(random), 100_000_000)
  driver.try('order.place', {
    ...limit(anybody(random), against, { price: far, lots: 2 * lots }),
    tif: 'ioc',
  } as OrderInput)
  if (random.chance(40)) driver.try('order.cancel_all', { account, wallet: 'margin' })
}

export const marginEdges: readonly Edge[] = [
  buyToTheUnit,
  reduceToTheLot,
  reduceToTheLot,
  smallChange,
  bothWallets,
  listsOfMargin,
]
