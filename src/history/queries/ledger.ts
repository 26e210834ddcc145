/** Ledger pages: an account's entries by any filter, all entries for operators, one platform purpose, the entries of a call. */
import { type ExpressionBuilder, sql } from 'kysely'
import type { Millis } from '../../base/money.ts'
import type { EntryKind } from '../../engine/event.ts'
import { type AccountId, type Asset, assetOf, purposeOf, userOffsets, userSlot } from '../../engine/ledger/chart.ts'
import type { HistorySchema } from '../schema.ts'
import { NOBODY } from '../tables/flag.ts'
import {
  cutPage,
  type Database,
  emptyPage,
  type IdBounds,
  idBounds,
  type Page,
  type PageInput,
  pageLimit,
  type TimeRange,
} from './page.ts'

export interface LedgerPosting {
  /** `user:7:available:CR`, `platform:api-revenue:CR`, `loan:7:CR`. docs/concepts/economy.md §2. */
  readonly name: string
  /** null is the platform. */
  readonly account: AccountId | null
  readonly purpose: string
  readonly asset: Asset
  /** Signed; µCR or 1e-8 LCO by asset. */
  readonly amount: number
}

export interface LedgerEntry {
  /** Command and position in it, e.g. `1042.1`. */
  readonly entryId: string
  readonly seq: number
  readonly at: Millis
  readonly kind: EntryKind
  readonly ref: string
  readonly postings: readonly LedgerPosting[]
}

export interface LedgerFilter extends PageInput, TimeRange {
  readonly account: AccountId
  readonly purpose?: string | undefined
  readonly asset?: Asset | undefined
  readonly kind?: string | undefined
  readonly ref?: string | undefined
}

export interface EntryFilter extends PageInput, TimeRange {
  readonly kind?: string | undefined
  readonly ref?: string | undefined
}

export interface PlatformFilter extends PageInput, TimeRange {
  readonly purpose: string
  readonly asset: Asset
}

/** Kinds of the entries that a call leaves. */
const callKinds: readonly EntryKind[] = [
  'call.hold',
  'call.extend',
  'call.capture',
  'call.release',
  'call.abort',
  'unrecovered-cost',
  'mine',
]

export function ledgerQueries(db: Database) {
  return {
    /** Entries that touch the account, with its own postings only. */
    async ofAccount(filter: LedgerFilter): Promise<Page<LedgerEntry>> {
      const bounds = await idBounds(db, 'entries', filter)
      if (bounds === undefined) return emptyPage
      const limit = pageLimit(filter)
      const ids = await accountEntryIds(db, filter, { ...bounds, limit: limit + 1 })
      return page(db, { ids, limit, account: filter.account })
    },

    /** All entries with all postings. */
    async all(filter: EntryFilter): Promise<Page<LedgerEntry>> {
      const bounds = await idBounds(db, 'entries', filter)
      if (bounds === undefined) return emptyPage
      const limit = pageLimit(filter)
      let query = db.selectFrom('entries').select('id').where('id', '>=', bounds.low).where('id', '<', bounds.high)
      if (filter.kind !== undefined) query = query.where('kind', '=', filter.kind as EntryKind)
      if (filter.ref !== undefined) query = query.where('ref', '=', filter.ref)
      const rows = await query
        .orderBy('id', 'desc')
        .limit(limit + 1)
        .execute()
      return page(db, { ids: rows.map(({ id }) => id), limit })
    },

    /** Entries that touch one purpose of the platform, with the platform's postings only. */
    async ofPlatform(filter: PlatformFilter): Promise<Page<LedgerEntry>> {
      const bounds = await idBounds(db, 'entries', filter)
      if (bounds === undefined) return emptyPage
      const limit = pageLimit(filter)
      const { purpose, asset } = filter
      const slot = { account: NOBODY, purpose, asset } as const
      const ids = await slotEntryIds(db, slot, { ...bounds, limit: limit + 1 })
      return page(db, { ids, limit, account: NOBODY })
    },

    /** Whole entries of a call, oldest first. */
    async ofCall(callId: string): Promise<readonly LedgerEntry[]> {
      const query = db.selectFrom('entries').select('id').where('ref', '=', callId).where('kind', 'in', callKinds)
      const rows = await query.orderBy('id', 'desc').limit(MOST_CALL_ENTRIES).execute()
      const { items } = await page(db, { ids: rows.map(({ id }) => id), limit: MOST_CALL_ENTRIES })
      return items.toReversed()
    },
  }
}

/** A call is extended a few times at most; more entries than this are cut from the oldest. */
const MOST_CALL_ENTRIES = 200

type Window = IdBounds & { readonly limit: number }
type Slot = { readonly account: AccountId | 0; readonly purpose: string; readonly asset: Asset }

