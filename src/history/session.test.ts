/** Claims about history over random sessions of the real engine: it says exactly what the ledger, the trades and the calls say. */
import { hash } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { contents, type HistoryDatabase, projected, randomSession, type Session } from '../../test/history/replayed.ts'
import { scaled } from '../../test/scale.ts'
import { MAX_SUPPLY } from '../base/money.ts'
import {
  type AccountId,
  accountOf,
  assetOf,
  P,
  PLATFORM_SLOTS,
  platformSlots,
  purposeOf,
  type Slot,
} from '../engine/ledger/chart.ts'
import { candleIntervals, intervalStart } from './periods.ts'
import { everyItem } from './queries/page.ts'
import { createQueries } from './queries.ts'
import { verifyReceipt } from './receipt.ts'
import type { HistorySchema } from './schema.ts'

const SEED = 20_260_105

let session: Session
let db: HistoryDatabase

beforeAll(async () => {
  session = randomSession(SEED, scaled(40_000))
  db = await projected(session.published, 777)
})
afterAll(() => db.close())

describe(`a random session (seed ${SEED})`, () => {
  test('has something of everything', async () => {
    const counts = await sql<Record<string, number>>`select
      (select count(*) from calls where status = 'captured') as captured,
      (select count(*) from calls where status = 'released') as released,
      (select count(*) from calls where status = 'aborted') as aborted,
      (select count(*) from trades) as trades, (select count(*) from orders) as orders,
      (select count(*) from weeks) as weeks, (select count(*) from parameter_changes) as parameters`.execute(db)
    for (const [name, count] of Object.entries(counts.rows[0] ?? {})) expect([name, count > 0]).toEqual([name, true])
  })

  test('the sum of postings is the ledger’s balance in every slot', async () => {
    const sums = await sql<{ account: number; purpose: string; asset: string; amount: number }>`
      select account, purpose, asset, sum(amount) as amount from postings group by account, purpose, asset`.execute(db)
    const named = new Map(sums.rows.map((row) => [`${row.account}/${row.purpose}/${row.asset}`, row.amount]))
    const { ledger } = session.engine.state
    for (let slot = 0 as Slot; slot < ledger.slotCount; slot = (slot + 1) as Slot) {
      const genesis = slot === P.unissued ? MAX_SUPPLY : 0
      const balance = ledger.balance(slot) - genesis
      if (balance === 0 && slot >= platformSlots.length && slot < PLATFORM_SLOTS) continue
      const name = `${accountOf(slot) ?? 0}/${purposeOf(slot)}/${assetOf(slot)}`
      expect([name, named.get(name) ?? 0]).toEqual([name, balance])
    }
  })

  test('every entry sums to zero per asset', async () => {
    const { rows } = await sql`select entry, asset from postings group by entry, asset having sum(amount) <> 0`.execute(
      db,
    )
    expect(rows).toEqual([])
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
    const accounts = await db.selectFrom('receipt_heads').selectAll().execute()
    expect(accounts.length).toBeGreaterThan(5)
    for (const { account, receipt: count, hash: head } of accounts) {
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
    const difference = await sql`
      select account, day, model, key_id, calls, failed, charged, mined, tokens_in, list_micro * 1000000 + list_rest as list
        from usage_daily
      except
      select account, at - at % 86400000, model, key_id, count(*), sum(status <> 'captured'), sum(captured), sum(mined),
        sum(tokens_in), sum(list) from calls group by 1, 2, 3, 4`.execute(db)
    expect(difference.rows).toEqual([])
  })

  test('margins by channel are what went through api-revenue', async () => {
    const margin = await sql<{ revenue: number; cost: number; unrecovered: number }>`
      select sum(revenue) as revenue, sum(cost) as cost, sum(unrecovered) as unrecovered from margin_daily`.execute(db)
    const ledger = await sql<{ revenue: number; cost: number }>`
      select sum(case when amount > 0 then amount else 0 end) as revenue, -sum(case when amount < 0 then amount else 0 end) as cost
        from postings p join entries e on e.id = p.entry
        where account = 0 and purpose = 'api-revenue' and kind <> 'week.close'`.execute(db)
    const [sums, booked] = [margin.rows[0], ledger.rows[0]]
    expect(sums?.revenue).toBe(booked?.revenue)
    expect((sums?.cost ?? 0) + (sums?.unrecovered ?? 0)).toBe(booked?.cost)
    expect(sums?.unrecovered).toBeGreaterThan(0)
  })

  test('closed weeks agree with the margins of their days', async () => {
    const weeks = await sql<{ revenue: number; cost: number; unrecovered: number; margin: number }>`
      select w.revenue, w.cost, w.unrecovered, w.profit,
        (select sum(revenue - cost - unrecovered) from margin_daily where day >= w.week and day < w.week + 604800000) as margin
        from weeks w`.execute(db)
    expect(weeks.rows.length).toBeGreaterThan(0)
    for (const { revenue, cost, unrecovered, margin } of weeks.rows)
      expect(margin ?? 0).toBe(revenue - cost - unrecovered)
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
