/** Scheduled tests of channels in the running relay: what they book, what they tell, what they keep from callers. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Rig } from './rig.ts'
import { completion, sendJson } from './upstream.ts'

let rig: Rig
beforeAll(async () => {
  rig = await new Rig({ channels: [{ probeMinutes: 1 }, { probeMinutes: 0 }] }).start()
  rig.upstream.script = completion('pong', { prompt_tokens: 5, completion_tokens: 3, total_tokens: 8 })
})
afterAll(() => rig.stop())

async function soon(condition: () => boolean): Promise<void> {
  const deadline = performance.now() + 20_000
  while (!condition()) {
    if (performance.now() > deadline) throw new Error('waited in vain')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

test('a channel with a period is tested by itself, its cost is booked to the platform, and its view tells of it', async () => {
  await soon(() => rig.relay.health(1, 'k1').probed !== undefined)
  expect(rig.upstream.requests).toHaveLength(1)
  expect(rig.upstream.requests[0]?.body).toMatchObject({ max_tokens: 16 })
  expect(rig.relay.health(1, 'k1')).toMatchObject({ state: 'closed', probed: { ok: true, model: 'm', status: 200 } })
  expect(rig.relay.health(2, 'k2').probed).toBeUndefined()
  await soon(() => rig.driver.seen('call.unrecovered').length > 0)
  expect(rig.driver.seen('call.unrecovered')).toMatchObject([{ channel: 1, model: 'm', amount: 11 }])
  expect(rig.driver.seen('entry').at(-1)).toMatchObject({ kind: 'unrecovered-cost' })
})

test('a test that is asked for uses the named model, tells what the upstream said, and counts for nobody', async () => {
  const [channel] = rig.channels
  if (!channel) throw new Error('a channel is there')
  rig.upstream.script = (_seen, response) => sendJson(response, 401, { error: { message: 'no such key' } })
  const refused = await rig.relay.probe(channel, { model: 'm' })
  expect(refused).toMatchObject({ ok: false, status: 401, model: 'm' })
  expect(refused.detail).toContain('no such key')
  expect(rig.relay.health(1, 'k1')).toMatchObject({
    state: 'closed',
    probed: { ok: false, code: 'upstream_key_refused' },
  })
  expect(await rig.relay.probe(channel, { model: 'unknown' })).toMatchObject({ ok: false, model: 'unknown' })
})

test('a test that works ends the pause of a key', async () => {
  const { secret } = rig.person('paused')
  const [, channel] = rig.channels
  if (!channel) throw new Error('a channel is there')
  rig.upstream.script = (_seen, response) => sendJson(response, 401, {})
  const body = JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'Hi' }] })
  await rig.post('/chat/completions', { secret, body })
  expect(rig.relay.health(2, 'k2').state).toBe('open')
  rig.upstream.script = completion('pong')
  await rig.relay.probe(channel)
  expect(rig.relay.health(2, 'k2').state).toBe('closed')
})
