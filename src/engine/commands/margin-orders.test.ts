/** Orders of the margin wallet: what they move, borrow and reduce. What may be borrowed is engine/margin/. */
import { describe, expect, test } from 'vitest'
import { borrowing, MarginWorld, reducing } from '../../../test/engine/margin-world.ts'
import { CR, MarketWorld } from '../../../test/engine/market-world.ts'
import type { Credits, Lots, Ticks } from '../../base/money.ts'
import type { OrderInput, Trigger } from '../command.ts'
import { Engine } from '../engine.ts'
import type { AccountId } from '../ledger/chart.ts'

/** Account 2 has 500 CR and 3,000 lots on margin; account 3 trades spot. */
function funded(): MarginWorld {
  const world = new MarginWorld()
  world.fund(2, { credits: 500 * CR, lots: 3_000 })
  return world
}

const stop = (price: number): Trigger => ({ kind: 'stop_loss', price: price as Ticks })

describe('a margin order', () => {
  test('is refused while its account has no margin wallet', () => {
    const world = new MarketWorld()
    const margin = { borrow: false, repay: false, reduceOnly: false }
    const order = { account: 2 as AccountId, side: 'buy', kind: 'limit', tif: 'gtc', postOnly: false } as const
    const outcome = world.driver.try('order.place', { ...order, price: 10_000 as Ticks, lots: 100 as Lots, margin })
    expect(outcome).toMatchObject({ ok: false, code: 'margin_not_open' })
  })

  test('holds, trades and gives back in its own wallet, never in the other', () => {
    const world = funded()
    const before = world.wallets(2)
    const { order } = world.margin(2, 'buy', { price: 10_000, lots: 200 })
    expect(order.margin).toEqual({ borrow: false, repay: false, reduceOnly: false })
    expect(world.wallets(2)).toMatchObject({ margin: [498 * CR, 2 * CR], spot: before.spot, spotLots: before.spotLots })
    world.limit(3, 'sell', [10_000, 120])
    expect(world.wallets(2)).toMatchObject({ margin: [498 * CR, 0.8 * CR], marginLots: [3_120, 0] })
    world.cancel(2, order.orderId)
    world.margin(2, 'sell', { price: 10_000, lots: 150 })
    expect(world.wallets(2)).toMatchObject({ margin: [498.8 * CR, 0], marginLots: [2_970, 150] })
    world.limit(3, 'buy', [10_000, 150])
    const after = world.wallets(2)
    expect(after).toMatchObject({ margin: [500.3 * CR, 0], marginLots: [2_970, 0] })
    expect([after.spot, after.spotLots]).toEqual([before.spot, before.spotLots])
  })

  test('that takes pays its fee from its own wallet', () => {
    const world = funded()
    const before = world.wallets(2)
    world.limit(3, 'sell', [10_000, 200])
    world.margin(2, 'buy', { price: 10_100, lots: 100 })
    world.limit(3, 'buy', [9_900, 300])
    world.margin(2, 'sell', { price: 9_900, lots: 200, tif: 'ioc' })
    const [paid, got] = [100 * 10_000, 200 * 9_900]
    const left = 500 * CR - paid + got - (paid + got) / 1_000
    expect(world.wallets(2)).toMatchObject({ margin: [left, 0], marginLots: [2_900, 0] })
    expect(world.wallets(2).spot).toEqual(before.spot)
  })

  test('can not spend what is available outside of its wallet, nor a spot order what is in it', () => {
    const world = funded()
    expect(world.tryMargin(2, 'buy', { price: 10_000, lots: 60_000 })).toMatchObject({ code: 'insufficient_credits' })
    expect(world.tryMargin(2, 'sell', { price: 10_000, lots: 3_001 })).toMatchObject({ code: 'insufficient_lco' })
    const { spotLots } = world.wallets(2)
    expect(world.tryLimit(2, 'sell', [10_000, (spotLots[0] as number) + 1])).toMatchObject({ code: 'insufficient_lco' })
  })

  test('and a spot order of one account that meet do not trade', () => {
    const world = funded()
    world.limit(2, 'sell', [10_000, 100])
    const { order } = world.margin(2, 'buy', { price: 10_000, lots: 100 })
    expect(order).toMatchObject({ status: 'open', filledLots: 0 })
    expect(world.driver.seen('trade')).toEqual([])
    expect(world.wallets(2)).toMatchObject({ margin: [499 * CR, 1 * CR], marginLots: [3_000, 0] })
  })

  test('says of each side of a trade which wallet it was', () => {
    const world = funded()
    world.margin(2, 'sell', { price: 10_000, lots: 100 })
    world.limit(3, 'buy', [10_000, 100])
    expect(world.driver.seen('trade')).toMatchObject([{ makerMargin: true, takerMargin: false, source: 'normal' }])
  })

  test('is the same order again only with the same margin', () => {
    const world = funded()
    const order = { price: 10_000, lots: 100, clientOrderId: 'a' }
    world.margin(2, 'buy', order)
    expect(world.tryMargin(2, 'buy', order)).toMatchObject({ repeated: true })
    expect(world.tryMargin(2, 'buy', { ...order, margin: borrowing })).toMatchObject({ code: 'client_order_id_reused' })
    expect(world.tryLimit(2, 'buy', [10_000, 100, { clientOrderId: 'a' }])).toMatchObject({
      code: 'client_order_id_reused',
    })
  })

  test('that waits holds in its own wallet and is replaced and made smaller there', () => {
    const world = funded()
    world.quote(10_000, 10, 10_000)
    world.limit(3, 'buy', [10_010, 100])
    const { order } = world.margin(2, 'sell', { price: 9_800, lots: 400, trigger: stop(9_900) })
    expect(world.wallets(2)).toMatchObject({ marginLots: [2_600, 400] })
    const [account, orderId] = [2 as AccountId, order.orderId]
    world.driver.do('order.amend', { account, orderId, lots: 300 as Lots })
    expect(world.wallets(2)).toMatchObject({ marginLots: [2_700, 300] })
    const margin = { borrow: false, repay: false, reduceOnly: false }
    const place: OrderInput = { account, side: 'sell', kind: 'market', lots: 500 as Lots, margin, trigger: stop(9_950) }
    world.driver.do('order.replace', { account, cancel: { orderId }, place, mode: 'stop_on_failure' })
    expect(world.wallets(2)).toMatchObject({ marginLots: [2_500, 500], spotLots: [97_000, 0] })
  })

  test('survives a restart with all that it holds', () => {
    const world = funded()
    world.margin(2, 'buy', { price: 10_000, lots: 100, margin: { borrow: true, repay: true, reduceOnly: false } })
    world.margin(2, 'sell', { price: 10_200, lots: 100 })
    const { engine } = world.driver
    const restored = Engine.restore(engine.save())
    restored.audit()
    const margins = [...restored.state.market.orders.allLive()].map(
      (id) => restored.state.market.orders.get(id)?.margin,
    )
    expect(margins).toEqual([
      { borrow: true, repay: true, reduceOnly: false },
      { borrow: false, repay: false, reduceOnly: false },
    ])
    expect(restored.state.market.marginEscrowCredits).toBe(1 * CR)
  })
})

