/** Reads back from the tables what the next rows depend on: last ids, the pair, ends of hash chains, rates of cards. */
import type { Kysely } from 'kysely'
import { fail } from '../base/assert.ts'
import type { CardId } from '../engine/command.ts'
import type { Event } from '../engine/event.ts'
import { pairOf } from '../engine/exchange/pair.ts'
import type { AccountId } from '../engine/ledger/chart.ts'
import type { Rates } from '../engine/metering/rates.ts'
import { type ParameterKey, parameters } from '../engine/parameters.ts'
import type { Published } from '../sequencer/core.ts'
import { noticesOf } from './notices/registry.ts'
import { NO_HASH } from './receipt.ts'
import { callSortText, trafficText } from './rows/call-sort.ts'
import { cardRates } from './rows/cards.ts'
import type { ProjectionState } from './rows/context.ts'
import type { HistorySchema } from './schema.ts'

type Database = Kysely<HistorySchema>

/** Entries of the two caches beyond which they start anew: bounds the memory of a long run. */
const CACHED = 100_000
/** Values in one `in (…)` list. */
const LISTED = 500

export async function loadState(db: Database): Promise<ProjectionState> {
  const [bookings, traffic] = [await bookingSeries(db), await trafficSeries(db)]
  return {
    series: Math.max(...(await Promise.all(seriesTables.map((table) => lastId(db, table))))),
    call: await lastId(db, 'calls'),
    topup: await lastId(db, 'topups'),
    burn: await lastId(db, 'burns'),
    aggregate: await lastAggregate(db),
    change: Math.max(...(await Promise.all(changeTables.map((table) => lastId(db, table))))),
    pair: pairOf(await parameterValue(db, 'market.pair')),
    buybackHash: await buybackHash(db),
    bookings,
    traffic,
    accounts: new Map(),
    cards: new Map(),
    notices: new Map(),
  }
}

/** Brings in the accounts' calls and notifications and the cards that these commands build on and that are not in memory yet. */
export async function loadFor(db: Database, batch: readonly Published[], state: ProjectionState): Promise<void> {
  const { accounts, cards, notices } = state
  if (accounts.size > CACHED) accounts.clear()
  if (cards.size > CACHED) cards.clear()
  if (notices.size > CACHED) notices.clear()
  const accountIds = new Set<AccountId>()
  const cardIds = new Set<CardId>()
  const told = new Set<AccountId>()
  for (const { events } of batch) {
    for (const event of events) {
      note(event, accountIds, cardIds)
      for (const { account } of noticesOf(event, state.pair)) told.add(account)
    }
  }
  for (const ids of listsOf([...accountIds].filter((account) => !accounts.has(account)))) {
    await loadAccounts(db, ids, state)
  }
  for (const ids of listsOf([...told].filter((account) => !notices.has(account)))) await loadNotices(db, ids, state)
  for (const ids of listsOf([...cardIds].filter((card) => !cards.has(card)))) {
    const rows = await db.selectFrom('cards').select(['id', 'list', 'cost']).where('id', 'in', ids).execute()
    for (const { id, list, cost } of rows) {
      cards.set(id, cardRates({ cardId: id, list: ratesOf(list), cost: ratesOf(cost) }))
    }
  }
}

async function loadNotices(db: Database, ids: readonly AccountId[], state: ProjectionState): Promise<void> {
  const newest = db.selectFrom('notices').select(({ fn }) => ['account', fn.max('number').as('last')])
  for (const { account, last } of await newest.where('account', 'in', ids).groupBy('account').execute())
    state.notices.set(account, last)
}

