/** Random commands about orders: every type, valid, invalid and absurd; changes, lists, cancels. */
import type { Bps, Credits, Lots, Ticks } from '../../src/base/money.ts'
import type { Prng } from '../../src/base/prng.ts'
import type { LimitOrder, ListId, OrderId, OrderInput, OrderMargin, Trigger } from '../../src/engine/command.ts'
import type { AccountId } from '../../src/engine/ledger/chart.ts'
import type { Driver } from './driver.ts'

export const ACCOUNTS = 12
const strange = [0, -1, 0.5, Number.NaN, 2 ** 53, 1e300, Number.POSITIVE_INFINITY]

interface Who {
  readonly account: AccountId
  readonly step: number
}

export function randomOrders(driver: Driver, random: Prng, who: Who): void {
  const pick = random.below(59)
  if (pick < 4) quoteDeep(driver, random, who.step)
  else if (pick < 36) placeRandom(driver, random, who)
  else if (pick < 41) placeList(driver, random, who)
  else if (pick < 44) replaceRandom(driver, random, who)
  else if (pick < 46) amendRandom(driver, random, who)
  else if (pick < 54) cancelRandom(driver, random, who)
  else if (pick < 55) driver.try('order.cancel_all', { account: who.account, ...ofWallet(random) })
  else if (pick < 56) cancelAfter(driver, random, who)
  else marginWallet(driver, random, who)
}

export function amount(random: Prng, most: number): number {
  return random.chance(4) ? random.pick(strange) : 1 + random.below(most)
}

/** Around what orders are placed: it climbs for a while, then falls by a third. */
function centre(step: number): number {
  return 8_000 + ((step * 23) % 4_000)
}

/** Both sides by one account, deep enough for a mark, some time in front of everything else. */
function quoteDeep(driver: Driver, random: Prng, step: number): void {
  const account = (1 + random.below(ACCOUNTS - 1)) as AccountId
  if (random.chance(50)) driver.try('order.cancel_all', { account })
  for (const side of ['buy', 'sell'] as const) {
    const price = (centre(step) + (side === 'buy' ? -1 : 1) * random.below(300)) as Ticks
    const lots = (6_000 + random.below(6_000)) as Lots
    driver.try('order.place', { account, side, kind: 'limit', price, lots, tif: 'gtc', postOnly: random.chance(30) })
  }
}

function placeRandom(driver: Driver, random: Prng, { account, step }: Who): void {
  const order = randomOrder(random, { account, step }, random.chance(25) ? triggerAt(driver, random, step) : undefined)
  const idem = {
    account,
    key: `k-${random.below(200)}`,
    hash: JSON.stringify(order)
      .replace(/[^!-~]/g, '?')
      .slice(0, 128),
  }
  driver.try('order.place', order, random.chance(10) ? idem : undefined)
}

function randomOrder(random: Prng, { account, step }: Who, trigger: Trigger | undefined): OrderInput {
  const common = {
    account,
    side: random.pick(['buy', 'sell'] as const),
    selfTrade: random.pick(['expire_maker', 'expire_taker', 'expire_both', 'decrement'] as const),
    ...(random.chance(20) ? { clientOrderId: `c-${random.below(40)}` } : {}),
    ...(trigger ? { trigger } : {}),
    ...(random.chance(30) ? { margin: randomMargin(random) } : {}),
  }
  const lots = amount(random, random.chance(5) ? 40_000 : 3_000) as Lots
  const price = (amount(random, 200) + centre(step) - 100) as Ticks
  const kind = random.below(10)
  if (kind >= 9) return { ...common, kind: 'market_quote', quote: amount(random, 20_000_000) as Credits }
  if (kind >= 7) return { ...common, kind: 'market', lots }
  const tif = random.pick(['gtc', 'gtc', 'gtc', 'ioc', 'fok'] as const)
  const parts = random.chance(20) ? { iceberg: Math.ceil(lots / (1 + random.below(22))) as Lots } : {}
  return { ...common, kind: 'limit', price, lots, tif, postOnly: random.chance(10), ...parts }
}

/** Opens one, and moves something in or out. */
function marginWallet(driver: Driver, random: Prng, { account }: Who): void {
  if (random.chance(40)) driver.try('margin.open', { account, terms: random.pick(['v1', 'v1', 'v2']) })
  const direction = random.pick(['in', 'in', 'in', 'out'] as const)
  driver.try('margin.transfer', { account, direction, amount: amount(random, 300_000_000) as Credits })
}

/** Without a loan: what borrows is refused for its other flag. */
function randomMargin(random: Prng): OrderMargin {
  const reduceOnly = random.chance(25)
  return { borrow: reduceOnly && random.chance(10), repay: random.chance(40), reduceOnly }
}

function ofWallet(random: Prng): { wallet?: 'spot' | 'margin' } {
  return random.chance(50) ? {} : { wallet: random.pick(['spot', 'margin'] as const) }
}

