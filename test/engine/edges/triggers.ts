/** Orders that wait, at the edges of what they hold and of how many are placed at once; lists, parts and changes of orders. */
import type { Bps, Lots, Ticks } from '../../../src/base/money.ts'
import type { LimitOrder, OrderId, OrderInput, Trigger } from '../../../src/engine/command.ts'
import type { AccountId } from '../../../src/engine/ledger/chart.ts'
import type { Driver } from '../driver.ts'
import { actor, anybody, calm, type Edge, newcomer, reason, reset, richest, setTo, topUp } from './edge.ts'
import { clearBook, limit, quoteAround, type Side, usualPrice } from './orders.ts'

/** A trade at this price between strangers to whom it means nothing. */
function tradeAt(driver: Driver, price: number, lots = 1 + Math.ceil(1_100_000 / price)): void {
  const [seller, buyer] = [richest(driver), newcomer(driver)]
  topUp(driver, buyer, 2 * price * lots)
  driver.try('order.place', limit(seller, 'sell', { price, lots }))
  driver.try('order.place', { ...limit(buyer, 'buy', { price, lots }), tif: 'ioc' } as OrderInput)
}

function lotsWorth(driver: Driver, credits: number): Lots {
  return (1 + Math.ceil(credits / usualPrice(driver))) as Lots
}

const stop = (price: number): Trigger => ({ kind: 'stop_loss', price: Math.max(1, price) as Ticks })

/** A market buy by quantity that holds exactly what it may cost, or a µCR less; the price then leaves what it holds behind. */
const stopBuyToTheUnit: Edge = (driver, random) => {
  clearBook(driver)
  calm(driver)
  quoteAround(driver, usualPrice(driver))
  driver.pass(20_000)
  const account = newcomer(driver)
  const last = driver.engine.state.market.mark.lastPrice ?? usualPrice(driver)
  const lots = lotsWorth(driver, 3_000_000)
  const trail = random.chance(40) ? { trailBps: (10 + random.below(90)) as Bps } : {}
  const order: OrderInput = {
    account,
    side: 'buy',
    kind: 'market',
    lots,
    trigger: { ...stop(last + 1 + random.below(30)), ...trail },
  }
  const refused = driver.try('order.place', order)
  if (refused.ok || refused.code !== 'insufficient_credits') return
  topUp(driver, account, Number(refused.detail?.need) - Number(refused.detail?.have) - random.below(2))
  driver.try('order.place', order)
  if (random.chance(50)) setTo(driver, 'market.takerFee', random.pick([0, 33, 100]))
  driver.try('order.cancel_all', { account: richest(driver) })
  setTo(driver, 'market.band', 9_000)
  // What is on offer when it fires: near, at the top of what it holds, far beyond, or in pieces on the way there.
  const seller = richest(driver)
  for (const percent of [101, 119 + random.below(3), 150])
    driver.try(
      'order.place',
      limit(seller, 'sell', { price: Math.ceil((last * percent) / 100), lots: Math.ceil(lots / 3) }),
    )
  tradeAt(driver, last + 40)
  tradeAt(driver, Math.ceil(last * 1.02))
  reset(driver, 'market.takerFee', 'market.band')
}

