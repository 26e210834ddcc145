/** The sandbox's pictures and sounds through the whole relay: real files, always the same for the same request, no network. */
import { inflateSync } from 'node:zlib'
import { createOpenAI } from '@ai-sdk/openai'
import { generateImage, generateSpeech, transcribe } from 'ai'
import { toFile } from 'openai'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { usageRecord } from '../../src/engine/metering/rates.ts'
import { audioLength } from '../../src/relay/audio/length.ts'
import { type Person, Rig } from './rig.ts'

let rig: Rig
let person: Person
beforeAll(async () => {
  rig = await new Rig({ channels: [], settings: { idleMs: 600, headMs: 600, lateUsageMs: 10 } }).start()
  rig.addSandbox()
  person = rig.person('sandbox', { credits: 100_000_000 })
})
afterAll(() => rig.stop())

const last = () => rig.captures().at(-1)!

/** Sides and points of a PNG; throws when it is none. */
function read(png: Buffer) {
  expect(png.toString('latin1', 0, 8)).toBe('\x89PNG\r\n\x1a\n')
  const chunks = new Map<string, Buffer>()
  for (let at = 8; at < png.length; ) {
    const size = png.readUInt32BE(at)
    chunks.set(png.toString('latin1', at + 4, at + 8), png.subarray(at + 8, at + 8 + size))
    at += size + 12
  }
  const head = chunks.get('IHDR')!
  const points = inflateSync(chunks.get('IDAT')!)
  const [width, height] = [head.readUInt32BE(0), head.readUInt32BE(4)]
  expect([chunks.has('PLTE'), chunks.has('IEND'), points.length]).toEqual([true, true, (width + 1) * height])
  expect(Math.max(...points.subarray(0, 100_000)) * 3).toBeLessThan(chunks.get('PLTE')!.length)
  return { width, height, colours: new Set(points).size }
}

const drawn = (data: readonly { b64_json?: string }[] = []) =>
  data.map(({ b64_json }) => Buffer.from(b64_json ?? '', 'base64'))

describe('the sandbox’s pictures', () => {
  const make = async (more: object = {}) =>
    drawn((await person.client.images.generate({ model: 'sandbox-image', prompt: 'A fox', ...more })).data)

  test('are real, of the size asked for, the same for the same prompt and each another', async () => {
    const [first, second] = await make({ n: 2, size: '320x200' })
    expect(read(first!)).toMatchObject({ width: 320, height: 200 })
    expect(read(first!).colours).toBeGreaterThan(20)
    expect(first!.equals(second!)).toBe(false)
    expect((await make({ size: '320x200' }))[0]!.equals(first!)).toBe(true)
    expect((await make({ size: '320x200', prompt: 'A dog' }))[0]!.equals(first!)).toBe(false)
    expect(read((await make())[0]!)).toMatchObject({ width: 1_024, height: 1_024 })
    expect(read((await make({ size: '16x2048' }))[0]!)).toMatchObject({ width: 16, height: 2_048 })
  })

  test('cost their simulated price each, and mine', async () => {
    await make({ n: 3, size: '64x64' })
    expect(usageRecord(last().usage)).toMatchObject({ images: 3 })
    expect(last().captured).toBe(3 * 40_000)
    expect(last().mined).toBe(last().captured * 1_000)
  })

  test('come as an address that holds them where one is asked for', async () => {
    const { data } = await person.client.images.generate({
      model: 'sandbox-image',
      prompt: 'x',
      size: '64x64',
      response_format: 'url',
    })
    const [, base64] = data?.[0]?.url?.split('data:image/png;base64,') ?? []
    expect(read(Buffer.from(base64 ?? '', 'base64')).width).toBe(64)
  })

  test('are edited and varied by what is in the file', async () => {
    const fox = Buffer.from('a fox')
    const file = async (bytes = fox) => toFile(bytes, 'fox.png', { type: 'image/png' })
    const edit = async (bytes?: Buffer<ArrayBuffer>) =>
      drawn(
        (
          await person.client.images.edit({
            model: 'sandbox-image',
            image: await file(bytes),
            prompt: 'hat',
            size: '64x64',
          } as never)
        ).data,
      )[0]!
    expect(read(await edit()).width).toBe(64)
    expect((await edit()).equals(await edit())).toBe(true)
    expect((await edit()).equals(await edit(Buffer.from('another')))).toBe(false)
    const { data } = await person.client.images.createVariation({ model: 'sandbox-image', image: await file(), n: 2 })
    expect(drawn(data).map((png) => read(png).width)).toEqual([1_024, 1_024])
  })

  test('stream through previews', async () => {
    const types: string[] = []
    const events = await person.client.images.generate({
      model: 'sandbox-image',
      prompt: 'A fox',
      size: '64x64' as never,
      stream: true,
      partial_images: 2,
    })
    for await (const event of events) {
      read(Buffer.from(event.b64_json, 'base64'))
      types.push(event.type.split('.')[1]!)
    }
    expect(types).toEqual(['partial_image', 'partial_image', 'completed'])
  })

  test('refuse what can not be drawn, and fail the way the prompt says', async () => {
    for (const bad of [
      { size: '8x8' },
      { size: '4096x64' },
      { size: 'big' },
      { n: 11 },
      { output_format: 'webp' },
      { prompt: '' },
    ])
      await expect(make(bad)).rejects.toMatchObject({ status: 400 })
    await expect(make({ prompt: '!error 429' })).rejects.toMatchObject({ status: 429 })
    await expect(make({ prompt: '!cut' })).rejects.toMatchObject({ status: 502 })
    await expect(make({ prompt: '!stall' })).rejects.toMatchObject({ status: 504 })
    await expect(person.client.images.generate({ model: 'sandbox-chat', prompt: 'x' })).rejects.toMatchObject({
      status: 400,
    })
  })
})

