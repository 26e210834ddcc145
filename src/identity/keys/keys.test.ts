/** Claims about virtual keys, on the real engine and a real database. */
import { beforeEach, describe, expect, it } from 'vitest'
import { credits, millis } from '../../base/money.ts'
import type { Command, CommandType, InputOf } from '../../engine/command.ts'
import { Engine } from '../../engine/engine.ts'
import type { AccountId } from '../../engine/ledger/chart.ts'
import { keyByHash } from '../../engine/views.ts'
import { openLocal } from '../../sql/open.ts'
import { silentLog } from '../../telemetry/log.ts'
import { type IdentityTables, migrateIdentity } from '../schema.ts'
import { createKeys, type KeyCore, type KeyTerms } from './keys.ts'
import { allowsModel, type KeySettings, noLimits } from './profile.ts'

const settings: KeySettings = {
  name: 'Bot',
  scopes: ['relay', 'read'],
  allowedModels: null,
  allowedIps: null,
  limits: noLimits,
  fitToBalance: false,
}
const terms: KeyTerms = { expiresAt: null, budget: { total: null, daily: null, monthly: null } }
const here = '192.0.2.1'

function world() {
  const engine = new Engine({ simulation: true })
  const clock = { now: 1_000_000 }
  const apply = <T extends CommandType>(type: T, input: InputOf<T>) =>
    engine.apply({ type, at: millis(clock.now), input } as Command<T>)
  const open = (identity: string): AccountId => {
    const outcome = apply('account.open', { identity, operator: false })
    if (!outcome.ok) throw new Error(outcome.code)
    return outcome.result.account
  }
  const core: KeyCore = {
    submit: async (type, input) => apply(type, input),
    view: (hash) => keyByHash(engine, hash, millis(clock.now)),
    now: () => clock.now,
  }
  return {
    apply,
    clock,
    core,
    ann: { account: open('ann'), operator: false },
    bo: { account: open('bo'), operator: false },
  }
}

let db: ReturnType<typeof openLocal<IdentityTables>>
let w: ReturnType<typeof world>

beforeEach(async () => {
  db = openLocal<IdentityTables>({ file: ':memory:' })
  await migrateIdentity(db)
  w = world()
})

const start = (core: KeyCore = w.core) => createKeys({ db, core, log: silentLog })

/** The value of a result that must be good. */
function good<T>(result: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly code: string }): T {
  if (!result.ok) throw new Error(result.code)
  return result.value
}