/** More orders wait for one price than one command places; some go before they are reached, some while they are due. */
const manyDue: Edge = (driver, random) => {
  calm(driver)
  clearBook(driver)
  setTo(driver, 'market.triggers', 1_000)
  setTo(driver, 'market.openOrders', 1_000)
  const account = anybody(random)
  topUp(driver, account, 500_000_000)
  tradeAt(driver, usualPrice(driver))
  const last = driver.engine.state.market.mark.lastPrice ?? usualPrice(driver)
  const lots = lotsWorth(driver, 1_100_000)
  const ids: OrderId[] = []
  for (let i = 0; i < 130; i++) {
    const price = Math.max(1, last - 200 - (i % 7))
    const order = { ...limit(account, 'buy', { price, lots }), trigger: stop(last + 5 + (i % 3)) } as OrderInput
    const placed = driver.try('order.place', order)
    if (placed.ok) ids.push(placed.result.order.orderId)
  }
  if (random.chance(50)) driver.restart()
  const quiet = random.chance(40)
  if (quiet) driver.try('switch.set', { product: 'trading', on: false, reason, actor })
  tradeAt(driver, last + 20)
  if (quiet) driver.try('switch.set', { product: 'trading', on: true, reason, actor })
  if (random.chance(50)) driver.try('order.cancel', { account, orderId: random.pick([...ids, 1 as OrderId]) })
  if (random.chance(50)) driver.restart()
  if (random.chance(50)) driver.sleep(random.below(3))
  driver.pass(random.below(20))
  driver.try('order.cancel_all', { account })
  reset(driver, 'market.triggers', 'market.openOrders')
}

/** As many orders with a trigger as allowed, by one less, the same, one more. */
const triggerLimit: Edge = (driver, random) => {
  const account = anybody(random)
  const waiting = driver.engine.state.market.orders.triggersOf(account)
  setTo(driver, 'market.triggers', Math.max(1, waiting + random.below(3)))
  const price = Math.floor(usualPrice(driver) / 2)
  const order = { ...limit(account, 'sell', { price, lots: lotsWorth(driver, 3_000_000) }), trigger: stop(price) }
  for (let i = 0; i < 3; i++) driver.try('order.place', order as OrderInput)
  driver.try('order.place', limit(account, 'buy', { price, lots: lotsWorth(driver, 3_000_000) }))
  reset(driver, 'market.triggers')
}

/** An order that shows in parts among others at one price; takers of all modes go through it, some its owner's. */
const parts: Edge = (driver, random) => {
  const [owner, other] = [anybody(random), anybody(random)]
  const price = usualPrice(driver) + random.below(5)
  const side: Side = random.pick(['buy', 'sell'])
  const unit = lotsWorth(driver, 1_000_000)
  for (const account of [owner, other, owner]) {
    const lots = (unit * (2 + random.below(6)) + random.below(9)) as Lots
    const iceberg = (random.chance(70) ? Math.max(1, Math.floor(lots / (1 + random.below(9)))) : lots) as Lots
    topUp(driver, account, 2 * price * lots)
    driver.try('order.place', { ...limit(account, side, { price, lots }), iceberg } as OrderInput)
  }
  for (let i = 0; i < 5; i++) {
    const selfTrade = random.pick(['expire_maker', 'expire_taker', 'expire_both', 'decrement'] as const)
    const taker = limit(anybody(random), side === 'buy' ? 'sell' : 'buy', {
      price,
      lots: unit + random.below(3 * unit),
    })
    const tif = random.pick(['gtc', 'ioc', 'fok'] as const)
    driver.try('order.place', { ...taker, selfTrade, tif } as OrderInput)
    const [own] = driver.engine.state.market.orders.liveOf(owner)
    const lots = (own && driver.engine.state.market.orders.get(own)?.lots) || 0
    if (own && random.chance(50))
      driver.try('order.amend', { account: owner, orderId: own, lots: (lots - 1 - random.below(unit)) as Lots })
    if (random.chance(20)) driver.restart()
  }
}

