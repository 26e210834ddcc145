/** Claims about lx import new-api against a real server: a dry run changes nothing, people keep password, credits and keys, a second run books nothing. */
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import OpenAI from 'openai'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { machine } from '../../src/cli/testing/bench.ts'
import { completion, FakeUpstream } from '../relay/upstream.ts'
import { admin, ServerProcess, temporaryDir, Visitor } from '../server-process.ts'
import { annsKey, annsPassword, bosKey, newApi } from './new-api.ts'

const folder = temporaryDir()
const dataDir = join(folder.path, 'data')
const file = join(folder.path, 'one-api.db')
const upstream = new FakeUpstream()
let server: ServerProcess
let root: ReturnType<typeof machine>
let operator: Visitor

async function lx(args: readonly string[]) {
  const result = await root.lx([...args, '--json'])
  expect(result, args.join(' ')).toMatchObject({ code: 0 })
  return result.json()
}

beforeAll(async () => {
  const db = new DatabaseSync(file)
  const address = (await upstream.listen()).replace(/\/v1$/, '')
  for (const statement of newApi('sqlite', address)) db.exec(statement)
  db.close()
  server = await ServerProcess.start({ dataDir })
  root = machine({ url: server.url, dataDir })
  await root.lx(['login', '--email', admin.email, '--password-stdin', '--admin'], { input: admin.password })
  operator = await new Visitor(server.url).signIn(admin)
})

afterAll(async () => {
  await server.stop()
  upstream.close()
  folder.remove()
})

it('says without --apply what it would do, hides every secret, and changes nothing', async () => {
  const result = await root.lx(['import', 'new-api', file, '--json'])
  expect(result.code).toBe(0)
  expect(result.json()).toMatchObject({
    totals: { people: 5, suspended: 1, keys: 2, credits: '215.345678', channels: 2, prices: 4 },
    unpriced: ['unheard-of'],
    skippedChannels: [{ name: 'pictures' }, { name: 'cloud', reason: expect.stringContaining('by hand') }],
  })
  for (const secret of [annsKey.slice(3), bosKey.slice(3), 'upstream-key-1', 'claude-key', '$2'])
    expect(result.out).not.toContain(secret)
  const text = (await root.lx(['import', 'new-api', file])).out
  expect(text).toContain('The group vip paid 0.8 times the price')
  expect(text).toMatch(/Not dearer than .*: gpt-4o-mini/)
  expect(text).toContain('1 unused redemption codes over 1.00 dollars stay behind')
  expect((await operator.call('admin.users.list', {})).items).toHaveLength(1)
  expect((await operator.call('admin.channels.list', {})).items.map(({ name }) => name)).not.toContain('main')
})

it('brings people, credits, keys, channels and prices over, and with --apply again nothing more', async () => {
  expect(await lx(['import', 'new-api', file, '--apply'])).toMatchObject({
    people: { made: 5, known: 0 },
    keys: { made: 2, known: 0 },
    channels: { made: 2, known: 0 },
    prices: { made: 4, known: 0 },
    credited: '215.345678',
    refused: [],
  })
  expect(await lx(['import', 'new-api', file, '--apply'])).toMatchObject({
    people: { made: 0, known: 5 },
    keys: { made: 0, known: 2 },
    channels: { made: 0, known: 2 },
    prices: { made: 0, known: 4 },
    credited: '0.000000',
    refused: [],
  })
})

it('keeps names, routes and secrets of channels, new-api’s prices to the pico-credit', async () => {
  const { items } = await operator.call('admin.channels.list', {})
  expect(items.find(({ name }) => name === 'main')).toMatchObject({
    ...{ provider: 'openai', priority: 7, weight: 3, keyChoice: 'round_robin', enabled: true },
    secrets: [{ hint: expect.any(String) }, { hint: expect.any(String) }],
    models: expect.arrayContaining([expect.objectContaining({ model: 'plain-1', upstream: 'up-1' })]),
  })
  expect(items.find(({ name }) => name === 'main (2)')).toMatchObject({
    ...{ provider: 'anthropic', baseUrl: 'https://api.anthropic.com/v1', groups: ['vip'] },
  })
  const cards = (await operator.call('admin.models.list', {})).items
  const list = (model: string) => cards.find((card) => card.model === model)?.list[0]?.rates
  expect(list('plain-1')).toMatchObject({
    ...{ input: '0.000002500000', output: '0.000010000000', cacheRead: '0.000001250000' },
  })
  expect(list('gpt-4o-mini')).toMatchObject({ input: '0.000000150000', output: '0.000000600000' })
  expect(list('dall-e-9')).toMatchObject({ images: '0.040000000000' })
})

