/** Speech written down through the whole relay with the official client: every format, streams, tokens or time billed, lengths of files bounded. */
import { readFileSync } from 'node:fs'
import { createOpenAI } from '@ai-sdk/openai'
import { transcribe } from 'ai'
import { toFile } from 'openai'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CallAuthorize } from '../../src/engine/command.ts'
import { flatRates, usageRecord } from '../../src/engine/metering/rates.ts'
import { Rig, testModel, until } from './rig.ts'
import { event, type Script, sendJson, stream } from './upstream.ts'

/** List is twice the cost: 0.2 µCR a millisecond, 0.012 CR a minute. */
const byTime = flatRates({ milliseconds: 100_000 })
/** 4 µCR a token of text read, 12 of sound, 20 written. */
const byToken = flatRates({ input: 2_000_000, inputAudio: 6_000_000, output: 10_000_000 })

const model = (name: string, upstream: string) =>
  testModel({ model: name, upstream, kind: 'transcription', maxOutput: null })
const neverOpens = { failures: 1_000, pauseMs: 1, maxPauseMs: 1, refusedKeyMs: 1 }

let rig: Rig
beforeAll(async () => {
  rig = await new Rig({ channels: [], settings: { lateUsageMs: 10, breaker: neverOpens } }).start()
  rig.addChannel({ id: 1, baseUrl: rig.upstreamUrl, models: [model('by-time', 'whisper-1')] }, byTime)
  rig.addChannel({ id: 2, baseUrl: rig.upstreamUrl, models: [model('by-token', 'gpt-4o-transcribe')] }, byToken)
})
afterAll(() => rig.stop())

const last = () => rig.captures().at(-1)!
const boundOf = () =>
  usageRecord((rig.money.log.findLast(({ type }) => type === 'call.authorize')!.input as CallAuthorize).bound)
const soundOf = (name: string) => readFileSync(new URL(`sounds/${name}`, import.meta.url))
/** 2.5 s of it. */
const tone = () => toFile(soundOf('tone.mp3'), 'tone.mp3', { type: 'audio/mpeg' })

const tokens = {
  type: 'tokens',
  input_tokens: 35,
  output_tokens: 8,
  total_tokens: 43,
  input_token_details: { text_tokens: 10, audio_tokens: 25 },
}
const json =
  (value: object): Script =>
  (_seen, response) =>
    sendJson(response, 200, value)
const plain =
  (text: string, type = 'text/plain; charset=utf-8'): Script =>
  (_seen, response) => {
    response.writeHead(200, { 'content-type': type })
    response.end(text)
  }

