/** How videos begin and are given up: submitted to one upstream, ended whatever breaks between, billed as they end when nobody wants them any more. */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Rig, until } from './rig.ts'
import { type Script, sendJson } from './upstream.ts'
import { filmCost, filmRig, oneFilm, SHOT, says, video } from './video-world.ts'

let rig: Rig

beforeEach(async () => {
  rig = await filmRig()
})
afterEach(() => rig.stop())

const again = async (...options: Parameters<typeof filmRig>) => {
  await rig.stop()
  rig = await filmRig(...options)
}

/** The gateway asks by itself. */
const quick = { pollMs: 5, maxPollMs: 20 }

async function nothingKept(): Promise<void> {
  const kept = async () => (await rig.db.selectFrom('video').selectAll().execute()).length
  for (let tries = 0; (await kept()) > 0 && tries < 200; tries++) await sleep(10)
  expect(await kept()).toBe(0)
}

describe('an upstream', () => {
  test('that may have taken a job is asked no second time, nor another one: failed, free, its cost booked for the operator', async () => {
    await again({ submitMs: 300 })
    rig.addChannel({ id: 2, baseUrl: rig.upstreamUrl, ...oneFilm }, filmCost)
    const { account, secret, client } = rig.person('unknown')
    const scripts: Script[] = [
      () => undefined,
      (_, response) => response.socket?.destroy(),
      (_, response) => sendJson(response, 200, { id: 5 }),
      (_, response) => sendJson(response, 200, 'no object'),
      (_, response) => sendJson(response, 502, {}),
      (_, response) => sendJson(response, 504, {}),
      (_, response) => response.writeHead(200, { 'content-length': '50' }).write('{"id"', () => response.destroy()),
    ]
    for (const [n, script] of scripts.entries()) {
      rig.upstream.script = script
      const headers = { 'idempotency-key': `unknown-${n}` }
      const create = async () => (await rig.post('/videos', { secret, body: JSON.stringify(SHOT), headers })).json()
      const job = await create()
      expect(job).toMatchObject({ status: 'failed', error: { code: 'outcome_unknown' }, lx: { charge: 'free' } })
      // A repeat is told the same, and nobody is asked again.
      expect(await create()).toEqual(job)
      expect(rig.upstream.requests).toHaveLength(n + 1)
      expect(rig.driver.seen('call.unrecovered')).toHaveLength(n + 1)
      expect(rig.driver.seen('call.unrecovered').at(-1)).toMatchObject({ amount: 4_000 })
      expect(rig.releases().at(-1)).toMatchObject({ facts: { quarantined: true, error: 'outcome_unknown' } })
    }
    expect([rig.held(account), rig.balance(account)]).toEqual([0, 10_000_000])
    expect((await client.videos.list()).data).toHaveLength(scripts.length)
  })

  test('that was asked when the gateway broke off may have taken the job: failed, its cost booked, never asked again', async () => {
    const { account, client } = rig.person('broken')
    const { change } = rig.kept.videos
    rig.upstream.script = says({})
    // The word of the upstream is not written down any more.
    const crash: typeof change = (id, { place, ...more }) =>
      place ? Promise.reject(new Error('the disk is full')) : change(id, more)
    Object.assign(rig.kept.videos, { change: crash })
    await expect(client.videos.create(SHOT)).rejects.toMatchObject({ status: 500 })
    Object.assign(rig.kept.videos, { change })
    const [job] = (await client.videos.list()).data
    expect(await client.videos.retrieve(job!.id)).toMatchObject({
      status: 'failed',
      error: { code: 'outcome_unknown' },
    })
    expect(rig.upstream.requests).toHaveLength(1)
    expect(rig.driver.seen('call.unrecovered')).toMatchObject([{ amount: 4_000 }])
    expect([rig.held(account), rig.balance(account)]).toEqual([0, 10_000_000])
  })
})

