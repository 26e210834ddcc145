/** Ledger pages: an account's entries by any filter, all entries for operators, one platform purpose, the entries of a call. */
import type { Millis } from '../../base/money.ts'
import type { EntryKind } from '../../engine/entry-kinds.ts'
import {
  type AccountId,
  type Asset,
  accountOf,
  assetOf,
  purposeOf,
  type Slot,
  slotName,
} from '../../engine/ledger/chart.ts'
import { type BookedEntry, entriesOf } from '../booking-text.ts'
import { NOBODY } from '../tables/flag.ts'
import { touchesOf } from '../touched.ts'
import {
  type Database,
  emptyPage,
  type IdBounds,
  InvalidCursor,
  idBounds,
  type Page,
  type PageInput,
  pageLimit,
  type TimeRange,
} from './page.ts'
import { newestItem, newestItems } from './series.ts'

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

export interface PlatformFilter extends PageInput, TimeRange {
  readonly purpose: string
  readonly asset: Asset
}

/** Kinds of the entries that a call leaves. */
const callKinds = new Set<EntryKind>([
  'call.hold',
  'call.extend',
  'call.capture',
  'call.release',
  'call.abort',
  'unrecovered-cost',
  'mine',
])

export function ledgerQueries(db: Database) {
  return {
    /** Entries that touch the account, with its own postings only. */
    ofAccount: (filter: LedgerFilter): Promise<Page<LedgerEntry>> =>
      filter.ref === undefined ? pageOfSeries(db, filter) : pageOfRef(db, { ...filter, ref: filter.ref }),

    /** All entries with all postings. */
    async all(filter: PageInput & TimeRange): Promise<Page<LedgerEntry>> {
      const window = await windowOf(db, filter)
      if (window === undefined) return emptyPage
      const rows = await db
        .selectFrom('bookings')
        .selectAll()
        .where('seq', '>=', window.low)
        .where('seq', '<', window.high)
        .orderBy('seq', 'desc')
        .limit(window.limit)
        .execute()
      return pageOf(rows.flatMap(entriesOfBooking), { ...filter, shows: everything })
    },

    /** Entries that touch one purpose of the platform, with the platform's postings only. */
    ofPlatform: (filter: PlatformFilter): Promise<Page<LedgerEntry>> =>
      pageOfSeries(db, { ...filter, account: NOBODY }),

    /** Whole entries of a call, oldest first. */
    async ofCall(callId: string): Promise<readonly LedgerEntry[]> {
      const seqs = await seqsOfRef(db, callId, { low: 0, high: Number.MAX_SAFE_INTEGER, limit: MOST_CALL_COMMANDS })
      const rows = await bookingsOf(db, seqs)
      const own = rows.flatMap(entriesOfBooking).filter(({ kind, ref }) => ref === callId && callKinds.has(kind))
      return own.map((entry) => shown(entry, everything)).toReversed()
    },
  }
}

/** A call is extended a few times at most; what more commands booked is cut from the oldest. */
const MOST_CALL_COMMANDS = 100
/** Commands of one read while those of a reference are looked through. */
const READ_OF_REF = 200

type Owner = AccountId | typeof NOBODY
type SeriesFilter = PageInput &
  TimeRange & { readonly account: Owner; readonly purpose?: string | undefined; readonly asset?: Asset | undefined } & {
    readonly kind?: string | undefined
    readonly ref?: string | undefined
  }

/** Reads only series whose bookings all have what the filter names. */
async function pageOfSeries(db: Database, filter: SeriesFilter): Promise<Page<LedgerEntry>> {
  const { account } = filter
  const window = await windowOf(db, filter)
  if (window === undefined) return emptyPage
  const sorts = await db.selectFrom('booking_series').selectAll().execute()
  const wanted = sorts.filter(({ touched }) => touchesOf(touched, account).some((touch) => matches(touch, filter)))
  if (wanted.length === 0) return emptyPage
  const heads = db
    .selectFrom('booking_series')
    .select('id')
    .where(
      'id',
      'in',
      wanted.map(({ id }) => id),
    )
  const newest = newestItem('booking_series.id', { ...window, account })
  const read = { account, heads: await heads.select(newest.as('newest')).execute(), window }
  const rows = await bookingsOf(db, await newestItems(db, read))
  return pageOf(rows.flatMap(entriesOfBooking), { ...filter, shows: showsOf(filter) })
}

/** A reference names few commands, mostly; they are looked through until the page is full. */
async function pageOfRef(db: Database, filter: SeriesFilter & { readonly ref: string }): Promise<Page<LedgerEntry>> {
  const window = await windowOf(db, filter)
  if (window === undefined) return emptyPage
  const found: Placed[] = []
  const [shows, place] = [showsOf(filter), placeOf(filter)]
  for (let { high } = window; ; ) {
    const seqs = await seqsOfRef(db, filter.ref, { low: window.low, high, limit: READ_OF_REF })
    const rows = await bookingsOf(db, seqs)
    found.push(...rows.flatMap(entriesOfBooking).filter((entry) => follows(entry, place) && shows(entry)))
    high = seqs.at(-1) ?? 0
    if (seqs.length < READ_OF_REF || found.length >= window.limit) break
  }
  return pageOf(found, { ...filter, shows })
}

