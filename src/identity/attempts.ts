/** Counts attempts per key in fixed windows, in bounded memory: lock-outs, which a restart does not lift, and request limits, which it may. */
import { type Kysely, sql } from 'kysely'
import type { IdentityTables } from './schema.ts'

export interface AttemptRule {
  readonly limit: number
  readonly windowMs: number
}

interface Count {
  used: number
  until: number
}

/** Keys remembered at once; the oldest windows are forgotten first. */
const CAPACITY = 50_000

export class Attempts {
  readonly #now: () => number
  readonly #db: Kysely<IdentityTables> | undefined
  readonly #counts = new Map<string, Count>()

  /** `now` is the machine's clock, not the sequencer's: a moved test clock lifts no lock. Without a database nothing is kept. */
  constructor(now: () => number, db?: Kysely<IdentityTables>) {
    this.#now = now
    this.#db = db
  }

  /** With what was kept before a restart. */
  static async open(db: Kysely<IdentityTables>, now: () => number): Promise<Attempts> {
    const attempts = new Attempts(now, db)
    const rows = db.selectFrom('attempt').selectAll().where('until', '>', now()).orderBy('until', 'desc')
    for (const { key, used, until } of (await rows.limit(CAPACITY).execute()).reverse())
      attempts.#counts.set(key, { used, until })
    return attempts
  }

  /** Writes down how these keys stand now; settles when a restart can not forget it. */
  async keep(keys: readonly string[]): Promise<void> {
    const rows = keys.flatMap((key) => {
      const count = this.#counts.get(key)
      return count && count.used > 0 ? [{ key, ...count }] : []
    })
    const gone = keys.filter((key) => !rows.some((row) => row.key === key))
    if (gone.length > 0) await this.#db?.deleteFrom('attempt').where('key', 'in', gone).execute()
    if (rows.length === 0) return
    const excluded = { used: sql<number>`excluded."used"`, until: sql<number>`excluded."until"` }
    await this.#db
      ?.insertInto('attempt')
      .values(rows)
      .onConflict((conflict) => conflict.column('key').doUpdateSet(excluded))
      .execute()
  }

  /** Forgets on disk what has run out. */
  async sweep(): Promise<void> {
    await this.#db?.deleteFrom('attempt').where('until', '<=', this.#now()).execute()
  }

  /** Uses one attempt of each; none when one of them is used up. 0 when all were free, else the ms to wait. */
  takeAll(wanted: readonly (readonly [key: string, rule: AttemptRule])[]): number {
    const wait = Math.max(...wanted.map(([key, rule]) => this.#waitOf(key, rule)))
    if (wait === 0) for (const [key, rule] of wanted) this.take(key, rule)
    return wait
  }

  #waitOf(key: string, { limit }: AttemptRule): number {
    const count = this.#counts.get(key)
    return count && count.used >= limit ? Math.max(0, count.until - this.#now()) : 0
  }

  /** Uses one attempt. 0 when it was free, else the ms to wait. Counts before the outcome is known, so parallel guesses can not slip through. */
  take(key: string, rule: AttemptRule): number {
    const now = this.#now()
    const count = this.#counts.get(key)
    if (!count || count.until <= now) {
      this.#counts.delete(key)
      this.#makeRoom(now)
      this.#counts.set(key, { used: 1, until: now + rule.windowMs })
      return 0
    }
    if (count.used >= rule.limit) return count.until - now
    count.used++
    return 0
  }

  /** Gives one attempt back: it ended well, and only failures count. */
  giveBack(key: string): void {
    const count = this.#counts.get(key)
    if (count && count.used > 0) count.used--
  }

  /** Forgets all attempts of a key. */
  forgive(key: string): void {
    this.#counts.delete(key)
  }

  #makeRoom(now: number): void {
    if (this.#counts.size < CAPACITY) return
    for (const [key, count] of this.#counts) {
      if (count.until <= now) this.#counts.delete(key)
    }
    for (const key of this.#counts.keys()) {
      if (this.#counts.size < CAPACITY) return
      this.#counts.delete(key)
    }
  }
}