describe('accounts that margin has to look at after a command', () => {
  test('are those whose margin orders traded, in order, and who repays', () => {
    const world = funded()
    world.fund(4, { credits: 100 * CR, lots: 500 })
    world.fund(3, { credits: 100 * CR })
    world.margin(4, 'sell', { price: 10_000, lots: 100 })
    world.margin(2, 'sell', { price: 10_001, lots: 100, margin: { borrow: false, repay: true, reduceOnly: false } })
    world.touched = []
    world.limit(1, 'sell', [10_002, 100])
    expect(world.touched).toEqual([])
    world.margin(3, 'buy', { price: 10_002, lots: 300 })
    expect(world.touched).toEqual([
      [4, false],
      [2, true],
      [3, false],
    ])
  })

  test('are also those whose order ends without a trade', () => {
    const world = funded()
    const { order } = world.margin(2, 'buy', {
      price: 9_000,
      lots: 120,
      margin: { borrow: true, repay: true, reduceOnly: false },
    })
    expect(world.touched).toEqual([])
    const other = world.margin(2, 'buy', { price: 9_000, lots: 120 })
    world.cancel(2, other.order.orderId)
    expect(world.touched).toEqual([[2, false]])
    world.cancel(2, order.orderId)
    expect(world.touched).toEqual([[2, true]])
  })
})

