/** Claims about history over random sessions of the real engine: it says exactly what the ledger, the trades and the calls say. */
import { hash } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { contents, type HistoryDatabase, projected, randomSession, type Session } from '../../test/history/replayed.ts'
import { scaled } from '../../test/scale.ts'
import { MAX_SUPPLY } from '../base/money.ts'
import { type AccountId, P, PLATFORM_SLOTS, platformSlots, type Slot, slotName } from '../engine/ledger/chart.ts'
import { candleIntervals, dayStart, intervalStart } from './periods.ts'
import type { LedgerEntry } from './queries/ledger.ts'
import { everyItem } from './queries/page.ts'
import { createQueries } from './queries.ts'
import { verifyReceipt } from './receipt.ts'
import type { HistorySchema } from './schema.ts'

const SEED = 20_260_105

let session: Session
let db: HistoryDatabase
const entries: LedgerEntry[] = []

beforeAll(async () => {
  session = randomSession(SEED, scaled(40_000))
  db = await projected(session.published, 777)
  const { ledger } = createQueries(db)
  for await (const entry of everyItem((input) => ledger.all(input))) entries.push(entry)
})
afterAll(() => db.close())

describe(`a random session (seed ${SEED})`, () => {
  test('has something of everything', async () => {
    const counts = await sql<Record<string, number>>`select
      (select sum(calls - failed) from usage_daily) as captured,
      (select count(*) from call_series where status = 'released') as released,
      (select count(*) from call_series where status = 'aborted') as aborted,
      (select count(*) from trades) as trades, (select count(*) from orders) as orders,
      (select count(*) from weeks) as weeks, (select count(*) from parameter_changes) as parameters`.execute(db)
    for (const [name, count] of Object.entries(counts.rows[0] ?? {})) expect([name, count > 0]).toEqual([name, true])
  })

  test('the sum of postings is the ledger’s balance in every slot', () => {
    const sums = new Map<string, number>()
    for (const { name, amount } of entries.flatMap(({ postings }) => postings)) {
      sums.set(name, (sums.get(name) ?? 0) + amount)
    }
    const { ledger } = session.engine.state
    for (let slot = 0 as Slot; slot < ledger.slotCount; slot = (slot + 1) as Slot) {
      const genesis = slot === P.unissued ? MAX_SUPPLY : 0
      const balance = ledger.balance(slot) - genesis
      if (balance === 0 && slot >= platformSlots.length && slot < PLATFORM_SLOTS) continue
      expect([slotName(slot), sums.get(slotName(slot)) ?? 0]).toEqual([slotName(slot), balance])
    }
  })

  test('every entry sums to zero per asset', () => {
    for (const { entryId, postings } of entries) {
      const sums = { CR: 0, LCO: 0 }
      for (const { asset, amount } of postings) sums[asset] += amount
      expect([entryId, sums]).toEqual([entryId, { CR: 0, LCO: 0 }])
    }
  })

  test('candles are exactly what the trades make them', async () => {
    const trades = await db.selectFrom('trades').selectAll().orderBy('id').execute()
    for (const interval of candleIntervals) {
      const expected = new Map<number, Record<string, unknown>>()
      for (const trade of trades) {
        const start = intervalStart(interval, trade.at)
        const bought = trade.taker_side === 'buy' ? 1 : 0
        const before = expected.get(start) as HistorySchema['candles'] | undefined
        expected.set(start, {
          interval,
          start,
          open: before?.open ?? trade.price,
          high: Math.max(before?.high ?? 0, trade.price),
          low: Math.min(before?.low ?? Number.MAX_SAFE_INTEGER, trade.price),
          close: trade.price,
          quantity: (before?.quantity ?? 0) + trade.quantity,
          notional: (before?.notional ?? 0) + trade.notional,
          taker_buy_quantity: (before?.taker_buy_quantity ?? 0) + bought * trade.quantity,
          taker_buy_notional: (before?.taker_buy_notional ?? 0) + bought * trade.notional,
          trades: (before?.trades ?? 0) + 1,
        })
      }
      const stored = await db
        .selectFrom('candles')
        .selectAll()
        .where('interval', '=', interval)
        .orderBy('start')
        .execute()
      expect(stored).toEqual([...expected.values()])
    }
  })

  test('notional is price × quantity in every trade', async () => {
    const { rows } = await sql`select id from trades where price * quantity <> notional * 1000`.execute(db)
    expect(rows).toEqual([])
  })

  test('every receipt can be recomputed and names the one before it', async () => {
    const { calls } = createQueries(db)
    const accounts = await db.selectFrom('account_activity').selectAll().where('calls', '>', 0).execute()
    expect(accounts.length).toBeGreaterThan(5)
    for (const { account, calls: count, receipt_hash: head } of accounts) {
      let expected = head
      let number = count
      for await (const receipt of everyItem((input) => calls.receipts({ ...input, account }))) {
        expect(receipt.hash).toBe(expected)
        expect(receipt.receipt).toBe(number)
        const digest = (text: string): string => hash('sha256', text)
        expect(await verifyReceipt(receipt, { digest, previous: receipt.previous })).toEqual([])
        expected = receipt.previous
        number -= 1
      }
      expect([number, expected]).toEqual([0, '0'.repeat(64)])
    }
  })

  test('daily usage is the sum of the calls', async () => {
    const sums = new Map<string, number[]>()
    const { calls } = createQueries(db)
    for await (const call of everyItem((input) => calls.list(input))) {
      const group = `${call.account} ${dayStart(call.at)} ${call.model} ${call.keyId ?? 0}`
      const known = sums.get(group) ?? [0, 0, 0, 0, 0, 0]
      const added = [1, call.status === 'captured' ? 0 : 1, call.captured, call.mined, call.tokensIn, call.list]
      sums.set(
        group,
        known.map((sum, i) => sum + (added[i] as number)),
      )
    }
    const days = await db.selectFrom('usage_daily').selectAll().execute()
    const stored = days.map((row) => [
      `${row.account} ${row.day} ${row.model} ${row.key_id}`,
      [row.calls, row.failed, row.charged, row.mined, row.tokens_in, row.list_micro * 1_000_000 + row.list_rest],
    ])
    expect(Object.fromEntries(stored)).toEqual(Object.fromEntries(sums))
  })

  test('margins by channel are what went through api-revenue', async () => {
    const margin = await sql<{ revenue: number; cost: number; unrecovered: number }>`
      select sum(revenue) as revenue, sum(cost) as cost, sum(unrecovered) as unrecovered from traffic_hourly`.execute(
      db,
    )
    const booked = { revenue: 0, cost: 0 }
    for (const { kind, postings } of entries) {
      for (const { name, amount } of postings) {
        if (name !== 'platform:api-revenue:CR' || kind === 'week.close') continue
        if (amount > 0) booked.revenue += amount
        else booked.cost -= amount
      }
    }
    const [sums] = margin.rows
    expect(sums?.revenue).toBe(booked.revenue)
    expect((sums?.cost ?? 0) + (sums?.unrecovered ?? 0)).toBe(booked.cost)
    expect(sums?.unrecovered).toBeGreaterThan(0)
  })

  test('closed weeks agree with the margins of their days', async () => {
    const weeks = await sql<{ revenue: number; cost: number; unrecovered: number; promo: number; margin: number }>`
      select w.revenue, w.cost, w.unrecovered, w.promo_revenue - w.promo_cost as promo, w.profit,
        (select sum(revenue - cost - unrecovered) from traffic_hourly where hour >= w.week and hour < w.week + 604800000) as margin
        from weeks w`.execute(db)
    expect(weeks.rows.length).toBeGreaterThan(0)
    for (const { revenue, cost, unrecovered, promo, margin } of weeks.rows)
      expect(margin ?? 0).toBe(revenue - cost - unrecovered + promo)
  })

  test('supply by day adds up to the emission', async () => {
    const sums = await sql<{ minted: number; burned: number; staked: number }>`
      select sum(minted) as minted, sum(burned) as burned, sum(staked) as staked from supply_daily`.execute(db)
    const { ledger, mining } = session.engine.state
    expect(sums.rows[0]?.minted).toBe(mining.minted())
    expect(sums.rows[0]?.burned).toBe(ledger.balance(P.burnedBuyback))
  })

  test('an account’s fills and done orders tell the same', async () => {
    const { orders, trades } = createQueries(db)
    for (let account = 1 as AccountId; account <= 11; account = (account + 1) as AccountId) {
      const filled = new Map<number, number>()
      for await (const fill of everyItem((input) => trades.fills({ ...input, account }))) {
        filled.set(fill.orderId, (filled.get(fill.orderId) ?? 0) + fill.quantity)
      }
      for await (const order of everyItem((input) => orders.list({ ...input, account }))) {
        expect([order.orderId, filled.get(order.orderId) ?? 0]).toEqual([order.orderId, order.filled])
      }
    }
  })

  test('a rebuild in other batches gives the same tables', async () => {
    const again = await projected(session.published, 131)
    expect(await contents(again)).toEqual(await contents(db))
    await again.close()
  })
})
