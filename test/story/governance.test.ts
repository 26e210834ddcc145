/** A vote through public interfaces only: three Whales, a proposal, its vote, a killed server in the timelock, the new parameter, and the fee from that command on. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { admin, ServerProcess, temporaryDir, Visitor } from '../server-process.ts'

const DAY = 86_400_000
/** A Monday. */
const START = '2026-01-05T00:00:00Z'
const dir = temporaryDir()
const names = ['una', 'duo', 'tre'] as const
type Name = (typeof names)[number]

let server: ServerProcess
let operator: Visitor
const people = {} as Record<Name, Visitor>
let proposalId: number

const pass = (ms: number): Promise<unknown> => operator.call('admin.clock.advance', { body: { advanceMs: ms } })

beforeAll(async () => {
  server = await ServerProcess.start({ dataDir: dir.path, clock: START })
  operator = await new Visitor(server.url).signIn(admin)
  for (const [key, value] of [
    ['faucet.dailyCap', '10000'],
    ['mark.interval', '60000'],
    ['tier.whale.stake', '8000'],
  ] as const)
    await operator.call('admin.parameters.set', { params: { key }, body: { value, reason: 'a story of weeks' } })
  const { items: channels } = await operator.call('admin.channels.list', {})
  await operator.call('admin.models.publish', {
    body: {
      ...{ channelId: channels[0]?.channelId ?? 0, model: 'sandbox-chat-large' },
      cost: [{ from: 0, rates: { calls: '600' } }],
      list: [{ from: 0, rates: { calls: '1000' } }],
    },
  })
  for (const name of names) people[name] = await whale(name)
  await pass(8 * DAY)
})

afterAll(async () => {
  await server.stop()
  dir.remove()
})

/** Mines 10,000 LCO with one dear call, stakes 8,000, and has some credits left. */
async function whale(name: Name): Promise<Visitor> {
  const visitor = await new Visitor(server.url).signUp(name)
  await visitor.call('faucet.draw', { body: { amount: '1100' } })
  const { secret } = await visitor.call('keys.create', { body: { name, scopes: ['relay'] } })
  const response = await fetch(`${server.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'sandbox-chat-large', max_tokens: 5, messages: [{ role: 'user', content: 'Hi' }] }),
  })
  expect(response.status).toBe(200)
  await response.text()
  await visitor.call('stake.add', { body: { amount: '8000' } })
  return visitor
}

async function restart(): Promise<void> {
  await server.kill()
  server = await ServerProcess.start({ dataDir: dir.path, clock: START })
  operator = operator.at(server.url)
  for (const name of names) people[name] = people[name].at(server.url)
}

/** What a taker pays for 10 CR at the list's price. */
async function takerFee(): Promise<string> {
  await people.una.call('orders.place', { body: { type: 'limit', side: 'sell', price: '0.10000', quantity: '100' } })
  const { order } = await people.duo.call('orders.place', {
    body: { type: 'limit', side: 'buy', price: '0.10000', quantity: '100' },
  })
  return order.fee
}

const get = () => people.tre.call('governance.get', { params: { proposalId } })

test('a Whale proposes a higher fee in public, with a bond that leaves the balance', async () => {
  const made = await people.una.call('governance.propose', {
    body: {
      title: 'Raise the taker fee to 0.25 %',
      body: 'The relay needs it.',
      changes: [{ key: 'market.takerFee', value: '25' }],
    },
  })
  proposalId = made.proposalId
  const { lco } = await people.una.call('me.balances', {})
  expect([lco.available, lco.bond]).toEqual(['1000.00000000', '1000.00000000'])
  const listed = await (await fetch(`${server.url}/api/v1/governance?status=open`)).json()
  expect(listed.items).toMatchObject([{ proposalId, title: 'Raise the taker fee to 0.25 %', status: 'pending' }])
})

test('three Whales vote after the snapshot; who voted can not take the stake out before the end', async () => {
  await pass(2 * DAY)
  for (const name of names) {
    const done = await people[name].call('governance.vote', { params: { proposalId }, body: { choice: 'yes' } })
    expect(done.power).toBe(4_800)
  }
  const removing = people.tre.call('stake.remove', { body: { amount: '1' } })
  await expect(removing).rejects.toThrow('stake_votes')
  await pass(5 * DAY)
  expect(await get()).toMatchObject({ status: 'queued', tally: { yes: 14_400, voters: 3 } })
  expect(await people.tre.call('stake.remove', { body: { amount: '1' } })).toMatchObject({ staked: '7999.00000000' })
})

test('nothing changes before the timelock ends, not even over a killed server; then the fee does, by the engine itself', async () => {
  await pass(7 * DAY - 60_000)
  const before = await takerFee()
  await restart()
  expect(await get()).toMatchObject({ status: 'queued' })
  expect(await takerFee()).toBe(before)
  await pass(60_000)
  expect(await get()).toMatchObject({ status: 'executed', endedAt: expect.any(Number) })
  expect(Number(await takerFee())).toBeCloseTo(Number(before) * 2.5, 6)
  const { items } = await people.duo.call('transparency.parameterHistory', {})
  expect(items[0]).toMatchObject({ key: 'market.takerFee', before: '10', after: '25', proposalId, version: 1 })
  const { lco } = await people.una.call('me.balances', {})
  expect(lco.bond).toBe('0.00000000')
})
