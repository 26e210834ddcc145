/** Claims about the record of operators' acts. */
import { beforeEach, describe, expect, it } from 'vitest'
import type { AccountId } from '../engine/ledger/chart.ts'
import { openLocal } from '../sql/open.ts'
import { type Acts, createActs } from './acts.ts'
import { type IdentityTables, migrateIdentity } from './schema.ts'

let acts: Acts

beforeEach(async () => {
  const db = openLocal<IdentityTables>({ file: ':memory:' })
  await migrateIdentity(db)
  acts = createActs(db)
})

const actor = (account: number) => ({
  account: account as AccountId,
  identityId: null,
  keyId: null,
  address: '192.0.2.1',
})
const begin = (action: string, more: { readonly at?: number; readonly target?: string; readonly by?: number } = {}) =>
  acts.begin({
    at: more.at ?? 0,
    actor: actor(more.by ?? 1),
    action,
    target: more.target ?? '',
    summary: 'amount 5',
    reason: null,
  })
const nothing = { code: null, before: null, after: null, commands: [] }

describe('an act', () => {
  it('that never ended reads as unknown', async () => {
    await begin('treasury.fund')
    expect(await acts.list({ limit: 10 })).toMatchObject([{ outcome: 'unknown', sequence: null, code: null }])
    expect(await acts.list({ limit: 10, outcome: 'unknown' })).toHaveLength(1)
    expect(await acts.list({ limit: 10, outcome: 'done' })).toHaveLength(0)
  })

  it('tells what came of it, with the first of its commands', async () => {
    const id = await begin('card.seed', { target: '3', by: 7 })
    await acts.end(id, { outcome: 'done', ...nothing, after: '2 cards', commands: [12, 11, 13] })
    expect(await acts.list({ limit: 10 })).toMatchObject([
      { id, outcome: 'done', sequence: 11, target: '3', after: '2 cards', actor: { account: 7, email: null } },
    ])
    expect(await acts.actorsOf([10, 11, 13])).toEqual(
      new Map([
        [11, 7],
        [13, 7],
      ]),
    )
    expect(await acts.actorsOf([])).toEqual(new Map())
  })

  it('is found by who, what, which, when, and what came of it', async () => {
    await begin('treasury.fund', { at: 1 })
    await begin('treasury.withdraw', { at: 2, by: 2 })
    await begin('treasuryless.thing', { at: 3 })
    const refused = await begin('channel.update', { at: 4, target: '3' })
    await acts.end(refused, { outcome: 'refused', ...nothing, code: 'channel_not_found' })
    const found = async (filter: Partial<Parameters<Acts['list']>[0]>) =>
      (await acts.list({ limit: 10, ...filter })).map(({ at }) => at)
    expect(await found({})).toEqual([4, 3, 2, 1])
    expect(await found({ action: 'treasury' })).toEqual([2, 1])
    expect(await found({ action: 'treasury.fund' })).toEqual([1])
    expect(await found({ actor: 2 })).toEqual([2])
    expect(await found({ target: '3' })).toEqual([4])
    expect(await found({ outcome: 'refused' })).toEqual([4])
    expect(await found({ from: 2, to: 4 })).toEqual([3, 2])
    expect(await found({ before: 3, limit: 1 })).toEqual([2])
  })
})