it('lets clients go on with the keys they have, charged at the price that came over', async () => {
  upstream.script = completion('Still here.')
  const client = new OpenAI({ apiKey: annsKey, baseURL: `${server.url}/v1`, maxRetries: 0 })
  const { data, response } = await client.chat.completions
    .create({ model: 'plain-1', messages: [{ role: 'user', content: 'Hello' }], max_tokens: 50 })
    .withResponse()
  expect(data.choices[0]?.message.content).toBe('Still here.')
  expect(upstream.requests.at(-1)?.body['model']).toBe('up-1')
  // 10 tokens read at 2.5 µCR, 5 written at 10 µCR.
  expect(response.headers.get('x-lx-cost')).toBe('0.000075')
  expect(response.headers.get('x-lx-balance')).toBe('12.345603')
  const bo = new OpenAI({ apiKey: bosKey, baseURL: `${server.url}/v1`, maxRetries: 0 })
  const refused = bo.chat.completions.create({ model: 'claude-sonnet-4-5', messages: [{ role: 'user', content: 'x' }] })
  await expect(refused).rejects.toMatchObject({ status: 403, code: 'model_not_allowed' })
})

it('lets people in with the password they had, and those without an address by a made-up one', async () => {
  const ann = await new Visitor(server.url).signIn({ email: 'ann@example.org', password: annsPassword })
  expect(await ann.call('me.balances', {})).toMatchObject({ credits: { total: '12.345603' } })
  const bo = await new Visitor(server.url).signIn({ email: 'bo-3@new-api.invalid', password: annsPassword })
  expect(await bo.call('keys.list', {})).toMatchObject({
    items: [{ name: 'server', budget: { total: '0.500000' }, allowedModels: ['plain-1', 'gpt-4o-mini'] }],
  })
  const { items } = await operator.call('admin.users.list', { query: { search: 'bo-3' } })
  expect(items[0]).toMatchObject({ groups: ['vip'], suspended: false })
  await expect(new Visitor(server.url).signIn({ email: 'dee@example.org', password: 'not bcrypt' })).rejects.toThrow()
})

it('gives nobody the credits of another by having signed up with their address', async () => {
  await new Visitor(server.url).signUp('eve')
  const body = { source: 'new-api', instance: 'main', reference: '77', name: 'Eve', credits: '5' } as const
  const taken = operator.call('admin.imports.person', { body: { ...body, email: 'eve@example.test' } })
  await expect(taken).rejects.toThrow('email_taken')
})

it('finishes what an earlier try left in the middle, and leaves alone what operators changed since', async () => {
  const body = { source: 'new-api', instance: 'main', reference: '88', email: 'fay@example.org', name: 'Fay' } as const
  const full = { ...body, credits: '5', groups: ['vip'], suspended: true }
  // More than may ever be issued: refused after the person was made.
  const stopped = operator.call('admin.imports.person', { body: { ...full, credits: '5000000000' } })
  await expect(stopped).rejects.toThrow('amount_out_of_range')
  const { account, created } = await operator.call('admin.imports.person', { body: full })
  expect(created).toBe(false)
  const fay = async () => (await operator.call('admin.users.list', { query: { search: 'fay@' } })).items[0]
  expect(await fay()).toMatchObject({ groups: ['vip'], suspended: true, credits: '5.000000' })
  await operator.call('admin.users.suspend', { params: { account }, body: { suspended: false, reason: 'paid up' } })
  expect(await operator.call('admin.imports.person', { body: full })).toMatchObject({ credited: '0.000000' })
  expect(await fay()).toMatchObject({ suspended: false, credits: '5.000000' })
})
