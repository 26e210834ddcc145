/** A market on margin that goes through everything that can happen to debts, step by random step: loans, calls, forced closes, losses, queues, stops. */
import type { Bps, Credits, Lots, Ticks } from '../../src/base/money.ts'
import type { Prng } from '../../src/base/prng.ts'
import type { OrderInput, OrderMargin, Trigger } from '../../src/engine/command.ts'
import { type AccountId, type Asset, U, userSlot } from '../../src/engine/ledger/chart.ts'
import { debtOf } from '../../src/engine/lending/loans.ts'
import { mostLoan } from '../../src/engine/margin/room.ts'
import { type ParameterKey, parameterKeys, parameters } from '../../src/engine/parameters.ts'
import { marginDeskOf } from '../../src/engine/state.ts'
import type { Driver } from './driver.ts'
import { CR, MarketWorld } from './market-world.ts'
import { DAY } from './time.ts'

const LOT = 10_000_000
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const TRADERS = 7
const [maker, lender] = [1, 2] as [AccountId, AccountId]
const assets = ['CR', 'LCO'] as const

/** Account 1 makes the market, 2 lends, the others trade; a lot of 0.1 LCO costs about 0.01 CR. */
export class MarginCourse extends MarketWorld {
  readonly random: Prng

  constructor(driver: Driver, random: Prng) {
    super(2 + TRADERS, driver)
    this.random = random
    this.set('mark.interval', MINUTE)
    this.fund(maker, 200_000)
    for (let i = 0; i < 6; i++) this.call(maker, `coins-${i}`, 1_000)
    this.fund(lender, 20_000)
    this.book(10_000, { lots: 100_000 })
    this.#enter(lender, 30)
    driver.pass(DAY - MINUTE)
    this.borrow(lender, 'CR', CR)
    driver.pass(3 * MINUTE)
    driver.do('lending.supply', { account: lender, asset: 'CR', amount: (400 + random.below(3_000)) * CR })
    driver.do('lending.supply', { account: lender, asset: 'LCO', amount: (2_000 + random.below(7_000)) * 10 * LOT })
    for (let account = 3; account <= 2 + TRADERS; account++) this.#enter(account as AccountId, 20 + random.below(150))
  }

  #enter(account: AccountId, credits: number): void {
    this.driver.do('margin.open', { account, terms: 'v1' })
    this.transfer(account, 'in', credits * CR)
  }

  readonly traders = Array.from({ length: TRADERS }, (_, i) => (3 + i) as AccountId)

  get trader(): AccountId {
    return this.random.pick(this.traders)
  }

  get mark(): number {
    return this.driver.engine.state.market.mark.price ?? 10_000
  }

  get desk() {
    const { driver } = this
    return marginDeskOf(driver.engine.state, driver.now)
  }

  slot(account: AccountId, offset: Parameters<typeof userSlot>[1]): number {
    return this.driver.engine.state.ledger.balance(userSlot(account, offset))
  }

  set(key: ParameterKey, value: number): void {
    this.driver.try('parameter.set', { key, value, reason: 'a course', actor: maker })
  }

  fund(account: AccountId, credits: number): void {
    const paymentId = `fund-${this.driver.journal.length}`
    this.driver.try('topup.credit', { account, amount: (credits * CR) as Credits, provider: 't', paymentId })
  }

  transfer(account: AccountId, direction: 'in' | 'out', amount: number): void {
    this.driver.try('margin.transfer', { account, direction, amount: amount as Credits })
  }

  /** The maker's orders around a price; bids as far below it as asked. */
  book(
    mid: number,
    { lots, spread = 10, bidsAt = mid - spread }: { lots: number; spread?: number; bidsAt?: number },
  ): void {
    this.driver.try('order.cancel_all', { account: maker })
    const { pausedUntil } = this.driver.engine.state.market.mark
    this.driver.pass(Math.max(0, pausedUntil - this.driver.now))
    for (const [side, price] of [
      ['buy', bidsAt],
      ['sell', mid + spread],
    ] as const)
      this.spot(maker, side, { price: Math.max(1, price), lots })
  }

  spot(account: AccountId, side: 'buy' | 'sell', { price, lots }: { price: number; lots: number }): void {
    const common = { account, side, kind: 'limit', tif: 'gtc', postOnly: false } as const
    this.driver.try('order.place', { ...common, price: price as Ticks, lots: lots as Lots })
  }

  borrow(account: AccountId, asset: Asset, amount: number): boolean {
    return this.driver.try('margin.borrow', { account, asset, amount }).ok
  }

  /** At the market, by quantity. */
  trade(account: AccountId, side: 'buy' | 'sell', [lots, margin]: readonly [number, OrderMargin?]): void {
    const flags = margin ?? { borrow: false, repay: false, reduceOnly: false }
    if (lots >= 1) this.place({ account, side, kind: 'market', lots: Math.floor(lots) as Lots, margin: flags })
  }

  place(order: OrderInput): void {
    this.driver.try('order.place', order)
  }
}

