/** Claims about notifications: from which events, whose, how many are kept, the same after a rebuild. */
import { afterEach, describe, expect, test } from 'vitest'
import { contents, emptyHistory, type HistoryDatabase } from '../../../test/history/replayed.ts'
import type { Credits, Lco, Lots, Millis, Ticks } from '../../base/money.ts'
import { NOTICES_KEPT, type NoticeKind, noticeKindNames } from '../../contract/notice-kinds.ts'
import { noticeData } from '../../contract/notices.ts'
import type { OrderId, OrderView, UnbondingId } from '../../engine/command.ts'
import type { Event } from '../../engine/event.ts'
import { pairOf } from '../../engine/exchange/pair.ts'
import type { OfferingId } from '../../engine/launchpad/offering.ts'
import type { AccountId } from '../../engine/ledger/chart.ts'
import { parameters } from '../../engine/parameters.ts'
import type { Published } from '../../sequencer/core.ts'
import { createProjector } from '../projector.ts'
import { createQueries } from '../queries.ts'
import { noticesOf } from './registry.ts'

const ann = 1 as AccountId
const bo = 2 as AccountId
const pair = pairOf(parameters['market.pair'].default)
const at = 1_767_225_600_000 as Millis
const opened: HistoryDatabase[] = []

afterEach(async () => {
  for (const db of opened.splice(0)) await db.close()
})

const order: OrderView = {
  ...{ orderId: 7 as OrderId, account: ann, clientOrderId: null, side: 'sell', kind: 'limit', tif: 'gtc' },
  ...{ postOnly: false, selfTrade: 'expire_taker', price: 10_000 as Ticks, lots: 30 as Lots, quote: null, pair: 0 },
  ...{ filledLots: 30 as Lots, filledNotional: 300_000 as Credits, fee: 300 as Credits, status: 'filled' },
  ...{ trigger: null, triggeredAt: null, iceberg: null, listId: null, margin: null },
  ...{ placedAt: at, updatedAt: (at + 1) as Millis },
}
const position = { liquidation: 9_100 as Ticks, bankruptcy: null } as const
const mark = 9_990 as Ticks

const paid = {
  type: 'wars.paid' as const,
  ...{ roundId: 4, at, pool: 100 as Lco, paid: 30 as Lco, choiceEnds: at },
  prizes: [{ rank: 1, account: ann, score: 9 as Credits, prize: 30 as Lco }],
}
const decided = { roundId: 4, account: ann, reason: 'wash volume', by: bo, at } as const
const perk = { roundId: 4, account: ann, kind: 'free_calls', grant: 7 as Credits, at } as const

/** One event for each kind. */
const examples = {
  marginCalled: { type: 'margin.called', account: ann, at, level: 11_400, mark, ...position },
  marginClosing: { type: 'margin.closing', account: ann, at, level: 10_900, mark, ...position },
  marginClosed: {
    ...{ type: 'margin.closed', account: ann, at, asset: 'CR', side: 'sell', cash: 0 as Credits, coins: 5 as Lco },
    ...{ owed: 9, depthLots: 9 as Lots, depthNotional: 9 as Credits, mark, level: 10_900, limit: mark, ...position },
    ...{ wanted: 9 as Lots, lots: 9 as Lots, notional: 90_000 as Credits, penalty: 900 as Credits },
    ...{ repaid: 89_100, debt: 5, levelAfter: null },
  },
  marginRecovered: { type: 'margin.recovered', account: ann, at, level: null },
  marginLoss: {
    ...{ type: 'margin.loss', account: ann, at, asset: 'LCO', mark, shortfall: 100_000_000, covered: 5 },
    ...{ socialised: 0, seizedCredits: 1, seizedLco: 2, lots: 0, spent: 0 },
  },
  marginTakenOver: { type: 'margin.taken_over', account: ann, at, asset: 'CR', mark, paid: 5, taken: 6, debt: 0 },
  orderFilled: { type: 'order.done', order, cause: 'fill' },
  lendingPaid: { type: 'lending.paid', account: ann, asset: 'CR', at, askedAt: 5 as Millis, amount: 2_000_000 },
  unbondingDone: {
    ...{ type: 'unbonding.done', account: ann, unbondingId: 1 as UnbondingId, amount: 50 as Lco, releaseAt: at },
  },
  tierChanged: { type: 'tier.changed', account: ann, before: 'lv1', tier: 'lv2', at },
  quotaAllocated: {
    ...{ type: 'offering.quota', offering: 3 as OfferingId, account: ann, locked: 50 as Lco },
    ...{ weight: 1, score: '50', quota: 7 as Credits },
  },
  launchReleased: { type: 'offering.released', offering: 3 as OfferingId, account: ann, amount: 50 as Lco, at },
  warPrize: { ...paid, choiceEnds: null },
  warChampion: { ...paid, prizes: [{ rank: 1, account: ann, score: 9 as Credits, prize: 0 as Lco }] },
  warExcluded: { type: 'wars.excluded', ...decided },
  warIncluded: { type: 'wars.included', ...decided },
  warPerkStarted: { ...perk, type: 'wars.perk_started', endsAt: at, chosen: false },
  warPerkEnded: { ...perk, type: 'wars.perk_ended', spent: 3 as Credits, returned: 4 as Credits },
  accountSuspended: { type: 'account.suspended', account: ann, suspended: true, reason: 'a leaked key' },
  accountRestored: { type: 'account.suspended', account: ann, suspended: false, reason: 'a new key' },
} satisfies { readonly [K in NoticeKind]: Event }