describe('a key', () => {
  it('is shown once and kept only as a hash', async () => {
    const keys = await start()
    const { secret, profile } = good(await keys.create(w.ann, settings, terms))
    expect(secret).toMatch(/^sk-lx-[0-9A-Za-z]{43}$/)
    expect(profile.hint).toBe(`${secret.slice(0, 9)}…${secret.slice(-3)}`)
    const stored = JSON.stringify(await db.selectFrom('keyProfile').selectAll().execute())
    expect(stored).not.toContain(secret)
    expect(stored).not.toContain(secret.slice(10, -4))
  })

  it('is found by its secret, after a restart too, and by nothing else', async () => {
    const { secret } = good(await (await start()).create(w.ann, settings, terms))
    const { directory } = await start()
    expect(directory.find(secret, here)).toMatchObject({
      ok: true,
      key: { account: w.ann.account, name: 'Bot', scopes: ['relay', 'read'] },
    })
    for (const other of [
      '',
      'sk-lx-',
      `${secret}x`,
      secret.slice(0, -1),
      secret.toUpperCase(),
      ` ${secret}`,
      `sk-lx-${'A'.repeat(43)}`,
    ]) {
      expect(directory.find(other, here)).toEqual({ ok: false, reason: 'unauthorized' })
    }
  })

  it('stops at its expiry by the sequencer’s clock', async () => {
    const keys = await start()
    const { secret } = good(await keys.create(w.ann, settings, { ...terms, expiresAt: millis(w.clock.now + 1_000) }))
    w.clock.now += 999
    expect(keys.directory.find(secret, here).ok).toBe(true)
    w.clock.now += 1
    expect(keys.directory.find(secret, here)).toEqual({ ok: false, reason: 'key_expired' })
  })

  it('stops at once when it is revoked, for ever, and may be revoked again', async () => {
    const keys = await start()
    const { secret, profile } = good(await keys.create(w.ann, settings, terms))
    for (const at of [5, 9]) {
      w.clock.now += at
      expect(good(await keys.revoke(w.ann.account, profile.keyId)).profile.revokedAt).toBe(1_000_005)
    }
    expect(keys.directory.find(secret, here)).toEqual({ ok: false, reason: 'key_revoked' })
    expect((await start()).directory.find(secret, here)).toEqual({ ok: false, reason: 'key_revoked' })
    expect(await keys.update(w.ann, profile.keyId, { name: 'x' })).toMatchObject({ ok: false, code: 'key_revoked' })
  })

  it('keeps its name and what it spent when the engine has forgotten it, and stays revoked', async () => {
    const keys = await start()
    const budget = { total: credits(5_000_000), daily: null, monthly: null }
    const first = good(await keys.create(w.ann, settings, { ...terms, budget }))
    good(await keys.revoke(w.ann.account, first.profile.keyId))
    for (let i = 0; i < 100; i++) {
      w.clock.now += 1
      const { profile } = good(await keys.create(w.ann, settings, terms))
      good(await keys.revoke(w.ann.account, profile.keyId))
    }
    expect(w.core.view(first.profile.hash)).toBeUndefined()
    const again = await start()
    expect(again.directory.find(first.secret, here).ok).toBe(false)
    const known = await again.find(w.ann.account, first.profile.keyId)
    expect(known).toMatchObject({ profile: { name: 'Bot' }, record: { revoked: true, budget } })
    const all = await again.list(w.ann.account, { limit: 200, revoked: true })
    expect(all.length).toBe(101)
    expect(good(await again.revoke(w.ann.account, first.profile.keyId)).profile.revokedAt).toBe(1_000_000)
    expect(await again.update(w.ann, first.profile.keyId, { name: 'x' })).toMatchObject({ code: 'key_revoked' })
  })

  it('works from the allowed addresses only', async () => {
    const keys = await start()
    const { secret } = good(
      await keys.create(w.ann, { ...settings, allowedIps: ['192.0.2.0/24', '2001:db8::/32', '203.0.113.7'] }, terms),
    )
    for (const address of ['192.0.2.255', '2001:db8:1::9', '203.0.113.7'])
      expect(keys.directory.find(secret, address).ok, address).toBe(true)
    for (const address of ['192.0.3.1', '2001:db9::1', '203.0.113.8', '', 'nonsense']) {
      expect(keys.directory.find(secret, address), address).toEqual({ ok: false, reason: 'ip_not_allowed' })
    }
    expect(keys.directory.find(secret, null).ok).toBe(true)
  })

  it('works for the allowed models only', async () => {
    const keys = await start()
    const { profile } = good(
      await keys.create(w.ann, { ...settings, allowedModels: ['sandbox-text', 'vendor/model:tag'] }, terms),
    )
    expect(
      ['sandbox-text', 'vendor/model:tag', 'sandbox-text-2', 'SANDBOX-TEXT'].map((model) =>
        allowsModel(profile, model),
      ),
    ).toEqual([true, true, false, false])
    expect(allowsModel({ allowedModels: null }, 'anything')).toBe(true)
  })

  it('carries the scope admin only for operators and with an address list', async () => {
    const keys = await start()
    const admin: KeySettings = { ...settings, scopes: ['admin'] }
    const operator = { ...w.ann, operator: true }
    expect(await keys.create(w.ann, { ...admin, allowedIps: [here] }, terms)).toMatchObject({
      ok: false,
      code: 'forbidden',
    })
    expect(await keys.create(operator, admin, terms)).toMatchObject({ ok: false, code: 'forbidden' })
    const { profile } = good(await keys.create(operator, { ...admin, allowedIps: [here] }, terms))
    expect(await keys.update(operator, profile.keyId, { allowedIps: null })).toMatchObject({
      ok: false,
      code: 'forbidden',
    })
    const plain = good(await keys.create(w.ann, settings, terms))
    expect(
      await keys.update(w.ann, plain.profile.keyId, { scopes: ['relay', 'admin'], allowedIps: [here] }),
    ).toMatchObject({ ok: false, code: 'forbidden' })
  })

  it('belongs to its account: nobody else sees, changes or revokes it', async () => {
    const keys = await start()
    const { profile } = good(await keys.create(w.ann, settings, terms))
    expect(await keys.find(w.bo.account, profile.keyId)).toBeUndefined()
    expect(await keys.update(w.bo, profile.keyId, { name: 'mine' })).toMatchObject({ ok: false, code: 'key_not_found' })
    expect(await keys.revoke(w.bo.account, profile.keyId)).toMatchObject({ ok: false, code: 'key_not_found' })
    expect(await keys.list(w.bo.account, { limit: 10, revoked: true })).toEqual([])
  })
})

