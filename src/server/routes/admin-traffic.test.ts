/** Claims about what operators see of calls through the API. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CallFacts, CardId } from '../../engine/command.ts'
import { openWorld, START, type Visitor, type World } from '../testing/world.ts'

let world: World
let ann: Visitor
let operator: Visitor

/** A call of Ann's that failed on two channels and one whose usage was bent. */
async function moreCalls(): Promise<void> {
  const facts: CallFacts = {
    ...{ latencyMs: 40, firstTokenMs: 4, dialect: 'openai', stream: true, estimated: false, quarantined: false },
    ...{ status: 502, outcome: 'error', error: 'upstream_timeout' },
    failures: [
      { channel: 1, code: 'upstream_error', status: 503, ms: 9 },
      { channel: 2, code: 'upstream_timeout', status: null, ms: 30 },
    ],
  }
  const usage = [0, 0, 0, 0, 0, 0, 1]
  const open = (callId: string) =>
    world.core.submit('call.authorize', {
      ...{ bootId: 'boot', callId, account: ann.account, keyId: null, cardIds: [1 as CardId], bound: usage },
    })
  await open('lost')
  await world.core.submit('call.release', { callId: 'lost', facts, unrecovered: [{ cardId: 1 as CardId, usage }] })
  await open('bent')
  const { error: _, failures: __, ...plain } = facts
  const bent = { ...plain, status: 200, outcome: 'stop', quarantined: true }
  const cardId = 1 as CardId
  await world.core.submit('call.capture', { callId: 'bent', cardId, usage, facts: bent, unrecovered: [] })
}

beforeAll(async () => {
  world = await openWorld()
  ann = await world.signUp('ann')
  await world.mine(ann.account, 100)
  await moreCalls()
  operator = await world.operator()
})
afterAll(() => world.close())

describe('traffic', () => {
  it('shows operators, and nobody else, numbers and realised margin by channel', async () => {
    const { items, total } = await operator.call('admin.traffic', { query: { from: START, to: START + 3_600_000 } })
    expect(items).toMatchObject([
      {
        ...{ channelId: 1, calls: 2, quarantined: 1, failedTries: 1, revenue: '101.000000', cost: '60.600000' },
        ...{ unrecovered: '0.600000', margin: '39.800000', marginBps: 3_940 },
        failures: [{ code: 'upstream_error', tries: 1, told: 0 }],
      },
      { channelId: null, calls: 1, failed: 1, retried: 1 },
      { channelId: 2, calls: 0, failures: [{ code: 'upstream_timeout', tries: 1, told: 1 }] },
    ])
    expect(total).toMatchObject({ calls: 3, margin: '39.800000' })
    const csv = await operator.send('GET', '/admin/traffic?by=model&format=csv')
    expect(csv.text.split('\r\n')[1]).toContain('sandbox-small')
    for (const path of ['/admin/traffic', '/admin/ways', '/admin/calls', '/admin/quarantine', '/admin/alerts'])
      expect([path, (await ann.send('GET', path)).status]).toEqual([path, 403])
  })

  it('shows the ways over upstreams and the calls that went them', async () => {
    expect((await operator.call('admin.ways')).items).toMatchObject([
      {
        ...{ model: 'sandbox-small', delivered: false, calls: 1 },
        steps: [
          { channelId: 1, code: 'upstream_error' },
          { channelId: 2, code: 'upstream_timeout' },
        ],
      },
    ])
    const { items } = await operator.call('admin.calls', { query: { retried: true } })
    expect(items).toMatchObject([
      {
        ...{ callId: 'lost', account: ann.account, error: 'upstream_timeout', channelId: null },
        failures: [{ channelId: 1, code: 'upstream_error', status: 503, ms: 9 }, { channelId: 2 }],
      },
    ])
    expect((await operator.call('admin.calls', { query: { error: 'no_channel' } })).items).toEqual([])
  })

  it('tells the caller by what name a call failed, and nothing of upstreams', async () => {
    const { items } = await ann.call('calls.list', { query: { state: 'released' } })
    expect(items).toMatchObject([{ callId: 'lost', error: 'upstream_timeout' }])
    expect(items[0]).not.toHaveProperty('failures')
  })
})

describe('the quarantine', () => {
  it('lists calls whose usage was bent until somebody has looked at them, and writes that down', async () => {
    expect(await operator.call('admin.quarantine.list', { query: { open: true } })).toMatchObject({
      items: [{ callId: 'bent', charged: '1.000000', reported: null, review: null }],
      open: 1,
    })
    const review = { params: { callId: 'bent' }, body: { note: 'negative cache figure' } }
    expect(await operator.call('admin.quarantine.review', review)).toMatchObject({
      review: { by: operator.account, note: 'negative cache figure' },
    })
    expect(await operator.call('admin.quarantine.list', { query: { open: true } })).toMatchObject({
      items: [],
      open: 0,
    })
    expect((await operator.call('admin.quarantine.list')).items).toHaveLength(1)
    expect((await operator.send('POST', '/admin/quarantine/lost/review', {})).code).toBe('call_not_found')
    const { items } = await operator.call('admin.audit', { query: { action: 'quarantine.review', outcome: 'done' } })
    expect(items).toMatchObject([{ target: 'bent', before: 'open', after: 'reviewed' }])
  })
})

describe('alerts', () => {
  it('are listed while they last, acknowledged once, and kept after they end', async () => {
    await world.found({ channels: [{ id: 1, name: 'up', keys: 2, paused: 2 }] })
    const [alert] = (await operator.call('admin.alerts.list')).items
    expect(alert).toMatchObject({ rule: 'channel_down', severity: 'critical', subject: 'up', channelId: 1, value: '2' })
    const alertId = alert?.alertId ?? 0
    expect(
      await operator.call('admin.alerts.acknowledge', { params: { alertId }, body: { note: 'calling them' } }),
    ).toMatchObject({ acknowledged: { by: operator.account, note: 'calling them' } })
    expect((await operator.send('POST', '/admin/alerts/4711/acknowledge', {})).code).toBe('alert_not_found')
    await world.core.advance(61_000)
    await world.found({})
    expect((await operator.call('admin.alerts.list')).items).toEqual([])
    const ended = await operator.call('admin.alerts.list', { query: { ended: true } })
    expect(ended.items).toMatchObject([{ alertId, acknowledged: { note: 'calling them' } }])
    const { items } = await operator.call('admin.audit', { query: { action: 'alert.acknowledge', outcome: 'done' } })
    expect(items).toMatchObject([{ target: `${alertId} channel_down up` }])
  })
})

describe('usage', () => {
  it('is filtered by model and key', async () => {
    const calls = async (query: object) => (await ann.call('usage.get', { query })).total.calls
    expect([await calls({}), await calls({ model: 'sandbox-small' }), await calls({ model: 'other' })]).toEqual([
      3, 3, 0,
    ])
    expect([await calls({ keyId: 0 }), await calls({ keyId: 7 })]).toEqual([3, 0])
  })
})
