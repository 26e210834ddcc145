/** Claims about lx against a real server: a user's and an operator's day, and the server's data copied, checked and put back. */
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { machine, type Sitting } from '../../src/cli/testing/bench.ts'
import { admin, ServerProcess, temporaryDir } from '../server-process.ts'

const password = 'ann likes horses'
const folder = temporaryDir()
const dir = folder.path
const dataDir = join(dir, 'data')
let server: ServerProcess
let ann: ReturnType<typeof machine>
let root: ReturnType<typeof machine>

/** Runs a command that must succeed; its output as JSON. */
async function good(who: ReturnType<typeof machine>, args: readonly string[], sitting: Sitting = {}) {
  const result = await who.lx([...args, '--json'], sitting)
  expect(result, args.join(' ')).toMatchObject({ code: 0, note: '' })
  return result.json()
}

async function refused(who: ReturnType<typeof machine>, args: readonly string[], sitting: Sitting = {}) {
  const { code, note } = await who.lx(args, sitting)
  return { code, note }
}

beforeAll(async () => {
  server = await ServerProcess.start({ dataDir, clock: '2026-01-05T00:00:00Z' })
  ann = machine({ url: server.url, dataDir })
  root = machine({ url: server.url, dataDir })
  const answer = await fetch(`${server.url}/api/auth/sign-up/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'ann@example.com', password, name: 'Ann' }),
  })
  expect(answer.status).toBe(200)
})

afterAll(async () => {
  await server.stop()
  folder.remove()
})

it('signs in with a password and works with the key from then on', async () => {
  expect((await refused(ann, ['balance'])).code).toBe(4)
  expect(
    (await refused(ann, ['login', '--email', 'ann@example.com', '--password-stdin'], { input: 'not the password' }))
      .code,
  ).toBe(4)
  await good(ann, ['login', '--email', 'ann@example.com', '--password-stdin'], { input: password })
  expect(await good(ann, ['whoami'])).toMatchObject({
    via: 'key',
    scopes: ['relay', 'read', 'trade', 'earn', 'wallet'],
  })
})

it('draws, chats, shows what it cost, and checks the receipt', async () => {
  await good(ann, ['faucet', '50'])
  const dry = await good(ann, ['chat', '--dry-run', 'hello'])
  const { bill } = await good(ann, ['chat', 'hello', '--max-tokens', '30'])
  expect(Number(bill.cost)).toBeLessThanOrEqual(Number(dry.quote.highest.cost))
  const streamed = await ann.lx(['chat', 'and', 'again'])
  expect(streamed).toMatchObject({
    code: 0,
    out: expect.stringMatching(/\w/),
    note: expect.stringContaining('LCO mined'),
  })
  expect((await good(ann, ['balance'])).credits.available).not.toBe('50.000000')
  expect((await good(ann, ['usage', '--by', 'model'])).total.calls).toBe(2)
  const receipt = await good(ann, ['verify', 'receipt', bill.callId])
  const file = join(dir, 'receipt.json')
  const check = (text: string) => {
    writeFileSync(file, text)
    return refused(ann, ['verify', 'receipt', file, '--file'])
  }
  expect((await check(JSON.stringify(receipt))).code).toBe(0)
  const changed = { ...receipt, record: { ...receipt.record, minedUnits: receipt.record.minedUnits + 1 } }
  expect(await check(JSON.stringify(changed))).toMatchObject({ code: 1, note: expect.stringContaining('mined') })
})

it('makes a key that works and stops working once it is revoked', async () => {
  const made = await good(ann, ['keys', 'create', 'bot', '--daily', '1', '--password-stdin'], { input: password })
  expect(made.secret).toMatch(/^sk-lx-/)
  expect((await good(ann, ['whoami', '--key', made.secret])).keyId).toBe(made.keyId)
  expect((await refused(ann, ['buy', '1', '--at', '1', '--key', made.secret])).code).toBe(4)
  await good(ann, ['keys', 'revoke', String(made.keyId), '--password-stdin'], { input: password })
  expect(await refused(ann, ['whoami', '--key', made.secret])).toMatchObject({
    code: 4,
    note: expect.stringContaining('key_revoked'),
  })
})

it('opens a run whose key spends its budget alone, and closes it', async () => {
  const opened = await ann.lx(['runs', 'open', '0.5', '--for', '10m', '--name', 'nightly', '--models', 'sandbox-chat'])
  const key = opened.out.trim()
  expect([opened.code, key]).toEqual([0, expect.stringMatching(/^sk-lx-\w+$/)])
  const { items } = await good(ann, ['runs', 'list', '--open'])
  expect(items).toMatchObject([{ name: 'nightly', status: 'open', budget: '0.500000', models: ['sandbox-chat'] }])
  const id = String(items[0].runId)
  const { bill } = await good(ann, ['chat', 'hello', '--max-tokens', '20', '--key', key])
  expect(await good(ann, ['runs', 'show', id])).toMatchObject({
    spent: bill.cost,
    usage: { calls: 1, spent: bill.cost },
  })
  const closed = await good(ann, ['runs', 'close', id])
  expect([closed.status, Number(closed.spent) + Number(closed.returned)]).toEqual(['closed', 0.5])
  expect((await good(ann, ['runs', 'list', '--open'])).items).toEqual([])
  expect((await refused(ann, ['chat', 'hello', '--key', key])).code).toBe(4)
  expect(await refused(ann, ['runs', 'show', '999'])).toMatchObject({
    code: 1,
    note: expect.stringContaining('run_not_found'),
  })
})

it('places, lists and cancels orders', async () => {
  expect((await good(ann, ['buy', '50', '--at', '0.1', '--dry-run'])).quote.rests).toBe('50.0')
  expect((await good(ann, ['orders'])).items).toEqual([])
  const { order } = await good(ann, ['buy', '50', '--at', '0.1', '--client-id', 'first'])
  expect((await good(ann, ['orders'])).items).toMatchObject([
    { orderId: order.orderId, clientOrderId: 'first', status: 'open' },
  ])
  expect((await good(ann, ['book'])).depth.bids).toEqual([['0.10000', '50.0']])
  expect((await good(ann, ['cancel', 'client:first'])).canceled).toMatchObject([{ status: 'canceled' }])
  expect(await refused(ann, ['sell', '1000', '--at', '0.2'])).toMatchObject({
    code: 1,
    note: expect.stringContaining('insufficient_lco'),
  })
})

it('changes orders, places lists and cancels all when nobody is heard of', async () => {
  await good(ann, ['buy', '50', '--at', '0.1', '--client-id', 'big'])
  expect((await good(ann, ['amend', 'client:big', '30'])).order.quantity).toBe('30.0')
  expect(await refused(ann, ['amend', 'client:big', '40'])).toMatchObject({
    code: 1,
    note: expect.stringContaining('not_amendable'),
  })
  const replaced = await good(ann, ['replace', 'client:big', 'buy', '30', 'at', '0.11', 'id', 'new'])
  expect(replaced).toMatchObject({ canceled: { ok: true }, placed: { order: { price: '0.11000', status: 'open' } } })
  expect(await refused(ann, ['replace', 'client:big', 'buy 30 at 0.12'])).toMatchObject({
    code: 1,
    note: expect.stringContaining('order_not_found'),
  })
  expect((await refused(ann, ['replace', 'client:new', 'buy 30 cheaply'])).code).toBe(2)
  const words = ['buy 20 at 0.05', 'sell 20 at 0.2', 'sell 20 at 0.055 stop 0.06']
  const { list } = await good(ann, ['lists', 'place', 'otoco', ...words, '--client-id', 'three'])
  expect(list).toMatchObject({ status: 'working', orders: [{ status: 'open' }, { status: 'pending' }, {}] })
  expect((await good(ann, ['lists', 'list'])).items).toMatchObject([{ listId: list.listId, clientListId: 'three' }])
  expect((await good(ann, ['lists', 'show', 'client:three'])).list.listId).toBe(list.listId)
  expect((await good(ann, ['lists', 'cancel', String(list.listId)])).list.status).toBe('done')
  expect((await good(ann, ['lists', 'list', '--done'])).items).toMatchObject([{ listId: list.listId, status: 'done' }])
  expect((await good(ann, ['lists', 'place', 'oto', 'buy 20 at 0.05', 'sell 20 at 0.2'])).list.kind).toBe('oto')
  expect(await refused(ann, ['lists', 'place', 'oco', 'buy 20 at 0.05', 'buy 20 at 0.06'])).toMatchObject({
    code: 1,
    note: expect.stringContaining('bad_order_list'),
  })
  const { at } = await good(ann, ['cancel-after', '1h'])
  expect(await good(ann, ['cancel-after'])).toEqual({ at })
  expect((await good(ann, ['cancel-after', 'off'])).at).toBeNull()
  await good(ann, ['cancel', '--all'])
})

it('stakes what was mined and takes it back', async () => {
  const { available } = await good(ann, ['stake'])
  expect((await good(ann, ['stake', available])).staked).toBe(available)
  const { unbondingId } = await good(ann, ['unstake', available])
  expect((await good(ann, ['unstake', '--cancel', String(unbondingId)])).staked).toBe(available)
})

it('lets operators administer from this machine, and nobody else', async () => {
  await good(root, ['login', '--email', admin.email, '--password-stdin', '--admin'], { input: admin.password })
  expect((await refused(ann, ['admin', 'clock', 'advance', '1h'])).code).toBe(4)
  const before = (await good(root, ['status'])).now
  expect((await good(root, ['admin', 'clock', 'advance', '1h'])).now).toBe(before + 3_600_000)
  await good(root, ['admin', 'switch', 'trading', 'off', '--reason', 'a drill'])
  expect((await refused(ann, ['buy', '50', '--at', '0.1'])).note).toContain('trading_stopped')
  await good(root, ['admin', 'switch', 'trading', 'on', '--reason', 'the drill is over'])
  expect(
    await good(root, ['admin', 'parameter', 'set', 'fund.share', '2500', '--reason', 'more for the fund']),
  ).toMatchObject({ before: '2000', value: '2500' })
  expect((await good(root, ['admin', 'channels', 'test', '1'])).ok).toBe(true)
  const channel = await good(
    root,
    [
      'admin',
      'channels',
      'add',
      'up',
      '--base-url',
      'https://up.example/v1',
      '--models',
      'fast=gpt-4o',
      '--secret-stdin',
    ],
    { input: 'sk-c4nary-upstream-key' },
  )
  expect(JSON.stringify(channel)).not.toContain('c4nary')
  expect((await good(root, ['admin', 'models', 'seed', String(channel.channelId)])).published).toMatchObject([
    { model: 'fast' },
  ])
})

it('signs people up, shows and ends their sessions, and gets them in again when the password is lost', async () => {
  const eve = machine({ url: server.url, dataDir })
  const byPassword = (args: readonly string[], input: string) =>
    good(eve, [...args, '--email', 'eve@example.com', '--password-stdin'], { input })
  await byPassword(['sign-up', '--name', 'Eve'], 'eve likes goats')
  expect((await good(eve, ['whoami'])).scopes).toContain('trade')
  const browser = await fetch(`${server.url}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'user-agent': 'Lynx/2.9' },
    body: JSON.stringify({ email: 'eve@example.com', password: 'eve likes goats' }),
  })
  expect(browser.status).toBe(200)
  expect((await byPassword(['sessions', 'list'], 'eve likes goats')).items).toMatchObject([{ userAgent: 'Lynx/2.9' }])
  const { items } = await good(root, ['admin', 'users', 'sessions', 'eve@example.com'])
  expect(items).toMatchObject([{ userAgent: 'Lynx/2.9', address: '127.0.0.1' }])
  const signOut = ['admin', 'users', 'sign-out', 'eve@example.com', '--reason', 'a lost phone']
  expect(await good(root, signOut)).toMatchObject({ ended: 1 })
  expect(await byPassword(['sessions', 'end'], 'eve likes goats')).toEqual({ ended: 0 })
  const { url } = await good(root, ['admin', 'users', 'reset-password', 'eve@example.com', '--reason', 'called'])
  const set = ['reset-password', url, '--password-stdin']
  expect(await good(eve, set, { input: 'eve likes sheep' })).toEqual({ email: 'eve@example.com' })
  expect(await refused(eve, set, { input: 'eve likes ponies' })).toMatchObject({
    code: 4,
    note: expect.stringContaining('reset_token_used'),
  })
  await byPassword(['login'], 'eve likes sheep')
  expect(await refused(root, ['admin', 'users', 'sessions', 'nobody@example.com'])).toMatchObject({ code: 1 })
  expect((await good(root, ['admin', 'users', 'list', 'EVE@'])).items).toMatchObject([{ email: 'eve@example.com' }])
  const { items: record } = await good(root, ['admin', 'audit', '--action', 'password', '--limit', '3'])
  expect(record).toMatchObject([
    { action: 'password.reset', outcome: 'refused' },
    { action: 'password.reset', outcome: 'done', target: 'eve@example.com' },
    { action: 'password.link', outcome: 'done', reason: 'called', email: admin.email },
  ])
})

