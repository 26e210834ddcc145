/** Claims about what is stored. */

import { getMigrations } from 'better-auth/db/migration'
import { describe, expect, it } from 'vitest'
import { openLocal } from '../sql/open.ts'
import { silentLog } from '../telemetry/log.ts'
import { createAuth } from './auth.ts'
import { type IdentityTables, migrateIdentity } from './schema.ts'
import { hashing, password, start } from './testing/world.ts'

describe('the database', () => {
  it('has the tables that this version of better-auth wants', async () => {
    const db = openLocal<IdentityTables>({ file: ':memory:' })
    await migrateIdentity(db)
    const auth = createAuth({
      db,
      secret: 'ab'.repeat(32),
      publicUrl: null,
      trustedOrigins: [],
      hashing,
      log: silentLog,
    })
    const { toBeCreated, toBeAdded } = await getMigrations(auth.options)
    expect({ toBeCreated, toBeAdded }).toEqual({ toBeCreated: [], toBeAdded: [] })
  })

  it('loses half-made people of a crash at the next start, so that they can sign up again', async () => {
    const { db, signUp } = await start()
    await signUp('ann@example.com')
    await db.deleteFrom('account').execute()
    const again = await start({ db })
    expect((await again.signUp('ann@example.com')).status).toBe(200)
  })

  it('and the logs hold no password and no usable session', async () => {
    const { db, signUp, signIn, lines } = await start()
    const { cookie } = await signUp('ann@example.com')
    await signIn('ann@example.com', 'c4nary wrong password')
    await signIn('c4nary@example.com', 'c4nary wrong password')
    const rows = JSON.stringify([
      await db.selectFrom('user').selectAll().execute(),
      await db.selectFrom('account').selectAll().execute(),
      await db.selectFrom('session').selectAll().execute(),
    ])
    expect(rows).not.toContain(password)
    expect(rows).not.toContain(cookie.split('=')[1])
    expect(lines.join('')).not.toMatch(/c4nary wrong|correct horse/)
    expect(lines.join('')).not.toContain(cookie.split('=')[1])
  })
})
