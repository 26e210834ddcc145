/** Claims about margin by ccxt, unchanged, against a running server: only its addresses are others, and its clock is set to the server's. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { limit, openWorld, type Visitor, type World } from '../../src/server/testing/world.ts'
import { type Ccxt, type CcxtBalance, type CcxtOrder, openCcxt } from './ccxt-client.ts'
import { eventually, SYMBOL } from './market.ts'
import { type Credentials, credentialsOf } from './signing.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
/** How long requests may follow a setting of the clock: half of the window that they are taken in. */
const SLACK_MS = 30_000

let world: World
let maker: Visitor
let owner: Visitor
let ann: Ccxt
let watcher: Ccxt
let credentials: Credentials

const cross = { marginMode: 'cross' }

beforeAll(async () => {
  world = await openWorld()
  owner = await world.trader('ann')
  maker = await world.trader('maker')
  await world.mine(maker.account, 700)
  await maker.call('lending.lend', { body: { asset: 'CR', amount: '400' } })
  await maker.call('lending.lend', { body: { asset: 'LCO', amount: '2000' } })
  await quote(0.1)
  credentials = await credentialsOf(owner)
  ann = await openCcxt(world.url, credentials)
  ann.options.recvWindow = 2 * SLACK_MS
  await pass(25 * HOUR)
})
afterAll(async () => {
  await ann.close()
  await watcher.close()
  await world.close()
})

/** The server's clock stands still between these; ccxt is told how far its own is from it, as it can learn from `/time`. */
async function pass(ms: number): Promise<void> {
  await world.core.advance(ms)
  follow(ann)
}

function follow(client: Ccxt): void {
  client.options.timeDifference = Date.now() - world.core.now() + SLACK_MS
}

async function quote(mid: number): Promise<void> {
  await maker.call('orders.cancelAll')
  await maker.call('orders.place', { body: limit('buy', `${(mid * 0.99).toFixed(5)} × 3000`) })
  await maker.call('orders.place', { body: limit('sell', `${(mid * 1.01).toFixed(5)} × 3000`) })
}

const mark = () => world.core.peek(({ state }) => state.market.mark)

/** The market is quoted there until the mark has followed. */
async function moveTo(mid: number): Promise<void> {
  await pass(Math.max(0, mark().pausedUntil - world.core.now()))
  await quote(mid)
  const ticks = Math.round(mid * 100_000)
  for (let minute = 0; minute < 60 && mark().price !== ticks; minute++) await pass(MINUTE)
}

const ofMargin = (): Promise<CcxtBalance> => ann.fetchBalance({ type: 'margin' })
/** The code that is refused with. */
const codeOf = (run: Promise<unknown>): Promise<string | undefined> =>
  run.then(
    () => 'none',
    (error: Error) => /-\d{4}/.exec(error.message)?.[0],
  )

