/** Pictures and sound from upstreams that are asked through the AI SDK's packages: OpenAI's clients see no difference. */
import { toFile } from 'openai'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { flatRates, usageRecord } from '../../src/engine/metering/rates.ts'
import type { ModelKind } from '../../src/relay/channels/channel.ts'
import { type Person, Rig, testModel } from './rig.ts'
import { type Script, sendJson } from './upstream.ts'

const picture = Buffer.from('\x89PNG\r\n\x1a\n picture', 'latin1').toString('base64')
const sound = Buffer.from('ID3 sound')

/** What each upstream answers in its own words. */
const images: Readonly<Record<string, { readonly base: string; readonly secret?: string; readonly answer: object }>> = {
  azure: {
    base: '/openai',
    answer: {
      created: 1,
      data: [{ b64_json: picture }],
      usage: { input_tokens: 9, output_tokens: 272, total_tokens: 281 },
    },
  },
  bedrock: { base: '', secret: 'access:secret', answer: { images: [picture] } },
  vertex: {
    base: '/v1/projects/p/locations/l/publishers/google',
    answer: {
      candidates: [
        {
          content: { role: 'model', parts: [{ inlineData: { mimeType: 'image/png', data: picture } }] },
          finishReason: 'STOP',
        },
      ],
      usageMetadata: { promptTokenCount: 9, candidatesTokenCount: 1_290, totalTokenCount: 1_299 },
    },
  },
  xai: { base: '/v1', answer: { data: [{ b64_json: picture }] } },
}
const facts = { seek: 0, tokens: [], temperature: 0, avg_logprob: -0.1, compression_ratio: 1, no_speech_prob: 0 }
const segments = [{ id: 0, start: 0, end: 2.5, text: 'Hello there.', ...facts }]
/** Groq names its requests. */
const heard = { text: 'Hello there.', language: 'english', duration: 2.5, segments, x_groq: { id: 'r' } }

interface Opened {
  readonly provider: string
  readonly kind: ModelKind
  readonly base: string
  readonly secret?: string
}

let rig: Rig
let person: Person
beforeAll(async () => {
  rig = await new Rig({ channels: [] }).start()
  const origin = new URL(rig.upstreamUrl).origin
  const open = (id: number, { provider, kind, base, secret = 'upstream-secret' }: Opened) =>
    rig.addChannel(
      {
        id,
        provider,
        baseUrl: `${origin}${base}`,
        models: [
          testModel({
            model: `${provider}-${kind}`,
            upstream: kind === 'image' && provider === 'vertex' ? 'gemini-2.5-flash-image' : 'up',
            kind,
            maxOutput: null,
          }),
        ],
        keys: [{ id: `k${id}`, secret }],
      },
      kind === 'image'
        ? flatRates({ images: 20_000_000_000 })
        : flatRates({ input: 15_000_000, milliseconds: 100_000 }),
    )
  for (const [i, [provider, { base, secret }]] of Object.entries(images).entries())
    open(i + 1, { provider, kind: 'image', base, ...(secret && { secret }) })
  open(20, { provider: 'azure', kind: 'speech', base: '/openai' })
  open(21, { provider: 'azure', kind: 'transcription', base: '/openai' })
  open(22, { provider: 'groq', kind: 'transcription', base: '/v1' })
  person = rig.person('foreign', { credits: 100_000_000 })
})
afterAll(() => rig.stop())

const last = () => rig.captures().at(-1)!
const json =
  (value: object): Script =>
  (_seen, response) =>
    sendJson(response, 200, value)

describe.each(Object.entries(images))('pictures from %s', (provider, { answer }) => {
  test('come in OpenAI’s words, each asked for once and charged each', async () => {
    rig.upstream.script = json(answer)
    const before = rig.upstream.requests.length
    const { data } = await person.client.images.generate({
      model: `${provider}-image`,
      prompt: 'A fox',
      size: '1024x1024',
    })
    expect(data).toEqual([{ b64_json: picture }])
    expect(rig.upstream.requests.length).toBe(before + 1)
    expect(usageRecord(last().usage)).toMatchObject({ images: 1 })
    expect(last().captured).toBe(40_000)
    const { data: addresses } = await person.client.images.generate({
      model: `${provider}-image`,
      prompt: 'A fox',
      response_format: 'url',
    })
    expect(addresses?.[0]?.url).toBe(`data:image/png;base64,${picture}`)
  })

  test('that the upstream refuses are free, and streams of them are refused here', async () => {
    const balance = rig.balance(person.account)
    rig.upstream.script = (_seen, response) =>
      sendJson(response, 400, { error: { message: 'not that' }, message: 'not that' })
    await expect(person.client.images.generate({ model: `${provider}-image`, prompt: 'A fox' })).rejects.toMatchObject({
      status: 400,
    })
    const stream = person.client.images.generate({ model: `${provider}-image`, prompt: 'A fox', stream: true })
    await expect(stream).rejects.toMatchObject({ status: 400 })
    expect(rig.balance(person.account)).toBe(balance)
  })
})

test('a picture is edited through a form that the package makes anew', async () => {
  rig.upstream.script = json(images['azure']!.answer)
  const image = await toFile(Buffer.from('fox'), 'fox.png', { type: 'image/png' })
  const { data, usage } = await person.client.images.edit({
    model: 'azure-image',
    image,
    prompt: 'hat',
    quality: 'low',
  })
  expect([data?.length, usage?.output_tokens]).toEqual([1, 272])
  const { path, text } = rig.upstream.requests.at(-1)!
  expect(path).toContain('/images/edits')
  for (const word of ['fox', 'hat', 'low']) expect(text).toContain(word)
})

test('speech comes as bytes, charged by characters and what it plays where that is priced', async () => {
  rig.upstream.script = (_seen, response) => {
    response.writeHead(200, { 'content-type': 'audio/mpeg' })
    response.end(sound)
  }
  const response = await person.client.audio.speech.create({
    model: 'azure-speech',
    voice: 'alloy',
    input: 'Good morning',
  })
  expect(response.headers.get('content-type')).toBe('audio/mpeg')
  expect(Buffer.from(await response.arrayBuffer())).toEqual(sound)
  expect(usageRecord(last().usage)).toMatchObject({ input: 12 })
  expect(rig.upstream.requests.at(-1)?.body).toMatchObject({ input: 'Good morning', voice: 'alloy' })
})

test.each(['azure', 'groq'])(
  'what %s heard comes in every format that has times, charged by time',
  async (provider) => {
    rig.upstream.script = json(heard)
    const file = await toFile(Buffer.from('sound'), 'a.mp3', { type: 'audio/mpeg' })
    const hear = (response_format: 'json' | 'text' | 'srt' | 'verbose_json') =>
      person.client.audio.transcriptions.create({ model: `${provider}-transcription`, file, response_format })
    expect(await hear('json')).toMatchObject({ text: 'Hello there.' })
    expect(usageRecord(last().usage)).toMatchObject({ milliseconds: 3_000 })
    expect(await hear('text')).toBe('Hello there.\n')
    expect(await hear('srt')).toBe('1\n00:00:00,000 --> 00:00:02,500\nHello there.\n')
    expect(await hear('verbose_json')).toMatchObject({ duration: 2.5, segments: [{ text: 'Hello there.', end: 2.5 }] })
    expect(rig.upstream.requests.at(-1)?.text).toContain('sound')
  },
)
