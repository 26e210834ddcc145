/** Free text that commands name by hash alone: stored before its command, taken away for real when an operator hides it. Who may write or hide what is the products'. */
import { createHash, randomBytes } from 'node:crypto'
import type { Kysely } from 'kysely'
import type { AccountId } from '../engine/ledger/chart.ts'
import type { IdentityTables } from '../identity/schema.ts'

export const textKinds = ['proposal', 'market', 'offering', 'evidence', 'comment', 'note'] as const
export type TextKind = (typeof textKinds)[number]

/** Of both, in UTF-16 units. */
const LONGEST_TITLE = 200
export const LONGEST_BODY = 10_000

export interface NewText {
  readonly kind: TextKind
  readonly author: AccountId
  /** One line; '' for texts without one. */
  readonly title?: string
  readonly body: string
}

export interface Hiding {
  /** The sequencer's clock, ms. */
  readonly at: number
  readonly by: AccountId
  /** Public. */
  readonly reason: string
}

export interface Text {
  /** sha256(salt ‖ title ‖ '\n' ‖ body), hex. */
  readonly hash: string
  readonly kind: TextKind
  readonly author: AccountId
  /** Hex; with it anybody can compute the hash again. null once hidden: it is gone. */
  readonly salt: string | null
  /** Both '' once hidden. */
  readonly title: string
  readonly body: string
  readonly hidden: Hiding | null
}

export interface Report {
  readonly hash: string
  readonly account: AccountId
  readonly reason: string
  /** The sequencer's clock, ms. */
  readonly at: number
}

/** A text that is still shown, and why people want it looked at. */
export interface Reported {
  readonly hash: string
  readonly reports: number
  /** The newest ten. */
  readonly reasons: readonly string[]
}

/** Which of these hashes history has seen in commands. */
export type UsedTexts = (hashes: readonly string[]) => Promise<ReadonlySet<string>>

export interface Texts {
  /** Durable when it settles: the command may name it. The same text twice gets two hashes. */
  put(text: NewText): Promise<{ readonly hash: string }>
  /** Deletes a text that no command names: what it was stored for was refused. */
  drop(hash: string): Promise<void>
  get(hash: string): Promise<Text | undefined>
  /** By hash; unknown ones are missing. At most 1,000. */
  many(hashes: readonly string[]): Promise<ReadonlyMap<string, Text>>
  /** False: there is no such text, or it is hidden already. Text and salt are deleted, so the hash gives nothing away. */
  hide(hash: string, hiding: Hiding): Promise<boolean>
  /** Once for each text and account; false: the account has reported as much in the last hour as it may. */
  report(report: Report): Promise<boolean>
  /** Texts of a kind that were reported and are still shown, the most reported first, 100 at most. */
  reported(kind: TextKind): Promise<readonly Reported[]>
  /** Deletes texts that no command has named within a day, at most 1,000; returns how many. `used` answers from a history that has caught up. */
  sweep(used: UsedTexts): Promise<number>
}

const HOUR_MS = 3_600_000
const UNUSED_MS = 24 * HOUR_MS
const MOST = 1_000
const SALT_BYTES = 32
/** Reports of one account in an hour. */
const MOST_REPORTS = 20
const MOST_REPORTED = 100
const REASONS_TOLD = 10

export function createTexts(db: Kysely<IdentityTables>, now: () => number = Date.now): Texts {
  const many = async (hashes: readonly string[]): Promise<ReadonlyMap<string, Text>> => {
    if (hashes.length === 0) return new Map()
    if (hashes.length > MOST) throw new RangeError(`${hashes.length} texts at once`)
    const rows = await db
      .selectFrom('text')
      .selectAll()
      .where('hash', 'in', [...new Set(hashes)])
      .execute()
    return new Map(rows.map((row) => [row.hash, textOf(row)]))
  }
  return {
    async put({ kind, author, title = '', body }) {
      if (title.length > LONGEST_TITLE || body.length > LONGEST_BODY || title.includes('\n'))
        throw new RangeError('a text beyond its bounds')
      const salt = randomBytes(SALT_BYTES).toString('hex')
      const hash = textHash({ salt, title, body })
      const row = { hash, kind, author, salt, title, body, createdAt: now(), used: 0 }
      const visible = { hiddenAt: null, hiddenBy: null, hiddenReason: null }
      await db
        .insertInto('text')
        .values({ ...row, ...visible })
        .execute()
      return { hash }
    },
    async drop(hash) {
      await db.deleteFrom('text').where('hash', '=', hash).where('used', '=', 0).execute()
    },
    get: async (hash) => (await many([hash])).get(hash),
    many,
    async hide(hash, { at, by, reason }) {
      const gone = { title: '', body: '', salt: null, hiddenAt: at, hiddenBy: by, hiddenReason: reason }
      const { numUpdatedRows } = await db
        .updateTable('text')
        .set(gone)
        .where('hash', '=', hash)
        .where('hiddenAt', 'is', null)
        .executeTakeFirst()
      return numUpdatedRows === 1n
    },
    report: (report) => addReport(db, report),
    reported: (kind) => reportedOf(db, kind),
    sweep: (used) => sweep(db, used, now() - UNUSED_MS),
  }
}

