/** Claims about databases opened in a worker and in the calling thread: exact integers, transactions, errors, closing. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Generated, sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { columnWrite } from './dialect.ts'
import { isUniqueViolation } from './error.ts'
import { type OpenDatabase, openDatabase, openLocal } from './open.ts'

interface Tables {
  readonly amount: { readonly id: Generated<number>; readonly units: number; readonly note: string | null }
}

const dir = mkdtempSync(join(tmpdir(), 'lx-sql-'))
afterAll(() => rmSync(dir, { recursive: true }))

const ways = [
  { way: 'worker', open: () => openDatabase<Tables>({ file: join(dir, 'worker.db') }) },
  { way: 'local', open: async () => openLocal<Tables>({ file: join(dir, 'local.db') }) },
]

describe.each(ways)('a database opened through the $way', ({ open }) => {
  let db: OpenDatabase<Tables>
  beforeAll(async () => {
    db = await open()
    await sql`create table amount (id integer primary key, units integer not null unique, note text)`.execute(db)
  })
  afterAll(() => db.close())

  it('returns whole amounts up to 2^53 − 1 as the same numbers', async () => {
    const units = [0, 1, -1, 2 ** 51 + 1, Number.MAX_SAFE_INTEGER - 1, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER]
    await db
      .insertInto('amount')
      .values(units.map((each) => ({ units: each })))
      .execute()
    const rows = await db.selectFrom('amount').select('units').orderBy('id').execute()
    expect(rows.map((row) => row.units)).toEqual(units)
    const sum = await sql<{ a: number; t: string }>`select ${2 ** 53 - 2} + 1 as a, typeof(${5}) as t`.execute(db)
    expect(sum.rows).toEqual([{ a: Number.MAX_SAFE_INTEGER, t: 'integer' }])
  })

  it('stores whole numbers written straight into columns as the same integers', async () => {
    const units = [60, -60, 2 ** 51 + 3, Number.MAX_SAFE_INTEGER - 5]
    const text = `insert into amount (units, note) values ${units.map(() => '(?, ?)').join()}`
    await db.executeQuery(
      columnWrite(
        text,
        units.flatMap((each) => [each, 'column']),
      ),
    )
    const { rows } = await sql<{ units: number; type: string }>`
      select units, typeof(units) as type from amount where note = 'column' order by id`.execute(db)
    expect(rows).toEqual(units.map((each) => ({ units: each, type: 'integer' })))
  })

  it('refuses to round an integer beyond 2^53 − 1', async () => {
    await expect(sql`select 9007199254740993 as big`.execute(db)).rejects.toThrow('too large')
  })

  it('stores true, false and missing values as 1, 0 and null', async () => {
    const { rows } = await sql`select ${true} as yes, ${false} as no, ${undefined} as missing`.execute(db)
    expect(rows).toEqual([{ yes: 1, no: 0, missing: null }])
  })

  it('reports changes, generated ids and returned rows', async () => {
    const inserted = await db.insertInto('amount').values({ units: 70 }).executeTakeFirstOrThrow()
    expect(Number(inserted.insertId)).toBeGreaterThan(0)
    const updated = await db.updateTable('amount').set({ note: 'x' }).where('units', '=', 70).executeTakeFirstOrThrow()
    expect(updated.numUpdatedRows).toBe(1n)
    const returned = await db.insertInto('amount').values({ units: 71 }).returning('units').execute()
    expect(returned).toEqual([{ units: 71 }])
  })

  it('keeps other statements out of an open transaction and undoes a failed one whole', async () => {
    const seen: string[] = []
    const failing = db.transaction().execute(async (transaction) => {
      await transaction.insertInto('amount').values({ units: 80 }).execute()
      await new Promise((resolve) => setTimeout(resolve, 20))
      seen.push('transaction ends')
      throw new Error('changed my mind')
    })
    await new Promise((resolve) => setTimeout(resolve, 5))
    const outside = db
      .selectFrom('amount')
      .select('units')
      .where('units', '=', 80)
      .execute()
      .then((rows) => {
        seen.push('outside reads')
        return rows
      })
    await expect(failing).rejects.toThrow('changed my mind')
    expect(await outside).toEqual([])
    expect(seen).toEqual(['transaction ends', 'outside reads'])
  })

  it('names the error that ended a transaction, not that there is none to undo any more', async () => {
    const failing = db.transaction().execute(async (transaction) => {
      await transaction.insertInto('amount').values({ units: 81 }).execute()
      await sql`insert or rollback into amount (units) values (81)`.execute(transaction)
    })
    await expect(failing).rejects.toThrow('UNIQUE')
    expect(await db.selectFrom('amount').select('units').where('units', '=', 81).execute()).toEqual([])
  })

  it('runs transactions that start together one after the other', async () => {
    await db.insertInto('amount').values({ units: 90, note: '' }).execute()
    const append = (letter: string): Promise<unknown> =>
      db.transaction().execute(async (transaction) => {
        const row = await transaction
          .selectFrom('amount')
          .select('note')
          .where('units', '=', 90)
          .executeTakeFirstOrThrow()
        await transaction
          .updateTable('amount')
          .set({ note: row.note + letter })
          .where('units', '=', 90)
          .execute()
      })
    await Promise.all(['a', 'b', 'c', 'd'].map(append))
    expect(await db.selectFrom('amount').select('note').where('units', '=', 90).execute()).toEqual([{ note: 'abcd' }])
  })

  it('names what went wrong and never the values', async () => {
    const secret = 123_456_789_012
    await db.insertInto('amount').values({ units: secret, note: 'sk-secret' }).execute()
    const failure: unknown = await db
      .insertInto('amount')
      .values({ units: secret, note: 'sk-secret' })
      .execute()
      .catch((error: unknown) => error)
    expect(failure).toMatchObject({ name: 'SqlError', message: 'UNIQUE constraint failed: amount.units' })
    expect(isUniqueViolation(failure)).toBe(true)
    const badValue: unknown = await sql`select ${{ secret: 'sk-secret' }}`.execute(db).catch((error: unknown) => error)
    for (const error of [failure, badValue]) {
      expect(error).toBeInstanceOf(Error)
      expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toMatch(/sk-secret|123456789012/)
    }
  })
})

describe('files', () => {
  it('refuses writes to a database opened read only', async () => {
    const file = join(dir, 'read-only.db')
    const writer = await openDatabase<Tables>({ file })
    await sql`create table amount (id integer primary key, units integer)`.execute(writer)
    const reader = await openDatabase<Tables>({ file, readOnly: true })
    expect(await reader.selectFrom('amount').selectAll().execute()).toEqual([])
    await expect(reader.insertInto('amount').values({ units: 1 }).execute()).rejects.toThrow('readonly')
    await Promise.all([reader.close(), writer.close()])
  })

  it('says at once when a file can not be opened', async () => {
    await expect(openDatabase({ file: join(dir, 'missing', 'x.db') })).rejects.toThrow('unable to open')
    expect(() => openLocal({ file: join(dir, 'missing', 'x.db') })).toThrow('unable to open')
  })

  it('finishes what was posted before close and refuses what comes after', async () => {
    const db = await openDatabase<Tables>({ file: join(dir, 'closing.db') })
    const posted = sql`create table amount (id integer primary key, units integer)`.execute(db)
    await new Promise(setImmediate)
    await db.close()
    await expect(posted).resolves.toMatchObject({ rows: [] })
    await expect(sql`select 1`.execute(db)).rejects.toThrow()
  })
})
