/** Claims about accounts that may take no new risk: what ends with a suspension, and what stays possible. */
import { expect, test } from 'vitest'
import { replay, sha256 } from '../../../test/engine/driver.ts'
import { CR, MarketWorld } from '../../../test/engine/market-world.ts'
import type { Credits, Lco } from '../../base/money.ts'
import { LCO } from '../../base/money.ts'
import type { CardId } from '../command.ts'
import { Engine } from '../engine.ts'
import type { OrderEvent } from '../event.ts'
import { type AccountId, U } from '../ledger/chart.ts'
import { depth } from '../views.ts'

const two = 2 as AccountId
const reason = 'under investigation'

/** The orders that ended, and why. */
function ended(world: MarketWorld): OrderEvent[] {
  return world.driver.events.filter((event): event is OrderEvent => event.type === 'order.done')
}

function suspend(world: MarketWorld, suspended = true): void {
  world.driver.do('account.suspend', { account: two, suspended, reason })
}

test('a suspension cancels the account’s open orders, says why, and gives back their escrow to the unit', () => {
  const world = new MarketWorld()
  world.driver.do('parameter.set', { key: 'market.makerFee', value: 7, reason: 'test', actor: 1 as AccountId })
  const [credits, coins] = [world.credits(2), world.coins(2)]
  const buy = world.limit(2, 'buy', [10_001, 503]).order.orderId
  const sell = world.limit(2, 'sell', [11_000, 300]).order.orderId
  const other = world.limit(1, 'buy', [9_000, 200]).order.orderId
  suspend(world)
  expect([world.credits(2), world.coins(2)]).toEqual([credits, coins])
  expect([world.balance(2, U.order), world.balance(2, U.lcoOrder)]).toEqual([0, 0])
  expect(ended(world).map(({ order, cause }) => [order.orderId, order.status, cause])).toEqual([
    [buy, 'canceled', 'suspension'],
    [sell, 'canceled', 'suspension'],
  ])
  expect(world.driver.engine.state.market.orders.liveOf(1 as AccountId)).toEqual([other])
  expect(depth(world.driver.engine, 5)).toEqual({ bids: [[9_000, 200]], asks: [] })
})

test('nobody trades with an account after its suspension', () => {
  const world = new MarketWorld()
  world.limit(2, 'sell', [10_000, 500])
  suspend(world)
  const { order, fills } = world.limit(1, 'buy', [10_000, 500, { tif: 'ioc' }])
  expect(fills).toEqual([])
  expect(order.status).toBe('expired')
  expect(world.coins(2)).toBe(10_000 * LCO)
})

test('what traded before the suspension stays traded; only the rest comes back', () => {
  const world = new MarketWorld()
  world.limit(2, 'sell', [10_000, 500])
  world.limit(1, 'buy', [10_000, 200])
  suspend(world)
  expect(ended(world).at(-1)).toMatchObject({
    order: { account: two, filledLots: 200, status: 'canceled' },
    cause: 'suspension',
  })
  expect([world.coins(2), world.balance(2, U.lcoOrder)]).toEqual([10_000 * LCO - 20 * LCO, 0])
})

test('orders end at the suspension while trading is switched off too', () => {
  const world = new MarketWorld()
  world.limit(2, 'sell', [10_000, 500])
  world.driver.do('switch.set', { product: 'trading', on: false, reason, actor: 1 as AccountId })
  suspend(world)
  expect(world.balance(2, U.lcoOrder)).toBe(0)
})

test('a suspended account unstakes and gets its coins, and takes no new risk', () => {
  const world = new MarketWorld()
  world.driver.do('stake.add', { account: two, amount: (1_000 * LCO) as Lco })
  suspend(world)
  const { unbondingId } = world.driver.do('stake.remove', { account: two, amount: (1_000 * LCO) as Lco })
  const refused = [
    world.tryLimit(2, 'buy', [10_000, 500]),
    world.driver.try('stake.add', { account: two, amount: 1 as Lco }),
    world.driver.try('stake.cancel', { account: two, unbondingId }),
    world.driver.try('faucet.draw', { account: two, amount: CR as Credits }),
    world.driver.try('call.authorize', {
      bootId: 'b',
      callId: 'late',
      account: two,
      keyId: null,
      cardIds: [1 as CardId],
      bound: [1],
    }),
  ]
  expect(refused.map((outcome) => outcome.ok || outcome.code)).toEqual(Array(5).fill('account_suspended'))
  world.driver.pass(7 * 86_400_000)
  expect([world.coins(2), world.balance(2, U.unbonding)]).toEqual([10_000 * LCO, 0])
})

test('a call that runs at the suspension is billed, and takes nothing more', () => {
  const world = new MarketWorld()
  const [callId, cardId] = ['running', 1 as CardId]
  const usage = [0, 0, 0, 0, 0, 0, 5]
  world.driver.do('call.authorize', { bootId: 'b', callId, account: two, keyId: null, cardIds: [cardId], bound: usage })
  suspend(world)
  const more = world.driver.try('call.extend', { callId, bound: [0, 0, 0, 0, 0, 0, 6] })
  expect(more).toMatchObject({ code: 'account_suspended' })
  const facts = {
    latencyMs: 1,
    firstTokenMs: null,
    dialect: 'openai',
    stream: false,
    status: 200,
    outcome: 'stop',
    estimated: false,
    quarantined: false,
  }
  const { captured } = world.driver.do('call.capture', { callId, cardId, usage, facts, unrecovered: [] })
  expect(captured).toBe(5 * CR)
})

test('who is no longer suspended trades again, with new orders', () => {
  const world = new MarketWorld()
  world.limit(2, 'sell', [10_000, 500])
  suspend(world)
  suspend(world, false)
  expect(depth(world.driver.engine, 5).asks).toEqual([])
  expect(world.limit(2, 'sell', [10_000, 500]).order.status).toBe('open')
})

test('who becomes an operator leaves the market: the open orders are cancelled', () => {
  const world = new MarketWorld()
  world.limit(2, 'sell', [10_000, 500])
  world.driver.do('account.open', { identity: 'user-2', operator: true })
  expect(ended(world)).toMatchObject([{ order: { account: two, status: 'canceled' }, cause: 'operator' }])
  expect(world.coins(2)).toBe(10_000 * LCO)
})

test('a restart and a replay after a suspension give the same state hash', () => {
  const world = new MarketWorld()
  for (let i = 0; i < 40; i++) world.limit(2, 'buy', [9_000 + i, 200])
  suspend(world)
  const hash = world.driver.hash()
  expect(Engine.restore(world.driver.engine.save()).stateHash(sha256)).toBe(hash)
  expect(replay(world.driver.journal).stateHash(sha256)).toBe(hash)
})
