/** Videos of the sandbox through the official client: made in their time, billed by the second once they are, by nobody else seen. */
import type OpenAI from 'openai'
import { toFile } from 'openai'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { usageRecord } from '../../src/engine/metering/rates.ts'
import { defaultSettings } from '../../src/relay/settings.ts'
import { type Person, Rig, until } from './rig.ts'

/** Nobody asks the upstream but the tests. */
const rig = new Rig({ settings: { videos: { ...defaultSettings.videos, pollMs: 3_600_000, gapMs: 0 } } })
beforeAll(async () => {
  await rig.start()
  rig.addSandbox(90, { onClientGone: 'abort' })
})
afterAll(() => rig.stop())

/** List is twice the cost: 0.2 CR a second. */
const PER_SECOND = 200_000
const SHOT = { model: 'sandbox-video', prompt: 'A light crosses a field' } as const

async function finished({ client }: Pick<Person, 'client'>, id: string): Promise<OpenAI.Videos.Video> {
  rig.driver.pass(5_000)
  return client.videos.retrieve(id)
}

describe('a video', () => {
  test('is held for when it is asked for, billed by the second when it is finished, and plays', async () => {
    const person = rig.person('video')
    const { account, client } = person
    const job = await client.videos.create({ ...SHOT, seconds: '8', size: '1280x720' })
    expect(job).toMatchObject({
      object: 'video',
      status: 'queued',
      seconds: '8',
      size: '1280x720',
      prompt: SHOT.prompt,
    })
    expect([rig.held(account), rig.balance(account)]).toEqual([8 * PER_SECOND, 10_000_000 - 8 * PER_SECOND])
    rig.driver.pass(2_000)
    const running = await client.videos.retrieve(job.id)
    expect(running).toMatchObject({ status: 'in_progress', progress: 50 })
    const done = await finished(person, job.id)
    expect(done).toMatchObject({ status: 'completed', progress: 100, error: null })
    expect([rig.held(account), rig.balance(account)]).toEqual([0, 10_000_000 - 8 * PER_SECOND])
    const captured = rig.captures().at(-1)!
    expect(usageRecord(captured.usage)).toEqual({ milliseconds: 8_000, calls: 1 })
    expect(captured.facts).toMatchObject({ outcome: 'stop', status: 200, estimated: false })
    expect(done).toMatchObject({ lx: { call_id: captured.callId, cost: '1.600000', charge: 'metered' } })
    const film = Buffer.from(await (await client.videos.downloadContent(job.id)).arrayBuffer())
    expect(film.toString('latin1', 4, 12)).toBe('ftypisom')
    const head = await rig.get(`/videos/${job.id}/content`, person.secret)
    expect(head.headers.get('content-type')).toBe('video/mp4')
    expect(Number(head.headers.get('content-length'))).toBe(film.length)
  })

  test('is captured by the gateway’s own questions when its owner never asks', async () => {
    const own = await new Rig({ settings: { videos: { ...defaultSettings.videos, pollMs: 5 } } }).start()
    try {
      own.addSandbox()
      const { account, client } = own.person('away')
      await client.videos.create({ ...SHOT, seconds: '4' })
      own.driver.pass(5_000)
      await until(() => own.captures().length === 1)
      expect([own.held(account), own.balance(account)]).toEqual([0, 10_000_000 - 4 * PER_SECOND])
    } finally {
      await own.stop()
    }
  })

  test('that many ask about at once when it is finished is billed once', async () => {
    const person = rig.person('crowd')
    const job = await person.client.videos.create(SHOT)
    const before = rig.captures().length
    rig.driver.pass(5_000)
    const seen = await Promise.all(Array.from({ length: 20 }, () => person.client.videos.retrieve(job.id)))
    expect(new Set(seen.map(({ status }) => status))).toEqual(new Set(['completed']))
    expect(rig.captures().length).toBe(before + 1)
    expect(
      rig.money.log.filter(({ type, input }) => type === 'call.capture' && callOf(input) === callIdOf(seen[0]!)),
    ).toHaveLength(1)
  })

  test('that fails is free, and says why', async () => {
    const person = rig.person('fails')
    const job = await person.client.videos.create({ ...SHOT, prompt: '!cut a storm' })
    const failed = await finished(person, job.id)
    expect(failed).toMatchObject({ status: 'failed', error: { code: 'asked_for' }, lx: { charge: 'free' } })
    expect([rig.held(person.account), rig.balance(person.account)]).toEqual([0, 10_000_000])
    expect(rig.releases().at(-1)).toMatchObject({
      facts: { outcome: 'error', status: 502, error: 'upstream_error' },
    })
    await expect(person.client.videos.downloadContent(job.id)).rejects.toMatchObject({ status: 400 })
  })

  test('that is not finished in its time is given back by the calendar, and never billed', async () => {
    const person = rig.person('stalls')
    const job = await person.client.videos.create({ ...SHOT, prompt: '!stall for ever' })
    expect(rig.held(person.account)).toBe(4 * PER_SECOND)
    rig.driver.pass(defaultSettings.videos.jobMs + 1_000)
    expect(rig.held(person.account)).toBe(0)
    expect(await person.client.videos.retrieve(job.id)).toMatchObject({ status: 'failed', error: { code: 'expired' } })
    expect(rig.balance(person.account)).toBe(10_000_000)
  })

  test('in a size with a price of its own costs that, lying or standing', async () => {
    const person = rig.person('large')
    const { account, client } = person
    for (const size of ['1792x1024', '1024x1792'] as const) {
      const job = await client.videos.create({ ...SHOT, size })
      expect(rig.held(account)).toBe(4 * 600_000)
      await client.videos.delete(job.id)
    }
    const narrow = rig.person('narrow', { principal: { models: ['sandbox-video'] } })
    const job = await narrow.client.videos.create({ ...SHOT, size: '1792x1024' })
    expect(job.model).toBe('sandbox-video')
    await narrow.client.videos.delete(job.id)
    await expect(narrow.client.videos.create({ ...SHOT, model: 'other' })).rejects.toMatchObject({ status: 403 })
  })

  test('takes JSON, and a form with a picture, alike', async () => {
    const { account, secret, client } = rig.person('forms')
    const reference = await toFile(Buffer.from('89504e470d0a1a0a', 'hex'), 'a.png', { type: 'image/png' })
    const form = await client.videos.create({ ...SHOT, input_reference: reference })
    expect(form.seconds).toBe('4')
    const json = await rig.post('/videos', { secret, body: JSON.stringify({ ...SHOT, seconds: 8 }) })
    expect(await json.json()).toMatchObject({ object: 'video', seconds: '8' })
    expect(rig.held(account)).toBe(12 * PER_SECOND)
  })

  test('can be remixed once it is finished, at the price of the first', async () => {
    const person = rig.person('remix')
    const { client, account } = person
    const job = await client.videos.create({ ...SHOT, seconds: '8' })
    await expect(client.videos.remix(job.id, { prompt: 'in blue' })).rejects.toMatchObject({ code: 'video_not_ready' })
    await finished(person, job.id)
    const second = await client.videos.remix(job.id, { prompt: 'in blue' })
    expect(second).toMatchObject({ remixed_from_video_id: job.id, seconds: '8', prompt: 'in blue' })
    expect(rig.held(account)).toBe(8 * PER_SECOND)
    expect(await finished(person, second.id)).toMatchObject({ status: 'completed' })
    expect(rig.balance(account)).toBe(10_000_000 - 16 * PER_SECOND)
  })
})