describe('changing a key', () => {
  it('keeps what is left out and takes limits away with null', async () => {
    const keys = await start()
    const { profile } = good(
      await keys.create(
        w.ann,
        { ...settings, limits: { ...noLimits, concurrent: 5 } },
        { expiresAt: millis(9_000_000), budget: { total: credits(5), daily: credits(2), monthly: null } },
      ),
    )
    const after = good(
      await keys.update(w.ann, profile.keyId, {
        name: 'New',
        scopes: undefined,
        budget: { daily: null, monthly: credits(3) },
        limits: { requestsPerMinute: 60 },
      }),
    )
    expect(after.profile).toMatchObject({
      name: 'New',
      scopes: ['relay', 'read'],
      limits: { concurrent: 5, requestsPerMinute: 60, tokensPerMinute: null },
    })
    expect(after.record).toMatchObject({ expiresAt: 9_000_000, budget: { total: 5, daily: null, monthly: 3 } })
    expect(good(await keys.update(w.ann, profile.keyId, { expiresAt: null })).record.expiresAt).toBeNull()
  })

  it('counts at once where keys are looked up', async () => {
    const keys = await start()
    const { secret, profile } = good(await keys.create(w.ann, settings, terms))
    await keys.update(w.ann, profile.keyId, { allowedIps: ['198.51.100.1'] })
    expect(keys.directory.find(secret, here)).toEqual({ ok: false, reason: 'ip_not_allowed' })
  })

  it('that the engine refuses changes nothing', async () => {
    const keys = await start()
    const { profile } = good(await keys.create(w.ann, settings, terms))
    expect(await keys.update(w.ann, profile.keyId, { name: 'New', budget: { total: credits(-1) } })).toMatchObject({
      ok: false,
      code: 'malformed_command',
    })
    expect((await keys.find(w.ann.account, profile.keyId))?.profile.name).toBe('Bot')
  })
})

describe('lists', () => {
  it('are newest first, in pages, without the revoked ones unless asked', async () => {
    const keys = await start()
    const made: number[] = []
    for (let n = 0; n < 5; n++)
      made.push(good(await keys.create(w.ann, { ...settings, name: `k${n}` }, terms)).profile.keyId)
    await keys.revoke(w.ann.account, made[3] ?? 0)
    const names = async (query: Parameters<typeof keys.list>[1]) =>
      (await keys.list(w.ann.account, query)).map(({ profile }) => profile.name)
    expect(await names({ limit: 2, revoked: false })).toEqual(['k4', 'k2'])
    expect(await names({ limit: 2, revoked: false, before: made[2] })).toEqual(['k1', 'k0'])
    expect(await names({ limit: 9, revoked: true })).toEqual(['k4', 'k3', 'k2', 'k1', 'k0'])
  })

  it('show when a key was last used', async () => {
    const keys = await start()
    const { secret, profile } = good(await keys.create(w.ann, settings, terms))
    w.clock.now += 77
    keys.directory.find(secret, here)
    expect((await keys.find(w.ann.account, profile.keyId))?.profile.lastUsedAt).toBe(1_000_077)
    await keys.close()
    expect((await keys.find(w.ann.account, profile.keyId))?.profile.lastUsedAt).toBe(1_000_077)
    expect((await start()).directory.find(secret, here)).toMatchObject({ ok: true, key: { lastUsedAt: 1_000_077 } })
  })

  it('is shown with its last use at once, in lists, after a change, and when it is revoked', async () => {
    const keys = await start()
    const { profile, secret } = good(await keys.create(w.ann, settings, terms))
    const shown = async () =>
      (await keys.list(w.ann.account, { limit: 10, revoked: true })).map(({ profile: { lastUsedAt } }) => lastUsedAt)
    expect(await shown()).toEqual([null])
    w.clock.now += 10
    keys.directory.find(secret, here)
    expect(await shown()).toEqual([1_000_010])
    await keys.flush()
    w.clock.now += 10
    keys.directory.find(secret, here)
    good(await keys.update(w.ann, profile.keyId, { name: 'renamed' }))
    expect(await shown()).toEqual([1_000_020])
    w.clock.now += 10
    keys.directory.find(secret, here)
    expect(good(await keys.revoke(w.ann.account, profile.keyId)).profile.lastUsedAt).toBe(1_000_030)
    expect(await shown()).toEqual([1_000_030])
  })
})

