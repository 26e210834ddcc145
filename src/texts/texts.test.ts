/** Claims about stored texts. */
import { beforeEach, describe, expect, it } from 'vitest'
import type { AccountId } from '../engine/ledger/chart.ts'
import { type IdentityTables, migrateIdentity } from '../identity/schema.ts'
import { openLocal } from '../sql/open.ts'
import { createTexts, LONGEST_BODY, type Texts, textHash } from './texts.ts'

const DAY = 24 * 3_600_000
const author = 7 as AccountId
const clock = { now: 0 }
let texts: Texts
let stored: () => Promise<string>

beforeEach(async () => {
  const db = openLocal<IdentityTables>({ file: ':memory:' })
  await migrateIdentity(db)
  clock.now = 1_000
  texts = createTexts(db, () => clock.now)
  stored = async () => JSON.stringify(await db.selectFrom('text').selectAll().execute())
})

const put = (body: string, title = '') => texts.put({ kind: 'proposal', author, title, body })
const none = async () => new Set<string>()

describe('a text', () => {
  it('comes back as it was put, with the salt that proves its hash', async () => {
    const { hash } = await put('Lower the fee.\n理由は三つ。', 'Cheaper trades')
    const text = await texts.get(hash)
    expect(text).toMatchObject({ hash, kind: 'proposal', author, title: 'Cheaper trades', hidden: null })
    expect(text?.body).toBe('Lower the fee.\n理由は三つ。')
    expect(textHash({ salt: text?.salt ?? '', title: 'Cheaper trades', body: text?.body ?? '' })).toBe(hash)
  })

  it('has another hash each time: equal texts can not be told by it', async () => {
    expect((await put('the same')).hash).not.toBe((await put('the same')).hash)
  })

  it('that was hidden is gone with its salt; who hid it and why stays', async () => {
    const { hash } = await put('c4nary')
    const hiding = { at: 5, by: 1 as AccountId, reason: 'an address' }
    expect(await texts.hide(hash, hiding)).toBe(true)
    expect(await texts.get(hash)).toMatchObject({ title: '', body: '', salt: null, hidden: hiding })
    expect(await stored()).not.toContain('c4nary')
    expect(await texts.hide(hash, { ...hiding, reason: 'another' })).toBe(false)
    expect(await texts.hide('0'.repeat(64), hiding)).toBe(false)
  })

  it('is found among many, and what is unknown is missing', async () => {
    const [a, b] = [await put('a'), await put('b')]
    const found = await texts.many([a.hash, b.hash, a.hash, '0'.repeat(64)])
    expect([...found.values()].map(({ body }) => body).sort()).toEqual(['a', 'b'])
    expect(await texts.many([])).toEqual(new Map())
  })

  it('beyond its bounds is refused before anything is stored', async () => {
    await expect(put('x'.repeat(LONGEST_BODY + 1))).rejects.toThrow(RangeError)
    await expect(put('', 'two\nlines')).rejects.toThrow(RangeError)
    expect(await stored()).toBe('[]')
  })
})

describe('the sweep', () => {
  it('deletes what no command has named for a day, and asks about each text once', async () => {
    const [named, orphan] = [await put('named'), await put('orphan')]
    clock.now += DAY
    expect(await texts.sweep(none)).toBe(0)
    clock.now += 1
    const asked: string[] = []
    const used = async (hashes: readonly string[]) => {
      asked.push(...hashes)
      return new Set([named.hash])
    }
    expect(await texts.sweep(used)).toBe(1)
    expect(asked.sort()).toEqual([named.hash, orphan.hash].sort())
    expect(await texts.get(orphan.hash)).toBeUndefined()
    expect(await texts.sweep(none)).toBe(0)
    expect(await texts.get(named.hash)).toMatchObject({ body: 'named' })
  })
})