describe('an order that borrows', () => {
  test('lends exactly what its wallet lacks, fee included, and holds it', () => {
    const world = new MarginWorld()
    world.lends.CR = 1_000 * CR
    world.fund(2, { credits: 5 * CR })
    world.margin(2, 'buy', { price: 10_000, lots: 1_000, margin: borrowing })
    expect(world.asked).toEqual([{ need: 10.01 * CR, borrow: 5.01 * CR, brings: 1_000 * 10_000_000 }])
    expect(world.wallets(2)).toMatchObject({ margin: [10_000, 10 * CR] })
  })

  test('sells coins that it has borrowed and brings what they fetch less the fee', () => {
    const world = new MarginWorld()
    world.lends.LCO = 5_000 * 10_000_000
    world.fund(2, { credits: 50 * CR })
    world.quote(10_000, 10, 10_000)
    world.margin(2, 'sell', { lots: 1_000, margin: borrowing })
    const notional = 1_000 * 9_990
    expect(world.asked).toEqual([
      { need: 1_000 * 10_000_000, borrow: 1_000 * 10_000_000, brings: notional - notional / 1_000 },
    ])
    expect(world.wallets(2)).toMatchObject({ margin: [50 * CR + notional - notional / 1_000, 0], marginLots: [0, 0] })
  })

  test('borrows nothing while its wallet suffices', () => {
    const world = funded()
    world.margin(2, 'buy', { price: 10_000, lots: 1_000, margin: borrowing })
    expect(world.asked).toMatchObject([{ borrow: 0 }])
  })

  test('is refused without a trace when nothing is lent', () => {
    const world = funded()
    const before = world.driver.hash()
    expect(world.tryMargin(2, 'buy', { price: 10_000, lots: 60_000, margin: borrowing })).toMatchObject({
      code: 'borrowing_unavailable',
    })
    expect(world.driver.hash()).toBe(before)
  })

  test('holds nothing while it waits, and borrows when it fires', () => {
    const world = new MarginWorld()
    world.lends.CR = 100 * CR
    world.fund(2, { credits: 1 * CR })
    world.quote(10_000, 10, 10_000)
    world.limit(3, 'sell', [9_990, 101])
    const { order } = world.margin(2, 'buy', { price: 10_100, lots: 500, margin: borrowing, trigger: stop(10_005) })
    expect(world.wallets(2)).toMatchObject({ margin: [1 * CR, 0] })
    expect(world.asked).toEqual([])
    world.driver.do('order.amend', { account: 2 as AccountId, orderId: order.orderId, lots: 400 as Lots })
    world.limit(3, 'buy', [10_010, 101])
    expect(world.driver.engine.state.market.orders.get(order.orderId)).toMatchObject({ status: 'filled' })
    expect(world.wallets(2)).toMatchObject({ marginLots: [400, 0] })
  })

  test('expires with the refusal when nothing is lent as it fires', () => {
    const world = new MarginWorld()
    world.fund(2, { credits: 1 * CR })
    world.quote(10_000, 10, 10_000)
    world.limit(3, 'sell', [9_990, 101])
    world.margin(2, 'buy', { price: 10_100, lots: 500, margin: borrowing, trigger: stop(10_005) })
    world.limit(3, 'buy', [10_010, 101])
    const [, done] = world.driver.seen('order.done').slice(-2)
    expect(done).toMatchObject({ cause: 'refused', refusal: 'borrowing_unavailable', order: { status: 'expired' } })
    expect(world.wallets(2)).toMatchObject({ margin: [1 * CR, 0] })
  })

  test('can not be reduce-only', () => {
    const world = funded()
    const margin = { borrow: true, repay: false, reduceOnly: true }
    expect(world.tryMargin(2, 'buy', { price: 10_000, lots: 100, margin })).toMatchObject({ code: 'bad_order_fields' })
  })
})

