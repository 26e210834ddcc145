/** Claims about quotes: for every kind of call the highest cost is what the call itself then holds, and never less than it costs. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { audioLength } from '../../src/relay/audio/length.ts'
import { tone } from '../../src/relay/providers/sandbox/realtime/sound.ts'
import { RealtimeClient } from './realtime-client.ts'
import { type Person, Rig } from './rig.ts'

const rig = new Rig({ channels: [] })
beforeAll(async () => {
  await rig.start()
  rig.addSandbox()
})
afterAll(() => rig.stop())

interface Quote {
  readonly highest: { readonly cost: string; readonly usage: object }
  readonly expected: { readonly cost: string; readonly mined: string; readonly usage: object }
  readonly valid_until: string
}

const micro = (cost: string): number => Math.round(Number(cost) * 1e6)

interface Sent {
  readonly body: object | FormData
  readonly dialect?: 'anthropic' | undefined
}

/** As clients of each dialect send it. */
function send(person: Person, path: string, { body, dialect }: Sent): Promise<Response> {
  const form = body instanceof FormData
  const version: Record<string, string> = dialect === 'anthropic' ? { 'anthropic-version': '2023-06-01' } : {}
  return fetch(rig.baseUrl + path, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${person.secret}`,
      ...version,
      ...(form ? {} : { 'content-type': 'application/json' }),
    },
    body: form ? body : JSON.stringify(body),
  })
}

async function quoted(person: Person, body: Sent['body'], dialect?: Sent['dialect']): Promise<Quote> {
  const before = rig.driver.engine.seq
  const response = await send(person, '/quote', { body, dialect })
  const answer = await response.json()
  expect(response.status, JSON.stringify(answer)).toBe(200)
  expect(rig.driver.engine.seq).toBe(before)
  return answer as Quote
}

/** Three seconds of a tone as a WAV file. */
function wav(): File {
  const sound = Buffer.concat(Array.from({ length: 24 }, () => tone('hello', 'pcm16')))
  const head = Buffer.alloc(44)
  head.write('RIFF', 0)
  head.writeUInt32LE(36 + sound.length, 4)
  head.write('WAVEfmt ', 8)
  head.writeUInt32LE(16, 16)
  head.writeUInt16LE(1, 20)
  head.writeUInt16LE(1, 22)
  head.writeUInt32LE(24_000, 24)
  head.writeUInt32LE(48_000, 28)
  head.writeUInt16LE(2, 32)
  head.writeUInt16LE(16, 34)
  head.write('data', 36)
  head.writeUInt32LE(sound.length, 40)
  return new File([head, sound], 'a.wav', { type: 'audio/wav' })
}

function form(fields: Readonly<Record<string, string | File>>): FormData {
  const made = new FormData()
  for (const [name, value] of Object.entries(fields)) made.append(name, value)
  return made
}

const png = () => new File([Buffer.from('89504e470d0a1a0a', 'hex')], 'a.png', { type: 'image/png' })
const messages = [{ role: 'user', content: 'Say hello' }]
const picture = { model: 'sandbox-image', prompt: 'A fox', n: 3, size: '64x64', quality: 'low' }

const calls: readonly (readonly [what: string, path: string, body: () => object | FormData])[] = [
  ['a chat', '/chat/completions', () => ({ model: 'sandbox-chat', messages, max_tokens: 20 })],
  ['a chat without a limit', '/chat/completions', () => ({ model: 'sandbox-chat', messages })],
  ['a message', '/messages', () => ({ model: 'sandbox-chat', messages, max_tokens: 20 })],
  ['a completion', '/completions', () => ({ model: 'sandbox-chat', prompt: 'Once', max_tokens: 20 })],
  ['a response', '/responses', () => ({ model: 'sandbox-chat', input: 'Hi', max_output_tokens: 20, store: false })],
  ['an embedding', '/embeddings', () => ({ model: 'sandbox-embed', input: 'many words '.repeat(200) })],
  ['a moderation', '/moderations', () => ({ model: 'sandbox-moderation', input: 'kind words' })],
  ['a reranking', '/rerank', () => ({ model: 'sandbox-rerank', query: 'q', documents: ['a', 'b'] })],
  ['pictures', '/images/generations', () => picture],
  [
    'a picture edited',
    '/images/edits',
    () => form({ model: 'sandbox-image', prompt: 'Red', size: '64x64', image: png() }),
  ],
  ['speech', '/audio/speech', () => ({ model: 'sandbox-speech', input: 'こんにちは, hello', voice: 'alloy' })],
  ['a transcription by tokens', '/audio/transcriptions', () => form({ model: 'sandbox-transcribe', file: wav() })],
  ['a transcription by time', '/audio/transcriptions', () => form({ model: 'sandbox-whisper', file: wav() })],
]

describe('the quote of', () => {
  test.each(calls)('%s tells at most what the call holds, and no less than it costs', async (what, path, body) => {
    const person = rig.person(what.replaceAll(' ', '-'), { credits: 100_000_000 })
    const { highest, expected } = await quoted(person, body(), path === '/messages' ? 'anthropic' : undefined)
    const before = rig.captures().length
    const response = await send(person, path, { body: body() })
    await response.arrayBuffer()
    expect(response.status).toBe(200)
    const [captured] = rig.captures().slice(before)
    expect(captured?.hold).toBe(micro(highest.cost))
    expect(captured?.captured).toBeLessThanOrEqual(micro(highest.cost))
    expect(Number(expected.cost)).toBeGreaterThan(0)
    expect(micro(expected.cost)).toBeLessThanOrEqual(micro(highest.cost))
    expect(Number(expected.mined)).toBeGreaterThan(0)
  })

  test.each([
    ['its length', { size: '1280x720', seconds: '8' }],
    ['a size that has a price of its own', { size: '1024x1792', seconds: '4' }],
  ])('a video follows %s', async (what, more) => {
    const person = rig.person(`video-${what.replaceAll(' ', '-')}`, { credits: 100_000_000 })
    const body = { model: 'sandbox-video', prompt: 'Night falls', ...more }
    const { highest, expected } = await quoted(person, body)
    expect(micro(expected.cost)).toBe(micro(highest.cost))
    expect((await send(person, '/videos', { body })).status).toBe(200)
    expect(rig.held(person.account)).toBe(micro(highest.cost))
    expect((await quoted(person, form(body))).highest).toEqual(highest)
  })

  test('a response in a session covers what its settings and the words before it come to', async () => {
    const person = rig.person('session', { credits: 100_000_000 })
    const instructions = 'Answer in rhymes.'
    const input = [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Hello there' }] }]
    const response = { max_output_tokens: 200, output_modalities: ['text' as const] }
    const { highest } = await quoted(person, { model: 'sandbox-realtime', instructions, input, ...response })
    const client = await RealtimeClient.open(rig, person.secret)
    client.send({ type: 'session.update', session: { type: 'realtime', instructions } })
    client.send({
      type: 'conversation.item.create',
      item: { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Hello there' }] },
    })
    const before = rig.captures().length
    client.send({ type: 'response.create', response })
    await client.heard('response.done')
    client.close()
    const [captured] = rig.captures().slice(before)
    expect(captured?.hold).toBeGreaterThan(0)
    expect(captured?.hold).toBeLessThanOrEqual(micro(highest.cost))
    const spoken = await quoted(person, { model: 'sandbox-realtime', instructions, seconds: 30 })
    expect(spoken.expected.usage).toMatchObject({ inputAudio: 300, outputAudio: 400 })
  })

  test('sound can be told by its length alone, and covers any sound of that length', async () => {
    const person = rig.person('told', { credits: 100_000_000 })
    const before = rig.captures().length
    for (const model of ['sandbox-transcribe', 'sandbox-whisper']) {
      const length = audioLength(Buffer.from(await wav().arrayBuffer())).milliseconds
      const told = await quoted(person, { model, seconds: length / 1_000 })
      const real = await quoted(person, form({ model, file: wav() }))
      expect(micro(told.highest.cost)).toBe(micro(real.highest.cost))
    }
    const text = 'こんにちは, hello'
    const told = await quoted(person, { model: 'sandbox-speech', characters: [...text].length })
    const real = await quoted(person, { model: 'sandbox-speech', input: text, voice: 'alloy' })
    expect(micro(told.highest.cost)).toBeGreaterThanOrEqual(micro(real.highest.cost))
    expect(told.expected.cost).toBe(real.expected.cost)
    expect(rig.captures()).toHaveLength(before)
  })
})

test('a quote holds for a minute, and what could be no call is refused as the call would be', async () => {
  const person = rig.person('asker')
  const { valid_until } = await quoted(person, picture)
  expect(new Date(valid_until).getTime() - rig.driver.now).toBe(60_000)
  for (const [body, status, code] of [
    [{ ...picture, model: 'no-such' }, 404, 'model_not_found'],
    [{ ...picture, n: 0 }, 400, 'invalid_field'],
    [{ model: 'sandbox-transcribe' }, 400, 'invalid_field'],
    [{ model: 'sandbox-whisper', seconds: -1 }, 400, 'invalid_field'],
    [{ model: 'sandbox-speech', characters: 1.5 }, 400, 'invalid_field'],
    [{ model: 'sandbox-speech' }, 400, 'invalid_field'],
    [{ model: 'sandbox-video', prompt: 'x', seconds: '99' }, 400, 'invalid_field'],
    [{ prompt: 'x' }, 400, 'invalid_field'],
    [form({ model: 'sandbox-image' }), 400, 'invalid_field'],
  ] as const) {
    const response = await send(person, '/quote', { body })
    const { error } = (await response.json()) as { error?: { code: string } }
    expect([response.status, error?.code], JSON.stringify(body)).toEqual([status, code])
  }
})