type Step = (course: MarginCourse, random: Prng) => void

function flagsOf(random: Prng): OrderMargin {
  const reduceOnly = random.chance(25)
  return { borrow: !reduceOnly && random.chance(50), repay: random.chance(50), reduceOnly }
}

/** As much as is lent, or a unit more, and all of it traded. */
const allIn: Step = (course, random) => {
  const account = course.trader
  const asset = random.pick(assets)
  if (course.driver.engine.nextDue() <= course.driver.now) course.driver.pass(0)
  const most = mostLoan(course.desk, account, asset)
  const amount = random.chance(15) ? most + random.below(3) : Math.floor((most * (80 + random.below(21))) / 100)
  if (amount < 1 || !course.borrow(account, asset, amount)) return
  if (asset === 'LCO') course.trade(account, 'sell', [course.slot(account, U.lcoMargin) / LOT])
  else course.trade(account, 'buy', [(course.slot(account, U.margin) * 0.995) / (course.mark + 20)])
}

const allOfThem: Step = (course, random) => {
  course.book(course.mark, { lots: 100_000 })
  course.driver.pass(2 * MINUTE)
  for (let i = 0; i < 4; i++) allIn(course, random)
}

const borrowSome: Step = (course, random) => {
  const amount = random.chance(5) ? random.pick([0, -1, 0.5, 2 ** 53]) : 1 + random.below(400 * CR)
  course.borrow(random.chance(95) ? course.trader : maker, random.pick(assets), amount)
}

const repaySome: Step = (course, random) => {
  const [account, asset] = [course.trader, random.pick(assets)]
  const owed = debtOf(course.desk.lending, account, asset)
  const amount = random.pick([null, 1, 50 * CR, Math.max(1, owed), Math.max(1, owed - 1), random.below(100 * CR)])
  course.driver.try('margin.repay', { account, asset, amount })
}

const moveCollateral: Step = (course, random) => {
  const account = course.trader
  if (random.chance(30)) course.fund(account, 100)
  course.transfer(account, random.chance(60) ? 'in' : 'out', 1 + random.below(80 * CR))
}

const anyOrder: Step = (course, random) => {
  const [account, side] = [course.trader, random.pick(['buy', 'sell'] as const)]
  const last = course.driver.engine.state.market.mark.lastPrice ?? course.mark
  const trigger: Trigger = random.pick([
    { kind: random.pick(['stop_loss', 'take_profit'] as const), price: (last + random.below(161) - 80) as Ticks },
    {
      kind: random.pick(['stop_loss', 'take_profit'] as const),
      price: null,
      trailBps: (20 + random.below(100)) as Bps,
    },
  ])
  const common = { account, side, margin: flagsOf(random), ...(random.chance(25) ? { trigger } : {}) }
  const selfTrade = random.pick(['expire_maker', 'expire_taker', 'expire_both', 'decrement'] as const)
  const lots = (120 + random.below(random.chance(20) ? 40_000 : 6_000)) as Lots
  const price = Math.max(1, last + random.below(241) - 120) as Ticks
  const pick = random.below(10)
  if (pick < 3) course.place({ ...common, selfTrade, kind: 'market', lots })
  else if (pick < 4)
    course.place({ ...common, kind: 'market_quote', quote: (2 * CR + random.below(90 * CR)) as Credits })
  else {
    const tif = random.pick(['gtc', 'gtc', 'gtc', 'ioc', 'fok'] as const)
    const iceberg = tif === 'gtc' && random.chance(15) ? { iceberg: Math.ceil(lots / 5) as Lots } : {}
    course.place({ ...common, selfTrade, kind: 'limit', price, lots, tif, postOnly: false, ...iceberg })
  }
}

/** What closes a position, or more than it. */
const exit: Step = (course, random) => {
  const account = course.trader
  const net = course.slot(account, U.lcoMargin) - debtOf(course.desk.lending, account, 'LCO')
  const lots = Math.max(1, Math.ceil((Math.abs(net) / LOT) * random.pick([0.3, 1, 1.2]))) as Lots
  const margin = { borrow: false, repay: random.chance(70), reduceOnly: random.chance(60) }
  const order = { account, side: net > 0 ? 'sell' : 'buy', margin, lots } as const
  if (random.chance(50)) course.place({ ...order, kind: 'market' })
  else {
    const price = Math.max(1, course.mark + random.below(61) - 30) as Ticks
    course.place({ ...order, kind: 'limit', price, tif: 'gtc', postOnly: false })
  }
}