describe('the sandbox’s voice', () => {
  const say = async (input: string, more: object = {}) => {
    const response = await person.client.audio.speech.create({
      model: 'sandbox-speech',
      voice: 'alloy',
      input,
      ...more,
    })
    return { type: response.headers.get('content-type'), bytes: Buffer.from(await response.arrayBuffer()) }
  }

  test('is a WAV that plays a note a letter, costs by the letter, and is the same for the same text and voice', async () => {
    const { type, bytes } = await say('Good morning, 世界')
    expect(type).toBe('audio/wav')
    expect(audioLength(bytes)).toEqual({ milliseconds: 16 * 50, measured: true })
    expect(last().captured).toBe(16 * 30)
    expect((await say('Good morning, 世界')).bytes.equals(bytes)).toBe(true)
    expect((await say('Good morning, 世界', { voice: 'echo' })).bytes.equals(bytes)).toBe(false)
    const bare = await say('Good morning, 世界', { response_format: 'pcm' })
    expect([bare.type, bare.bytes.length]).toEqual(['audio/pcm', 16 * 2_400])
    expect(audioLength((await say('long '.repeat(800))).bytes).milliseconds).toBe(60_000)
  })

  test('comes as events where they are asked for', async () => {
    const response = await person.client.audio.speech.create({
      model: 'sandbox-speech',
      voice: 'alloy',
      input: 'Hi there',
      stream_format: 'sse',
    })
    const text = await response.text()
    const audio = [...text.matchAll(/"audio":"([^"]+)"/g)].map(([, base64]) => Buffer.from(base64!, 'base64'))
    expect(Buffer.concat(audio).equals((await say('Hi there')).bytes)).toBe(true)
    expect(text).toContain('speech.audio.done')
  })

  test('is understood again, word for word, in every format', async () => {
    const input = 'The fox said: hello! お元気ですか。'
    const { bytes } = await say(input)
    const hear = async (more: object = {}) =>
      person.client.audio.transcriptions.create({
        model: 'sandbox-transcribe',
        file: await toFile(bytes, 'said.wav'),
        ...more,
      })
    expect((await hear()).text).toBe(input)
    expect(await hear({ response_format: 'text' })).toBe(`${input}\n`)
    expect(await hear({ response_format: 'srt' })).toMatch(
      /^1\n00:00:00,000 --> 00:00:01,037\nThe fox said: hello!\n\n2\n/,
    )
    expect(await hear({ response_format: 'vtt' })).toMatch(/^WEBVTT\n\n00:00:00\.000 --> /)
    expect(await hear({ response_format: 'diarized_json' })).toMatchObject({
      segments: [{ speaker: 'A' }, { speaker: 'A' }],
    })
    const verbose = await hear({ response_format: 'verbose_json', timestamp_granularities: ['word', 'segment'] })
    expect(verbose).toMatchObject({
      text: input,
      task: 'transcribe',
      duration: expect.closeTo([...input].length * 0.05, 3),
    })
    expect(verbose).toMatchObject({ words: expect.arrayContaining([expect.objectContaining({ word: 'fox' })]) })
    let streamed = ''
    for await (const event of (await hear({ stream: true })) as never as AsyncIterable<{
      type: string
      delta?: string
    }>)
      streamed += event.delta ?? ''
    expect(streamed).toBe(input)
    // 27 letters of 50 ms: 14 tokens of sound.
    expect(usageRecord(last().usage)).toMatchObject({ inputAudio: 14 })
    await hear({ model: 'sandbox-whisper' })
    expect(usageRecord(last().usage)).toEqual({ milliseconds: 2_000, calls: 1 })
    expect(last().captured).toBe(2_000 * 0.2)
  })

  test('fails the way its text says', async () => {
    await expect(say('!error 500')).rejects.toMatchObject({ status: 502 })
    await expect(say('!cut 2 hello hello hello')).rejects.toThrow()
    expect(last().facts.outcome).toBe('upstream_cut')
    await expect(say('x'.repeat(4_097))).rejects.toMatchObject({ status: 400 })
  })
})

test('the sandbox hears the same words in the same sound, in the language asked for, and English when it translates', async () => {
  const file = async () => toFile(Buffer.alloc(50_000, 'noise'), 'noise.mp3')
  const hear = async (more: object = {}) =>
    (await person.client.audio.transcriptions.create({ model: 'sandbox-transcribe', file: await file(), ...more })).text
  const first = await hear()
  expect(first.length).toBeGreaterThan(20)
  expect(await hear()).toBe(first)
  expect(await hear({ language: 'ja' })).toMatch(/[\u3040-\u30ff]/)
  expect(await hear({ language: 'zh' })).toMatch(/[\u4e00-\u9fff]/)
  const { text } = await person.client.audio.translations.create({ model: 'sandbox-transcribe', file: await file() })
  expect(text).toMatch(/^[\x20-\x7e“”’]+$/)
})

test('the AI SDK draws, speaks and understands in the sandbox', async () => {
  const openai = createOpenAI({ apiKey: person.secret, baseURL: rig.baseUrl })
  const { image } = await generateImage({ model: openai.image('sandbox-image'), prompt: 'A fox', size: '128x128' })
  expect([image.mediaType, read(Buffer.from(image.uint8Array)).width]).toEqual(['image/png', 128])
  const { audio } = await generateSpeech({ model: openai.speech('sandbox-speech'), text: 'Hello, fox.' })
  const heard = await transcribe({ model: openai.transcription('sandbox-transcribe'), audio: audio.uint8Array })
  expect(heard.text).toBe('Hello, fox.')
})
