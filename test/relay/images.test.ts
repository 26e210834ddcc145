/** Pictures through the whole relay with the official client: made, edited, varied, streamed; priced each or by tokens. */
import { createOpenAI } from '@ai-sdk/openai'
import { generateImage } from 'ai'
import type OpenAI from 'openai'
import { toFile } from 'openai'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CallAuthorize } from '../../src/engine/command.ts'
import { flatRates, usageRecord } from '../../src/engine/metering/rates.ts'
import { readForm } from '../../src/relay/body/form.ts'
import type { Channel } from '../../src/relay/channels/channel.ts'
import { chunksOf, Rig, testModel, until } from './rig.ts'
import { event, type Script, sendJson, stream } from './upstream.ts'

/** List is twice the cost: 40 µCR a token of text read, 60 of pictures read, 200 a token of pictures made. */
const byToken = flatRates({ input: 20_000_000, inputImage: 30_000_000, output: 50_000_000, outputImage: 100_000_000 })
/** 0.08 CR each at list. */
const each = flatRates({ images: 40_000_000_000 })

const picture = Buffer.from('a picture').toString('base64')
const imageModel = (model: string, upstream = model) => testModel({ model, upstream, kind: 'image', maxOutput: null })
const tokens = {
  input_tokens: 30,
  output_tokens: 272,
  total_tokens: 302,
  input_tokens_details: { text_tokens: 10, image_tokens: 20 },
}

const answer =
  (count: number, usage?: object): Script =>
  (_seen, response) =>
    sendJson(response, 200, {
      created: 1,
      data: Array.from({ length: count }, () => ({ b64_json: picture, revised_prompt: 'a "quoted" 狐' })),
      ...(usage ? { usage } : {}),
    })

const neverOpens = { failures: 1_000, pauseMs: 1, maxPauseMs: 1, refusedKeyMs: 1 }

let rig: Rig
beforeAll(async () => {
  rig = await new Rig({ channels: [], settings: { lateUsageMs: 10, breaker: neverOpens } }).start()
  const open = (id: number, models: Channel['models'], cost: typeof each) =>
    rig.addChannel({ id, baseUrl: rig.upstreamUrl, models }, cost)
  open(1, [imageModel('pictures', 'gpt-image-2')], byToken)
  open(2, [imageModel('plain'), imageModel('grand', 'dall-e-3')], each)
})
afterAll(() => rig.stop())

const last = () => rig.captures().at(-1)!
/** What the last call was authorised for. */
const boundOf = () =>
  usageRecord((rig.money.log.findLast(({ type }) => type === 'call.authorize')!.input as CallAuthorize).bound)
const seen = () => rig.upstream.requests.at(-1)!
const fox = () => toFile(Buffer.from([137, 80, 78, 71, 0, 13, 10, 45, 45]), 'fox.png', { type: 'image/png' })

