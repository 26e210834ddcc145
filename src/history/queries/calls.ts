/** The log of API calls, one call with its receipt, and the chain of an account's receipts. */
import type { Bps, Credits, Lco, Millis, Pico } from '../../base/money.ts'
import type { CallFailure, CardId, KeyId, Tier } from '../../engine/command.ts'
import type { AccountId } from '../../engine/ledger/chart.ts'
import type { Rates, UsageVector } from '../../engine/metering/rates.ts'
import type { ServiceTier } from '../../engine/metering/service-tiers.ts'
import { NO_HASH, type Receipt } from '../receipt.ts'
import type { HistorySchema } from '../schema.ts'
import { ratesOf } from '../state.ts'
import type { CallStatus } from '../tables/calls.ts'
import { NOBODY } from '../tables/flag.ts'
import { tokensIn, tokensOut } from '../tokens.ts'
import {
  cutPage,
  type Database,
  idBounds,
  mapPage,
  type Page,
  type PageInput,
  pageCursor,
  pageLimit,
  type TimeRange,
} from './page.ts'
import { type ItemWindow, newestItem, newestItems } from './series.ts'

/** A call that ended; money of calls that were not captured is 0. */
export interface CallRecord {
  readonly callId: string
  readonly seq: number
  readonly at: Millis
  readonly status: CallStatus
  readonly outcome: string
  readonly account: AccountId
  readonly keyId: KeyId | null
  readonly cardId: CardId | null
  readonly channel: number | null
  readonly model: string
  readonly tier: Tier | null
  readonly tierBps: Bps
  readonly surchargeBps: Bps
  /** Delivered, with its multiple of list and cost; null and 0 when nothing was billed. */
  readonly service: ServiceTier | null
  readonly serviceBps: Bps
  readonly usage: UsageVector
  readonly tokensIn: number
  readonly tokensOut: number
  readonly list: Pico
  readonly charge: Pico
  readonly cost: Pico
  readonly carriedIn: Pico
  readonly carriedOut: Pico
  readonly hold: Credits
  readonly captured: Credits
  readonly writtenOff: Credits
  /** What of the captured µCR a champion's free calls paid. */
  readonly promo: Credits
  readonly eligible: boolean
  readonly mined: Lco
  readonly era: number
  readonly minedFrom: Credits
  /** null when the relay stopped before it could say. */
  readonly facts: {
    readonly latencyMs: number
    readonly firstTokenMs: number | null
    readonly dialect: string
    readonly stream: boolean
    readonly status: number
  } | null
  readonly estimated: boolean
  readonly quarantined: boolean
  /** What the caller was told of the failure; null when there was none. */
  readonly error: string | null
  /** Tries at upstreams that delivered nothing, in order. */
  readonly failures: readonly CallFailure[]
  /** Position and hash in the account's chain of receipts. */
  readonly receipt: number
  readonly receiptHash: string
}

interface SortFilter extends PageInput, TimeRange {
  readonly model?: string | undefined
  readonly status?: CallStatus | undefined
  readonly outcome?: string | undefined
  readonly channel?: number | undefined
  readonly quarantined?: true | undefined
  readonly error?: string | undefined
  /** Some upstream had failed the call before it ended. */
  readonly retried?: true | undefined
}

interface OwnCallFilter extends SortFilter {
  readonly account: AccountId
  /** null: calls without a key. */
  readonly keyId?: KeyId | null | undefined
}

/** Of one account, or of all. */
export type CallFilter = OwnCallFilter | (SortFilter & { readonly account?: undefined })

export interface CallDetail {
  /** With the hash of the account's receipt before it. */
  readonly call: CallRecord & { readonly previousHash: string }
  readonly card: { readonly cardId: CardId; readonly list: Rates; readonly cost: Rates } | null
  readonly receipt: Receipt
}

/** A call with what its series says about it. */
type CallRow = HistorySchema['calls'] &
  Omit<HistorySchema['call_series'], 'id'> & { readonly failures: readonly CallFailure[] }

const sortColumns = [
  ...(['account', 'key_id', 'model', 'status', 'outcome', 'card', 'channel', 'tier', 'tier_bps'] as const),
  ...(['surcharge_bps', 'service', 'service_bps', 'eligible', 'era', 'estimated', 'quarantined'] as const),
  ...(['dialect', 'stream', 'http_status', 'error', 'retried'] as const),
] satisfies readonly (keyof HistorySchema['call_series'])[]