describe('runs', () => {
  const MINUTE = 60_000
  const keeps = 100

  it('that time has ended stay listed with what they gave back, also once the engine has forgotten them', async () => {
    const keys = await start()
    w.apply('faucet.draw', { account: w.ann.account, amount: credits(50_000_000) })
    const ids: number[] = []
    for (let n = 0; n < keeps + 20; n++) {
      const expiresAt = millis(w.clock.now + MINUTE)
      const terms = { budget: credits(1_000), expiresAt, parent: null, retry: undefined }
      const { profile } = good(await keys.openRun(w.ann, { settings, ...terms }))
      ids.unshift(profile.keyId)
      w.clock.now += 2 * MINUTE
      expect(w.apply('clock.tick', { to: millis(w.clock.now) }).ok).toBe(true)
      if (n % 7 === 0) await keys.flush()
    }
    await keys.flush()
    expect(keys.directory.size).toBe(0)
    for (const current of [keys, await start()]) {
      const all = await current.list(w.ann.account, { limit: 500, revoked: true, runs: true })
      expect(all.map(({ profile }) => profile.keyId)).toEqual(ids)
      expect(all.every(({ record }) => record.run === null && record.spent.total === 0)).toBe(true)
      expect(await current.list(w.ann.account, { limit: 5, revoked: false, runs: true })).toEqual([])
    }
  })
})

describe('a failure in the middle', () => {
  it('leaves nothing when the engine refuses or can not take the command', async () => {
    const failing = async (submit: () => Promise<never>) => {
      const keys = await start({ ...w.core, submit })
      await keys.create(w.ann, settings, terms).catch(() => undefined)
      expect(await db.selectFrom('keyProfile').selectAll().execute()).toEqual([])
    }
    await failing(() => Promise.reject(new Error('overloaded')))
    const keys = await start()
    const outcomes: unknown[] = []
    for (let n = 0; n < 101; n++) outcomes.push(await keys.create(w.ann, settings, terms))
    expect(outcomes.at(-1)).toMatchObject({ ok: false, code: 'key_limit' })
    expect(await db.selectFrom('keyProfile').selectAll().execute()).toHaveLength(100)
  })

  it('before the engine had the key leaves a profile that the next start removes', async () => {
    const keys = await start({ ...w.core, submit: () => new Promise<never>(() => undefined) })
    void keys.create(w.ann, settings, terms)
    await new Promise((go) => setTimeout(go, 10))
    expect(await db.selectFrom('keyProfile').selectAll().execute()).toHaveLength(1)
    expect((await start()).directory.size).toBe(0)
    expect(await db.selectFrom('keyProfile').selectAll().execute()).toEqual([])
  })

  it('after the engine had the key leaves one that its owner can see and revoke', async () => {
    const keys = await start()
    const { profile } = good(await keys.create(w.ann, settings, terms))
    await db.updateTable('keyProfile').set({ keyId: null }).execute()
    const again = await start()
    expect((await again.list(w.ann.account, { limit: 9, revoked: false })).map((key) => key.profile.keyId)).toEqual([
      profile.keyId,
    ])
    expect((await again.revoke(w.ann.account, profile.keyId)).ok).toBe(true)
  })

  it('a key that the engine knows without a profile opens nothing', async () => {
    const keys = await start()
    const { secret } = good(await keys.create(w.ann, settings, terms))
    await db.deleteFrom('keyProfile').execute()
    expect((await start()).directory.find(secret, here)).toEqual({ ok: false, reason: 'unauthorized' })
  })
})
