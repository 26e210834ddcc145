/** Claims about counting attempts. */
import { describe, expect, it } from 'vitest'
import { openLocal } from '../sql/open.ts'
import { Attempts } from './attempts.ts'
import { type IdentityTables, migrateIdentity } from './schema.ts'

const rule = { limit: 3, windowMs: 1_000 }

describe('Attempts', () => {
  it('gives the limit, then says how long to wait, then starts anew', () => {
    let now = 0
    const attempts = new Attempts(() => now)
    expect([1, 2, 3].map(() => attempts.take('a', rule))).toEqual([0, 0, 0])
    now = 400
    expect(attempts.take('a', rule)).toBe(600)
    expect(attempts.take('b', rule)).toBe(0)
    now = 1_000
    expect(attempts.take('a', rule)).toBe(0)
  })

  it('counts only failures when successes are given back', () => {
    const attempts = new Attempts(() => 0)
    for (let round = 0; round < 100; round++) {
      expect(attempts.take('a', rule)).toBe(0)
      attempts.giveBack('a')
    }
  })

  it('uses none of several when one of them is used up', () => {
    const attempts = new Attempts(() => 0)
    const once = { limit: 1, windowMs: 1_000 }
    const both = [
      ['a', once],
      ['b', rule],
    ] as const
    expect(attempts.takeAll(both)).toBe(0)
    for (let time = 0; time < 9; time++) expect(attempts.takeAll(both)).toBe(1_000)
    expect([1, 2, 3].map(() => attempts.take('b', rule))).toEqual([0, 0, 1_000])
  })

  it('knows after a restart what it was told to keep, until it runs out', async () => {
    let now = 0
    const db = openLocal<IdentityTables>({ file: ':memory:' })
    await migrateIdentity(db)
    const before = await Attempts.open(db, () => now)
    for (const key of ['kept', 'forgiven', 'forgotten']) for (let time = 0; time < 3; time++) before.take(key, rule)
    await before.keep(['kept', 'forgiven'])
    before.forgive('forgiven')
    await before.keep(['forgiven'])
    const after = await Attempts.open(db, () => now)
    expect(['kept', 'forgiven', 'forgotten'].map((key) => after.take(key, rule))).toEqual([1_000, 0, 0])
    now = 1_000
    await after.sweep()
    expect(await db.selectFrom('attempt').selectAll().execute()).toEqual([])
    expect((await Attempts.open(db, () => now)).take('kept', rule)).toBe(0)
    await db.close()
  })

  it('stays in bounded memory and keeps the newest keys', () => {
    const attempts = new Attempts(() => 0)
    for (let key = 0; key < 60_000; key++) attempts.take(`k${key}`, { limit: 1, windowMs: 1_000 })
    expect(attempts.take('k59999', { limit: 1, windowMs: 1_000 })).toBeGreaterThan(0)
    expect(attempts.take('k0', { limit: 1, windowMs: 1_000 })).toBe(0)
  })
})