describe('pictures', () => {
  test('are charged each, forwarded as they came with only the model’s name changed', async () => {
    const { client } = rig.person('each')
    rig.upstream.script = answer(3)
    const made = await client.images.generate({
      model: 'grand',
      prompt: 'A fox',
      n: 3,
      size: '1024x1024',
      style: 'vivid',
    })
    expect(made.data?.map(({ b64_json }) => b64_json)).toEqual([picture, picture, picture])
    expect(made.data?.[0]?.revised_prompt).toBe('a "quoted" 狐')
    expect(seen().path).toBe('/v1/images/generations')
    expect(seen().body).toEqual({ model: 'dall-e-3', prompt: 'A fox', n: 3, size: '1024x1024', style: 'vivid' })
    expect(usageRecord(last().usage)).toEqual({ images: 3, calls: 1 })
    expect(last().captured).toBe(240_000)
    expect(last().facts).toMatchObject({ estimated: false, quarantined: false, outcome: 'stop' })
  })

  test('that are wide or fine are priced as two, or three when they are both', async () => {
    const { client } = rig.person('weights')
    rig.upstream.script = answer(1)
    const captured = async (more: object) => {
      await client.images.generate({ model: 'grand', prompt: 'A fox', ...more })
      return last().captured
    }
    expect(await captured({ size: '1792x1024' })).toBe(160_000)
    expect(await captured({ size: '1792x1024', quality: 'hd' })).toBe(240_000)
    await client.images.generate({ model: 'plain', prompt: 'A fox', size: '1792x1024', quality: 'hd' })
    expect(last().captured).toBe(80_000)
  })

  test('asked for under a name of another upstream’s are held and charged each', async () => {
    const { secret } = rig.person('synonyms')
    const send = async (more: object) => {
      rig.upstream.script = answer(4)
      const body = JSON.stringify({ model: 'plain', prompt: 'A fox', ...more })
      const { status } = await rig.post('/images/generations', { secret, body })
      return [status, boundOf().images, usageRecord(last().usage).images]
    }
    for (const name of ['batch_size', 'num_images', 'numberOfImages', 'num_outputs', 'samples'])
      for (const count of [4, '4']) expect(await send({ n: 1, [name]: count })).toEqual([200, 4, 4])
    expect((await send({ batch_size: 1_000 }))[0]).toBe(400)
    expect(await send({ samples: null })).toEqual([200, 1, 1])
  })

  test('that count tokens are charged on the upstream’s own figures, text and pictures apart', async () => {
    const { client } = rig.person('tokens')
    rig.upstream.script = answer(1, tokens)
    const made = await client.images.generate({ model: 'pictures', prompt: 'A fox', quality: 'low' })
    expect(made.usage?.output_tokens).toBe(272)
    expect(usageRecord(last().usage)).toEqual({ input: 10, inputImage: 20, outputImage: 272, images: 1, calls: 1 })
    expect(last().captured).toBe(10 * 40 + 20 * 60 + 272 * 200)
    expect(last().facts.estimated).toBe(false)
    rig.upstream.script = answer(1, { ...tokens, output_tokens_details: { text_tokens: 72, image_tokens: 200 } })
    await client.images.generate({ model: 'pictures', prompt: 'A fox' })
    expect(usageRecord(last().usage)).toMatchObject({ output: 72, outputImage: 200 })
  })

  test('whose upstream tells no usage are charged by what such pictures usually take, and marked', async () => {
    const { client } = rig.person('silent')
    rig.upstream.script = answer(2)
    await client.images.generate({ model: 'pictures', prompt: 'A fox', n: 2, size: '1024x1024', quality: 'high' })
    expect(usageRecord(last().usage)).toEqual({ input: 2, outputImage: 2 * 4_162, images: 2, calls: 1 })
    expect(last().facts.estimated).toBe(true)
  })

  test('hold no less than an honest answer takes, at every size, quality and number', async () => {
    const { client } = rig.person('holds', { credits: 100_000_000 })
    const table = [
      ['1024x1024', 'low', 272],
      ['1024x1536', 'low', 408],
      ['1024x1024', 'medium', 1_056],
      ['1536x1024', 'medium', 1_568],
      ['1024x1024', 'high', 4_160],
      ['1024x1536', 'high', 6_240],
      ['auto', 'auto', 6_240],
      [undefined, undefined, 6_240],
      ['1536x1024', 'xhigh', 12_480],
    ] as const
    for (const [size, quality, output] of table) {
      const output_tokens = output * 2 + 600
      rig.upstream.script = answer(2, { input_tokens: 9, output_tokens, total_tokens: output_tokens + 9 })
      const asked = { model: 'pictures', prompt: 'A fox', n: 2, ...(size && { size }), ...(quality && { quality }) }
      await client.images.generate(asked as OpenAI.ImageGenerateParamsNonStreaming)
      expect([size, quality, boundOf().outputImage! >= output_tokens - 600]).toEqual([size, quality, true])
      expect(boundOf().images).toBe(2)
      expect(last().facts.quarantined).toBe(false)
    }
  })
})