describe('collateral and loans by ccxt', () => {
  it('are refused until the terms are accepted', async () => {
    expect((await ann.loadMarkets())[SYMBOL]).toMatchObject({ margin: true, spot: true })
    expect(await codeOf(ann.transfer('CREDIT', 100, 'spot', 'cross'))).toBe('-3003')
    expect(await codeOf(ofMargin())).toBe('-3003')
    const { terms } = await owner.call('margin.limits')
    await owner.call('margin.open', { body: { terms } })
  })

  it('move between the wallets, are borrowed and paid back with interest', async () => {
    expect(await ann.transfer('CREDIT', 120, 'spot', 'cross')).toMatchObject({ id: expect.stringMatching(/^\d+$/) })
    await ann.transfer('CREDIT', 20, 'cross', 'spot')
    expect((await ofMargin()).free).toMatchObject({ CREDIT: 100, LCO: 0 })
    expect((await ann.fetchBalance()).free).toMatchObject({ CREDIT: 800 })
    const moved = await ann.fetchTransfers('CREDIT', undefined, undefined, { type: 'MAIN_MARGIN' })
    expect(moved).toMatchObject([{ amount: 120, currency: 'CREDIT', status: 'ok' }])
    await ann.borrowCrossMargin('CREDIT', 200)
    const owing = await ofMargin()
    expect([owing.free['CREDIT'], owing.debt?.['CREDIT']]).toEqual([300, 200])
    await pass(12 * HOUR)
    expect((await ofMargin()).debt?.['CREDIT']).toBeGreaterThan(200)
    expect(await ann.fetchCrossBorrowRate('CREDIT')).toMatchObject({ currency: 'CREDIT', rate: expect.any(Number) })
    const rates = await ann.fetchBorrowRateHistory('CREDIT')
    expect(rates.length).toBeGreaterThan(1)
    await ann.repayCrossMargin('CREDIT', 250)
    expect((await ofMargin()).debt?.['CREDIT']).toBe(0)
    const [interest] = await ann.fetchBorrowInterest('CREDIT')
    expect(interest).toMatchObject({ currency: 'CREDIT', marginMode: 'cross', timestamp: world.core.now() })
    expect(interest).toMatchObject({ amountBorrowed: 200 })
    expect(Number(interest?.['interest'])).toBeCloseTo(100 - ((await ofMargin()).free['CREDIT'] ?? 0), 6)
  })

  it('are refused beyond what stands behind them, isolated, or without a loan', async () => {
    expect(await codeOf(ann.borrowCrossMargin('LCO', 250))).toBe('-3006')
    expect(await codeOf(ann.borrowCrossMargin('CREDIT', 390))).toBe('-3045')
    expect(await codeOf(ann.repayCrossMargin('CREDIT', 1))).toBe('-3015')
    expect(await codeOf(ann.transfer('LCO', 1, 'spot', 'cross'))).toBe('-3009')
    expect(await codeOf(ann.transfer('CREDIT', 5_000, 'spot', 'cross'))).toBe('-3041')
    expect(await codeOf(ann.borrowIsolatedMargin(SYMBOL, 'CREDIT', 1))).toBe('-3028')
  })
})