describe('a submission whose end can not be booked', () => {
  test('is ended by the gateway while it runs, as soon as the core takes it', async () => {
    await again(quick)
    const { account, client } = rig.person('stuck')
    rig.upstream.script = (_request, response) => sendJson(response, 400, { error: { message: 'No.' } })
    const { release } = rig.money
    const overloaded = Object.assign(new Error('full'), { name: 'Overloaded' })
    Object.assign(rig.money, { release: () => Promise.reject(overloaded) })
    await expect(client.videos.create(SHOT)).rejects.toMatchObject({ status: 503 })
    expect(rig.held(account)).toBe(8_000)
    Object.assign(rig.money, { release })
    await until(() => rig.held(account) === 0)
    expect(rig.balance(account)).toBe(10_000_000)
    // It was refused for sure: no cost is booked, and nothing is left of it.
    expect(rig.driver.seen('call.unrecovered')).toEqual([])
    await until(() => rig.upstream.requests.length === 1)
    expect((await client.videos.list()).data).toEqual([])
  })
})

describe('a running video that is deleted', () => {
  test('is gone at once for its owner, and billed as what becomes of it where its upstream can not be stopped', async () => {
    for (const onClientGone of ['drain', 'abort'] as const) {
      await again(quick, { onClientGone })
      const { account, secret, client } = rig.person('drops')
      const deleted: string[] = []
      const running = says({ status: 'in_progress', progress: 1 })
      rig.upstream.script = (request, response) => {
        if (request.method === 'DELETE') return sendJson(response, 400, { error: { message: 'It runs.' } })
        running(request, response)
      }
      const headers = { 'idempotency-key': 'drops' }
      const create = () => rig.post('/videos', { secret, body: JSON.stringify(SHOT), headers })
      const { id } = (await (await create()).json()) as { id: string }
      await client.videos.delete(id)
      expect((await client.videos.list()).data).toEqual([])
      for (const attempt of [
        () => client.videos.retrieve(id),
        () => client.videos.delete(id),
        () => client.videos.downloadContent(id),
        () => client.videos.remix(id, { prompt: 'x' }),
      ])
        await expect(attempt()).rejects.toMatchObject({ status: 404 })
      expect(await (await create()).json()).toMatchObject({ error: { code: 'call_already_done' } })
      expect(rig.held(account)).toBe(8_000)
      rig.upstream.script = (request, response) => {
        if (request.method === 'DELETE') deleted.push(request.path)
        says({ status: 'completed', seconds: '3' })(request, response)
      }
      await until(() => rig.held(account) === 0)
      expect(rig.balance(account)).toBe(10_000_000 - 6_000)
      await until(() => deleted.length > 0)
      await nothingKept()
      expect((await create()).status).toBe(409)
      expect(deleted).toEqual(['/v1/videos/up_1'])
    }
  })

  test('and fails then is free', async () => {
    await again(quick)
    const { account, client } = rig.person('drops')
    rig.upstream.script = says({ status: 'in_progress' })
    const { id } = await client.videos.create(SHOT)
    await client.videos.delete(id)
    rig.upstream.script = says({ status: 'failed' })
    await nothingKept()
    expect([rig.held(account), rig.balance(account)]).toEqual([0, 10_000_000])
    expect(rig.driver.seen('call.unrecovered')).toEqual([])
  })

  test('still counts among those under way', async () => {
    await again({ running: { lv1: 1, higher: 1 } })
    const { client } = rig.person('crowds')
    rig.upstream.script = says({ status: 'in_progress' })
    const { id } = await client.videos.create(SHOT)
    await client.videos.delete(id)
    await expect(client.videos.create(SHOT)).rejects.toMatchObject({ status: 429 })
  })
})

test('a video that is deleted while its upstream is still asked is taken back there too', async () => {
  await again({}, { onClientGone: 'abort' })
  const { account, client, secret } = rig.person('early')
  let take: (() => void) | undefined
  rig.upstream.script = (request, response) => {
    if (request.method === 'POST') take = () => sendJson(response, 200, video())
    else sendJson(response, 200, request.method === 'DELETE' ? { deleted: true } : video())
  }
  const making = client.videos.create(SHOT, { maxRetries: 0 })
  await until(() => take !== undefined)
  const [job] = (await client.videos.list()).data
  const deleting = client.videos.delete(job!.id)
  await rig.get('/videos', secret)
  take?.()
  await Promise.all([making, deleting])
  expect(rig.upstream.requests.map(({ method }) => method)).toContain('DELETE')
  expect([rig.held(account), rig.balance(account)]).toEqual([0, 10_000_000])
  expect((await client.videos.list()).data).toEqual([])
})
