/** Channels and replies in SQL: whole after a restart, sealed on disk. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { AccountId } from '../../engine/ledger/chart.ts'
import { migrate } from '../../sql/migrate.ts'
import { type OpenDatabase, openLocal } from '../../sql/open.ts'
import type { ReplayStore } from '../ports.ts'
import { sqlReplayStore } from '../replay/sql.ts'
import { defaultSettings } from '../settings.ts'
import { type RelayTables, relayMigrations } from './schema.ts'
import { openChannelStore, secretHint } from './store.ts'
import { createVault, VaultError } from './vault.ts'

const vault = createVault(new Uint8Array(32).fill(7))
const clock = { at: 1_000, now: () => clock.at }
const provider = (name: string) =>
  name === 'openai' ? { needsBaseUrl: true } : name === 'sandbox' ? { needsBaseUrl: false } : undefined
const canary = 'sk-canary-0123456789-secret'

let folder: string
let db: OpenDatabase<RelayTables>
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lx-channels-'))
  db = openLocal<RelayTables>({ file: join(folder, 'relay.db') })
  await migrate<RelayTables>(db, relayMigrations)
})
afterEach(async () => {
  await db.close()
  rmSync(folder, { recursive: true })
})
const open = () => openChannelStore({ db, vault, clock, provider })
const input = {
  name: 'main',
  provider: 'openai',
  baseUrl: 'https://api.example.com/v1/',
  secrets: [canary, 'second-secret-value'],
  models: [{ model: 'm', upstream: 'real', maxOutput: 100 }],
  headers: { 'x-team': canary },
}

describe('channels in SQL', () => {
  test('a channel comes back whole after a restart, and changes keep what they leave out', async () => {
    const store = await open()
    const created = await store.create(input)
    if (!created.ok) throw new Error(created.code)
    expect(created.channel).toMatchObject({
      baseUrl: 'https://api.example.com/v1',
      weight: 100,
      onClientGone: 'drain',
      enabled: true,
    })
    const changed = await store.update(created.channel.id, { weight: 5, enabled: false })
    if (!changed.ok) throw new Error(changed.code)
    expect(changed.channel).toEqual({ ...created.channel, weight: 5, enabled: false })
    expect((await open()).list()).toEqual([changed.channel])
  })

  test('no secret is on disk in the clear, and another key opens nothing', async () => {
    await (await open()).create(input)
    await db.close()
    for (const file of ['relay.db', 'relay.db-wal']) {
      const bytes = readFileSync(join(folder, file), { flag: 'a+' })
      expect(bytes.includes(canary)).toBe(false)
    }
    db = openLocal<RelayTables>({ file: join(folder, 'relay.db') })
    const other = createVault(new Uint8Array(32).fill(8))
    await expect(openChannelStore({ db, vault: other, clock, provider })).rejects.toThrow(VaultError)
  })

  test('a sealed secret can not be moved to another place', () => {
    const sealed = vault.seal('x', 'channel/1/key/a')
    expect(vault.open(sealed, 'channel/1/key/a')).toBe('x')
    expect(() => vault.open(sealed, 'channel/2/key/a')).toThrow(VaultError)
    expect(vault.seal('x', 'p')).not.toBe(vault.seal('x', 'p'))
  })

  test('new secrets replace the old ones and get ids of their own', async () => {
    const store = await open()
    const created = await store.create(input)
    if (!created.ok) throw new Error(created.code)
    const changed = await store.update(created.channel.id, { secrets: ['third-secret-value'] })
    if (!changed.ok) throw new Error(changed.code)
    expect(changed.channel.keys.map(({ secret }) => secret)).toEqual(['third-secret-value'])
    expect(created.channel.keys.map(({ id }) => id)).not.toContain(changed.channel.keys[0]?.id)
    expect(secretHint('third-secret-value')).toBe('thir…alue')
  })

  test('names are unique among channels that were not removed, and ids are never used again', async () => {
    const store = await open()
    const changes: number[] = []
    store.onChange((id) => changes.push(id))
    await store.create(input)
    expect(await store.create(input)).toEqual({ ok: false, code: 'channel_name_taken' })
    await store.create({ ...input, name: 'other' })
    expect(await store.update(2, { name: 'main' })).toEqual({ ok: false, code: 'channel_name_taken' })
    expect((await store.remove(1)).ok).toBe(true)
    expect(await store.remove(1)).toEqual({ ok: false, code: 'channel_not_found' })
    const again = await store.create(input)
    expect(again.ok && again.channel.id).toBe(3)
    expect(changes).toEqual([1, 2, 1, 3])
  })

  test('base URLs that could leak a key or reach the inside are refused', async () => {
    const store = await open()
    const refused = [
      'http://api.example.com/v1',
      'https://127.0.0.1/v1',
      'https://[::1]/v1',
      'https://10.0.0.1',
      'https://user:pw@example.com',
      'https://example.com/?x=1',
      'ftp://example.com',
      'nonsense',
      '',
      null,
    ]
    for (const baseUrl of refused)
      expect([baseUrl, (await store.create({ ...input, baseUrl })).ok]).toEqual([baseUrl, false])
    expect((await store.create({ ...input, baseUrl: 'http://127.0.0.1:11434/v1', allowPrivate: true })).ok).toBe(true)
    expect(await store.create({ name: 'x', provider: 'nobody' })).toEqual({ ok: false, code: 'unknown_provider' })
    expect((await store.create({ name: 'sandbox', provider: 'sandbox' })).ok).toBe(true)
  })
})

describe('replies in SQL', () => {
  const account = 5 as AccountId
  const plain = { hash: 'h', callId: 'c1', status: 200, headers: [], complete: true }
  const found = async (replies: ReplayStore, keys: readonly string[]) => {
    const all = await Promise.all(keys.map((key) => replies.get(account, key)))
    return keys.filter((_, index) => all[index])
  }

  test('a reply comes back byte for byte for 24 hours, and what people asked is not on disk in the clear', async () => {
    const replies = sqlReplayStore({ db, vault, clock, settings: defaultSettings })
    const reply = {
      hash: 'h',
      callId: 'c1',
      status: 200,
      headers: [['content-type', 'x']] as const,
      body: Buffer.from([0, 255, ...Buffer.from(canary)]),
      complete: true,
    }
    await replies.put(account, 'k', reply)
    await replies.put(account, 'k', reply)
    expect(await replies.get(account, 'k')).toEqual(reply)
    expect(await replies.get(6 as AccountId, 'k')).toBeUndefined()
    expect(readFileSync(join(folder, 'relay.db-wal')).includes(canary)).toBe(false)
    clock.at += 24 * 3_600_000
    expect(await replies.get(account, 'k')).toBeUndefined()
    await replies.sweep()
    expect(await db.selectFrom('reply').selectAll().execute()).toEqual([])
  })
  test('more of one account than there may be push its oldest out, and nobody else’s', async () => {
    const replies = sqlReplayStore({ db, vault, clock, settings: { ...defaultSettings, maxReplies: 3 } })
    const reply = { ...plain, body: Buffer.from('x') }
    await replies.put(6 as AccountId, 'other', reply)
    for (const key of ['a', 'b', 'c', 'a', 'd', 'd']) {
      clock.at += 1
      await replies.put(account, key, reply)
    }
    expect(await found(replies, ['a', 'b', 'c', 'd'])).toEqual(['a', 'c', 'd'])
    expect(await replies.get(6 as AccountId, 'other')).toEqual(reply)
  })

  test('an account’s lie on the disk in no more bytes than it may have; one that is larger is not kept and pushes none out', async () => {
    const maxRepliesBytes = 100_000
    const replies = sqlReplayStore({ db, vault, clock, settings: { ...defaultSettings, maxRepliesBytes } })
    const keys = Array.from({ length: 40 }, (_, index) => `k${index}`)
    for (const key of keys) {
      clock.at += 1
      await replies.put(account, key, { ...plain, body: Buffer.alloc(3_000) })
    }
    for (const [key, bytes] of [
      ['large', 40_000],
      ['too large', 100_000],
    ] as const) {
      clock.at += 1
      await replies.put(account, key, { ...plain, body: Buffer.alloc(bytes) })
    }
    const kept = await found(replies, [...keys, 'large', 'too large'])
    expect(kept).toEqual([...keys, 'large'].slice(-kept.length))
    expect(kept.length).toBeGreaterThan(1)
    const rows = await db.selectFrom('reply').select(['headers', 'body']).execute()
    const onDisk = rows.reduce((sum, { headers, body }) => sum + headers.length + body.length, 0)
    expect(onDisk).toBeLessThanOrEqual(maxRepliesBytes)
    expect(onDisk).toBeGreaterThan(maxRepliesBytes - 6_000)
  })
})