describe('edits and variations', () => {
  test('go out as the form that came, byte for byte but for the model’s name', async () => {
    const { client } = rig.person('edits')
    rig.upstream.script = answer(1, tokens)
    await client.images.edit({
      model: 'pictures',
      image: [await fox(), await fox()],
      mask: await fox(),
      prompt: 'Give it a hat — 帽子',
      n: 1,
      input_fidelity: 'high',
    })
    expect(seen().path).toBe('/v1/images/edits')
    const form = readForm(seen().bytes, seen().headers['content-type'] ?? '')
    const parts = form.parts.map(({ name, filename, start, end }) => [
      name,
      filename,
      form.bytes.toString('latin1', start, end),
    ])
    const file = Buffer.from([137, 80, 78, 71, 0, 13, 10, 45, 45]).toString('latin1')
    expect(parts).toEqual(
      expect.arrayContaining([
        ['model', undefined, 'gpt-image-2'],
        ['image[]', 'fox.png', file],
        ['mask', 'fox.png', file],
        ['prompt', undefined, Buffer.from('Give it a hat — 帽子').toString('latin1')],
        ['input_fidelity', undefined, 'high'],
      ]),
    )
    expect(parts.length).toBe(7)
    expect(last().captured).toBe(10 * 40 + 20 * 60 + 272 * 200)
    await client.images.createVariation({ model: 'plain', image: await fox(), n: 2 })
    expect(seen().path).toBe('/v1/images/variations')
    expect(seen().text).toContain('name="model"\r\n\r\nplain\r\n')
  })

  test('repeat under one Idempotency-Key although every sending draws another boundary', async () => {
    const { secret } = rig.person('again')
    const client = rig.client(secret)
    rig.upstream.script = answer(1, tokens)
    const before = rig.upstream.requests.length
    const edit = async (prompt: string) =>
      client.images.edit(
        { model: 'pictures', image: await fox(), prompt },
        { headers: { 'Idempotency-Key': 'edit-1' } },
      )
    const [first, second] = [await edit('hat'), await edit('hat')]
    expect(second.data).toEqual(first.data)
    expect(rig.upstream.requests.length).toBe(before + 1)
    await expect(edit('scarf')).rejects.toMatchObject({ status: 409 })
  })

  test('refuse forms that can not be billed, and change nothing', async () => {
    const { account, secret } = rig.person('bad')
    const send = async (fields: Record<string, string>, file = true) => {
      const form = new FormData()
      for (const [name, value] of Object.entries(fields)) form.append(name, value)
      if (file) form.append('image', new Blob(['x']), 'x.png')
      const made = new Response(form)
      const response = await rig.post('/images/edits', {
        secret,
        body: new Uint8Array(await made.arrayBuffer()),
        headers: { 'content-type': made.headers.get('content-type') ?? '' },
      })
      return [response.status, ((await response.json()) as { error: { param: string } }).error.param]
    }
    const before = rig.upstream.requests.length
    expect(await send({ prompt: 'x' })).toEqual([400, 'model'])
    expect(await send({ model: 'pictures', n: '-1' })).toEqual([400, 'n'])
    expect(await send({ model: 'pictures', n: '2.5' })).toEqual([400, 'n'])
    expect(await send({ model: 'pictures', stream: 'perhaps' })).toEqual([400, 'stream'])
    expect(await send({ model: 'none' })).toEqual([404, 'model'])
    const cut = await rig.post('/images/edits', {
      secret,
      body: '--b\r\n',
      headers: { 'content-type': 'multipart/form-data; boundary=b' },
    })
    expect(cut.status).toBe(400)
    const large = await rig.post('/images/edits', {
      secret,
      body: Buffer.alloc(33 * 1024 * 1024),
      headers: { 'content-type': 'multipart/form-data; boundary=b' },
    })
    expect(large.status).toBe(413)
    expect(rig.upstream.requests.length).toBe(before)
    expect(rig.balance(account)).toBe(10_000_000)
  })
})

