/** Claims about schema migrations: order, once only, all or nothing, never backwards. */
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { type Migration, migrate, NewerDatabaseError } from './migrate.ts'
import { openLocal } from './open.ts'

const first: Migration = {
  name: '001-thing',
  up: async (db) => {
    await db.schema.createTable('thing').addColumn('a', 'integer').execute()
  },
}
const second: Migration = {
  name: '002-thing-b',
  up: async (db) => {
    await sql`alter table thing add column b integer default 7`.execute(db)
  },
}
const broken: Migration = {
  name: '003-broken',
  up: async (db) => {
    await sql`alter table thing add column c integer`.execute(db)
    await sql`select nonsense`.execute(db)
  },
}

describe('migrate', () => {
  it('applies each step once, in order', async () => {
    const db = openLocal<object>({ file: ':memory:' })
    expect(await migrate(db, [first])).toEqual(['001-thing'])
    await sql`insert into thing (a) values (1)`.execute(db)
    expect(await migrate(db, [first, second])).toEqual(['002-thing-b'])
    expect(await migrate(db, [first, second])).toEqual([])
    expect((await sql`select * from thing`.execute(db)).rows).toEqual([{ a: 1, b: 7 }])
  })

  it('undoes a step that fails half-way and keeps the ones before', async () => {
    const db = openLocal<object>({ file: ':memory:' })
    await expect(migrate(db, [first, second, broken])).rejects.toThrow('nonsense')
    const columns = await sql<{ name: string }>`select name from pragma_table_info('thing')`.execute(db)
    expect(columns.rows.map((row) => row.name)).toEqual(['a', 'b'])
    expect(await migrate(db, [first, second])).toEqual([])
  })

  it('refuses a database that a newer version wrote', async () => {
    const db = openLocal<object>({ file: ':memory:' })
    await migrate(db, [first, second])
    await expect(migrate(db, [first])).rejects.toThrow(NewerDatabaseError)
    await expect(migrate(db, [first])).rejects.toThrow('002-thing-b')
  })
})
