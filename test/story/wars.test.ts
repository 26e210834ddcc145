/** Compute Wars through public interfaces across weeks: a tie, a review with an exclusion, the payout once over a killed server, free calls used up exactly at their cap, the next round. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { admin, ServerProcess, temporaryDir, Visitor } from '../server-process.ts'

const DAY = 86_400_000
/** A Monday. */
const START = '2026-01-05T00:00:00Z'
const dir = temporaryDir()
const names = ['alice', 'bob', 'carol'] as const
type Name = (typeof names)[number]

let server: ServerProcess
let operator: Visitor
const people = {} as Record<Name, Visitor>
const keys = {} as Record<Name, string>
const called = {} as Record<Name, string>

beforeAll(async () => {
  server = await ServerProcess.start({ dataDir: dir.path, clock: START })
  operator = await new Visitor(server.url).signIn(admin)
  // Weeks pass: marks ten times a minute would be most of what happens.
  await operator.call('admin.parameters.set', {
    params: { key: 'mark.interval' },
    body: { value: '60000', reason: 'a story over weeks' },
  })
  const { items } = await operator.call('admin.channels.list', {})
  await operator.call('admin.models.publish', {
    body: {
      channelId: items[0]?.channelId ?? 0,
      model: 'sandbox-chat-large',
      cost: [{ from: 0, rates: { calls: '12' } }],
      list: [{ from: 0, rates: { calls: '30' } }],
    },
  })
  for (const name of names) {
    people[name] = await new Visitor(server.url).signUp(name)
    keys[name] = (await people[name].call('keys.create', { body: { name: 'war', scopes: ['relay', 'read'] } })).secret
    called[name] = (await people[name].call('wars.own', {})).name
  }
})

afterAll(async () => {
  await server.stop()
  dir.remove()
})

async function crash(): Promise<void> {
  await server.kill()
  server = await ServerProcess.start({ dataDir: dir.path, clock: START })
  operator = operator.at(server.url)
  for (const name of names) people[name] = people[name].at(server.url)
}

const now = async (): Promise<number> => (await operator.call('status.get', {})).now
const pass = (ms: number): Promise<unknown> => operator.call('admin.clock.advance', { body: { advanceMs: ms } })
const passTo = async (day: number, ms = 0): Promise<unknown> => pass(Date.parse(START) + day * DAY + ms - (await now()))
const limit = (name: Name, side: 'buy' | 'sell', [price, quantity]: [string, string]) =>
  people[name].call('orders.place', { body: { type: 'limit', side, price, quantity } })