async function addReport(db: Kysely<IdentityTables>, { hash, account, reason, at }: Report): Promise<boolean> {
  const lately = db.selectFrom('textReport').select('hash').where('account', '=', account)
  const rows = await lately
    .where('at', '>', at - HOUR_MS)
    .limit(MOST_REPORTS)
    .execute()
  if (rows.length >= MOST_REPORTS) return false
  const row = { hash, account, reason, at }
  await db
    .insertInto('textReport')
    .values(row)
    .onConflict((oc) => oc.columns(['hash', 'account']).doNothing())
    .execute()
  return true
}

async function reportedOf(db: Kysely<IdentityTables>, kind: TextKind): Promise<readonly Reported[]> {
  const counted = await db
    .selectFrom('textReport')
    .innerJoin('text', 'text.hash', 'textReport.hash')
    .where('text.kind', '=', kind)
    .where('text.hiddenAt', 'is', null)
    .select('textReport.hash')
    .select(({ fn }) => fn.countAll<number>().as('reports'))
    .groupBy('textReport.hash')
    .orderBy('reports', 'desc')
    .orderBy('textReport.hash')
    .limit(MOST_REPORTED)
    .execute()
  if (counted.length === 0) return []
  const hashes = counted.map(({ hash }) => hash)
  const all = db.selectFrom('textReport').select(['hash', 'reason']).where('hash', 'in', hashes)
  const reasons = Map.groupBy(await all.orderBy('at', 'desc').limit(MOST).execute(), ({ hash }) => hash)
  return counted.map(({ hash, reports }) => ({
    hash,
    reports: Number(reports),
    reasons: (reasons.get(hash) ?? []).slice(0, REASONS_TOLD).map(({ reason }) => reason),
  }))
}

/** What commands name: anybody with salt and text can compute it. */
export function textHash({
  salt,
  title,
  body,
}: {
  readonly salt: string
  readonly title: string
  readonly body: string
}): string {
  return createHash('sha256').update(Buffer.from(salt, 'hex')).update(`${title}\n${body}`).digest('hex')
}

/** Each text is asked about once: it is marked as used, or deleted. */
async function sweep(db: Kysely<IdentityTables>, used: UsedTexts, before: number): Promise<number> {
  const rows = await db
    .selectFrom('text')
    .select('hash')
    .where('used', '=', 0)
    .where('createdAt', '<', before)
    .orderBy('createdAt')
    .limit(MOST)
    .execute()
  if (rows.length === 0) return 0
  const known = await used(rows.map(({ hash }) => hash))
  const [named, unnamed] = [
    rows.filter(({ hash }) => known.has(hash)).map(({ hash }) => hash),
    rows.filter(({ hash }) => !known.has(hash)).map(({ hash }) => hash),
  ]
  if (named.length > 0) await db.updateTable('text').set({ used: 1 }).where('hash', 'in', named).execute()
  if (unnamed.length > 0) await db.deleteFrom('text').where('hash', 'in', unnamed).execute()
  return unnamed.length
}

function textOf(row: IdentityTables['text']): Text {
  const { hash, kind, author, salt, title, body, hiddenAt, hiddenBy, hiddenReason } = row
  const hidden =
    hiddenAt === null ? null : { at: hiddenAt, by: (hiddenBy ?? 0) as AccountId, reason: hiddenReason ?? '' }
  return { hash, kind: kind as TextKind, author: author as AccountId, salt, title, body, hidden }
}
