/** What upstreams of videos do wrong, and what a broken-off gateway leaves: each video is billed once, for no more than was asked for, or not at all. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { usageRecord } from '../../src/engine/metering/rates.ts'
import { defaultSettings } from '../../src/relay/settings.ts'
import { chunksOf, type Rig, until } from './rig.ts'
import { type Script, sendJson } from './upstream.ts'
import { filmCost, filmRig, oneFilm, SHOT, says, video } from './video-world.ts'

let rig: Rig

beforeEach(async () => {
  rig = await filmRig({ submitMs: 400 })
})
afterEach(() => rig.stop())

describe('an upstream', () => {
  test('is asked in its own name of the model, with the length named and all else as it came', async () => {
    rig.upstream.script = says({ status: 'in_progress', progress: 10 })
    const { secret, client } = rig.person('names')
    await rig.post('/videos', { secret, body: '{"model":"film","prompt":"x","extra":[1]}' })
    expect(rig.upstream.requests[0]?.text).toBe('{"model":"sora","prompt":"x","extra":[1],"seconds":"4"}')
    await client.videos.create({ model: 'film', prompt: 'x' })
    const form = rig.upstream.requests[1]!.text
    expect(form).toContain('name="model"\r\n\r\nsora\r\n')
    expect(form).toMatch(/name="seconds"\r\n\r\n4\r\n--.*--\s*$/)
    expect(rig.upstream.requests[1]?.headers.authorization).toBe('Bearer upstream-secret-1')
  })

  test('that refuses is told to the caller, and one that fails before it can have taken the job is passed over', async () => {
    const { account, secret } = rig.person('refusals')
    const create = () => rig.post('/videos', { secret, body: JSON.stringify(SHOT) })
    rig.upstream.script = (_request, response) =>
      sendJson(response, 400, { error: { message: 'No such thing, upstream-secret-1.' } })
    const refused = await create()
    expect(refused.status).toBe(400)
    expect(await refused.text()).not.toContain('upstream-secret-1')
    for (const script of [
      (_: unknown, response: Parameters<Script>[1]) => sendJson(response, 500, {}),
      (_: unknown, response: Parameters<Script>[1]) => sendJson(response, 200, { error: { message: 'No.' } }),
    ] as Script[]) {
      rig.upstream.script = script
      expect((await create()).status).toBe(502)
    }
    expect([rig.held(account), rig.balance(account)]).toEqual([0, 10_000_000])
    expect(await rig.db.selectFrom('video').selectAll().execute()).toEqual([])
    rig.addChannel({ id: 2, baseUrl: rig.upstreamUrl, ...oneFilm }, filmCost)
    rig.upstream.script = (request, response) =>
      request.headers.authorization === 'Bearer upstream-secret-1'
        ? sendJson(response, 503, {})
        : sendJson(response, 200, video())
    expect((await create()).status).toBe(200)
    // Nothing listens there: the request can not have arrived.
    rig.addChannel({ id: 3, baseUrl: 'http://127.0.0.1:9/v1', ...oneFilm, priority: 9 }, filmCost)
    expect((await create()).status).toBe(200)
  })

  test('that reports a longer film than was asked for is not believed, and a shorter one is billed as that', async () => {
    for (const [seconds, milliseconds, quarantined] of [
      ['4000', 4_000, true],
      ['2.5', 2_500, false],
      [undefined, 4_000, false],
    ] as const) {
      rig.upstream.script = says({ status: 'completed', seconds })
      const { client } = rig.person(`length${seconds}`)
      const { id } = await client.videos.create(SHOT)
      expect(await client.videos.retrieve(id)).toMatchObject({ status: 'completed' })
      const captured = rig.captures().at(-1)!
      expect(usageRecord(captured.usage)).toEqual({ milliseconds, calls: 1 })
      expect(captured.facts.quarantined).toBe(quarantined)
      expect(captured.captured).toBe(milliseconds * 2)
    }
  })

  test('that says nothing useful of a job for a while is asked again, and progress never falls', async () => {
    const { client } = rig.person('noise')
    rig.upstream.script = says({ status: 'in_progress', progress: 40 }, { status: 'queued', progress: 5 })
    const { id } = await client.videos.create(SHOT)
    expect(await client.videos.retrieve(id)).toMatchObject({ status: 'in_progress', progress: 40 })
    expect(await client.videos.retrieve(id)).toMatchObject({ progress: 40 })
    for (const script of [
      (_: unknown, response: Parameters<Script>[1]) => sendJson(response, 500, {}),
      (_: unknown, response: Parameters<Script>[1]) => sendJson(response, 200, { status: 'dreaming' }),
      (_: unknown, response: Parameters<Script>[1]) => response.end('{"id":'),
      () => undefined,
      (_: unknown, response: Parameters<Script>[1]) => sendJson(response, 404, {}),
    ] as Script[]) {
      rig.upstream.script = script
      expect(await client.videos.retrieve(id)).toMatchObject({ progress: 40, error: null })
    }
    rig.upstream.script = says({ status: 'completed' })
    expect(await client.videos.retrieve(id)).toMatchObject({ status: 'completed' })
  })

  test('that says again and again that it knows no such job has lost it: nothing is billed, its cost is booked for the operator', async () => {
    const { account, client } = rig.person('lost')
    rig.upstream.script = says({})
    const { id } = await client.videos.create(SHOT)
    rig.upstream.script = (_request, response) => sendJson(response, 404, {})
    for (let n = 0; n < 2; n++) expect(await client.videos.retrieve(id)).toMatchObject({ status: 'queued' })
    expect(await client.videos.retrieve(id)).toMatchObject({ status: 'failed', error: { code: 'upstream_error' } })
    expect([rig.held(account), rig.balance(account)]).toEqual([0, 10_000_000])
    expect(rig.driver.seen('call.unrecovered')).toMatchObject([{ amount: 4_000 }])
    expect(rig.releases().at(-1)).toMatchObject({ facts: { quarantined: true } })
  })
})

describe('the film', () => {
  const done = async (name: string, content: Script) => {
    const person = rig.person(name)
    rig.upstream.script = (request, response) => {
      if (request.path.includes('/content')) return content(request, response)
      says({ status: 'completed' })(request, response)
    }
    const { id } = await person.client.videos.create(SHOT)
    await person.client.videos.retrieve(id)
    return { ...person, id }
  }

  test('that breaks off is broken off, never ended early', async () => {
    const { id, secret } = await done('cut', (_request, response) => {
      response.writeHead(200, { 'content-type': 'video/mp4' })
      response.write('beginning', () => response.socket?.destroy())
    })
    const answer = await rig.get(`/videos/${id}/content`, secret)
    expect(answer.status).toBe(200)
    await expect(answer.text()).rejects.toThrow()
  })

  test('that the upstream refuses is refused, with its variants asked for by name', async () => {
    const { id, secret } = await done('gone', (_request, response) => sendJson(response, 410, { error: 'gone' }))
    expect((await rig.get(`/videos/${id}/content?variant=thumbnail`, secret)).status).toBe(410)
    expect(rig.upstream.requests.at(-1)?.path).toBe('/v1/videos/up_1/content?variant=thumbnail')
    expect((await rig.get(`/videos/${id}/content?variant=poster`, secret)).status).toBe(400)
  })

  test('is never far ahead of a reader that lags, and is let go of when the reader leaves', async () => {
    let sent = 0
    const { id, secret } = await done('lags', (_request, response) => {
      response.writeHead(200, { 'content-type': 'video/mp4' })
      const pump = (): void => {
        while (sent < 200 && !response.destroyed) {
          sent++
          if (!response.write(Buffer.alloc(1024 * 1024))) return void response.once('drain', pump)
        }
        response.end()
      }
      pump()
    })
    const leaving = new AbortController()
    const answer = await fetch(`${rig.baseUrl}/videos/${id}/content`, {
      headers: { authorization: `Bearer ${secret}` },
      signal: leaving.signal,
    })
    const pieces = chunksOf(answer)
    await pieces.next()
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(sent).toBeLessThan(60)
    leaving.abort()
    await until(() => rig.upstream.aborted === 1 && rig.relay.running() === 0)
  })
})

describe('a gateway that breaks off', () => {
  test('between the capture and writing it down bills no second time', async () => {
    const { account, client } = rig.person('between')
    rig.upstream.script = says({ status: 'completed' })
    const { id } = await client.videos.create(SHOT)
    const { change } = rig.kept.videos
    Object.assign(rig.kept.videos, {
      change: () => {
        throw new Error('the disk is full')
      },
    })
    await expect(client.videos.retrieve(id)).rejects.toMatchObject({ status: 500 })
    expect(rig.captures().length).toBe(1)
    Object.assign(rig.kept.videos, { change })
    expect(await client.videos.retrieve(id)).toMatchObject({ status: 'completed' })
    expect(rig.captures().length).toBe(1)
    expect([rig.held(account), rig.balance(account)]).toEqual([0, 10_000_000 - 8_000])
  })

  test('while the core takes nothing captures as soon as it does', async () => {
    const { account, client } = rig.person('overloaded')
    rig.upstream.script = says({ status: 'completed' })
    const { id } = await client.videos.create(SHOT)
    const { capture } = rig.money
    const overloaded = Object.assign(new Error('full'), { name: 'Overloaded' })
    Object.assign(rig.money, { capture: () => Promise.reject(overloaded) })
    await expect(client.videos.retrieve(id)).rejects.toMatchObject({ status: 503 })
    expect(rig.held(account)).toBe(8_000)
    Object.assign(rig.money, { capture })
    expect(await client.videos.retrieve(id)).toMatchObject({ status: 'completed' })
    expect(rig.balance(account)).toBe(10_000_000 - 8_000)
  })

  test('is not taken for one whose hold the calendar gave back: that stays free, and its cost is the platform’s', async () => {
    const { account, client } = rig.person('late')
    rig.upstream.script = says({ status: 'in_progress', progress: 1 })
    const { id } = await client.videos.create(SHOT)
    const job = await rig.kept.videos.get(id)
    rig.driver.pass(defaultSettings.videos.jobMs + 1)
    // As if the core's clock had passed the end between the question and the capture.
    Object.assign(rig.money, { now: () => job!.createdAt })
    rig.upstream.script = says({ status: 'completed' })
    expect(await client.videos.retrieve(id)).toMatchObject({ status: 'failed', error: { code: 'expired' } })
    expect([rig.held(account), rig.balance(account)]).toEqual([0, 10_000_000])
    expect(rig.driver.seen('call.unrecovered').at(-1)).toMatchObject({ amount: 4_000 })
  })

  test('for longer than a job may take finds out what was finished meanwhile: free, but not without its cost', async () => {
    const { account, client } = rig.person('down')
    rig.upstream.script = says({ status: 'completed' })
    const { id } = await client.videos.create(SHOT)
    rig.driver.pass(defaultSettings.videos.jobMs + 1)
    const booked = rig.driver.seen('call.unrecovered').length
    expect(await client.videos.retrieve(id)).toMatchObject({ status: 'failed', error: { code: 'expired' } })
    expect([rig.held(account), rig.balance(account)]).toEqual([0, 10_000_000])
    expect(rig.driver.seen('call.unrecovered').slice(booked)).toMatchObject([{ amount: 4_000 }])
  })
})