/** Far under the mark to a friend, with or without a fill. */
const cheapSale: Step = (course, random) => {
  const long = course.traders.filter((one) => debtOf(course.desk.lending, one, 'CR') > 0)
  const account = long.length > 0 ? random.pick(long) : course.trader
  const price = Math.ceil(course.mark * (0.8 + random.below(15) / 100)) as Ticks
  const margin = { borrow: false, repay: true, reduceOnly: false }
  const lots = Math.max(1, Math.floor(course.slot(account, U.lcoMargin) / LOT)) as Lots
  course.place({ account, side: 'sell', kind: 'limit', price, lots, tif: 'ioc', postOnly: false, margin })
}

const list: Step = (course, random) => {
  const account = course.trader
  const last = course.driver.engine.state.market.mark.lastPrice ?? course.mark
  const lots = (120 + random.below(2_000)) as Lots
  const margin = { borrow: random.chance(3), repay: random.chance(60), reduceOnly: false }
  const common = { account, lots, margin, kind: 'limit', tif: 'gtc', postOnly: false } as const
  const side = random.pick(['buy', 'sell'] as const)
  const up = side === 'sell' ? 1 : -1
  const profit: OrderInput = { ...common, side, price: (last + up * 30) as Ticks }
  const trigger = { kind: 'stop_loss', price: (last - up * 40) as Ticks } as const
  const stop: OrderInput = { ...common, side, price: (last - up * 60) as Ticks, trigger }
  const entry: OrderInput = { ...common, side: side === 'sell' ? 'buy' : 'sell', price: (last + up * 15) as Ticks }
  const orders = random.pick([
    { kind: 'oco' as const, orders: [profit, stop] },
    { kind: 'otoco' as const, orders: [entry, profit, stop] },
  ])
  course.driver.try('order.place_list', { account, ...orders })
}

const spotOrder: Step = (course, random) => {
  const [account, side] = [course.trader, random.pick(['buy', 'sell'] as const)]
  course.spot(account, side, { price: course.mark + random.below(401) - 200, lots: 110 + random.below(5_000) })
}

/** The market is quoted elsewhere, deep or thin, and the mark has some time to follow. */
const move: Step = (course, random) => {
  const mid = Math.floor((course.mark * (8_200 + random.below(4_000))) / 10_000)
  const lots = random.pick([9_000, 20_000, 100_000])
  course.book(Math.min(20_000, Math.max(5_000, mid)), { lots })
  course.driver.pass((1 + random.below(25)) * MINUTE)
}

/** So fast and thin that forced closes find too little, and what is left is not enough. */
const crash: Step = (course, random) => {
  const factor = random.chance(50) ? 0.68 : 1.5
  const mid = Math.min(22_000, Math.max(4_500, Math.floor(course.mark * factor)))
  course.book(mid, { lots: random.pick([9_000, 30_000]), spread: random.pick([10, 60]) })
  course.driver.pass((15 + random.below(30)) * MINUTE)
  resist(course, random)
  if (random.chance(50)) course.book(mid, { lots: 100_000 })
  course.driver.pass(10 * MINUTE)
}

/** Sound positions are closed, dearly: the reserve has money then. */
const raise: Step = (course, random) => {
  allOfThem(course, random)
  course.set('margin.penalty', 1_000)
  course.set('margin.closeLevel', 15_000)
  course.driver.pass((1 + random.below(3)) * MINUTE)
  course.set('margin.closeLevel', parameters['margin.closeLevel'].default)
  if (random.chance(70)) course.set('margin.penalty', parameters['margin.penalty'].default)
}

/** Whoever is being closed tries to go on as before. */
const resist: Step = (course, random) => {
  const closing = [...course.driver.engine.state.margin.closing]
  if (closing.length === 0) return
  const account = random.pick(closing)
  if (random.chance(50)) course.borrow(account, random.pick(assets), 1 + random.below(CR))
  else if (random.chance(60)) course.trade(account, random.pick(['buy', 'sell'] as const), [150])
  else course.transfer(account, 'in', 1 + random.below(30 * CR))
}