describe('deleting', () => {
  test('a running video takes it back where that stops the bill, and gives the whole hold back', async () => {
    const { account, client } = rig.person('deletes')
    const job = await client.videos.create(SHOT)
    expect(await client.videos.delete(job.id)).toEqual({ id: job.id, object: 'video.deleted', deleted: true })
    expect([rig.held(account), rig.balance(account)]).toEqual([0, 10_000_000])
    expect(rig.releases().at(-1)).toMatchObject({ facts: { outcome: 'cancelled' } })
    await expect(client.videos.retrieve(job.id)).rejects.toMatchObject({ status: 404, code: 'video_not_found' })
  })

  test('one that has just been finished bills it first', async () => {
    const { account, client } = rig.person('late')
    const job = await client.videos.create(SHOT)
    rig.driver.pass(5_000)
    await Promise.all([client.videos.delete(job.id), client.videos.retrieve(job.id).catch(() => undefined)])
    expect([rig.held(account), rig.balance(account)]).toEqual([0, 10_000_000 - 4 * PER_SECOND])
  })
})

describe('whose a video is', () => {
  test('nobody else sees it, deletes it, remixes it or takes it', async () => {
    const owner = rig.person('owner')
    const job = await owner.client.videos.create(SHOT)
    await finished(owner, job.id)
    const { client } = rig.person('stranger')
    for (const attempt of [
      () => client.videos.retrieve(job.id),
      () => client.videos.delete(job.id),
      () => client.videos.remix(job.id, { prompt: 'mine' }),
      () => client.videos.downloadContent(job.id),
    ])
      await expect(attempt()).rejects.toMatchObject({ status: 404 })
    expect((await client.videos.list()).data).toEqual([])
    expect(await owner.client.videos.retrieve(job.id)).toMatchObject({ status: 'completed' })
  })

  test('its owner lists them by page, the newest first', async () => {
    const { client } = rig.person('lister', { credits: 100_000_000 })
    const ids: string[] = []
    for (let n = 0; n < 5; n++) {
      rig.driver.pass(10)
      ids.push((await client.videos.create(SHOT)).id)
    }
    const seen: string[] = []
    for await (const { id } of client.videos.list({ limit: 2 })) seen.push(id)
    expect(seen).toEqual([...ids].reverse())
    expect((await client.videos.list({ order: 'asc', limit: 1 })).data[0]?.id).toBe(ids[0])
    await expect(client.videos.list({ after: 'video_nobody' })).rejects.toMatchObject({ status: 400 })
  })
})