/** Around the last trade: fixed, trailing, or trailing from a price on. */
function triggerAt(driver: Driver, random: Prng, step: number): Trigger {
  const last = driver.engine.state.market.mark.lastPrice ?? centre(step)
  const price = (random.chance(4) ? random.pick(strange) : last + random.below(121) - 60) as Ticks
  const kind = random.pick(['stop_loss', 'take_profit'] as const)
  const trailBps = (random.chance(5) ? random.pick([9, 2_001, 0.5]) : 10 + random.below(60)) as Bps
  return random.pick<Trigger>([
    { kind, price },
    { kind, price },
    { kind, price: null, trailBps },
    { kind, price, trailBps },
    { kind, price: random.chance(90) ? price : null },
  ])
}

/** Two prices to either side of the last trade, sometimes not; sometimes a first order that fills at once. */
function placeList(driver: Driver, random: Prng, { account, step }: Who): void {
  const last = driver.engine.state.market.mark.lastPrice ?? centre(step)
  const side = random.pick(['buy', 'sell'] as const)
  const lots = (120 + random.below(900)) as Lots
  const away = 1 + random.below(60)
  const up = side === 'sell' ? 1 : -1
  const name = (): { clientOrderId?: string } => (random.chance(15) ? { clientOrderId: `c-${random.below(40)}` } : {})
  const limit = (at: number, of: 'buy' | 'sell' = side): LimitOrder => {
    const common = { account, side: of, lots, ...name() }
    return { ...common, kind: 'limit', price: at as Ticks, tif: 'gtc', postOnly: random.chance(30) }
  }
  const stop: OrderInput = {
    ...(random.chance(50)
      ? limit(last - up * (away + 20))
      : { account, side, lots, kind: 'market' as const, ...name() }),
    trigger: { kind: 'stop_loss', price: (last - up * away) as Ticks },
  }
  const profit: OrderInput = random.chance(60)
    ? limit(last + up * away)
    : { ...limit(last + up * away), trigger: { kind: 'take_profit', price: (last + up * away) as Ticks } }
  const pair = random.chance(50) ? [profit, stop] : [stop, profit]
  const first = limit(last + (random.below(61) - 30), side === 'buy' ? 'sell' : 'buy')
  const second = random.pick<OrderInput>([stop, profit, { account, side, lots, kind: 'market' }])
  const margin = random.chance(30) ? { margin: { borrow: false, repay: random.chance(50), reduceOnly: false } } : {}
  const list = random.pick([
    { kind: 'oco' as const, orders: pair },
    { kind: 'oto' as const, orders: [first, second] },
    { kind: 'otoco' as const, orders: [first, ...pair] },
    { kind: random.pick(['oco', 'oto', 'otoco'] as const), orders: [...pair, first].slice(0, 1 + random.below(3)) },
  ])
  const named = random.chance(40) ? { clientListId: `l-${random.below(12)}` } : {}
  const orders = list.orders.map((order, i) => ({ ...order, ...(i === 1 && random.chance(5) ? {} : margin) }))
  driver.try('order.place_list', { account, ...named, ...list, orders })
  if (random.chance(20)) driver.try('order.place_list', { account, ...named, ...list, orders })
}

function replaceRandom(driver: Driver, random: Prng, who: Who): void {
  const { account, cancel } = referenceOf(driver, random, who)
  const place = randomOrder(
    random,
    { ...who, account },
    random.chance(20) ? triggerAt(driver, random, who.step) : undefined,
  )
  const mode = random.pick(['stop_on_failure', 'allow_failure'] as const)
  driver.try('order.replace', { account, cancel, place, mode })
  if (random.chance(20)) driver.try('order.replace', { account, cancel, place, mode })
}

function amendRandom(driver: Driver, random: Prng, who: Who): void {
  const { account, cancel } = referenceOf(driver, random, who)
  const known = cancel.orderId === undefined ? undefined : driver.engine.state.market.orders.get(cancel.orderId)?.lots
  const lots = (
    random.chance(70) ? Math.ceil(((known ?? 500) * random.below(110)) / 100) : amount(random, 2_000)
  ) as Lots
  driver.try('order.amend', { account, ...cancel, lots })
}

function cancelAfter(driver: Driver, random: Prng, { account }: Who): void {
  const ms = random.chance(20) ? random.pick([...strange, 999, 86_400_001]) : 1_000 + random.below(60_000)
  driver.try('order.cancel_after', { account, ms })
}

interface Reference {
  readonly account: AccountId
  readonly cancel: { orderId?: OrderId; clientOrderId?: string }
}

/** Mostly somebody's live order by its owner. */
function referenceOf(driver: Driver, random: Prng, { account, step }: Who): Reference {
  const { orders } = driver.engine.state.market
  const live = orders.liveOf(account)
  const orderId = live.length > 0 && random.chance(60) ? random.pick(live) : ((1 + random.below(step + 2)) as OrderId)
  const owner = orders.get(orderId)?.account ?? account
  const by = random.chance(80) ? { orderId } : { clientOrderId: `c-${random.below(40)}` }
  return { account: random.chance(90) ? owner : account, cancel: by }
}

function cancelRandom(driver: Driver, random: Prng, who: Who): void {
  const { account, cancel } = referenceOf(driver, random, who)
  if (random.chance(85)) driver.try('order.cancel', { account, ...cancel })
  else if (random.chance(50)) driver.try('order.cancel_list', { account, clientListId: `l-${random.below(12)}` })
  else driver.try('order.cancel_list', { account, listId: (1 + random.below(20)) as ListId })
}
