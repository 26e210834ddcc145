/** Claims about weeks, buybacks, burns, supply by day and the histories of parameters and switches. */
import { hash } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { MONDAY } from '../../../test/engine/driver.ts'
import { CR, MarketWorld } from '../../../test/engine/market-world.ts'
import { type HistoryDatabase, projected, replayed } from '../../../test/history/replayed.ts'
import type { AccountId } from '../../engine/ledger/chart.ts'
import { buybackText } from '../buyback-record.ts'
import { createQueries, type HistoryQueries } from '../queries.ts'
import { NO_HASH } from '../receipt.ts'
import type { BuybackDetail } from './treasury.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const opened: HistoryDatabase[] = []

afterEach(async () => {
  for (const db of opened.splice(0)) await db.close()
})

async function history(world: MarketWorld): Promise<HistoryQueries> {
  const db = await projected(replayed(world.driver).published)
  opened.push(db)
  return createQueries(db)
}

/** A week with revenue, a market with a day of history, and asks for the Friday sweep of the week after. */
function sweptWorld(): MarketWorld {
  const world = new MarketWorld(3)
  for (let i = 0; i < 5; i++) world.call(2, `c${i}`, 100)
  world.driver.pass(7 * DAY)
  world.quote(10_000, 10, 50_000)
  world.limit(2, 'buy', [10_010, 1_000])
  world.driver.pass(3 * DAY + 12 * HOUR)
  world.limit(2, 'buy', [10_010, 1_000])
  for (let i = 0; i < 30; i++) world.limit(3, 'sell', [10_020 + i * 10, 1_000])
  world.driver.pass(2 * DAY)
  return world
}

async function newest(queries: HistoryQueries): Promise<BuybackDetail> {
  const [summary] = (await queries.treasury.buybacks({ limit: 1 })).items
  const detail = await queries.treasury.buyback(summary?.buybackId ?? 0)
  if (detail === undefined) throw new Error('there is no buyback')
  return detail
}

describe('a buyback', () => {
  let world: MarketWorld
  let db: HistoryDatabase
  let queries: HistoryQueries

  beforeAll(async () => {
    world = sweptWorld()
    world.driver.do('stake.add', { account: 1 as AccountId, amount: 100 as never })
    db = await projected(replayed(world.driver).published)
    queries = createQueries(db)
  })
  afterAll(() => db.close())

  test('names the week that fed it, every slice and every fill, and they add up', async () => {
    const buyback = await newest(queries)
    const closed = world.driver.seen('buyback.closed').at(-1)
    expect(buyback).toMatchObject({ week: MONDAY, budget: 280 * CR, slices: 56, closedAt: closed?.at })
    expect(buyback).toMatchObject({ spent: closed?.spent, bought: closed?.bought, burned: closed?.burned })
    expect(buyback.sliceList).toHaveLength(56)
    expect(sum(buyback.sliceList.map(({ spent }) => spent))).toBe(buyback.spent)
    expect(sum(buyback.fills.map(({ notional }) => notional))).toBe(buyback.spent)
    expect(sum(buyback.fills.map(({ quantity }) => quantity * 100_000))).toBe(buyback.bought)
    for (const { slice, spent } of buyback.sliceList) {
      expect(sum(buyback.fills.filter((fill) => fill.slice === slice).map(({ notional }) => notional))).toBe(spent)
    }
    expect(buyback.averagePrice).toBe(Math.floor((buyback.spent * 100_000_000) / buyback.bought))
    expect(buyback.burns.map(({ amount }) => amount)).toEqual([buyback.burned])
    expect(buyback.burned + buyback.toWarPool).toBe(buyback.bought)
  })

  test('its record is a chain of hashes that anyone can recompute', async () => {
    const all = await queries.treasury.buybacks({})
    let head = NO_HASH
    for (const { buybackId: id } of all.items.toReversed()) {
      const record = (await queries.treasury.buyback(id)) as BuybackDetail
      expect(record.previousHash).toBe(head)
      expect(rechained(record)).toBe(record.hash)
      head = record.hash
    }
    const forged = await newest(queries)
    const [first, ...rest] = forged.fills
    expect(rechained({ ...forged, fills: [{ ...first, price: 1 } as never, ...rest] })).not.toBe(forged.hash)
  })

  test('while it runs it shows what was bought so far and burns nothing', async () => {
    const until = world.driver.seen('buyback.opened').at(-1)?.at ?? 0
    const running = replayed(world.driver).published.filter(({ at }) => at < until + 13 * HOUR)
    const early = await projected(running)
    opened.push(early)
    const buyback = await newest(createQueries(early))
    expect(buyback).toMatchObject({ closedAt: null, burned: 0, toWarPool: 0, burns: [] })
    expect(buyback.sliceList.length).toBeGreaterThan(0)
    expect(buyback.spent).toBe(sum(buyback.sliceList.map(({ spent }) => spent)))
    expect(buyback.hash).toBe(buyback.sliceList.at(-1)?.hash)
  })

  test('leaves marks on the chart: one for each slice that bought, one for the burn', async () => {
    const { treasury } = queries
    const marks = await treasury.chartMarks({})
    expect(marks.filter(({ kind }) => kind === 'burn')).toHaveLength(1)
    expect(marks.filter(({ kind }) => kind === 'buyback').length).toBeGreaterThan(1)
    expect(marks.map(({ at }) => at)).toEqual(marks.map(({ at }) => at).toSorted((a, b) => a - b))
    expect(await treasury.chartMarks({ to: marks[0]?.at })).toEqual([])
  })

  test('and its burn show in the supply of the day, with the totals of the days before', async () => {
    const { supply } = queries
    const now = world.driver.now + 1
    const all = await supply.byDay(0, now)
    const last = all.at(-1)
    expect(all[0]?.totalMinted).toBe(all[0]?.minted)
    expect(last).toMatchObject({ staked: 100, totalStaked: 100 })
    expect(last?.totalBurned).toBe(world.driver.seen('buyback.closed').at(-1)?.burned)
    expect(await supply.byDay(now - 1, now)).toEqual([last])
  })

  test('that does not exist is not found', async () => {
    const { treasury } = await history(new MarketWorld(1))
    expect(await treasury.buyback(99)).toBeUndefined()
    expect(await treasury.buybacks({})).toEqual({ items: [], nextCursor: null })
  })
})