export function callQueries(db: Database) {
  return {
    async list(filter: CallFilter): Promise<Page<CallRecord>> {
      const limit = pageLimit(filter)
      const rows = await callRows(db, await callIds(db, filter, limit + 1))
      return mapPage(
        cutPage(rows, limit, ({ id }) => id),
        callRecord,
      )
    },

    /** undefined when there is no such call, or it is not the account's. */
    async byId(callId: string, account?: AccountId): Promise<CallDetail | undefined> {
      const ids = await db
        .selectFrom('calls')
        .select('id')
        .where('call_id', '=', callId)
        .orderBy('id', 'desc')
        .execute()
      const rows = await callRows(
        db,
        ids.map(({ id }) => id),
      )
      const row = rows.find((one) => account === undefined || one.account === account)
      if (row === undefined) return undefined
      const before = await callIds(db, { account: row.account, cursor: String(row.id) }, 1)
      const [previous] = await callRows(db, before)
      return detail(row, { cards: await cardsOf(db, [row]), previous })
    },

    /** An account's receipts, newest first: each names the hash of the next item. */
    async receipts(filter: PageInput & { readonly account: AccountId }): Promise<Page<Receipt>> {
      const limit = pageLimit(filter)
      const rows = await callRows(db, await callIds(db, filter, limit + 1))
      const cards = await cardsOf(db, rows)
      const receipts = rows.map((row, i) => ({ id: row.id, ...detail(row, { cards, previous: rows[i + 1] }) }))
      return mapPage(
        cutPage(receipts, limit, ({ id }) => id),
        ({ receipt }) => receipt,
      )
    },
  }
}

/** Ids of the newest calls that the filter names: read by series, or all in a row when it names nothing. */
export async function callIds(db: Database, filter: CallFilter, limit: number): Promise<number[]> {
  const bounds = await idBounds(db, 'calls', { ...filter, before: pageCursor(filter) })
  if (bounds === undefined) return []
  const window = { ...bounds, limit }
  if (filter.account !== undefined) return newestItems(db, await ownSeries(db, filter, window))
  if (isUnfiltered(filter)) {
    const all = db.selectFrom('calls').select('id').where('id', '>=', window.low).where('id', '<', window.high)
    return (await all.orderBy('id', 'desc').limit(limit).execute()).map(({ id }) => id)
  }
  return newestItems(db, await trafficOf(db, filter, window))
}

async function ownSeries(db: Database, filter: OwnCallFilter, window: ItemWindow) {
  const { account, keyId } = filter
  const newest = newestItem('call_series.id', { ...window, account })
  let query = db
    .selectFrom('call_series')
    .select(['id', newest.as('newest')])
    .where('account', '=', account)
  if (keyId !== undefined) query = query.where('key_id', '=', keyId ?? NOBODY)
  const heads = await query.where((eb) => eb.and(sortOf(filter))).execute()
  return { account, heads, window }
}

async function trafficOf(db: Database, filter: SortFilter, window: ItemWindow) {
  const newest = newestItem('traffic_series.id', { ...window, account: NOBODY })
  const query = db.selectFrom('traffic_series').select(['id', newest.as('newest')])
  const heads = await query.where((eb) => eb.and(sortOf(filter))).execute()
  return { account: NOBODY, heads, window } as const
}

function isUnfiltered(filter: SortFilter): boolean {
  return Object.keys(sortOf(filter)).length === 0
}

/** The columns that the filter wants to be equal to a value. */
function sortOf({ model, status, outcome, channel, quarantined, error, retried }: SortFilter) {
  return {
    ...(model === undefined ? {} : { model }),
    ...(status === undefined ? {} : { status }),
    ...(outcome === undefined ? {} : { outcome }),
    ...(channel === undefined ? {} : { channel }),
    ...(quarantined ? { quarantined: 1 as const } : {}),
    ...(error === undefined ? {} : { error }),
    ...(retried ? { retried: 1 as const } : {}),
  }
}

/** Newest first. */
async function callRows(db: Database, ids: readonly number[]): Promise<CallRow[]> {
  if (ids.length === 0) return []
  const rows = await db
    .selectFrom('call_series')
    .innerJoin('calls', 'calls.series', 'call_series.id')
    .select(sortColumns)
    .selectAll('calls')
    .where('calls.id', 'in', ids)
    .orderBy('calls.id', 'desc')
    .execute()
  const failures = await failuresOf(
    db,
    rows.flatMap(({ id, retried }) => (retried === 1 ? [id] : [])),
  )
  return rows.map((row) => ({ ...row, failures: failures.get(row.id) ?? [] }))
}