describe('videos that have ended', () => {
  test('are kept up to a bound for each account: those that ended first go, what runs stays, and no repeat bills one again', async () => {
    const settings = { videos: { ...defaultSettings.videos, pollMs: 3_600_000, gapMs: 0, maxSettled: 2 } }
    const small = await new Rig({ settings }).start()
    try {
      small.addSandbox()
      const { account, secret, client } = small.person('many')
      const other = small.person('few')
      const theirs = await other.client.videos.create(SHOT)
      const running = await client.videos.create({ ...SHOT, prompt: '!stall for ever' })
      const headers = { 'idempotency-key': 'first' }
      const ask = () => small.post('/videos', { secret, body: JSON.stringify(SHOT), headers })
      const first = (await (await ask()).json()) as { id: string }
      const ids = [first.id]
      for (const prompt of ['!cut a storm', 'a calm', '!cut a gale'])
        ids.push((await client.videos.create({ ...SHOT, prompt })).id)
      small.driver.pass(5_000)
      await other.client.videos.retrieve(theirs.id)
      // The last one ends first.
      for (const id of [ids[3]!, ids[0]!, ids[1]!, ids[2]!]) {
        small.driver.pass(10)
        expect((await client.videos.retrieve(id)).status).not.toBe('in_progress')
      }
      const listed = (await client.videos.list()).data.map(({ id }) => id)
      expect(new Set(listed)).toEqual(new Set([running.id, ids[1], ids[2]]))
      expect((await other.client.videos.list()).data).toHaveLength(1)
      await expect(client.videos.retrieve(first.id)).rejects.toMatchObject({ status: 404, code: 'video_not_found' })
      const again = await ask()
      expect([again.status, await again.json()]).toMatchObject([409, { error: { code: 'call_already_done' } }])
      expect([small.held(account), small.balance(account)]).toEqual([4 * PER_SECOND, 10_000_000 - 12 * PER_SECOND])
    } finally {
      await small.stop()
    }
  })
})