describe('a reduce-only order', () => {
  test('sells no more than the position and says what it was asked', () => {
    const world = funded()
    const asked = { price: 10_000, lots: 5_000, margin: reducing, clientOrderId: 'r' }
    const { order } = world.margin(2, 'sell', asked)
    expect(order).toMatchObject({ lots: 3_000, status: 'open' })
    expect(world.tryMargin(2, 'sell', asked)).toMatchObject({ ok: true, repeated: true })
    expect(world.tryMargin(2, 'sell', { ...asked, clientOrderId: 's' })).toMatchObject({ code: 'nothing_to_reduce' })
    expect(world.tryMargin(2, 'buy', { ...asked, clientOrderId: 't' })).toMatchObject({ code: 'nothing_to_reduce' })
  })

  test('buys back what is owed, rounded up to a lot', () => {
    const world = new MarginWorld()
    world.fund(2, { credits: 100 * CR })
    world.lend(2, 1_000)
    world.margin(2, 'sell', { price: 10_000, lots: 700 })
    world.limit(3, 'buy', [10_000, 700])
    world.accrue()
    const { order } = world.margin(2, 'buy', { price: 10_000, lots: 5_000, margin: reducing })
    expect(order.lots).toBe(701)
  })

  test('of a position too small for the least notional may close it', () => {
    const world = new MarginWorld()
    world.fund(2, { credits: 1 * CR, lots: 3 })
    world.limit(3, 'buy', [10_000, 500])
    const { order } = world.margin(2, 'sell', { price: 10_000, lots: 100, margin: reducing })
    expect(order).toMatchObject({ lots: 3, filledLots: 3, status: 'filled' })
  })

  test('by amount is refused', () => {
    const world = funded()
    const input = { account: 2 as AccountId, side: 'sell', kind: 'market_quote', quote: (2 * CR) as Credits } as const
    const outcome = world.driver.try('order.place', { ...input, margin: reducing })
    expect(outcome).toMatchObject({ code: 'bad_order_fields' })
  })

  test('that rests is cut when another order takes the position first', () => {
    const world = new MarginWorld()
    world.fund(2, { credits: 100 * CR })
    world.lend(2, 1_000)
    world.limit(3, 'buy', [10_000, 1_000])
    world.margin(2, 'sell', { price: 10_000, lots: 1_000 })
    const { order } = world.margin(2, 'buy', { price: 9_000, lots: 800, margin: reducing })
    world.margin(2, 'buy', { price: 9_500, lots: 600 })
    expect(world.driver.seen('order.updated').at(-1)).toMatchObject({
      cause: 'reduce_only',
      order: { orderId: order.orderId, lots: 400 },
    })
    world.limit(3, 'sell', [9_000, 2_000])
    expect(world.wallets(2)).toMatchObject({ marginLots: [1_000, 0] })
    world.margin(2, 'buy', { price: 9_000, lots: 1_000 })
    expect(world.tryMargin(2, 'buy', { price: 9_000, lots: 1_000, margin: reducing })).toMatchObject({
      code: 'nothing_to_reduce',
    })
  })

  test('ends when nothing of the position is left to it', () => {
    const world = new MarginWorld()
    world.fund(2, { credits: 100 * CR })
    world.lend(2, 300)
    world.limit(3, 'buy', [10_000, 300])
    world.margin(2, 'sell', { price: 10_000, lots: 300 })
    const { order } = world.margin(2, 'buy', { price: 9_000, lots: 300, margin: reducing })
    world.limit(3, 'sell', [10_100, 300])
    world.margin(2, 'buy', { price: 10_100, lots: 300, tif: 'ioc' })
    expect(world.driver.engine.state.market.orders.get(order.orderId)).toMatchObject({ status: 'expired' })
    expect(world.driver.seen('order.done').at(-1)).toMatchObject({ cause: 'reduce_only' })
    expect(world.wallets(2).margin[1]).toBe(0)
  })

  test('that fires is cut anew and comes before one that rests', () => {
    const world = new MarginWorld()
    world.fund(2, { credits: 100 * CR })
    world.lend(2, 1_000)
    world.quote(10_000, 10, 10_000)
    world.margin(2, 'sell', { price: 9_990, lots: 1_000 })
    const rests = world.margin(2, 'buy', { price: 9_500, lots: 1_000, margin: reducing })
    const waits = world.margin(2, 'buy', { lots: 900, margin: reducing, trigger: stop(10_005) })
    expect(waits.order).toMatchObject({ lots: 900, status: 'pending' })
    world.limit(3, 'buy', [10_010, 101])
    const { orders } = world.driver.engine.state.market
    expect(orders.get(waits.order.orderId)).toMatchObject({ status: 'filled', filledLots: 900 })
    expect(orders.get(rests.order.orderId)).toMatchObject({ lots: 100, resting: 100 })
  })

  test('that fires when the position has become smaller is filled with what is left of it', () => {
    const world = new MarginWorld()
    world.fund(2, { credits: 100 * CR })
    world.lend(2, 1_000)
    world.quote(10_000, 10, 10_000)
    world.margin(2, 'sell', { price: 9_990, lots: 1_000 })
    const trigger: Trigger = { kind: 'take_profit', price: 9_980 as Ticks }
    const waits = { price: 10_100, lots: 900, margin: reducing, trigger, clientOrderId: 'w' }
    const { order } = world.margin(2, 'buy', waits)
    world.margin(2, 'buy', { price: 10_010, lots: 400 })
    world.limit(3, 'buy', [9_970, 200])
    world.limit(4, 'sell', [9_970, 9_100])
    expect(world.driver.engine.state.market.orders.get(order.orderId)).toMatchObject({
      ...{ status: 'filled', lots: 600, filledLots: 600 },
    })
    expect(world.tryMargin(2, 'buy', waits)).toMatchObject({ repeated: true })
    expect(world.wallets(2)).toMatchObject({ marginLots: [1_000, 0] })
  })

  test('that fires when the position is gone expires', () => {
    const world = new MarginWorld()
    world.fund(2, { credits: 100 * CR })
    world.lend(2, 1_000)
    world.quote(10_000, 10, 10_000)
    world.margin(2, 'sell', { price: 9_990, lots: 1_000 })
    const { order } = world.margin(2, 'buy', { lots: 900, margin: reducing, trigger: stop(10_050) })
    world.margin(2, 'buy', { price: 10_010, lots: 1_000 })
    world.limit(3, 'sell', [10_060, 100])
    world.limit(4, 'buy', [10_060, 9_100])
    expect(world.driver.engine.state.market.orders.get(order.orderId)).toMatchObject({ status: 'expired' })
    expect(world.driver.seen('order.done').at(-1)).toMatchObject({ cause: 'refused', refusal: 'nothing_to_reduce' })
  })
})

