/** OpenAI's own client: pictures, sound, vectors, judgements and live sessions, in the sandbox. */
import { connect } from 'node:net'
import type OpenAI from 'openai'
import { toFile } from 'openai'
import { OpenAIRealtimeWS } from 'openai/realtime/ws'
import { beforeAll, describe, expect, test } from 'vitest'
import { openAi } from './openai-text.ts'
import type { Customer, World } from './world.ts'

export function openAiMedia(world: () => World): void {
  let customer: Customer
  let client: OpenAI

  beforeAll(async () => {
    customer = await world().customer('openai-media')
    client = openAi(customer)
  })

  describe('openai, pictures', () => {
    const asked = { model: 'sandbox-image', prompt: 'A fox', size: '256x256' } as const
    const isPng = (base64: string | undefined): boolean =>
      Buffer.from(base64 ?? '', 'base64').toString('latin1', 1, 4) === 'PNG'

    test('are made, at a price each, and come in previews where they are streamed', async () => {
      const { data, response } = await client.images.generate({ ...asked, n: 2 }).withResponse()
      expect(data.data?.map(({ b64_json }) => isPng(b64_json))).toEqual([true, true])
      expect(response.headers.get('x-lx-cost')).toBe('0.060000')
      const types: string[] = []
      for await (const event of await client.images.generate({ ...asked, stream: true, partial_images: 1 })) {
        types.push(event.type)
        expect(isPng(event.b64_json)).toBe(true)
      }
      expect(types).toEqual(['image_generation.partial_image', 'image_generation.completed'])
    })

    test('are edited and varied', async () => {
      const fox = await client.images.generate(asked)
      const image = await toFile(Buffer.from(fox.data?.[0]?.b64_json ?? '', 'base64'), 'a.png', { type: 'image/png' })
      const edited = await client.images.edit({ ...asked, prompt: 'A hat', image })
      const varied = await client.images.createVariation({ model: 'sandbox-image', image, size: '256x256' })
      expect([edited, varied].map(({ data }) => isPng(data?.[0]?.b64_json))).toEqual([true, true])
    })
  })

  describe('openai, sound', () => {
    const words = 'The fox said hello'
    let file: Awaited<ReturnType<typeof toFile>>

    test('is spoken, whole and as events', async () => {
      const asked = { model: 'sandbox-speech', voice: 'alloy', input: words } as const
      const speech = await client.audio.speech.create(asked)
      const bytes = Buffer.from(await speech.arrayBuffer())
      expect([speech.headers.get('content-type'), bytes.toString('latin1', 0, 4)]).toEqual(['audio/wav', 'RIFF'])
      file = await toFile(bytes, 'said.wav')
      const events = await client.audio.speech.create({ ...asked, stream_format: 'sse' })
      expect(await events.text()).toContain('speech.audio.done')
    })

    test('is heard plain, streamed, with times, and translated', async () => {
      const asked = { model: 'sandbox-transcribe', file } as const
      expect((await client.audio.transcriptions.create(asked)).text).toBe(words)
      let text = ''
      for await (const event of await client.audio.transcriptions.create({ ...asked, stream: true }))
        if (event.type === 'transcript.text.delta') text += event.delta
      expect(text).toBe(words)
      const timed = await client.audio.transcriptions.create({
        ...{ model: 'sandbox-whisper', file, response_format: 'verbose_json', timestamp_granularities: ['word'] },
      })
      expect(timed).toMatchObject({ text: words, words: expect.arrayContaining([expect.anything()]) })
      expect((await client.audio.translations.create(asked)).text).toBe(words)
    })
  })

  test('openai, vectors come as numbers, whatever they travel as', async () => {
    const asked = { model: 'sandbox-embed', input: ['fox', 'dog'], dimensions: 8 }
    const usual = await client.embeddings.create(asked)
    const floats = await client.embeddings.create({ ...asked, encoding_format: 'float' })
    expect(usual.data.map(({ embedding }) => embedding.length)).toEqual([8, 8])
    expect(usual.data[0]?.embedding[0]).toBeCloseTo(floats.data[0]?.embedding[0] ?? 9, 5)
  })

  test('openai, texts are judged', async () => {
    const { results } = await client.moderations.create({ model: 'sandbox-moderation', input: ['hello', 'good day'] })
    expect(results.map(({ flagged }) => flagged)).toEqual([false, false])
  })

  describe('openai, live sessions', () => {
    test('open with the key or a client secret, and bill each response', async () => {
      const { value } = await client.realtime.clientSecrets.create({
        session: { type: 'realtime', model: 'sandbox-realtime', output_modalities: ['text'] },
      })
      for (const key of [customer.key, value]) {
        const [bill, text] = await sayHello(customer.origin, key)
        expect(text.length).toBeGreaterThan(0)
        expect(await customer.receipt(bill.call_id)).toMatchObject({ charged: bill.cost, state: 'captured' })
      }
    })
  })
}

interface Bill {
  readonly call_id: string
  readonly cost: string
}

/** One question and its answer in writing, with the bill. */
async function sayHello(origin: string, apiKey: string): Promise<readonly [Bill, string]> {
  const { port, hostname } = new URL(origin)
  // The client insists on wss, and there is no certificate here: the socket below it is a plain one.
  const createConnection = () => connect({ port: Number(port), host: hostname })
  const given = { model: 'sandbox-realtime', options: { createConnection } }
  const live = new OpenAIRealtimeWS(given, { apiKey, baseURL: `${origin}/v1` } as never)
  const { promise, resolve, reject } = Promise.withResolvers<readonly [Bill, string]>()
  let text = ''
  live.on('error', reject)
  live.on('session.created', () => {
    const content = [{ type: 'input_text' as const, text: 'Hello' }]
    live.send({ type: 'conversation.item.create', item: { type: 'message', role: 'user', content } })
    live.send({ type: 'response.create', response: { output_modalities: ['text'] } })
  })
  live.on('response.output_text.delta', ({ delta }) => {
    text += delta
  })
  live.on('response.done', (event) => resolve([Object(event).lx as Bill, text]))
  try {
    return await promise
  } finally {
    live.close()
  }
}