async function failuresOf(db: Database, calls: readonly number[]): Promise<ReadonlyMap<number, CallFailure[]>> {
  const found = new Map<number, CallFailure[]>()
  if (calls.length === 0) return found
  const rows = await db
    .selectFrom('call_failures')
    .select(['call', 'channel', 'code', 'status', 'ms'])
    .where('call', 'in', calls)
    .orderBy('call')
    .orderBy('try')
    .execute()
  for (const { call, ...failure } of rows) {
    const own = found.get(call)
    if (own) own.push(failure)
    else found.set(call, [failure])
  }
  return found
}

type Cards = ReadonlyMap<CardId, { readonly cardId: CardId; readonly list: Rates; readonly cost: Rates }>

async function cardsOf(db: Database, rows: readonly CallRow[]): Promise<Cards> {
  const ids = [...new Set(rows.flatMap(({ card }) => (card === null ? [] : [card])))]
  if (ids.length === 0) return new Map()
  const cards = await db.selectFrom('cards').select(['id', 'list', 'cost']).where('id', 'in', ids).execute()
  return new Map(cards.map(({ id, list, cost }) => [id, { cardId: id, list: ratesOf(list), cost: ratesOf(cost) }]))
}

interface Around {
  readonly cards: Cards
  /** The account's call before. */
  readonly previous: CallRow | undefined
}

function detail(row: CallRow, { cards, previous }: Around): CallDetail {
  const call = { ...callRecord(row), previousHash: previous?.receipt_hash ?? NO_HASH }
  const card = row.card === null ? null : (cards.get(row.card) ?? null)
  return { call, card, receipt: receiptOf(call, card) }
}

function receiptOf(call: CallDetail['call'], card: CallDetail['card']): Receipt {
  const { account, receipt, callId, at, status, outcome, keyId, model, usage, estimated } = call
  const { tier, tierBps, surchargeBps, service, serviceBps, eligible, era } = call
  return {
    version: 1,
    ...{ account, receipt, callId, sequence: call.seq, at, status, outcome, keyId, model, card, usage, estimated },
    ...{ tier, tierBps, surchargeBps, service, serviceBps, eligible, era },
    listPico: call.list,
    costPico: call.cost,
    chargePico: call.charge,
    carriedInPico: call.carriedIn,
    carriedOutPico: call.carriedOut,
    holdMicro: call.hold,
    capturedMicro: call.captured,
    writtenOffMicro: call.writtenOff,
    ...(call.promo > 0 ? { promoMicro: call.promo } : {}),
    minedUnits: call.mined,
    minedFromMicro: call.minedFrom,
    previous: call.previousHash,
    hash: call.receiptHash,
  }
}

function callRecord(row: CallRow): CallRecord {
  const usage = JSON.parse(row.usage) as UsageVector
  return {
    ...{ callId: row.call_id, seq: row.seq, at: row.at, status: row.status, outcome: row.outcome },
    ...{ account: row.account, keyId: row.key_id === NOBODY ? null : row.key_id },
    ...{ cardId: row.card, channel: row.channel, model: row.model },
    ...{ tier: row.tier, tierBps: row.tier_bps, surchargeBps: row.surcharge_bps },
    ...{ service: row.service, serviceBps: row.service_bps },
    ...{ usage, tokensIn: tokensIn(usage), tokensOut: tokensOut(usage) },
    ...{ list: row.list, charge: row.charge, cost: row.cost },
    ...{ carriedIn: row.carried_in, carriedOut: row.carried_out },
    ...{ hold: row.hold, captured: row.captured, writtenOff: row.written_off, promo: row.promo },
    ...{ eligible: row.eligible === 1, mined: row.mined, era: row.era, minedFrom: row.mined_from },
    facts: factsOf(row),
    ...{ estimated: row.estimated === 1, quarantined: row.quarantined === 1 },
    ...{ error: row.error, failures: row.failures },
    ...{ receipt: row.receipt, receiptHash: row.receipt_hash },
  }
}

function factsOf(row: CallRow): CallRecord['facts'] {
  const { latency_ms, first_token_ms, dialect, stream, http_status } = row
  if (latency_ms === null || dialect === null || http_status === null) return null
  return { latencyMs: latency_ms, firstTokenMs: first_token_ms, dialect, stream: stream === 1, status: http_status }
}