describe('an Idempotency-Key', () => {
  test('makes one job and one hold however often it comes at once, and tells of it afterwards', async () => {
    const { account, secret } = rig.person('again')
    const ask = () => rig.post('/videos', { secret, body: JSON.stringify(SHOT), headers: { 'idempotency-key': 'one' } })
    const answers = await Promise.all(Array.from({ length: 20 }, ask))
    const ids = new Set(await Promise.all(answers.map(async (answer) => ((await answer.json()) as { id: string }).id)))
    expect(ids.size).toBe(1)
    expect(rig.held(account)).toBe(4 * PER_SECOND)
    rig.driver.pass(5_000)
    const [id] = ids
    await rig.client(secret).videos.retrieve(id!)
    const later = await ask()
    expect(await later.json()).toMatchObject({ id, status: 'completed' })
    expect(later.headers.get('x-lx-replayed')).toBe('true')
    expect(rig.balance(account)).toBe(10_000_000 - 4 * PER_SECOND)
  })

  test('with another body is refused; one that was refused before may come again', async () => {
    const { secret } = rig.person('other')
    const headers = { 'idempotency-key': 'two' }
    const refused = await rig.post('/videos', {
      secret,
      body: JSON.stringify({ ...SHOT, prompt: '!error 400' }),
      headers,
    })
    expect(refused.status).toBe(400)
    const taken = await rig.post('/videos', { secret, body: JSON.stringify(SHOT), headers })
    expect(taken.status).toBe(200)
    const other = await rig.post('/videos', { secret, body: JSON.stringify({ ...SHOT, prompt: 'x' }), headers })
    expect(other.status).toBe(409)
  })
})

describe('what is refused', () => {
  test('leaves no job and no hold behind', async () => {
    const { account, secret, client } = rig.person('refused', { credits: 900_000 })
    const bad: [string, number][] = [
      [JSON.stringify({ model: 'sandbox-video' }), 400],
      [JSON.stringify({ ...SHOT, prompt: '' }), 400],
      [JSON.stringify({ ...SHOT, prompt: 5 }), 400],
      [JSON.stringify({ ...SHOT, seconds: '1e3' }), 400],
      [JSON.stringify({ ...SHOT, seconds: -4 }), 400],
      [JSON.stringify({ ...SHOT, seconds: 4.5 }), 400],
      [JSON.stringify({ ...SHOT, seconds: [4] }), 400],
      [JSON.stringify({ ...SHOT, size: 'large' }), 400],
      [JSON.stringify({ ...SHOT, seconds: 1, duration: 60 }), 400],
      [JSON.stringify({ ...SHOT, n: 4 }), 400],
      [JSON.stringify({ ...SHOT, input_reference: { file_id: 'file-1' } }), 400],
      [JSON.stringify({ ...SHOT, model: 'sandbox-chat' }), 400],
      [JSON.stringify({ ...SHOT, model: 'nothing' }), 404],
      [JSON.stringify({ ...SHOT, prompt: '!error 503' }), 502],
      [JSON.stringify({ ...SHOT, seconds: '8' }), 402],
      ['{', 400],
    ]
    for (const [body, status] of bad)
      expect([body, (await rig.post('/videos', { secret, body })).status]).toEqual([body, status])
    const capped = await rig.post('/videos', {
      secret,
      body: JSON.stringify({ ...SHOT, seconds: '1' }),
      headers: { 'x-lx-max-cost': '0.1' },
    })
    expect(capped.status).toBe(402)
    expect((await client.videos.list()).data).toEqual([])
    expect([rig.held(account), rig.balance(account)]).toEqual([0, 900_000])
    for (const id of ['x', '%00', 'a'.repeat(290)]) expect((await rig.get(`/videos/${id}`, secret)).status).toBe(404)
    expect((await rig.get('/videos?limit=1000', secret)).status).toBe(400)
  })

  test('an account has so many videos under way', async () => {
    const { client } = rig.person('many', { credits: 100_000_000 })
    for (let n = 0; n < 10; n++) await client.videos.create(SHOT)
    await expect(client.videos.create(SHOT)).rejects.toMatchObject({ status: 429, code: 'too_many_calls' })
  })
})

function callOf(input: unknown): string {
  return (input as { callId: string }).callId
}

/** The bill is ours: the client's types do not know it. */
function callIdOf(video: OpenAI.Videos.Video & { readonly lx?: { readonly call_id: string } }): string | undefined {
  return video.lx?.call_id
}
