/** Claims about the groups of accounts. */
import { expect, it } from 'vitest'
import type { AccountId } from '../engine/ledger/chart.ts'
import { openLocal } from '../sql/open.ts'
import { openAccountGroups } from './account-groups.ts'
import { type IdentityTables, migrateIdentity } from './schema.ts'

it('groups of an account survive a restart, are replaced whole, and an account without any has none', async () => {
  const db = openLocal<IdentityTables>({ file: ':memory:' })
  await migrateIdentity(db)
  const [ann, bo] = [1 as AccountId, 2 as AccountId]
  const groups = await openAccountGroups(db)
  await groups.set(ann, ['beta', 'staff'])
  await groups.set(bo, ['beta'])
  await groups.set(ann, ['staff'])
  const again = await openAccountGroups(db)
  expect([again.of(ann), again.of(bo), again.of(3 as AccountId)]).toEqual([['staff'], ['beta'], []])
  await again.set(bo, [])
  expect([again.of(bo), (await openAccountGroups(db)).of(bo)]).toEqual([[], []])
  await db.close()
})
