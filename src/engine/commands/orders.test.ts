/** Claims about orders and money: escrow, fees, bands, breaker, mark. The book's own rules are tested beside it. */
import { describe, expect, test } from 'vitest'
import { CR, MarketWorld } from '../../../test/engine/market-world.ts'
import type { Lots, Ticks } from '../../base/money.ts'
import { LCO } from '../../base/money.ts'
import type { OrderId } from '../command.ts'
import { Engine } from '../engine.ts'
import type { AccountId } from '../ledger/chart.ts'
import { P, U } from '../ledger/chart.ts'
import { Rejection } from '../rejections.ts'
import { depth, marketView, orderView, quoteOrder } from '../views.ts'

const LOT = LCO / 10

describe('escrow', () => {
  test('a resting buy holds exactly its notional at maker fee 0, a sell its coins, and cancelling gives exactly that back', () => {
    const world = new MarketWorld()
    const buy = world.limit(1, 'buy', [10_000, 500])
    const sell = world.limit(1, 'sell', [11_000, 300])
    expect([world.balance(1, U.order), world.balance(1, U.lcoOrder)]).toEqual([5 * CR, 300 * LOT])
    world.cancel(1, buy.order.orderId)
    world.cancel(1, sell.order.orderId)
    expect([world.credits(1), world.coins(1)]).toEqual([1_000 * CR, 10_000 * LCO])
  })

  test('a buy that crosses pays the makers’ prices plus the fee and keeps the rest of its worst case', () => {
    const world = new MarketWorld()
    world.limit(1, 'sell', [10_000, 300])
    world.limit(1, 'sell', [10_100, 300])
    const { order, fills } = world.limit(2, 'buy', [10_200, 1_000])
    const notional = 300 * 10_000 + 300 * 10_100
    const fee = Math.floor(notional / 1000 + 0.5)
    expect(fills.map((f) => [f.price, f.lots])).toEqual([
      [10_000, 300],
      [10_100, 300],
    ])
    expect(order).toMatchObject({ status: 'open', filledLots: 600, filledNotional: notional, fee })
    expect(world.balance(2, U.order)).toBe(400 * 10_200)
    expect(world.credits(2)).toBe(1_000 * CR - notional - fee - 400 * 10_200)
    expect(world.driver.engine.state.ledger.balance(P.tradingFees)).toBe(fee)
  })

  test('fees are cumulative: many small fills cost what one large one costs', () => {
    const world = new MarketWorld()
    for (let i = 0; i < 50; i++) world.limit(1, 'sell', [10_001, 100])
    const split = world.limit(2, 'buy', [10_001, 2_500]).order
    world.limit(1, 'sell', [10_001, 2_500])
    const { order } = world.limit(3, 'buy', [10_001, 5_000])
    expect(split.fee).toBe(Math.floor((2_500 * 10_001) / 1000 + 0.5))
    expect(order.fee).toBe(Math.floor((5_000 * 10_001) / 1000 + 0.5))
  })

  test('makers pay no fee by default, and exactly theirs when it is set', () => {
    const world = new MarketWorld()
    world.driver.do('parameter.set', { key: 'market.makerFee', value: 7, reason: 'test', actor: 1 as AccountId })
    const before = world.credits(1)
    world.limit(1, 'buy', [10_000, 1_003])
    expect(world.balance(1, U.order)).toBe(10_030_000 + Math.floor((10_030_000 * 7) / 10_000))
    world.limit(2, 'sell', [10_000, 502])
    world.limit(2, 'sell', [10_000, 501])
    expect(world.balance(1, U.order)).toBe(0)
    expect(world.credits(1)).toBe(before - 10_030_000 - Math.floor((10_030_000 * 7) / 10_000))
  })

  test('an order that can not be paid at its worst price is refused and books nothing', () => {
    const world = new MarketWorld()
    expect(world.tryLimit(2, 'buy', [100_000, 10_000])).toMatchObject({ code: 'insufficient_credits' })
    expect(world.tryLimit(2, 'sell', [100, 100_001])).toMatchObject({ code: 'insufficient_lco' })
    expect(world.credits(2)).toBe(1_000 * CR)
  })
})

describe('self-trade prevention gives back what it removes', () => {
  test.each([
    ['expire_maker', 0, 600],
    ['expire_taker', 500, 0],
    ['expire_both', 0, 0],
    ['decrement', 0, 100],
  ] as const)('%s leaves %i lots of the old order and %i of the new', (selfTrade, old, fresh) => {
    const world = new MarketWorld()
    const first = world.limit(1, 'sell', [10_000, 500])
    const second = world.limit(1, 'buy', [10_000, 600, { selfTrade }])
    const { book } = world.driver.engine.state.market
    expect(book.order(first.order.orderId)?.lots ?? 0).toBe(old)
    expect(book.order(second.order.orderId)?.lots ?? 0).toBe(fresh)
    expect(world.balance(1, U.lcoOrder)).toBe(old * LOT)
    expect(world.balance(1, U.order)).toBe(fresh * 10_000)
    expect(world.driver.seen('trade')).toHaveLength(0)
  })
})