describe('transcriptions', () => {
  test('by tokens are charged on the upstream’s figures, text and sound apart', async () => {
    const { client } = rig.person('tokens')
    rig.upstream.script = json({ text: 'Hello there.', usage: tokens })
    const heard = await client.audio.transcriptions.create({
      model: 'by-token',
      file: await tone(),
      prompt: 'Greetings',
    })
    expect(heard.text).toBe('Hello there.')
    const { path, headers, text } = rig.upstream.requests.at(-1)!
    expect([path, headers['content-type']?.startsWith('multipart/form-data; boundary=')]).toEqual([
      '/v1/audio/transcriptions',
      true,
    ])
    expect(text).toContain('name="model"\r\n\r\ngpt-4o-transcribe\r\n')
    expect(usageRecord(last().usage)).toEqual({ input: 10, inputAudio: 25, output: 8, calls: 1 })
    expect(last().captured).toBe(10 * 4 + 25 * 12 + 8 * 20)
    expect(last().facts.estimated).toBe(false)
  })

  test('by time are charged on the seconds that the upstream bills, else on the length it tells', async () => {
    const { client } = rig.person('time')
    const heard = async (value: object) => {
      rig.upstream.script = json(value)
      await client.audio.transcriptions.create({
        model: 'by-time',
        file: await tone(),
        response_format: 'verbose_json',
      })
      return [usageRecord(last().usage).milliseconds, last().captured, last().facts.estimated]
    }
    const verbose = {
      task: 'transcribe',
      language: 'english',
      text: 'Hello',
      duration: 2.539999961853027,
      segments: [],
    }
    expect(await heard({ ...verbose, usage: { type: 'duration', seconds: 3 } })).toEqual([3_000, 600, false])
    expect(await heard(verbose)).toEqual([2_540, 508, false])
    expect(await heard({ ...verbose, duration: '2.5' })).toEqual([2_500, 500, false])
    const [milliseconds, captured, estimated] = await heard({ text: 'Hello', usage: tokens })
    expect([milliseconds, captured, estimated]).toEqual([2_628, 525, true])
  })

  test('as text and subtitles pass as they are, charged by the length of the file and marked', async () => {
    const { client } = rig.person('formats')
    const formats = {
      text: 'Hello\n',
      srt: '1\n00:00:00,000 --> 00:00:02,500\nHello\n',
      vtt: 'WEBVTT\n\n00:00.000 --> 00:02.500\nHello\n',
    } as const
    for (const [format, text] of Object.entries(formats)) {
      rig.upstream.script = plain(text, format === 'vtt' ? 'text/vtt' : undefined)
      const heard = await client.audio.transcriptions.create({
        model: 'by-time',
        file: await tone(),
        response_format: format as keyof typeof formats,
      })
      expect(heard).toBe(text)
      expect(usageRecord(last().usage)).toEqual({ milliseconds: 2_628, calls: 1 })
      expect(last().facts.estimated).toBe(true)
    }
  })

  test('with speakers told apart pass as they are', async () => {
    const { client } = rig.person('speakers')
    const segments = [{ type: 'transcript.text.segment', id: 's1', start: 0, end: 2.5, speaker: 'A', text: 'Hello' }]
    rig.upstream.script = json({ task: 'transcribe', duration: 2.5, text: 'Hello', segments, usage: tokens })
    const heard = await client.audio.transcriptions.create({
      model: 'by-token',
      file: await tone(),
      response_format: 'diarized_json',
    })
    expect(heard).toMatchObject({ segments: [{ speaker: 'A' }] })
    expect(usageRecord(last().usage)).toMatchObject({ inputAudio: 25, milliseconds: 2_500 })
  })

  test('streamed come as they are heard, the last event after it was booked', async () => {
    const { client } = rig.person('stream')
    const delta = (text: string) => event({ type: 'transcript.text.delta', delta: text })
    rig.upstream.script = stream([
      delta('Hello '),
      delta('there.'),
      event({ type: 'transcript.text.done', text: 'Hello there.', usage: tokens }),
    ])
    const types: string[] = []
    const events = await client.audio.transcriptions.create({ model: 'by-token', file: await tone(), stream: true })
    for await (const part of events) types.push(part.type)
    expect(types).toEqual(['transcript.text.delta', 'transcript.text.delta', 'transcript.text.done'])
    expect(last().captured).toBe(10 * 4 + 25 * 12 + 8 * 20)
    expect(last().facts).toMatchObject({ stream: true, estimated: false })
  })

  test('streamed and cut are free before the first words and charged for what was heard after them', async () => {
    const { secret, account } = rig.person('cut')
    const words = event({ type: 'transcript.text.delta', delta: 'four letter word' })
    for (const [length, outcome] of [
      [10, 'error'],
      [words.length, 'upstream_cut'],
    ] as const) {
      rig.upstream.script = stream([words.slice(0, length)], { cut: true })
      const form = new FormData()
      form.append('model', 'by-token')
      form.append('stream', 'true')
      form.append('file', new Blob([soundOf('tone.mp3')]), 'tone.mp3')
      const response = await fetch(`${rig.baseUrl}/audio/transcriptions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${secret}` },
        body: form,
      })
      await response.text().catch(() => undefined)
      await until(() => rig.held(account) === 0)
      const ended = outcome === 'error' ? rig.releases().at(-1)! : last()
      expect(ended.facts).toMatchObject({ outcome, estimated: outcome !== 'error' })
    }
    expect(usageRecord(last().usage)).toEqual({ inputAudio: 27, output: 4, calls: 1 })
  })

  test('asked as a stream of a model that has none come whole', async () => {
    const { secret } = rig.person('unstreamed')
    rig.upstream.script = json({ text: 'Hello', usage: { type: 'duration', seconds: 3 } })
    const form = new FormData()
    for (const [name, value] of Object.entries({ model: 'by-time', stream: 'true' })) form.append(name, value)
    form.append('file', new Blob([soundOf('tone.m4a')]), 'tone.m4a')
    const response = await fetch(`${rig.baseUrl}/audio/transcriptions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${secret}` },
      body: form,
    })
    expect(await response.json()).toMatchObject({ text: 'Hello' })
    expect(last().captured).toBe(600)
  })

  test('hold the whole length of every kind of file, and of an unknown one what its size could play', async () => {
    const { client } = rig.person('lengths')
    for (const name of ['tone.mp3', 'tone.m4a', 'opus.ogg', 'vorbis.ogg', 'silence.flac', 'recorded.webm']) {
      rig.upstream.script = json({ text: 'Hello', usage: { type: 'duration', seconds: 3 } })
      await client.audio.transcriptions.create({ model: 'by-time', file: await toFile(soundOf(name), name) })
      const { milliseconds = 0 } = boundOf()
      expect([name, milliseconds >= 3_000, milliseconds <= 5_000]).toEqual([name, true, true])
    }
    await client.audio.transcriptions.create({
      model: 'by-time',
      file: await toFile(Buffer.alloc(75_000), 'noise.bin'),
    })
    expect(boundOf().milliseconds).toBeGreaterThanOrEqual(100_000)
    rig.upstream.script = json({
      text: 'x',
      usage: { ...tokens, input_tokens: 85, total_tokens: 93, input_token_details: { audio_tokens: 85 } },
    })
    await client.audio.transcriptions.create({ model: 'by-token', file: await tone() })
    expect(boundOf().inputAudio).toBeGreaterThanOrEqual(85)
    expect(last().facts.quarantined).toBe(false)
  })

  test('far longer than their file can be are charged four times what was held at most, and the operator is told', async () => {
    const { account, client } = rig.person('longer')
    const poor = rig.person('poor', { credits: 1_000 })
    rig.upstream.script = json({ text: 'Hello', usage: { type: 'duration', seconds: 3_600 } })
    await client.audio.transcriptions.create({ model: 'by-time', file: await tone() })
    const { milliseconds = 0 } = boundOf()
    expect(usageRecord(last().usage).milliseconds).toBe(4 * milliseconds)
    expect(last().facts).toMatchObject({ quarantined: true, estimated: false })
    expect(rig.balance(account)).toBe(10_000_000 - Math.floor(4 * milliseconds * 0.2))
    await poor.client.audio.transcriptions.create({ model: 'by-time', file: await tone() })
    expect([last().captured, rig.balance(poor.account)]).toEqual([1_000, 0])
  })

  test('refuse what can not be billed, and change nothing', async () => {
    const { account, client, secret } = rig.person('bad')
    const before = rig.upstream.requests.length
    const file = await tone()
    await expect(client.audio.transcriptions.create({ model: 'none', file })).rejects.toMatchObject({ status: 404 })
    const send = async (fields: Record<string, string>, files: number) => {
      const form = new FormData()
      for (const [name, value] of Object.entries(fields)) form.append(name, value)
      for (let i = 0; i < files; i++) form.append('file', new Blob(['x']), 'x.mp3')
      const response = await fetch(`${rig.baseUrl}/audio/transcriptions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${secret}` },
        body: form,
      })
      return [response.status, ((await response.json()) as { error: { param: string | null } }).error.param]
    }
    expect(await send({ model: 'by-time' }, 0)).toEqual([400, 'file'])
    expect(await send({ model: 'by-time' }, 2)).toEqual([400, 'file'])
    expect(await send({}, 1)).toEqual([400, 'model'])
    // A second of sound here, hours of it there.
    for (const name of ['url', 'audio_url', 'file_id'])
      expect(await send({ model: 'by-time', [name]: 'https://example.com/long.mp3' }, 1)).toEqual([400, name])
    expect(await send({ model: 'by-time', stream: 'sometimes' }, 1)).toEqual([400, 'stream'])
    const asJson = await rig.post('/audio/transcriptions', { secret, body: JSON.stringify({ model: 'by-time' }) })
    expect(asJson.status).toBe(400)
    expect(rig.upstream.requests.length).toBe(before)
    rig.upstream.script = (_seen, response) => sendJson(response, 400, { error: { message: 'Invalid file format.' } })
    await expect(client.audio.transcriptions.create({ model: 'by-time', file })).rejects.toThrow('Invalid file format.')
    expect(rig.balance(account)).toBe(10_000_000)
  })

  test('into English go their own way', async () => {
    const { client } = rig.person('translations')
    rig.upstream.script = json({ text: 'Good morning', duration: 2.5 })
    const heard = await client.audio.translations.create({ model: 'by-time', file: await tone() })
    expect(heard.text).toBe('Good morning')
    expect(rig.upstream.requests.at(-1)?.path).toBe('/v1/audio/translations')
    expect(last().captured).toBe(500)
  })

  test('come through the AI SDK', async () => {
    const { secret } = rig.person('ai-sdk')
    const openai = createOpenAI({ apiKey: secret, baseURL: rig.baseUrl })
    rig.upstream.script = json({ text: 'Hello', language: 'english', duration: 2.5, segments: [] })
    const heard = await transcribe({ model: openai.transcription('by-time'), audio: soundOf('tone.mp3') })
    expect(heard).toMatchObject({ text: 'Hello', durationInSeconds: 2.5 })
  })
})