async function loadAccounts(db: Database, ids: readonly AccountId[], state: ProjectionState): Promise<void> {
  const sums = db.selectFrom('account_activity').select(['account', 'calls', 'receipt_hash'])
  for (const { account, calls, receipt_hash } of await sums.where('account', 'in', ids).execute()) {
    state.accounts.set(account, { account, receipt: calls, hash: receipt_hash ?? NO_HASH, series: new Map() })
  }
  for (const row of await db.selectFrom('call_series').selectAll().where('account', 'in', ids).execute()) {
    const { id: series, account, ...sort } = row
    const traffic = state.traffic.get(trafficText(sort)) ?? fail(`calls of series ${series} are in no traffic series`)
    const owner = state.accounts.get(account) ?? fail(`account ${account} has calls and no activity`)
    owner.series.set(callSortText(sort), { owner, sort, series, traffic })
  }
}

async function bookingSeries(db: Database): Promise<Map<string, number>> {
  const rows = await db.selectFrom('booking_series').selectAll().execute()
  return new Map(rows.map(({ id, touched }) => [touched, id]))
}

async function trafficSeries(db: Database): Promise<Map<string, number>> {
  const rows = await db.selectFrom('traffic_series').selectAll().execute()
  return new Map(rows.map((row) => [trafficText(row), row.id]))
}

function note(event: Event, accounts: Set<AccountId>, cards: Set<CardId>): void {
  switch (event.type) {
    case 'call.captured':
      cards.add(event.cardId)
      accounts.add(event.account)
      break
    case 'call.released':
    case 'call.aborted':
      accounts.add(event.account)
      break
    default:
  }
}

/** Rates as the cards table stores them. */
export function ratesOf(json: string): Rates {
  return JSON.parse(json) as Rates
}

function listsOf<T>(ids: readonly T[]): T[][] {
  const lists: T[][] = []
  for (let from = 0; from < ids.length; from += LISTED) lists.push(ids.slice(from, from + LISTED))
  return lists
}

const seriesTables = ['booking_series', 'call_series', 'traffic_series'] as const
const changeTables = [
  ...(['parameter_changes', 'switch_changes', 'account_suspensions', 'trading_pauses'] as const),
  ...(['loan_changes', 'margin_closes', 'margin_losses', 'margin_notices', 'margin_transfers', 'loss_notes'] as const),
  ...(['offering_acts', 'offering_locks'] as const),
  ...(['prediction_acts', 'prediction_bonds', 'prediction_comments', 'prediction_resolvers'] as const),
  ...(['proposal_votes', 'proposal_steps'] as const),
] as const

async function lastAggregate(db: Database): Promise<number> {
  const newest = db.selectFrom('trades').select('aggregate').orderBy('id', 'desc').limit(1)
  return (await newest.executeTakeFirst())?.aggregate ?? 0
}

async function lastId(
  db: Database,
  table: 'calls' | 'topups' | 'burns' | (typeof seriesTables)[number] | (typeof changeTables)[number],
): Promise<number> {
  const row = await db
    .selectFrom(table)
    .select((eb) => eb.fn.max('id').as('last'))
    .executeTakeFirst()
  return row?.last ?? 0
}

/** The value of a parameter after its newest change. */
async function parameterValue(db: Database, key: ParameterKey): Promise<number> {
  const changes = db.selectFrom('parameter_changes').select('after').where('key', '=', key)
  const newest = await changes.orderBy('id', 'desc').limit(1).executeTakeFirst()
  return newest?.after ?? parameters[key].default
}

/** Buybacks do not overlap, so the newest record is that of the newest buyback: its close, else its last slice, else its opening. */
async function buybackHash(db: Database): Promise<string> {
  const opened = await db
    .selectFrom('buybacks')
    .select(['id', 'hash'])
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (opened === undefined) return NO_HASH
  const closed = await db
    .selectFrom('buyback_closes')
    .select('hash')
    .where('buyback', '=', opened.id)
    .executeTakeFirst()
  if (closed !== undefined) return closed.hash
  const slices = db.selectFrom('buyback_slices').select('hash').where('buyback', '=', opened.id)
  const last = await slices.orderBy('slice', 'desc').limit(1).executeTakeFirst()
  return last?.hash ?? opened.hash
}
