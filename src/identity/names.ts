/** How accounts are named where anybody can read it: the handle their owner has chosen, else a pseudonym. Asked for whole lists, so kept in memory. */
import { createHmac } from 'node:crypto'
import type { Kysely } from 'kysely'
import { DAY_MS, WEEK_MS } from '../base/calendar.ts'
import type { AccountId } from '../engine/ledger/chart.ts'
import { adjectives, animals, reservedHandles } from './name-words.ts'
import type { Result } from './result.ts'
import type { IdentityTables } from './schema.ts'

export interface HandleState {
  /** null: the pseudonym is shown. */
  readonly handle: string | null
  readonly pseudonym: string
  /** When another handle may be set, UTC ms of the machine's clock; 0 is now. Removing it is possible at any time. */
  readonly changeableAt: number
}

type HandleRefusal = 'handle_taken' | 'handle_reserved' | 'handle_changed_lately'

export interface Names {
  /** The only name of an account on public pages. A lookup in memory. */
  nameOf(account: AccountId): string
  of(account: AccountId): HandleState
  /** Sets the handle, or removes it with null; settles once that is durable. One that was given up stays its owner's for 90 days. */
  set(account: AccountId, handle: string | null): Promise<Result<HandleState, HandleRefusal>>
}

/** What a handle looks like: told to people and checked again here. */
const HANDLE = /^[a-z0-9_-]{3,24}$/
const PSEUDONYM = /^[a-z]+-[a-z]+-\d+$/
/** So that nobody slips into a name that others still know as somebody else's. */
const KEPT_MS = 90 * DAY_MS

interface NamesOptions {
  readonly db: Kysely<IdentityTables>
  /** 32 bytes: deriveKey(master, 'pseudonyms'). Without it no pseudonym leads back to an account. */
  readonly key: Uint8Array
  readonly now: () => number
}

/** Reads all handles. */
export async function openNames({ db, key, now }: NamesOptions): Promise<Names> {
  const handles = new Map<AccountId, string>()
  const setAt = new Map<AccountId, number>()
  for (const row of await db.selectFrom('handle').selectAll().orderBy('setAt').execute()) {
    setAt.set(row.account as AccountId, row.setAt)
    if (row.givenUpAt === null) handles.set(row.account as AccountId, row.handle)
  }
  const pseudonyms = pseudonymsBy(key)
  const state = (account: AccountId): HandleState => {
    const last = setAt.get(account)
    const at = last === undefined ? 0 : last + WEEK_MS
    return {
      handle: handles.get(account) ?? null,
      pseudonym: pseudonyms(account),
      changeableAt: at <= now() ? 0 : at,
    }
  }
  return {
    nameOf: (account) => handles.get(account) ?? pseudonyms(account),
    of: state,
    async set(account, handle) {
      if (handle === (handles.get(account) ?? null)) return { ok: true, value: state(account) }
      if (handle !== null && !isFree(handle)) return { ok: false, code: 'handle_reserved' }
      const at = now()
      const refused = await change(db, { account, handle, at })
      if (refused !== null) return { ok: false, code: refused }
      if (handle === null) handles.delete(account)
      else {
        handles.set(account, handle)
        setAt.set(account, at)
      }
      return { ok: true, value: state(account) }
    },
  }
}

/** Nobody speaks for the platform, or passes for somebody else's pseudonym. */
function isFree(handle: string): boolean {
  return HANDLE.test(handle) && !PSEUDONYM.test(handle) && !reservedHandles.has(handle)
}

interface Change {
  readonly account: AccountId
  readonly handle: string | null
  readonly at: number
}

/** In one transaction: the check of the week, of other owners, and the change. null when it is done. */
function change(db: Kysely<IdentityTables>, { account, handle, at }: Change): Promise<HandleRefusal | null> {
  return db.transaction().execute(async (tx) => {
    await tx
      .deleteFrom('handle')
      .where('givenUpAt', '<=', at - KEPT_MS)
      .execute()
    if (handle !== null) {
      const lately = tx
        .selectFrom('handle')
        .select('handle')
        .where('account', '=', account)
        .where('setAt', '>', at - WEEK_MS)
      if (await lately.executeTakeFirst()) return 'handle_changed_lately'
      const held = await tx.selectFrom('handle').select('account').where('handle', '=', handle).executeTakeFirst()
      if (held && held.account !== account) return 'handle_taken'
      if (held) await tx.deleteFrom('handle').where('handle', '=', handle).execute()
    }
    const present = tx.updateTable('handle').set({ givenUpAt: at }).where('account', '=', account)
    await present.where('givenUpAt', 'is', null).execute()
    if (handle !== null) await tx.insertInto('handle').values({ handle, account, setAt: at, givenUpAt: null }).execute()
    return null
  })
}

/** adjective-animal-number of a keyed hash: 40 million of them, the same for an account for ever. The last 10,000 are remembered. */
function pseudonymsBy(key: Uint8Array): (account: AccountId) => string {
  const known = new Map<AccountId, string>()
  return (account) => {
    const before = known.get(account)
    if (before !== undefined) return before
    const hash = createHmac('sha256', key).update(`account ${account}`).digest()
    const [adjective, animal] = [adjectives[hash.readUInt8(0) & 63], animals[hash.readUInt8(1) & 63]]
    const name = `${adjective}-${animal}-${hash.readUInt32BE(2) % 10_000}`
    if (known.size >= 10_000) known.clear()
    known.set(account, name)
    return name
  }
}