describe('order kinds', () => {
  test('post-only is refused when it would trade, fill-or-kill when it can not in full, and neither changes anything', () => {
    const world = new MarketWorld()
    world.limit(1, 'sell', [10_000, 500])
    expect(world.tryLimit(2, 'buy', [10_000, 500, { postOnly: true }])).toMatchObject({ code: 'would_cross' })
    expect(world.tryLimit(2, 'buy', [10_000, 501, { tif: 'fok' }])).toMatchObject({ code: 'fok_not_filled' })
    expect(world.limit(2, 'buy', [10_000, 500, { tif: 'fok' }]).order.status).toBe('filled')
  })

  test('immediate-or-cancel trades what it can and its rest expires', () => {
    const world = new MarketWorld()
    world.limit(1, 'sell', [10_000, 500])
    expect(world.limit(2, 'buy', [10_000, 700, { tif: 'ioc' }]).order).toMatchObject({
      status: 'expired',
      filledLots: 500,
    })
    expect(world.balance(2, U.order)).toBe(0)
  })

  test('market orders need a live mark', () => {
    const world = new MarketWorld()
    world.limit(1, 'sell', [10_000, 5_000])
    expect(world.market(2, 'buy', 100)).toMatchObject({ code: 'no_mark_price' })
    world.limit(1, 'buy', [9_900, 6_000])
    world.driver.pass(10_000)
    expect(world.market(2, 'buy', 200)).toMatchObject({
      ok: true,
      result: { order: { status: 'filled', filledLots: 200 } },
    })
  })

  test('a market order by quantity is worth its lots at the mark: neither too little nor too much', () => {
    const world = new MarketWorld()
    world.quote(10_000, 10, 6_000)
    expect(world.market(2, 'sell', 99)).toMatchObject({ code: 'below_min_notional' })
    expect(world.market(2, 'sell', 100).ok).toBe(true)
    expect(world.market(2, 'buy', 10_000_000_000)).toMatchObject({ code: 'above_max_notional' })
  })

  test('a buy by amount never spends more than the amount, fee included; a sell stops at the amount of gross proceeds', () => {
    const world = new MarketWorld()
    world.quote(10_000, 0 + 1, 6_000)
    const before = world.credits(2)
    const bought = world.byQuote(2, 'buy', 10 * CR)
    expect(bought).toMatchObject({ ok: true, result: { order: { status: 'filled' } } })
    const spent = before - world.credits(2)
    expect(spent).toBeLessThanOrEqual(10 * CR)
    expect(10 * CR - spent).toBeLessThan(10_001 + 11)
    const sold = world.byQuote(2, 'sell', 5 * CR)
    expect(sold.ok && sold.result.order.filledNotional).toBeLessThanOrEqual(5 * CR)
  })

  describe('by amount and out of depth', () => {
    /** One offer of 1 CR near the mark; 0.1 LCO of it cost 0.01001 CR. */
    function thin(): MarketWorld {
      const world = new MarketWorld()
      world.quote(10_000, 10, 6_000)
      world.driver.do('order.cancel_all', { account: 1 as AccountId })
      world.limit(1, 'sell', [10_010, 100])
      return world
    }
    const fee = 1_001
    const status = (world: MarketWorld, quote: number) => {
      const outcome = world.byQuote(2, 'buy', quote)
      return outcome.ok && [outcome.result.order.status, outcome.result.order.filledLots]
    }

    test('an order whose rest is less than a lot at the last price is filled', () => {
      expect(status(thin(), 1_001_000 + fee + 10_009)).toEqual(['filled', 100])
    })

    test('an order whose rest is worth a lot or more expires with what it traded, and the rest was never taken', () => {
      const world = thin()
      const before = world.credits(2)
      expect(status(world, 1_001_000 + fee + 10_020)).toEqual(['expired', 100])
      expect(before - world.credits(2)).toBe(1_001_000 + fee)
    })

    test('an order that the band ends is filled when its rest is less than a lot at the next price', () => {
      const world = thin()
      world.limit(1, 'sell', [13_000, 100])
      expect(status(world, 1_001_000 + fee + 13_000)).toEqual(['filled', 100])
    })

    test('an order that the band ends expires when its rest is a lot at the next price', () => {
      const world = thin()
      world.limit(1, 'sell', [13_000, 100])
      expect(status(world, 1_001_000 + fee + 13_013)).toEqual(['expired', 100])
    })
  })

  test.each([
    [[0, 500], 'bad_price'],
    [[1.5, 500], 'bad_price'],
    [[1e10, 500], 'bad_price'],
    [[10_000, 0], 'bad_quantity'],
    [[10_000, -5], 'bad_quantity'],
    [[10_000, 1e11], 'bad_quantity'],
    [[10_000, 99], 'below_min_notional'],
    [[1e9, 1e9], 'above_max_notional'],
    [[100_000_000, 10_000_000], 'above_max_notional'],
  ] as const)('price and lots %j are refused: %s', (terms, code) => {
    expect(new MarketWorld().tryLimit(1, 'buy', [...terms])).toMatchObject({ ok: false, code })
  })
})