it('copies the running server’s data, checks it, and starts a server on the copy', async () => {
  const [copy, restored] = [join(dir, 'copy'), join(dir, 'restored')]
  expect((await good(ann, ['verify', 'journal', '--replay'])).replayed.stateHash).toMatch(/^[0-9a-f]{64}$/)
  const made = await ann.lx(['backup', copy])
  expect(made.code).toBe(0)
  expect(statSync(copy).mode & 0o777).toBe(0o700)
  expect((await refused(ann, ['backup', copy])).code).toBe(1)
  const balance = await good(ann, ['balance'])
  expect((await good(ann, ['restore', copy, '--data-dir', restored])).stateHash).toMatch(/^[0-9a-f]{64}$/)
  expect((await refused(ann, ['restore', copy, '--data-dir', restored])).code).toBe(1)
  const second = await ServerProcess.start({ dataDir: restored, clock: '2026-01-05T00:00:00Z' })
  try {
    const key = readFileSync(ann.file, 'utf8').match(/sk-lx-\w+/)?.[0] ?? ''
    const there = await good(ann, ['balance', '--url', second.url, '--key', key])
    expect([there.credits, there.lco]).toEqual([balance.credits, balance.lco])
    expect((await good(ann, ['usage', '--url', second.url, '--key', key])).total.calls).toBe(3)
  } finally {
    await second.stop()
  }
})

it('finds a flipped byte in a copy of the journal', async () => {
  const copy = join(dir, 'flipped')
  await ann.lx(['backup', copy])
  const db = new DatabaseSync(join(copy, 'journal.db'))
  const { name } = db.prepare(`select name from sqlite_master where sql like '%payload%'`).get() as { name: string }
  const { number, payload } = db.prepare(`select rowid as number, payload from "${name}" limit 1 offset 3`).get() as {
    number: number
    payload: Uint8Array
  }
  payload[payload.length >> 1] = (payload[payload.length >> 1] ?? 0) ^ 1
  db.prepare(`update "${name}" set payload = ? where rowid = ?`).run(payload, number)
  db.close()
  expect(await refused(ann, ['verify', 'journal', '--data-dir', copy])).toMatchObject({
    code: 1,
    note: expect.stringContaining(`group ${number}`),
  })
})