describe('streamed pictures', () => {
  const preview = (index: number) =>
    event({ type: 'image_generation.partial_image', partial_image_index: index, b64_json: picture })
  const completed = event({ type: 'image_generation.completed', b64_json: picture, usage: tokens })
  const ask = {
    model: 'pictures',
    prompt: 'A fox',
    size: '1024x1024',
    quality: 'low',
    stream: true,
    partial_images: 2,
  } as const

  test('come as they are made, the last after it was booked', async () => {
    const { client } = rig.person('stream')
    rig.upstream.script = stream([preview(0), preview(1), completed])
    const types: string[] = []
    for await (const part of await client.images.generate(ask)) types.push(part.type)
    expect(types).toEqual([
      'image_generation.partial_image',
      'image_generation.partial_image',
      'image_generation.completed',
    ])
    expect(last().captured).toBe(10 * 40 + 20 * 60 + 272 * 200)
    expect(last().facts).toMatchObject({ stream: true, estimated: false })
  })

  test('of several are charged together', async () => {
    const { client } = rig.person('several')
    rig.upstream.script = stream([completed, completed])
    for await (const _part of await client.images.generate({ ...ask, n: 2 })) void _part
    expect(usageRecord(last().usage)).toEqual({ input: 20, inputImage: 40, outputImage: 544, images: 2, calls: 1 })
  })

  test('cut by the upstream at any byte are free before a preview and partly charged after it, never above the hold', async () => {
    const { secret, account } = rig.person('cut', { credits: 100_000_000 })
    const whole = preview(0) + completed
    for (let length = 0; length < whole.length; length += 7) {
      rig.upstream.script = stream([whole.slice(0, length)], { cut: true })
      const [captures, releases] = [rig.captures().length, rig.releases().length]
      const response = await rig.post('/images/generations', { secret, body: JSON.stringify(ask) })
      const text = await response.text().catch(() => 'cut')
      await until(() => rig.captures().length + rig.releases().length > captures + releases && rig.held(account) === 0)
      if (length < preview(0).length) {
        expect([length, response.status, rig.releases().length]).toEqual([length, 502, releases + 1])
        continue
      }
      expect([length, text === 'cut' || text.includes('"error"')]).toEqual([length, true])
      expect(usageRecord(last().usage)).toMatchObject({ images: 1, outputImage: 278 + 200 })
      expect(last().facts).toMatchObject({ outcome: 'upstream_cut', estimated: true })
    }
  })

  test('left by the client are read on to their usage, or charged for the picture that was begun', async () => {
    for (const onClientGone of ['drain', 'abort'] as const) {
      const { secret, account } = rig.person(`left-${onClientGone}`)
      rig.addChannel(
        {
          id: onClientGone === 'drain' ? 11 : 12,
          baseUrl: rig.upstreamUrl,
          onClientGone,
          models: [imageModel(onClientGone)],
        },
        byToken,
      )
      rig.upstream.script = stream([preview(0), ': wait\n\n', completed], { gapMs: 40 })
      const leaving = new AbortController()
      const captures = rig.captures().length
      const response = await rig.post('/images/generations', {
        secret,
        body: JSON.stringify({ ...ask, model: onClientGone }),
        signal: leaving.signal,
      })
      for await (const _chunk of chunksOf(response)) {
        leaving.abort()
        break
      }
      await until(() => rig.captures().length === captures + 1 && rig.held(account) === 0)
      expect(last().facts).toMatchObject({ outcome: 'client_gone', estimated: onClientGone === 'abort' })
      expect(usageRecord(last().usage)).toMatchObject({ images: 1, outputImage: onClientGone === 'abort' ? 478 : 272 })
    }
  })

  test('that end without a picture are no answer', async () => {
    const { client } = rig.person('nothing')
    rig.upstream.script = stream([event({ error: { message: 'no', code: 'moderation_blocked' } })])
    await expect(client.images.generate(ask)).rejects.toMatchObject({ status: 502 })
    rig.upstream.script = stream([])
    await expect(client.images.generate(ask)).rejects.toMatchObject({ status: 502 })
    rig.upstream.script = (_seen, response) =>
      sendJson(response, 400, { error: { message: 'Your prompt was refused.' } })
    await expect(client.images.generate(ask)).rejects.toThrow('Your prompt was refused.')
  })
})

test('the AI SDK makes and edits pictures, and gets the usage', async () => {
  const { secret } = rig.person('ai-sdk')
  const openai = createOpenAI({ apiKey: secret, baseURL: rig.baseUrl })
  rig.upstream.script = answer(1, tokens)
  const made = await generateImage({ model: openai.image('pictures'), prompt: 'A fox', size: '1024x1024' })
  expect(Buffer.from(made.image.uint8Array).toString()).toBe('a picture')
  expect(made.usage).toMatchObject({ inputTokens: 30, outputTokens: 272 })
  const edited = await generateImage({
    model: openai.image('pictures'),
    prompt: { text: 'with a hat', images: [Buffer.from('fox')] },
  })
  expect(edited.images.length).toBe(1)
  expect(seen().path).toBe('/v1/images/edits')
  expect(last().captured).toBe(10 * 40 + 20 * 60 + 272 * 200)
})
