/** Claims about governance through the API: what anybody reads, from proposing to execution, advisory votes, vetoes, what is refused. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ProposalFigures } from '../../contract/governance.ts'
import { textHash } from '../../texts/texts.ts'
import { SocketClient } from '../testing/socket.ts'
import { openWorld, type Visitor, type World } from '../testing/world.ts'

const DAY = 86_400_000
const reason = 'a test'
let world: World
let operator: Visitor
let whales: readonly [Visitor, Visitor, Visitor]
let bob: Visitor
let proposalId: number

beforeAll(async () => {
  world = await openWorld()
  operator = await world.operator()
  await set('tier.whale.stake', '900')
  await set('governance.bond', '10')
  await set('mark.interval', '60000')
  whales = [await whale('ann'), await whale('cat'), await whale('dan')]
  bob = await world.trader('bob')
})
afterAll(() => world.close())

const pass = (advanceMs: number) => operator.call('admin.clock.advance', { body: { advanceMs } })
const set = (key: string, value: string) =>
  operator.call('admin.parameters.set', { params: { key }, body: { value, reason } })
const anybody = async (path: string) => (await world.send('GET', `/api/v1/governance${path}`)).json as never
const get = (who: Visitor = bob) => who.call('governance.get', { params: { proposalId } })
const fee = [{ key: 'market.takerFee', value: '25' }]
const words = { title: 'A higher fee', body: 'It pays for the relay.\nThat is all.' }

async function whale(name: string): Promise<Visitor> {
  const visitor = await world.trader(name)
  await visitor.call('stake.add', { body: { amount: '950' } })
  return visitor
}

async function propose(who: Visitor, changes: readonly { readonly key: string; readonly value: string }[]) {
  const made = await who.call('governance.propose', { body: { ...words, changes: [...changes] } })
  return made.proposalId
}

async function refused(who: Visitor, path: string, body: unknown): Promise<string | undefined> {
  return (await who.send('POST', path, body)).code
}

it('says what it takes, to anybody, and to everybody what they have', async () => {
  expect(await anybody('/rules')).toMatchObject({
    ...{ accepting: true, bond: '10.00000000', whaleStake: '900.00000000', changes: 8, voters: 3, capBps: 2_000 },
    ...{ quorumBps: 4_000, majorityBps: 5_000, moneyMajorityBps: 6_670, timelockMs: 2 * DAY, moneyTimelockMs: 7 * DAY },
  })
  expect(await anybody('')).toEqual({ items: [], nextCursor: null })
  expect(await whales[0].call('governance.own')).toMatchObject({ whale: false, power: 0, staked: '950.00000000' })
  expect(await refused(whales[0], '/governance', { ...words, changes: fee })).toBe('not_whale')
  await pass(8 * DAY)
  expect(await whales[0].call('governance.own')).toMatchObject({ whale: true, power: 950, locked: 0, votes: [] })
  expect(await operator.call('governance.own')).toMatchObject({ whale: false, operator: true })
})

it('keeps the text so that its hash can be checked, takes the bond once, and tells the live channel', async () => {
  const client = await SocketClient.open(world.url)
  await client.ask({ op: 'subscribe', channel: 'governance' })
  expect((await client.hear('governance', ({ kind }) => kind === 'snapshot')).data).toEqual([])
  const ask = { body: { ...words, changes: fee }, headers: { 'idempotency-key': 'one-proposal' } }
  const made = await whales[0].call('governance.propose', ask)
  proposalId = made.proposalId
  expect(await whales[0].call('governance.propose', ask)).toMatchObject({ proposalId, repeated: true })
  expect((await whales[0].call('me.balances')).lco.bond).toBe('10.00000000')
  const { text, ...rest } = await get()
  expect(text).toMatchObject({ ...words, hidden: null })
  expect(textHash({ salt: text.salt ?? '', title: text.title, body: text.body })).toBe(text.hash)
  expect(rest).toMatchObject({
    ...{ status: 'pending', dueAt: made.votingAt, snapshot: null, money: true, bond: '10.00000000' },
    ...{ changes: [{ key: 'market.takerFee', before: '10', after: '25' }], majority: { bps: 6_670, strict: false } },
    ...{ steps: [{ status: 'pending', reason: null }], ownVote: null },
  })
  const { name } = await whales[0].call('wars.own')
  expect(rest.proposer).toBe(name)
  const heard = await client.hear('governance', ({ kind }) => kind === 'update')
  expect(heard.data as ProposalFigures[]).toMatchObject([{ proposalId, status: 'pending', snapshot: null }])
  client.close()
})

it('counts a vote once, by the name that all know, and locks the stake behind it', async () => {
  const path = `/governance/${proposalId}/votes`
  expect(await refused(whales[0], path, { choice: 'yes' })).toBe('not_voting')
  await pass(2 * DAY)
  expect((await get()).snapshot).toMatchObject({ whales: 3, total: 1_710, cap: 570, quorum: 684, advisory: false })
  const params = { proposalId }
  for (const [i, who] of whales.entries()) {
    const done = await who.call('governance.vote', { params, body: { choice: 'yes' } })
    expect(done).toMatchObject({ power: 570, tally: { yes: 570 * (i + 1), no: 0, voters: i + 1 } })
  }
  expect(await refused(whales[0], path, { choice: 'no' })).toBe('already_voted')
  expect(await refused(bob, path, { choice: 'no' })).toBe('no_voting_power')
  expect(await refused(operator, path, { choice: 'no' })).toBe('account_is_operator')
  expect(await refused(bob, path, { choice: 'perhaps' })).toBe('validation_failed')
  expect(await refused(whales[0], '/stake/remove', { amount: '1' })).toBe('stake_votes')
  const own = await whales[0].call('governance.own')
  expect(own).toMatchObject({ locked: 950, proposals: 1, votes: [{ proposalId, power: 570, choice: 'yes' }] })
  expect((await get(whales[0])).ownVote).toEqual({ choice: 'yes', power: 570 })
  const first = await bob.call('governance.votes', { params, query: { limit: 2 } })
  expect(first.items).toHaveLength(2)
  const rest = await bob.call('governance.votes', { params, query: { limit: 2, cursor: first.nextCursor ?? '' } })
  const names = [...first.items, ...rest.items].map(({ name }) => name)
  expect(names.reverse()).toEqual(await Promise.all(whales.map(async (who) => (await who.call('wars.own')).name)))
  expect(rest.nextCursor).toBeNull()
})

it('executes what won after its time, the change names its proposal, and its parameter rests', async () => {
  await pass(5 * DAY)
  expect(await get()).toMatchObject({ status: 'queued', tally: { yes: 1_710 } })
  await pass(7 * DAY)
  const { status, steps, dueAt } = await get()
  expect([status, dueAt]).toEqual(['executed', null])
  expect(steps.map((step) => step.status)).toEqual(['pending', 'active', 'queued', 'executed'])
  const { items } = await bob.call('transparency.parameterHistory')
  expect(items[0]).toMatchObject({ key: 'market.takerFee', before: '10', after: '25', proposalId })
  expect((await whales[0].call('me.balances')).lco.bond).toBe('0.00000000')
  const again = [{ key: 'market.takerFee', value: '26' }]
  expect(await refused(whales[1], '/governance', { ...words, changes: again })).toBe('parameter_cools_off')
})

it('lets the operator end a proposal with a public reason, and hide its text for good', async () => {
  proposalId = await propose(whales[1], [])
  const params = { proposalId }
  expect(await operator.call('admin.governance.hide', { params, body: { reason: 'an address' } })).toEqual({
    hidden: true,
  })
  expect((await get()).text).toMatchObject({ title: '', body: '', salt: null, hidden: { reason: 'an address' } })
  expect(await refused(bob, `/admin/governance/${proposalId}/veto`, { abuse: true, reason })).toBe('forbidden')
  await operator.call('admin.governance.veto', { params, body: { abuse: true, reason: 'spam' } })
  const { status, burned, steps } = await get()
  expect([status, burned, steps.at(-1)?.reason]).toEqual(['vetoed', true, 'spam'])
  expect(await refused(operator, `/admin/governance/${proposalId}/veto`, { abuse: true, reason })).toBe(
    'proposal_not_found',
  )
  const { items } = await operator.call('admin.audit')
  expect(items.map(({ action }) => action)).toEqual(expect.arrayContaining(['proposal.veto', 'proposal.hide']))
})

it('with fewer than three Whales leaves the decision to the operator', async () => {
  await whales[2].call('stake.remove', { body: { amount: '900' } })
  proposalId = await propose(whales[0], [{ key: 'governance.open', value: '30' }])
  const params = { proposalId }
  const decision = { params, body: { accept: true, reason: 'as they wish' } }
  expect(await refused(operator, `/admin/governance/${proposalId}/decide`, decision.body)).toBe('nothing_to_decide')
  await pass(7 * DAY)
  expect(await get()).toMatchObject({ status: 'deciding', snapshot: { whales: 2, advisory: true } })
  const { executesAt } = await operator.call('admin.governance.decide', decision)
  expect(await get()).toMatchObject({ status: 'queued', dueAt: executesAt })
  await pass(2 * DAY)
  expect(await get()).toMatchObject({ status: 'executed' })
})

it('lists what is open, what is over, or all, newest first', async () => {
  const open = await propose(whales[0], [])
  const ids = async (status: string) =>
    ((await anybody(`?status=${status}`)) as { items: { proposalId: number }[] }).items.map((one) => one.proposalId)
  expect(await ids('open')).toEqual([open])
  expect(await ids('closed')).toEqual([proposalId, 2, 1])
  expect(await ids('all')).toEqual([open, proposalId, 2, 1])
})

it('refuses what does not fit, by name, and changes nothing', async () => {
  const before = world.core.status().seq
  const code = (changes: unknown, text: object = words) => refused(whales[0], '/governance', { ...text, changes })
  expect(await code([{ key: 'no.such', value: '1' }])).toBe('unknown_parameter')
  expect(await code([{ key: 'market.takerFee', value: '2.5' }])).toBe('parameter_out_of_bounds')
  expect(await code([{ key: 'market.band', value: '3000' }])).toBe('parameter_not_governable')
  expect(await code([], { title: 'two\nlines', body: 'x' })).toBe('validation_failed')
  expect(await code(Array.from({ length: 9 }, () => fee[0]))).toBe('validation_failed')
  expect((await bob.send('GET', '/governance/999')).code).toBe('proposal_not_found')
  expect((await bob.send('GET', '/governance/999/votes')).code).toBe('proposal_not_found')
  expect((await bob.send('GET', '/governance?cursor=x')).code).toBe('invalid_cursor')
  expect((await world.send('GET', '/api/v1/governance/own')).status).toBe(401)
  expect(world.core.status().seq).toBe(before)
})
