/** Claims about the public ranking of models. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openWorld, type Visitor, type World } from '../testing/world.ts'

const DAY = 86_400_000

let world: World
let ann: Visitor

beforeAll(async () => {
  world = await openWorld()
  const operator = await world.operator()
  await operator.call('admin.channels.create', {
    body: { name: 'Own', provider: 'sandbox', models: [{ model: 'sandbox-small' }] },
  })
  ann = await world.signUp('ann')
  await world.mine(ann.account, 3)
})
afterAll(() => world.close())

describe('the ranking of models', () => {
  it('tells everybody calls and tokens, and nobody who called', async () => {
    const answer = await world.send('GET', '/api/v1/rankings?span=24h')
    expect(answer.status).toBe(200)
    expect(answer.json).toMatchObject({
      items: [{ model: 'sandbox-small', kind: 'chat', calls: 1, before: { calls: 0 } }],
      total: { calls: 1 },
    })
    expect(answer.text).not.toContain('account')
  })

  it('moves calls into the time before when their hours are over, and forgets them after it', async () => {
    const operator = await world.operator()
    await operator.call('admin.clock.advance', { body: { advanceMs: DAY } })
    expect((await ann.call('models.rankings', { query: { span: '24h' } })).items).toEqual([])
    const week = await ann.call('models.rankings', { query: { span: '7d' } })
    expect(week.items).toMatchObject([{ calls: 1, before: { calls: 0 } }])
    await world.mine(ann.account, 1)
    const day = await ann.call('models.rankings', { query: { span: '24h' } })
    expect(day.items).toMatchObject([{ calls: 1, before: { calls: 1 } }])
    expect(day.asOf - day.from).toBe(DAY - 3_600_000)
  })
})