/** A pair around the last trade, alone or behind a first order; either price is reached, or both in one sweep. */
const pairs: Edge = (driver, random) => {
  clearBook(driver)
  calm(driver)
  quoteAround(driver, usualPrice(driver))
  driver.pass(20_000)
  const account = random.chance(50) ? anybody(random) : newcomer(driver)
  tradeAt(driver, usualPrice(driver))
  const last = driver.engine.state.market.mark.lastPrice ?? usualPrice(driver)
  const away = Math.max(2, Math.floor(last / 100))
  const side: Side = random.pick(['buy', 'sell'])
  const up = side === 'sell' ? 1 : -1
  const lots = lotsWorth(driver, 3_000_000)
  topUp(driver, account, 3 * last * lots)
  const gain = limit(account, side, { price: last + up * away, lots }) as LimitOrder
  const loss: OrderInput = random.chance(50)
    ? { account, side, kind: 'market', lots, trigger: stop(last - up * away) }
    : { ...gain, price: Math.max(1, last - up * 2 * away) as Ticks, trigger: stop(last - up * away) }
  const first = limit(account, side === 'sell' ? 'buy' : 'sell', { price: last, lots })
  const kind = random.pick(['oco', 'otoco'] as const)
  const pair = [gain, loss]
  const orders = kind === 'oco' ? pair : [first, ...pair]
  const placed = driver.try('order.place_list', { account, kind, orders, clientListId: `edge-${random.below(4)}` })
  driver.try('order.cancel_all', { account: richest(driver) })
  if (kind === 'otoco')
    driver.try('order.place', limit(anybody(random), side, { price: last, lots: lots - random.below(2) }))
  if (random.chance(30)) driver.restart()
  if (placed.ok && random.chance(30)) {
    const orderId = random.pick(placed.result.list.orders)
    driver.try(random.pick(['order.cancel', 'order.amend'] as const), { account, orderId, lots: 5 as Lots } as never)
  }
  const taker = anybody(random)
  const against: Side = side === 'sell' ? 'buy' : 'sell'
  if (random.chance(60))
    driver.try('order.place', limit(taker, against, { price: last + up * away, lots: 1 + random.below(2 * lots) }))
  tradeAt(driver, Math.max(1, last - up * away))
  if (random.chance(50)) tradeAt(driver, Math.max(1, last - up * 3 * away))
}

/** Nobody hears of them: at the millisecond, one before, one after; or renewed, or switched off. */
const unheard: Edge = (driver, random) => {
  const [account, other] = [anybody(random), anybody(random)]
  const price = Math.floor(usualPrice(driver) / 2)
  for (const owner of [account, other])
    driver.try('order.place', limit(owner, 'buy', { price, lots: lotsWorth(driver, 3_000_000) }))
  const ms = 1_000 + random.below(3_000)
  for (const owner of [account, other]) driver.try('order.cancel_after', { account: owner, ms })
  if (random.chance(30)) driver.restart()
  if (random.chance(30)) driver.try('order.cancel_after', { account, ms: random.pick([0, 0, 60_000]) })
  driver.pass(ms + random.below(3) - 1)
  driver.try('order.cancel_all', { account })
}

/** Replaces twice with the same words, under the old name, under another, with nothing to cancel. */
const replacements: Edge = (driver, random) => {
  const account: AccountId = anybody(random)
  const price = Math.floor(usualPrice(driver) / 2)
  const lots = lotsWorth(driver, 3_000_000)
  const old = { ...limit(account, 'buy', { price, lots }), clientOrderId: `re-${random.below(3)}` } as OrderInput
  driver.try('order.place', old)
  const cancel = { clientOrderId: old.clientOrderId as string }
  const more = random.pick([0, 1, 1_000_000_000])
  const place = {
    ...old,
    lots: (lots + more) as Lots,
    clientOrderId: random.pick([old.clientOrderId, `re-${random.below(6)}`]),
  } as OrderInput
  for (let i = 0; i < 3; i++) {
    const mode = random.pick(['stop_on_failure', 'allow_failure'] as const)
    driver.try('order.replace', { account, cancel, place, mode })
    if (random.chance(20)) setTo(driver, 'market.pair', random.below(3))
  }
  reset(driver, 'market.pair')
}

export const triggerEdges: readonly Edge[] = [
  stopBuyToTheUnit,
  stopBuyToTheUnit,
  manyDue,
  triggerLimit,
  parts,
  parts,
  pairs,
  pairs,
  pairs,
  unheard,
  replacements,
]