describe('client order ids', () => {
  test('the same body returns the same order, open or done; another body is refused while it is open', () => {
    const world = new MarketWorld()
    const first = world.limit(1, 'buy', [10_000, 500, { clientOrderId: 'x' }])
    const again = world.limit(1, 'buy', [10_000, 500, { clientOrderId: 'x' }])
    expect(again).toMatchObject({ repeated: true, order: { orderId: first.order.orderId } })
    expect(world.tryLimit(1, 'buy', [10_000, 501, { clientOrderId: 'x' }])).toMatchObject({
      code: 'client_order_id_reused',
    })
    world.cancel(1, first.order.orderId)
    expect(world.limit(1, 'buy', [10_000, 500, { clientOrderId: 'x' }])).toMatchObject({
      repeated: true,
      order: { status: 'canceled' },
    })
    expect(world.limit(1, 'buy', [10_000, 501, { clientOrderId: 'x' }])).toMatchObject({ repeated: false })
    expect(world.limit(2, 'buy', [10_000, 501, { clientOrderId: 'x' }])).toMatchObject({ repeated: false })
  })
})

describe('band, breaker, mark', () => {
  test('trades happen only within the band; a market order’s rest and a taker beyond it expire', () => {
    const world = new MarketWorld()
    world.quote(10_000, 10, 6_000)
    world.limit(1, 'sell', [12_500, 1_000])
    const taken = world.limit(2, 'buy', [13_000, 7_000])
    expect(taken.order).toMatchObject({ status: 'expired', filledLots: 6_000 })
    const rests = world.limit(2, 'buy', [12_400, 1_000])
    expect(rests.order.status).toBe('open')
    expect(depth(world.driver.engine, 1).bids[0]).toEqual([12_400, 1_000])
    expect(world.market(3, 'sell', 1_000)).toMatchObject({ code: 'no_liquidity' })
  })

  test('a one-sided book freezes the mark, and the frozen band widens every ten minutes', () => {
    const world = new MarketWorld()
    world.quote(10_000, 10, 6_000)
    world.driver.do('order.cancel_all', { account: 1 as AccountId })
    world.driver.pass(10_000)
    const at = () => marketView(world.driver.engine, world.driver.now)
    expect(at()).toMatchObject({ frozen: true, mark: 10_000, band: { low: 8_000, high: 12_000 } })
    world.driver.pass(600_000)
    expect(at().band).toEqual({ low: 6_000, high: 14_000 })
    world.quote(11_000, 10, 6_000)
    expect(at()).toMatchObject({ frozen: false })
  })

  test('a jump of the mid pauses new orders for five minutes; cancels stay possible', () => {
    const world = new MarketWorld()
    world.quote(10_000, 10, 6_000)
    world.driver.do('order.cancel_all', { account: 1 as AccountId })
    world.quote(13_100, 10, 6_000)
    const open = world.driver.engine.state.market.orders.liveOf(1 as AccountId)
    expect(world.tryLimit(2, 'buy', [10_000, 500])).toMatchObject({ code: 'trading_paused' })
    expect(world.cancel(1, open[0] as OrderId)).toMatchObject({ ok: true })
    world.driver.pass(300_000)
    expect(world.tryLimit(2, 'buy', [10_000, 500]).ok).toBe(true)
  })

  test('the mark moves at most five percent in a minute and ten from the half-hour median', () => {
    const world = new MarketWorld()
    world.quote(10_000, 10, 6_000)
    world.driver.pass(1_800_000)
    world.driver.do('order.cancel_all', { account: 1 as AccountId })
    world.quote(12_500, 10, 6_000)
    expect(marketView(world.driver.engine, world.driver.now).mark).toBe(10_500)
    world.driver.pass(120_000)
    expect(marketView(world.driver.engine, world.driver.now).mark).toBe(11_000)
  })

  test('after down-time the mark stays frozen until five minutes of fresh samples exist', () => {
    const world = new MarketWorld()
    world.quote(10_000, 10, 6_000)
    world.driver.sleep(3_600_000)
    world.tryLimit(2, 'buy', [9_000, 500])
    world.driver.pass(299_000)
    expect(marketView(world.driver.engine, world.driver.now).frozen).toBe(true)
    world.driver.pass(11_000)
    expect(marketView(world.driver.engine, world.driver.now).frozen).toBe(false)
  })
})

