/** Claims about texts that commands name: one is kept when its command has booked something, and only then. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Credits } from '../base/money.ts'
import type { AccountId } from '../engine/ledger/chart.ts'
import { type Opened, openStores } from './testing/stores.ts'
import { bookNaming } from './text-booking.ts'

let stores: Opened
const author = 1 as AccountId
const text = { kind: 'proposal', author, title: 'A title', body: 'words' } as const
const idempotency = { account: author, key: 'once', hash: 'h' }

beforeAll(async () => {
  stores = await openStores()
  await stores.core.submit('account.open', { identity: 'ann', operator: false })
})
afterAll(async () => {
  await stores.keys.close()
  await stores.core.close()
  await stores.history.caughtUpTo()
  for (const db of stores.databases) await db.close()
})

it('stays when the command is accepted, goes when it is refused or was booked by an earlier delivery', async () => {
  const hashes: string[] = []
  const draw = () =>
    bookNaming(stores, text, (hash) => {
      hashes.push(hash)
      return { type: 'faucet.draw', input: { account: author, amount: 1_000_000 as Credits }, idempotency }
    })
  expect((await draw()).confirmed.repeated).toBe(false)
  expect((await draw()).confirmed.repeated).toBe(true)
  const refused = bookNaming(stores, text, (textHash) => {
    hashes.push(textHash)
    return { type: 'governance.propose', input: { account: author, changes: [], textHash } }
  })
  await expect(refused).rejects.toMatchObject({ code: 'not_whale' })
  const kept = await stores.texts.many(hashes)
  expect(hashes.map((hash) => kept.has(hash))).toEqual([true, false, false])
})