describe('a list', () => {
  const half = (price: number, trigger?: Trigger): OrderInput => ({
    ...{ account: 2 as AccountId, side: 'sell', kind: 'limit', tif: 'gtc', postOnly: false },
    ...{ price: price as Ticks, lots: 300 as Lots, margin: { borrow: false, repay: true, reduceOnly: false } },
    ...(trigger ? { trigger } : {}),
  })

  test('of margin orders holds once for both in the margin wallet', () => {
    const world = funded()
    world.quote(10_000, 10, 10_000)
    world.limit(3, 'sell', [9_990, 101])
    const account = 2 as AccountId
    world.driver.do('order.place_list', { account, kind: 'oco', orders: [half(10_500), half(9_700, stop(9_800))] })
    expect(world.wallets(2)).toMatchObject({ marginLots: [2_700, 300], spotLots: [97_000, 0] })
    world.limit(3, 'buy', [10_500, 10_300, { tif: 'ioc' }])
    expect(world.wallets(2)).toMatchObject({ marginLots: [2_700, 0], spotLots: [97_000, 0] })
  })

  test('of two wallets, or with an order that borrows or reduces, is refused', () => {
    const world = funded()
    world.quote(10_000, 10, 10_000)
    world.limit(3, 'sell', [9_990, 101])
    const { margin: _spot, ...spot } = half(9_700, stop(9_800))
    for (const margin of [borrowing, reducing, undefined]) {
      const second = margin === undefined ? spot : { ...spot, margin }
      const list = { account: 2 as AccountId, kind: 'oco', orders: [half(10_500), second] } as const
      expect(world.driver.try('order.place_list', list)).toMatchObject({ code: 'margin_list' })
    }
  })
})