/** Commands that booked under a reference, newest first. The one that ended a call is known by the call. */
async function seqsOfRef(
  db: Database,
  ref: string,
  { low, high, limit }: IdBounds & { readonly limit: number },
): Promise<number[]> {
  const named = db.selectFrom('refs').select('seq').where('ref', '=', ref).where('seq', '>=', low)
  const ended = db.selectFrom('calls').select('seq').where('call_id', '=', ref).where('seq', '>=', low)
  const [refs, calls] = await Promise.all([
    named.where('seq', '<', high).orderBy('seq', 'desc').limit(limit).execute(),
    ended.where('seq', '<', high).orderBy('id', 'desc').limit(limit).execute(),
  ])
  const seqs = new Set([...refs, ...calls].map(({ seq }) => seq))
  return [...seqs].sort((a, b) => b - a).slice(0, limit)
}

interface Booking {
  readonly seq: number
  readonly at: Millis
  readonly entries: string
}

/** Newest first. */
async function bookingsOf(db: Database, seqs: readonly number[]): Promise<readonly Booking[]> {
  if (seqs.length === 0) return []
  return db.selectFrom('bookings').selectAll().where('seq', 'in', seqs).orderBy('seq', 'desc').execute()
}

/** An entry and where it stands: `n` counts from 1 within the command. */
interface Placed extends BookedEntry {
  readonly seq: number
  readonly n: number
  readonly at: Millis
}

/** Newest first. */
function entriesOfBooking({ seq, at, entries }: Booking): Placed[] {
  return entriesOf(entries)
    .map((entry, i) => ({ ...entry, seq, at, n: i + 1 }))
    .reverse()
}

/** The postings of an entry that a reader sees: none when the entry is not in the list. */
type Shows = (entry: BookedEntry) => ((slot: Slot) => boolean) | undefined

const everything: Shows = () => () => true

/** Postings of the account in entries that have what the filter names. */
function showsOf(filter: SeriesFilter): Shows {
  const own = (slot: Slot) => (accountOf(slot) ?? NOBODY) === filter.account
  return ({ kind, ref, moves }) => {
    const slots = moves.filter((_, i) => i % 3 !== 2).map((slot) => slot as Slot)
    const named = filter.ref === undefined || filter.ref === ref
    return named && matches({ kind, slots: slots.filter(own) }, filter) ? own : undefined
  }
}

function matches(
  { kind, slots }: { readonly kind: string; readonly slots: readonly Slot[] },
  filter: Pick<SeriesFilter, 'kind' | 'purpose' | 'asset'>,
): boolean {
  if (filter.kind !== undefined && filter.kind !== kind) return false
  return slots.some(
    (slot) =>
      (filter.purpose === undefined || purposeOf(slot) === filter.purpose) &&
      (filter.asset === undefined || assetOf(slot) === filter.asset),
  )
}

/** Where a page goes on: after this entry, in the order of the list. */
interface Place {
  readonly seq: number
  readonly n: number
}

/** `seq-n`. */
function placeOf({ cursor }: PageInput): Place | undefined {
  if (cursor === undefined) return undefined
  const [, seq, n] = /^(\d{1,15})-(\d{1,15})$/.exec(cursor) ?? []
  if (seq === undefined || n === undefined) throw new InvalidCursor('this cursor was not given out by this list')
  return { seq: Number(seq), n: Number(n) }
}

function follows({ seq, n }: Place, place: Place | undefined): boolean {
  return place === undefined || seq < place.seq || (seq === place.seq && n < place.n)
}

/** Commands of a page. Each has an entry for it, but for the one that the page before broke off in; one more tells whether there is a next page. */
async function windowOf(
  db: Database,
  input: PageInput & TimeRange,
): Promise<(IdBounds & { readonly limit: number }) | undefined> {
  const place = placeOf(input)
  const bounds = await idBounds(db, 'bookings', { ...input, before: place && place.seq + 1 })
  return bounds && { ...bounds, limit: pageLimit(input) + 2 }
}

/** Cuts entries, newest first, to the page. */
function pageOf(entries: readonly Placed[], input: PageInput & { readonly shows: Shows }): Page<LedgerEntry> {
  const place = placeOf(input)
  const limit = pageLimit(input)
  const listed = entries.filter((entry) => follows(entry, place) && input.shows(entry))
  const items = listed.slice(0, limit)
  const last = items.at(-1)
  return {
    items: items.map((entry) => shown(entry, input.shows)),
    nextCursor: listed.length > limit && last !== undefined ? `${last.seq}-${last.n}` : null,
  }
}

function shown(entry: Placed, shows: Shows): LedgerEntry {
  const { seq, n, at, kind, ref, moves } = entry
  const sees = shows(entry) ?? (() => false)
  const postings: LedgerPosting[] = []
  for (let i = 0; i < moves.length; i += 3) {
    const [from, to, amount] = [moves[i] as Slot, moves[i + 1] as Slot, moves[i + 2] as number]
    if (sees(from)) postings.push(postingOf(from, -amount))
    if (sees(to)) postings.push(postingOf(to, amount))
  }
  return { entryId: `${seq}.${n}`, seq, at, kind, ref, postings }
}

function postingOf(slot: Slot, amount: number): LedgerPosting {
  return {
    ...{ name: slotName(slot), account: accountOf(slot) ?? null },
    ...{ purpose: purposeOf(slot), asset: assetOf(slot), amount },
  }
}