/** Reads by the filter with the fewest rows; the other filters are checked on the way. */
async function accountEntryIds(db: Database, filter: LedgerFilter, window: Window): Promise<number[]> {
  const { account, kind, ref } = filter
  const slots = slotsOf(filter)
  if (slots.length === 0) return []
  const everySlot = filter.purpose === undefined && filter.asset === undefined
  if (kind === undefined && ref === undefined && !everySlot) return mergedEntryIds(db, slots, window)
  if (kind !== undefined && !everySlot && !(await kindTouches(db, filter))) return []
  let query = db
    .selectFrom('entry_accounts as touched')
    .select('touched.entry')
    .where('touched.account', '=', account)
    .where('touched.entry', '>=', window.low)
    .where('touched.entry', '<', window.high)
  if (kind !== undefined) query = query.where('touched.kind', '=', kind as EntryKind)
  if (ref !== undefined) {
    const named = db.selectFrom('entries').select('id').where('ref', '=', ref)
    query = query.where('touched.entry', 'in', named)
  }
  if (!everySlot) query = query.where((eb) => eb.exists(postingIn(eb, filter)))
  const rows = await query.orderBy('touched.entry', 'desc').limit(window.limit).execute()
  return rows.map(({ entry }) => entry)
}

/** A kind touches the same purposes every time, so one that never touched the filter's need not be searched. */
async function kindTouches(db: Database, { kind, purpose, asset }: LedgerFilter): Promise<boolean> {
  let query = db
    .selectFrom('entry_kinds')
    .select('postings')
    .where('kind', '=', kind as EntryKind)
  if (purpose !== undefined) query = query.where('purpose', '=', purpose)
  if (asset !== undefined) query = query.where('asset', '=', asset)
  return (await query.limit(1).executeTakeFirst()) !== undefined
}

type Touched = HistorySchema & { touched: HistorySchema['entry_accounts'] }

function postingIn(eb: ExpressionBuilder<Touched, 'touched'>, { account, purpose, asset }: LedgerFilter) {
  let query = eb
    .selectFrom('postings')
    .select('postings.n')
    .whereRef('postings.entry', '=', 'touched.entry')
    // As an expression it can not tempt the planner to walk all of the account's postings for each entry.
    .where(sql<number>`+${sql.ref('postings.account')}`, '=', account)
  if (purpose !== undefined) query = query.where('postings.purpose', '=', purpose)
  if (asset !== undefined) query = query.where('postings.asset', '=', asset)
  return query
}

function slotsOf({ account, purpose, asset }: LedgerFilter): Slot[] {
  return userOffsets
    .map((offset) => userSlot(account, offset))
    .map((slot) => ({ account, purpose: purposeOf(slot), asset: assetOf(slot) }))
    .filter((slot) => purpose === undefined || slot.purpose === purpose)
    .filter((slot) => asset === undefined || slot.asset === asset)
}

/** The newest entries over several slots. All see the ledger up to one entry, so that none slips through between reads. */
async function mergedEntryIds(db: Database, slots: readonly Slot[], window: Window): Promise<number[]> {
  const newest = await db
    .selectFrom('entries')
    .select((eb) => eb.fn.max('id').as('id'))
    .executeTakeFirst()
  const seen = { ...window, high: Math.min(window.high, (newest?.id ?? 0) + 1) }
  const lists = await Promise.all(slots.map((slot) => slotEntryIds(db, slot, seen)))
  const ids = [...new Set(lists.flat())].sort((a, b) => b - a)
  return ids.slice(0, window.limit)
}

async function slotEntryIds(db: Database, { account, purpose, asset }: Slot, window: Window): Promise<number[]> {
  const query = db
    .selectFrom('postings')
    .select('entry')
    .distinct()
    .where('account', '=', account)
    .where('purpose', '=', purpose)
    .where('asset', '=', asset)
    .where('entry', '>=', window.low)
    .where('entry', '<', window.high)
  const rows = await query.orderBy('entry', 'desc').limit(window.limit).execute()
  return rows.map(({ entry }) => entry)
}

interface PageOfEntries {
  /** Descending, at most limit + 1. */
  readonly ids: readonly number[]
  readonly limit: number
  /** Only postings of this account. */
  readonly account?: AccountId | 0
}

async function page(db: Database, { ids, limit, account }: PageOfEntries): Promise<Page<LedgerEntry>> {
  const { items, nextCursor } = cutPage(ids, limit, (id) => id)
  if (items.length === 0) return emptyPage
  const entries = await db.selectFrom('entries').selectAll().where('id', 'in', items).orderBy('id', 'desc').execute()
  const postings = new Map<number, LedgerPosting[]>(items.map((id) => [id, []]))
  // The account is picked out here: asked for in SQL it tempts the planner to walk all of the account's postings.
  const legs = await db
    .selectFrom('postings')
    .selectAll()
    .where('entry', 'in', items)
    .orderBy('entry')
    .orderBy('n')
    .execute()
  for (const row of legs) {
    if (account === undefined || row.account === account) postings.get(row.entry)?.push(postingOf(row))
  }
  return {
    items: entries.map(({ id, seq, n, at, kind, ref }) => {
      return { entryId: `${seq}.${n}`, seq, at, kind, ref, postings: postings.get(id) ?? [] }
    }),
    nextCursor,
  }
}

function postingOf({ account, purpose, asset, amount }: HistorySchema['postings']): LedgerPosting {
  if (account === NOBODY) return { name: `platform:${purpose}:${asset}`, account: null, purpose, asset, amount }
  const name = purpose === 'loan' ? `loan:${account}:${asset}` : `user:${account}:${purpose}:${asset}`
  return { name, account, purpose, asset, amount }
}