describe('margin orders by ccxt', () => {
  it('go long with borrowed credits and pay back when sold', async () => {
    await quote(0.1)
    const buy = { ...cross, sideEffectType: 'MARGIN_BUY' }
    const bought = await ann.createOrder(SYMBOL, 'limit', 'buy', 2000, 0.101, buy)
    expect(bought).toMatchObject({ status: 'closed', filled: 2000 })
    const long = await ofMargin()
    expect([long.free['LCO'], long.free['CREDIT']]).toEqual([2000, 0])
    expect(long.debt?.['CREDIT']).toBeGreaterThan(100)
    const rests = await ann.createOrder(SYMBOL, 'limit', 'sell', 2000, 0.12, { ...cross, reduceOnly: true })
    expect((await ofMargin()).used['LCO']).toBe(2000)
    expect(await ann.fetchOpenOrders(SYMBOL)).toEqual([])
    const open = await ann.fetchOpenOrders(SYMBOL, undefined, undefined, cross)
    expect(open.map(({ id }) => id)).toEqual([rests.id])
    expect(await ann.fetchOrder(rests.id, SYMBOL, cross)).toMatchObject({ id: rests.id, status: 'open' })
    expect(await codeOf(ann.fetchOrder(rests.id, SYMBOL))).toBe('-2013')
    expect(await ann.cancelAllOrders(SYMBOL, cross)).toMatchObject([{ id: rests.id, status: 'canceled' }])
    await ann.createOrder(SYMBOL, 'market', 'sell', 2000, undefined, { ...cross, sideEffectType: 'AUTO_REPAY' })
    const flat = await ofMargin()
    expect([flat.debt?.['CREDIT'], flat.total['LCO']]).toEqual([0, 0])
    const orders = await ann.fetchOrders(SYMBOL, undefined, undefined, cross)
    expect(orders.map(({ status }) => status)).toEqual(['closed', 'canceled', 'closed'])
    const trades = await ann.fetchMyTrades(SYMBOL, undefined, undefined, cross)
    expect(trades.map(({ side, amount }) => [side, amount])).toEqual([
      ['buy', 2000],
      ['sell', 2000],
    ])
    expect(await ann.fetchMyTrades(SYMBOL)).toEqual([])
  })

  it('go short with borrowed LCO and buy them back', async () => {
    await quote(0.1)
    const short = { ...cross, sideEffectType: 'AUTO_BORROW_REPAY' }
    expect(await ann.createOrder(SYMBOL, 'market', 'sell', 150, undefined, short)).toMatchObject({ filled: 150 })
    expect((await ofMargin()).debt?.['LCO']).toBe(150)
    const back = { ...cross, sideEffectType: 'AUTO_REPAY' }
    await ann.createOrder(SYMBOL, 'market', 'buy', 150, undefined, back)
    expect((await ofMargin()).debt?.['LCO']).toBe(0)
  })

  it('are heard of, with the margin balance, by who watches margin', async () => {
    watcher = await openCcxt(world.url, credentials)
    watcher.options.recvWindow = 2 * SLACK_MS
    // Otherwise it asks an address of futures for positions, which are none of margin.
    watcher.options.watchPositions = { fetchPositionsSnapshot: false }
    follow(watcher)
    const type = { type: 'margin' }
    const orders: CcxtOrder[] = []
    const used: number[] = []
    const listening = { on: true }
    const listen = async (): Promise<void> => {
      while (listening.on) orders.push(...(await watcher.watchOrders(SYMBOL, undefined, undefined, type)))
    }
    const weigh = async (): Promise<void> => {
      while (listening.on) used.push((await watcher.watchBalance(type)).used['CREDIT'] ?? 0)
    }
    void listen().catch(() => undefined)
    void weigh().catch(() => undefined)
    const once = () => ann.createOrder(SYMBOL, 'limit', 'buy', 100, 0.08, cross)
    await eventually(async () => {
      await ann.cancelOrder((await once()).id, SYMBOL, cross)
      return orders.length > 0 && used.length > 0
    })
    const spot = await ann.createOrder(SYMBOL, 'limit', 'buy', 100, 0.07)
    const { id } = await once()
    await eventually(() => orders.some((order) => order.id === id && order.status === 'open') && used.at(-1) === 8)
    await ann.cancelOrder(id, SYMBOL, cross)
    await eventually(() => orders.some((order) => order.id === id && order.status === 'canceled'))
    expect(orders.map((order) => order.id)).not.toContain(spot.id)
    await ann.cancelOrder(spot.id, SYMBOL)
    listening.on = false
  })

  it('are closed by force when the mark has fallen, and that is told as liquidations', async () => {
    await quote(0.1)
    await ann.createOrder(SYMBOL, 'market', 'buy', 2700, undefined, { ...cross, sideEffectType: 'MARGIN_BUY' })
    const before = await ofMargin()
    for (const mid of [0.09, 0.081, 0.073, 0.068]) await moveTo(mid)
    const after = await ofMargin()
    expect(after.debt?.['CREDIT']).toBeLessThan(before.debt?.['CREDIT'] ?? 0)
    const closed = await ann.fetchMyLiquidations(SYMBOL)
    expect(closed[0]).toMatchObject({ symbol: SYMBOL, side: 'sell' })
    const sold = closed.reduce((sum, { contracts }) => sum + Number(contracts), 0)
    expect(sold).toBeCloseTo(2700 - (after.total['LCO'] ?? 0), 3)
    const [last] = (await ann.fetchMyTrades(SYMBOL, undefined, undefined, cross)).slice(-1)
    expect(last).toMatchObject({ side: 'sell' })
  })
})