async function call(name: Name): Promise<Response> {
  await people[name].call('faucet.draw', { body: { amount: '30' } })
  const response = await fetch(`${server.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${keys[name]}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'sandbox-chat-large', max_tokens: 5, messages: [{ role: 'user', content: 'Hi' }] }),
  })
  expect(response.status).toBe(200)
  await response.text()
  return response
}

const top = async () =>
  (await people.alice.call('wars.get', {})).standings.map(({ rank, name, score }) => [rank, name, score])

test('calls make a live ranking of pseudonyms; a handle of one’s own takes its place; nobody’s account is told', async () => {
  await call('carol')
  await people.bob.call('faucet.draw', { body: { amount: '70' } })
  expect(await top()).toEqual([[1, called.carol, '30.000000']])
  await people.carol.call('account.handle.set', { body: { handle: 'carol_c' } })
  called.carol = 'carol_c'
  const state = await (await fetch(`${server.url}/api/v1/wars`)).json()
  expect(state.standings).toEqual([{ rank: 1, name: 'carol_c', score: '30.000000', prize: '0.00000000' }])
  expect(JSON.stringify(state)).not.toContain('account')
  expect(await people.bob.call('wars.own', {})).toMatchObject({ rank: null, score: '0.000000', gap: null })
})

test('the second week fills the pool on Friday; of two with the same score the one who reached it first is above', async () => {
  await passTo(8)
  for (let i = 0; i < 2; i++) await call('bob')
  for (let i = 0; i < 2; i++) await call('alice')
  await call('carol')
  expect(await top()).toEqual([
    [1, called.bob, '60.000000'],
    [2, called.alice, '60.000000'],
    [3, 'carol_c', '30.000000'],
  ])
  expect(await people.alice.call('wars.own', {})).toMatchObject({ rank: 2, gap: '0.000001' })
  expect(await people.carol.call('wars.own', {})).toMatchObject({ rank: 3, gap: '30.000001' })
  await people.bob.call('faucet.draw', { body: { amount: '30' } })
  await limit('alice', 'sell', ['0.10000', '60'])
  await limit('bob', 'buy', ['0.10000', '60'])
  await limit('bob', 'buy', ['0.09900', '520'])
  await limit('alice', 'sell', ['0.10100', '540'])
  await passTo(10, DAY / 2)
  await limit('bob', 'buy', ['0.10100', '20'])
  await passTo(12)
  expect(Number((await people.alice.call('wars.get', {})).pool)).toBeGreaterThan(5)
})

let pool = 0

test('in the review ranks move up over an exclusion, whose reason everybody reads; the payout comes once over a killed server', async () => {
  await passTo(14)
  const { review } = await people.alice.call('wars.get', {})
  expect(review).toMatchObject({ roundId: 2, paid: false, players: 3 })
  pool = Math.round(Number(review?.pool) * 1e8)
  const { ranks, stage } = await operator.call('admin.wars.get', {})
  expect([stage, ranks.map(({ name }) => name)]).toEqual(['review', [called.bob, called.alice, 'carol_c']])
  const account = ranks[0]?.account ?? 0
  const reason = 'wash volume from one machine'
  await operator.call('admin.wars.review', { body: { account, exclude: true, reason } })
  const after = (await people.bob.call('wars.get', {})).review
  expect(after?.excluded).toMatchObject([{ name: called.bob, reason }])
  expect(after?.standings.map(({ name }) => name)).toEqual([called.alice, 'carol_c'])
  const before = (await people.alice.call('me.balances', {})).lco.available
  await passTo(16, -1)
  await crash()
  await passTo(16)
  await crash()
  await pass(1)
  const prize = Math.floor((pool * 30) / 100)
  const gained = Number((await people.alice.call('me.balances', {})).lco.available) - Number(before)
  expect(Math.round(gained * 1e8)).toBe(prize)
  const round = await people.bob.call('wars.rounds.get', { params: { roundId: 2 } })
  expect(round.prizes.map(({ name, prize: lco }) => [name, Math.round(Number(lco) * 1e8)])).toEqual([
    [called.alice, prize],
    ['carol_c', Math.floor((pool * 18) / 100)],
  ])
  expect(round.standings.map(({ name, excluded }) => [name, excluded])).toEqual([
    [called.bob, true],
    [called.alice, false],
    ['carol_c', false],
  ])
  expect(round.reviews).toMatchObject([{ kind: 'excluded', name: called.bob, reason }])
})

test('the champion’s free calls are used up exactly at their cap, count for nothing and are no profit; the rest of a call is paid', async () => {
  const { choice } = await people.alice.call('wars.own', {})
  expect(choice).toMatchObject({ roundId: 2, freeCalls: '9.000000' })
  await expect(people.carol.call('wars.choose', { body: { perk: 'free_calls' } })).rejects.toThrow('war_no_choice')
  expect(await people.alice.call('wars.choose', { body: { perk: 'free_calls' } })).toMatchObject({ grant: '9.000000' })
  const spent = async (): Promise<string> => {
    const before = Number((await people.alice.call('me.balances', {})).credits.available)
    await call('alice')
    const after = Number((await people.alice.call('me.balances', {})).credits.available)
    return (before + 30 - after).toFixed(6)
  }
  expect(await spent()).toBe('21.000000')
  expect((await people.alice.call('wars.own', {})).perks).toMatchObject([{ left: '0.000000', spent: '9.000000' }])
  expect(await people.alice.call('wars.own', {})).toMatchObject({ rank: 1, score: '21.000000' })
  const [last] = (await people.alice.call('calls.list', {})).items
  const receipt = await people.alice.call('calls.get', { params: { callId: last?.callId ?? '' } })
  expect(receipt).toMatchObject({ charged: '30.000000', promo: '9.000000', mined: '210.00000000' })
  expect(await spent()).toBe('30.000000')
})

test('the next round closes with what was paid, and the perk has ended', async () => {
  await passTo(24)
  const { items } = await people.bob.call('wars.rounds.list', {})
  expect(items.map(({ roundId, total, champion }) => [roundId, total, champion])).toEqual([
    [3, '51.000000', called.alice],
    [2, '150.000000', called.alice],
    [1, '30.000000', 'carol_c'],
  ])
  const round = await people.bob.call('wars.rounds.get', { params: { roundId: 2 } })
  expect(round.perk).toMatchObject({ chosen: true, grant: '9.000000', spent: '9.000000', returned: '0.000000' })
  const first = await people.bob.call('wars.rounds.get', { params: { roundId: 1 } })
  expect(first.perk).toMatchObject({ perk: 'free_calls', chosen: false })
  const { items: weeks } = await operator.call('transparency.weeks', {})
  expect(weeks[0]).toMatchObject({ revenue: '51.000000', profit: '30.600000' })
})