test('weeks come newest first, page by page', async () => {
  const world = new MarketWorld(1)
  world.driver.pass(22 * DAY)
  const { treasury } = await history(world)
  const first = await treasury.weeks({ limit: 2 })
  expect(first.items.map(({ week }) => (week - MONDAY) / DAY)).toEqual([14, 7])
  const second = await treasury.weeks({ limit: 2, cursor: first.nextCursor ?? '' })
  expect(second.items.map(({ week }) => (week - MONDAY) / DAY)).toEqual([0])
  expect(second.nextCursor).toBeNull()
  expect(second.items[0]).toMatchObject({ revenue: 1_000 * CR, cost: 600 * CR, profit: 400 * CR, fundIn: 80 * CR })
})

test('changes of parameters and switches come newest first with their reasons', async () => {
  const world = new MarketWorld(1)
  const actor = 1 as AccountId
  for (const value of [20, 30]) {
    world.driver.do('parameter.set', { key: 'market.takerFee', value, reason: `fee ${value}`, actor })
  }
  world.driver.do('parameter.set', { key: 'market.makerFee', value: 1, reason: 'maker', actor })
  world.driver.do('switch.set', { product: 'trading', on: false, reason: 'halt', actor })
  world.driver.do('account.suspend', { account: actor, suspended: true, reason: 'test' })
  const { changes } = await history(world)
  expect((await changes.parameters({})).items.map(({ after }) => after)).toEqual([1, 30, 20])
  const fees = await changes.parameters({ key: 'market.takerFee', limit: 1 })
  expect(fees.items).toMatchObject([{ before: 20, after: 30, reason: 'fee 30', version: 2, actor }])
  const older = await changes.parameters({ key: 'market.takerFee', cursor: fees.nextCursor ?? '' })
  expect(older.items).toMatchObject([{ before: 10, after: 20, version: 1 }])
  expect((await changes.switches({ product: 'trading' })).items).toMatchObject([{ on: false, reason: 'halt' }])
  expect((await changes.switches({ product: 'relay' })).items).toEqual([])
  expect((await changes.suspensions({ account: actor })).items).toMatchObject([{ suspended: true }])
  expect([...(await changes.parameterTimes()).keys()].sort()).toEqual(['market.makerFee', 'market.takerFee'])
})

/** The end of the chain, from what the page shows alone. */
function rechained(record: BuybackDetail): string {
  const { buybackId, budget: budgetMicro, reference, guard, slices } = record
  const opening = { record: 'opened', buybackId, at: record.openedAt, budgetMicro, reference, guard, slices } as const
  let head = sha256(buybackText(opening, record.previousHash))
  expect(head).toBe(record.openedHash)
  for (const { slice, at, offered, spent, bought, outcome } of record.sliceList) {
    const own = record.fills.filter((fill) => fill.slice === slice)
    const fills = own.map(({ tradeId, price, quantity, notional }) => {
      return { tradeId, price, quantityMilli: quantity, notionalMicro: notional }
    })
    const amounts = { offeredMicro: offered, spentMicro: spent, boughtUnits: bought }
    head = sha256(buybackText({ record: 'slice', buybackId, slice, at, ...amounts, outcome, fills }, head))
  }
  if (record.closedAt === null) return head
  const { spent: spentMicro, bought: boughtUnits, burned: burnedUnits, toWarPool: toWarPoolUnits } = record
  const sums = { budgetMicro, spentMicro, boughtUnits, burnedUnits, toWarPoolUnits }
  return sha256(buybackText({ record: 'closed', buybackId, at: record.closedAt, ...sums }, head))
}

function sha256(text: string): string {
  return hash('sha256', text)
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