describe('a notification', () => {
  test.each(noticeKindNames)('%s is told to the account that its event concerns, as its kind has it', (kind) => {
    const told = noticesOf(examples[kind], pair).filter((one) => one.kind === kind)
    expect(told.map(({ account }) => account)).toEqual([ann])
    const data = told[0]?.data
    expect(noticeData[kind].strict().parse(data)).toEqual(data)
  })

  test('is not told of an order that was filled at once, of one that was canceled, of money that came at once, nor of a perk that was chosen', () => {
    const { orderFilled, lendingPaid, warPerkStarted } = examples
    const unsaid: Event[] = [
      { ...orderFilled, order: { ...order, updatedAt: order.placedAt } },
      { ...orderFilled, order: { ...order, status: 'canceled' } },
      { ...lendingPaid, askedAt: at },
      { ...warPerkStarted, chosen: true },
    ]
    expect(unsaid.flatMap((event) => noticesOf(event, pair))).toEqual([])
  })
})

/** A withdrawal of 1 µCR for ann in each command, and one for bo in every hundredth. */
function session(commands: number): Published[] {
  return Array.from({ length: commands }, (_, i): Published => {
    const { lendingPaid } = examples
    const events = [{ ...lendingPaid, amount: i + 1 }, ...(i % 100 === 0 ? [{ ...lendingPaid, account: bo }] : [])]
    return { seq: i + 1, at: (at + i) as Millis, type: 'clock.tick', events }
  })
}

async function projected(commands: readonly Published[], batch: number): Promise<HistoryDatabase> {
  const db = await emptyHistory()
  opened.push(db)
  for (let from = 0; from < commands.length; from += batch)
    await createProjector(db).project(commands.slice(from, from + batch))
  return db
}

describe('the notifications of an account', () => {
  const all = { account: ann, kinds: noticeKindNames }

  test('are numbered without gaps, only the newest 500 are kept, and a rebuild in other batches makes the same', async () => {
    const commands = session(NOTICES_KEPT + 250)
    const db = await projected(commands, 70)
    const { notices } = createQueries(db)
    expect(await notices.count(all)).toBe(NOTICES_KEPT)
    const first = await notices.list({ ...all, limit: 2 })
    expect(first.items.map(({ number, seq }) => [number, seq])).toEqual([
      [750, 750],
      [749, 749],
    ])
    const rest = await notices.list({ ...all, limit: 1_000, cursor: first.nextCursor ?? undefined })
    expect(rest.items.at(-1)).toMatchObject({ number: 251, kind: 'lendingPaid', data: { amount: '0.000251' } })
    expect(rest.nextCursor).toBeNull()
    expect(await notices.count({ ...all, afterSeq: 740 })).toBe(10)
    expect(await notices.count({ account: bo, kinds: ['lendingPaid'] })).toBe(8)
    expect(await notices.count({ account: bo, kinds: ['unbondingDone'] })).toBe(0)
    expect(await contents(await projected(commands, 1_000))).toEqual(await contents(db))
  })
})
