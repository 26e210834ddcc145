/** Claims about runs through the platform's API. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { KeyId } from '../../engine/command.ts'
import { openWorld, Visitor, type World } from '../testing/world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

const HOUR = 3_600_000
const available = async (who: Visitor) => (await who.call('me.balances')).credits.available

it('a session opens a run: its budget is set aside, its key spends it, and closing gives back what is left', async () => {
  const ann = await world.trader('ann')
  const before = Number(await available(ann))
  const { secret, ...run } = await ann.call('runs.open', {
    body: { budget: '10', name: 'nightly', expiresInSeconds: 600, models: ['sandbox-small'] },
  })
  expect(run).toMatchObject({
    ...{ name: 'nightly', status: 'open', models: ['sandbox-small'] },
    ...{ budget: '10.000000', spent: '0.000000', held: '0.000000', left: '10.000000', returned: '0.000000' },
  })
  expect([run.expiresAt - run.createdAt, secret.startsWith(run.hint.slice(0, 8))]).toEqual([600_000, true])
  expect(Number(await available(ann))).toBe(before - 10)
  await world.mine(ann.account, 3, run.runId as KeyId)
  const detail = await ann.call('runs.get', { params: { runId: run.runId } })
  expect(detail).toMatchObject({ spent: '3.000000', left: '7.000000', usage: { calls: 1, spent: '3.000000' } })
  expect(detail).not.toHaveProperty('secret')
  const closed = await ann.call('runs.close', { params: { runId: run.runId } })
  expect(closed).toMatchObject({ status: 'closed', spent: '3.000000', left: '0.000000', returned: '7.000000' })
  expect(await ann.call('runs.close', { params: { runId: run.runId } })).toEqual(closed)
  expect(Number(await available(ann))).toBe(before - 3 + 1_000)
  expect((await new Visitor(world, { authorization: `Bearer ${secret}` }).send('GET', '/runs')).code).toBe(
    'key_revoked',
  )
})

it('a repeat with its Idempotency-Key gets the same run with the same secret; another body is refused', async () => {
  const bea = await world.trader('bea')
  const headers = { 'idempotency-key': 'once' }
  const body = { budget: '1' }
  const [first, second] = [
    await bea.call('runs.open', { body, headers }),
    await bea.call('runs.open', { body, headers }),
  ]
  expect(second).toEqual(first)
  expect((await bea.send('POST', '/runs', { budget: '2' }, headers)).code).toBe('idempotency_key_reused')
  expect((await bea.call('runs.list')).items.map(({ runId }) => runId)).toEqual([first.runId])
})

it('keys open runs within their own budget and models, with the scope relay only', async () => {
  const cy = await world.trader('cy')
  const body = { budget: '1' }
  const reader = await cy.withKey(['read'])
  expect((await reader.send('POST', '/runs', body)).code).toBe('scope_missing')
  const narrow = await cy.withKey(['relay'], { budget: { total: '1.5' }, allowedModels: ['sandbox-small'] })
  expect((await narrow.send('POST', '/runs', { ...body, models: ['other'] })).code).toBe('model_not_allowed')
  const opened = await narrow.call('runs.open', { body })
  expect(opened.models).toEqual(['sandbox-small'])
  expect((await narrow.send('POST', '/runs', body)).code).toBe('key_budget_exceeded')
  expect((await reader.call('runs.list')).items).toMatchObject([{ runId: opened.runId }])
  expect((await reader.send('DELETE', `/runs/${opened.runId}`)).code).toBe('scope_missing')
  expect((await cy.send('POST', '/runs', { budget: '999999' })).code).toBe('insufficient_credits')
  expect((await cy.send('POST', '/runs', { budget: '0' })).code).toBe('amount_not_positive')
})

it('the key of a run knows and closes that run alone, and others do not know it at all', async () => {
  const [dan, eve] = [await world.trader('dan'), await world.trader('eve')]
  const other = await dan.call('runs.open', { body: { budget: '1' } })
  const { runId, secret } = await dan.call('runs.open', { body: { budget: '1' } })
  const agent = new Visitor(world, { authorization: `Bearer ${secret}` })
  expect((await agent.call('runs.list')).items.map((run) => run.runId)).toEqual([runId])
  for (const [who, id] of [
    [agent, other.runId],
    [eve, runId],
  ] as const) {
    expect((await who.send('GET', `/runs/${id}`)).code).toBe('run_not_found')
    expect((await who.send('DELETE', `/runs/${id}`)).code).toBe('run_not_found')
  }
  expect((await agent.send('POST', '/runs', { budget: '0.5' })).code).toBe('run_in_run')
  expect(await agent.call('runs.close', { params: { runId } })).toMatchObject({ status: 'closed' })
  expect((await dan.call('runs.get', { params: { runId: other.runId } })).status).toBe('open')
})

it('runs are paged newest first, and those that have ended can be left out, also where time ended them', async () => {
  const fay = await world.trader('fay')
  const ids: number[] = []
  for (const expiresInSeconds of [7_200, 1_800, 7_200, 1_800])
    ids.unshift((await fay.call('runs.open', { body: { budget: '1', expiresInSeconds } })).runId)
  const operator = await world.operator()
  await operator.call('admin.clock.advance', { body: { advanceMs: HOUR } })
  const first = await fay.call('runs.list', { query: { limit: 3 } })
  expect(first.items.map(({ runId }) => runId)).toEqual(ids.slice(0, 3))
  expect(first.items.map(({ status }) => status)).toEqual(['closed', 'open', 'closed'])
  const cursor = first.nextCursor ?? ''
  expect(await fay.call('runs.list', { query: { limit: 3, cursor } })).toMatchObject({
    ...{ items: [{ runId: ids[3] }], nextCursor: null },
  })
  const open = await fay.call('runs.list', { query: { open: true, limit: 1 } })
  expect([open.items.map(({ runId }) => runId), open.nextCursor]).toEqual([[ids[1]], String(ids[1])])
  expect((await fay.send('GET', '/runs?cursor=x')).code).toBe('invalid_cursor')
})
