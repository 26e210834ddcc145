/** The log of API calls, one call with its receipt, and the chain of an account's receipts. */
import { sql } from 'kysely'
import type { Bps, Credits, Lco, Millis, Pico } from '../../base/money.ts'
import type { CardId, KeyId, Tier } from '../../engine/command.ts'
import type { AccountId } from '../../engine/ledger/chart.ts'
import type { Rates, UsageVector } from '../../engine/metering/rates.ts'
import type { Receipt } from '../receipt.ts'
import type { HistorySchema } from '../schema.ts'
import { ratesOf } from '../state.ts'
import type { CallStatus } from '../tables/calls.ts'
import { NOBODY } from '../tables/flag.ts'
import {
  cutPage,
  type Database,
  emptyPage,
  idBounds,
  mapPage,
  type Page,
  type PageInput,
  pageLimit,
  type TimeRange,
} from './page.ts'

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
  /** Position and hashes in the account's chain of receipts. */
  readonly receipt: number
  readonly previousHash: string
  readonly receiptHash: string
}

export interface CallFilter extends PageInput, TimeRange {
  readonly account?: AccountId | undefined
  /** null: calls without a key. */
  readonly keyId?: KeyId | null | undefined
  readonly model?: string | undefined
  readonly status?: CallStatus | undefined
  readonly outcome?: string | undefined
  readonly channel?: number | undefined
  readonly quarantined?: true | undefined
}

export interface CallDetail {
  readonly call: CallRecord
  readonly card: { readonly cardId: CardId; readonly list: Rates; readonly cost: Rates } | null
  readonly receipt: Receipt
}

type CallRow = HistorySchema['calls']

export function callQueries(db: Database) {
  return {
    async list(filter: CallFilter): Promise<Page<CallRecord>> {
      const bounds = await idBounds(db, 'calls', filter)
      if (bounds === undefined) return emptyPage
      const limit = pageLimit(filter)
      const rows = filtered(db, filter).where('id', '>=', bounds.low).where('id', '<', bounds.high)
      const found = await rows
        .orderBy('id', 'desc')
        .limit(limit + 1)
        .execute()
      return mapPage(
        cutPage(found, limit, ({ id }) => id),
        callRecord,
      )
    },

    /** undefined when there is no such call, or it is not the account's. */
    async byId(callId: string, account?: AccountId): Promise<CallDetail | undefined> {
      let query = db.selectFrom('calls').selectAll().where('call_id', '=', callId)
      if (account !== undefined) query = query.where('account', '=', account)
      const row = await query.orderBy('id', 'desc').limit(1).executeTakeFirst()
      return row && detail(row, await cardsOf(db, [row]))
    },

    /** An account's receipts, newest first: each names the hash of the next item. */
    async receipts(filter: PageInput & { readonly account: AccountId }): Promise<Page<Receipt>> {
      const bounds = await idBounds(db, 'calls', filter)
      if (bounds === undefined) return emptyPage
      const limit = pageLimit(filter)
      const rows = filtered(db, filter).where('id', '>=', bounds.low).where('id', '<', bounds.high)
      const found = await rows
        .orderBy('id', 'desc')
        .limit(limit + 1)
        .execute()
      const cards = await cardsOf(db, found)
      return mapPage(
        cutPage(found, limit, ({ id }) => id),
        (row) => detail(row, cards).receipt,
      )
    },
  }
}

function filtered(db: Database, filter: CallFilter) {
  let query = db.selectFrom('calls').selectAll()
  if (filter.account !== undefined) query = query.where('account', '=', filter.account)
  if (filter.keyId !== undefined) query = query.where('key_id', '=', filter.keyId ?? NOBODY)
  if (filter.model !== undefined) query = query.where('model', '=', filter.model)
  // What narrows to a partial index is said twice: only then does the planner know that the index has it all.
  if (filter.outcome !== undefined) query = query.where('outcome', '=', filter.outcome)
  if (filter.outcome !== undefined && filter.outcome !== 'stop') query = query.where('outcome', '<>', sql.lit('stop'))
  if (filter.channel !== undefined) query = query.where('channel', '=', filter.channel)
  if (filter.quarantined) query = query.where('quarantined', '=', sql.lit(1))
  if (filter.status === undefined) return query
  if (filter.status !== 'captured') query = query.where('status', '<>', sql.lit('captured'))
  return query.where('status', '=', filter.status)
}

type Cards = ReadonlyMap<CardId, { readonly cardId: CardId; readonly list: Rates; readonly cost: Rates }>

async function cardsOf(db: Database, rows: readonly CallRow[]): Promise<Cards> {
  const ids = [...new Set(rows.flatMap(({ card }) => (card === null ? [] : [card])))]
  if (ids.length === 0) return new Map()
  const cards = await db.selectFrom('cards').select(['id', 'list', 'cost']).where('id', 'in', ids).execute()
  return new Map(cards.map(({ id, list, cost }) => [id, { cardId: id, list: ratesOf(list), cost: ratesOf(cost) }]))
}

function detail(row: CallRow, cards: Cards): CallDetail {
  const call = callRecord(row)
  const card = row.card === null ? null : (cards.get(row.card) ?? null)
  return { call, card, receipt: receiptOf(call, card) }
}

function receiptOf(call: CallRecord, card: CallDetail['card']): Receipt {
  const { account, receipt, callId, at, status, outcome, keyId, model, usage, estimated } = call
  const { tier, tierBps, surchargeBps, eligible, era } = call
  return {
    version: 1,
    ...{ account, receipt, callId, sequence: call.seq, at, status, outcome, keyId, model, card, usage, estimated },
    ...{ tier, tierBps, surchargeBps, eligible, era },
    listPico: call.list,
    costPico: call.cost,
    chargePico: call.charge,
    carriedInPico: call.carriedIn,
    carriedOutPico: call.carriedOut,
    holdMicro: call.hold,
    capturedMicro: call.captured,
    writtenOffMicro: call.writtenOff,
    minedUnits: call.mined,
    minedFromMicro: call.minedFrom,
    previous: call.previousHash,
    hash: call.receiptHash,
  }
}

function callRecord(row: CallRow): CallRecord {
  return {
    ...{ callId: row.call_id, seq: row.seq, at: row.at, status: row.status, outcome: row.outcome },
    ...{ account: row.account, keyId: row.key_id === NOBODY ? null : row.key_id },
    ...{ cardId: row.card, channel: row.channel, model: row.model },
    ...{ tier: row.tier, tierBps: row.tier_bps, surchargeBps: row.surcharge_bps },
    usage: JSON.parse(row.usage) as UsageVector,
    ...{ tokensIn: row.tokens_in, tokensOut: row.tokens_out },
    ...{ list: row.list, charge: row.charge, cost: row.cost },
    ...{ carriedIn: row.carried_in, carriedOut: row.carried_out },
    ...{ hold: row.hold, captured: row.captured, writtenOff: row.written_off },
    ...{ eligible: row.eligible === 1, mined: row.mined, era: row.era, minedFrom: row.mined_from },
    facts: factsOf(row),
    ...{ estimated: row.estimated === 1, quarantined: row.quarantined === 1 },
    ...{ receipt: row.receipt, previousHash: row.previous_hash, receiptHash: row.receipt_hash },
  }
}

function factsOf(row: CallRow): CallRecord['facts'] {
  const { latency_ms, first_token_ms, dialect, stream, http_status } = row
  if (latency_ms === null || dialect === null || http_status === null) return null
  return { latencyMs: latency_ms, firstTokenMs: first_token_ms, dialect, stream: stream === 1, status: http_status }
}
