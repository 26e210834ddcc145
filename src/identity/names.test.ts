/** Claims about public names: pseudonyms, handles, and who may take which. */
import { describe, expect, it } from 'vitest'
import { DAY_MS, WEEK_MS } from '../base/calendar.ts'
import type { AccountId } from '../engine/ledger/chart.ts'
import { openLocal } from '../sql/open.ts'
import { openNames } from './names.ts'
import { type IdentityTables, migrateIdentity } from './schema.ts'

const [ann, bob] = [1 as AccountId, 2 as AccountId]
const key = new Uint8Array(32).fill(4)

async function open() {
  const db = openLocal<IdentityTables>({ file: ':memory:' })
  await migrateIdentity(db)
  const clock = { at: 1_800_000_000_000 }
  const again = (secret = key) => openNames({ db, key: secret, now: () => clock.at })
  return { clock, again, names: await again() }
}

describe('a pseudonym', () => {
  it('is the same for an account after a restart, another under another key, and tells no account number', async () => {
    const { names, again } = await open()
    const all = Array.from({ length: 2_000 }, (_, i) => names.nameOf((i + 1) as AccountId))
    const after = await again()
    expect(all.map((_, i) => after.nameOf((i + 1) as AccountId))).toEqual(all)
    for (const name of all) expect(name).toMatch(/^[a-z]+-[a-z]+-\d{1,4}$/)
    expect(new Set(all).size).toBeGreaterThan(1_995)
    const other = await again(new Uint8Array(32).fill(5))
    expect(all.filter((name, i) => other.nameOf((i + 1) as AccountId) === name).length).toBeLessThan(5)
  })
})

describe('a handle', () => {
  it('is shown instead of the pseudonym, lasts over a restart and can be taken off at any time', async () => {
    const { names, again } = await open()
    expect(await names.set(ann, 'ann_01')).toMatchObject({ ok: true, value: { handle: 'ann_01' } })
    expect(names.nameOf(ann)).toBe('ann_01')
    expect((await again()).nameOf(ann)).toBe('ann_01')
    const { pseudonym } = names.of(ann)
    expect(await names.set(ann, null)).toMatchObject({ ok: true, value: { handle: null } })
    expect(names.nameOf(ann)).toBe(pseudonym)
    expect((await again()).nameOf(ann)).toBe(pseudonym)
  })

  it('is set once a week, however often it was taken off and however the program was restarted', async () => {
    const { names, again, clock } = await open()
    await names.set(ann, 'first')
    await names.set(ann, null)
    expect(await names.set(ann, 'second')).toEqual({ ok: false, code: 'handle_changed_lately' })
    clock.at += WEEK_MS - 1
    expect(await (await again()).set(ann, 'second')).toEqual({ ok: false, code: 'handle_changed_lately' })
    clock.at += 1
    expect(names.of(ann).changeableAt).toBe(0)
    expect(await names.set(ann, 'second')).toMatchObject({ ok: true })
  })

  it('can not be set twice by two requests at once', async () => {
    const { names } = await open()
    const done = await Promise.all([names.set(ann, 'one-ann'), names.set(ann, 'two-ann'), names.set(bob, 'one-ann')])
    expect(done.filter(({ ok }) => ok)).toHaveLength(1)
  })

  it('is one person’s alone, for 90 days after it was given up too', async () => {
    const { names, clock } = await open()
    await names.set(ann, 'shared')
    expect(await names.set(bob, 'shared')).toEqual({ ok: false, code: 'handle_taken' })
    await names.set(ann, null)
    clock.at += 90 * DAY_MS - 1
    expect(await names.set(bob, 'shared')).toEqual({ ok: false, code: 'handle_taken' })
    clock.at += 1
    expect(await names.set(bob, 'shared')).toMatchObject({ ok: true })
  })

  it('goes back to the one who gave it up', async () => {
    const { names, clock } = await open()
    await names.set(ann, 'mine')
    clock.at += WEEK_MS
    await names.set(ann, 'other')
    clock.at += WEEK_MS
    expect(await names.set(ann, 'mine')).toMatchObject({ ok: true, value: { handle: 'mine' } })
  })

  it.each(['admin', 'l-exchange', 'quiet-heron-4071', 'ab', 'Ann', 'a b c', 'ä-name', 'x'.repeat(25)])(
    'is never %s',
    async (handle) => {
      const { names } = await open()
      expect(await names.set(ann, handle)).toEqual({ ok: false, code: 'handle_reserved' })
    },
  )
})