/** Nobody bids near enough, the mark falls, and then stands still for long. */
const freeze: Step = (course, random) => {
  if (random.chance(40)) raise(course, random)
  if (random.chance(70)) {
    allOfThem(course, random)
    const short = random.chance(50)
    const [mid, bidsAt] = short ? [1.6, 1.12] : [0.85, 0.55]
    course.book(Math.floor(course.mark * mid), { lots: 60_000, bidsAt: Math.floor(course.mark * bidsAt) })
    course.driver.pass((20 + random.below(40)) * MINUTE)
  }
  course.driver.try('order.cancel_all', { account: maker })
  for (let account = 2; account <= 2 + TRADERS; account++)
    course.driver.try('order.cancel_all', { account: account as AccountId, wallet: 'spot' })
  if (random.chance(40)) course.set('margin.dust', 0)
  resist(course, random)
  course.driver.pass(random.pick([3, 6 * 60, 7 * 60 + 30]) * MINUTE)
  for (let i = 0; i < 3; i++) random.pick([allIn, exit, anyOrder, moveCollateral, resist])(course, random)
  course.set('margin.dust', parameters['margin.dust'].default)
  course.book(course.mark, { lots: 100_000 })
  course.driver.pass(2 * MINUTE)
}

const lendOrWithdraw: Step = (course, random) => {
  const [account, asset] = [random.chance(70) ? lender : course.trader, random.pick(assets)]
  const amount = 1 + random.below(random.pick([40, 400]) * CR)
  const pick = random.below(10)
  if (pick < 5) course.driver.try('lending.supply', { account, asset, amount })
  else if (pick < 9)
    course.driver.try('lending.withdraw', { account, asset, amount: random.chance(40) ? null : amount })
  else course.driver.try('lending.cancel', { account, asset })
}

/** Rich again: without lenders nothing would be lent for the rest of the course. */
const lendAgain: Step = (course, random) => {
  course.driver.try('lending.cancel', { account: lender, asset: 'CR' })
  course.driver.try('lending.cancel', { account: lender, asset: 'LCO' })
  course.driver.try('lending.supply', { account: lender, asset: 'CR', amount: (200 + random.below(900)) * CR })
  course.driver.try('lending.supply', { account: lender, asset: 'LCO', amount: (500 + random.below(3_000)) * 10 * LOT })
}

const acknowledge: Step = (course, random) => {
  const reason = random.chance(95) ? 'a course' : ''
  course.driver.try('margin.acknowledge', { asset: random.pick(assets), reason, actor: maker })
}

const risky = parameterKeys.filter((key) => key.startsWith('margin.') || key.startsWith('lending.'))

const turnAKnob: Step = (course, random) => {
  const key = random.pick(risky)
  const { min, max, step, default: usual } = parameters[key]
  const near = [usual, usual, Math.floor(usual / 2), usual * 2, min, max]
  const value = random.pick(near)
  course.set(key, Math.min(max, Math.max(min, value - ((value - min) % step))))
}

const calmDown: Step = (course) => {
  for (const key of risky)
    if (course.driver.engine.state.parameters[key] !== parameters[key].default) course.set(key, parameters[key].default)
  course.driver.try('switch.set', { product: 'borrowing', on: true, reason: 'a course', actor: maker })
  for (const asset of assets) course.driver.try('margin.acknowledge', { asset, reason: 'a course', actor: maker })
}

const operate: Step = (course, random) => {
  const account = course.trader
  const pick = random.below(5)
  const reason = 'a course'
  if (pick === 0) course.driver.try('switch.set', { product: 'borrowing', on: random.chance(40), reason, actor: maker })
  else if (pick === 1) {
    course.driver.try('account.suspend', { account, suspended: true, reason })
    course.driver.pass(random.below(90_000))
    course.driver.try('account.suspend', { account, suspended: false, reason })
  } else if (pick === 2) course.driver.sleep(random.below(3 * HOUR))
  else if (pick === 3) course.driver.restart()
  else course.driver.try('order.cancel_all', { account })
}

/** One of them, up to six times in a row. */
function often(...some: readonly Step[]): Step {
  return (course, random) => {
    for (let left = 1 + random.below(6); left > 0; left--) random.pick(some)(course, random)
  }
}

const trade = often(anyOrder, anyOrder, anyOrder, anyOrder, exit, exit, list, cheapSale, spotOrder)
const handle = often(borrowSome, repaySome, moveCollateral, allIn)
const lend = often(lendOrWithdraw, lendOrWithdraw, lendOrWithdraw, lendAgain)

/** Each as often as it stands here. */
const steps: readonly Step[] = [
  ...[trade, trade, trade, trade, trade, trade, handle, handle, allIn, allOfThem, lend, lend],
  ...[move, move, crash, acknowledge, turnAKnob, turnAKnob, calmDown, operate],
  (course, random) => course.driver.pass(random.below(3 * MINUTE)),
  (course, random) => random.chance(60) && freeze(course, random),
  (course, random) => random.chance(50) && raise(course, random),
]

export function marginStep(course: MarginCourse, random: Prng): void {
  random.pick(steps)(course, random)
}