test('a change of tick and lot cancels all orders and keeps the price', () => {
  const world = new MarketWorld()
  world.quote(10_000, 10, 6_000)
  world.driver.do('parameter.set', { key: 'market.pair', value: 1, reason: 'price has risen', actor: 1 as AccountId })
  expect(world.driver.engine.state.market.book.size).toBe(0)
  expect([world.balance(1, U.order), world.balance(1, U.lcoOrder)]).toEqual([0, 0])
  expect(marketView(world.driver.engine, world.driver.now)).toMatchObject({
    mark: 1_000,
    pair: { tickMicro: 100, lotUnits: LCO / 100 },
  })
})

test('an order that prevents self-trades another way is another body', () => {
  const world = new MarketWorld()
  const terms = [9_000, 500, { clientOrderId: 'x', selfTrade: 'decrement' }] as const
  const { order } = world.limit(1, 'buy', [...terms])
  expect(world.limit(1, 'buy', [...terms])).toMatchObject({ repeated: true, order: { orderId: order.orderId } })
  expect(world.tryLimit(1, 'buy', [9_000, 500, { clientOrderId: 'x' }])).toMatchObject({
    code: 'client_order_id_reused',
  })
})

test('the quote of an order that the band cuts off says that nothing of it will rest', () => {
  const world = new MarketWorld()
  world.quote(10_000, 10, 6_000)
  world.limit(1, 'sell', [12_500, 500])
  const input = { account: 2 as AccountId, kind: 'limit', side: 'buy', tif: 'gtc', postOnly: false } as const
  for (const [price, rests] of [
    [12_500, 0],
    [12_400, 1_000],
  ] as const) {
    const order = { ...input, price: price as Ticks, lots: 7_000 as Lots }
    expect(quoteOrder(world.driver.engine, order, world.driver.now)).toMatchObject({ lots: 6_000, rests })
  }
  expect(world.limit(2, 'buy', [12_500, 7_000]).order).toMatchObject({ status: 'expired', filledLots: 6_000 })
})

test('the quote of an order says what placing it then does', () => {
  const world = new MarketWorld()
  world.limit(1, 'sell', [10_000, 300])
  const input = {
    account: 2 as AccountId,
    kind: 'limit',
    side: 'buy',
    price: 10_050 as Ticks,
    lots: 500 as Lots,
    tif: 'gtc',
    postOnly: false,
  } as const
  const quote = quoteOrder(world.driver.engine, input, world.driver.now)
  expect(quote).not.toBeInstanceOf(Rejection)
  expect(quote).toMatchObject({ lots: 300, notional: 3_000_000, worst: 10_000, fee: 3_000, rests: 200 })
  expect(world.limit(2, 'buy', [10_050, 500]).order).toMatchObject({
    filledLots: 300,
    filledNotional: 3_000_000,
    fee: 3_000,
  })
})

describe('a change of the pair', () => {
  const changePair = (world: MarketWorld, value: number): unknown =>
    world.driver.do('parameter.set', { key: 'market.pair', value, reason: 'finer lots', actor: 1 as AccountId })
  const order = { account: 1 as AccountId, side: 'sell', kind: 'limit', tif: 'gtc', postOnly: false } as const

  test('leaves orders that are done in the tick and lot they were placed in, also after a restart', () => {
    const world = new MarketWorld()
    const old = world.limit(1, 'sell', [10_000, 500, { clientOrderId: 'mine' }]).order
    changePair(world, 1)
    const engines = [world.driver.engine, Engine.restore(world.driver.engine.save())]
    for (const engine of engines) {
      const done = orderView(engine, 1 as AccountId, { clientOrderId: 'mine' })
      expect(done).toMatchObject({ orderId: old.orderId, status: 'canceled', pair: 0, price: 10_000, lots: 500 })
    }
    expect(world.limit(1, 'sell', [1_000, 5_000]).order.pair).toBe(1)
  })

  test('makes the same numbers under a client order id another order', () => {
    const world = new MarketWorld()
    const body = { ...order, price: 10_000 as Ticks, lots: 500 as Lots, clientOrderId: 'mine' }
    const first = world.driver.do('order.place', body)
    changePair(world, 1)
    const second = world.driver.do('order.place', body)
    expect(second.repeated).toBe(false)
    expect(second.order.orderId).not.toBe(first.order.orderId)
  })
})
