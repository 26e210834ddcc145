/** Speech through the whole relay with the official client: bytes as they come, events, characters or tokens billed, cuts and clients that leave. */
import { type IncomingMessage, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { createOpenAI } from '@ai-sdk/openai'
import { generateSpeech } from 'ai'
import type OpenAI from 'openai'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CommandType } from '../../src/engine/command.ts'
import { flatRates, usageRecord } from '../../src/engine/metering/rates.ts'
import { chunksOf, Rig, testModel, until } from './rig.ts'
import { event, type Script, sendJson, stream } from './upstream.ts'

/** List is twice the cost: 30 µCR a character. */
const byCharacter = flatRates({ input: 15_000_000 })
/** 2 µCR a token of text, 24 a token of sound. */
const byToken = flatRates({ input: 1_000_000, output: 12_000_000 })

const models = (id: number) => [testModel({ model: `voice-${id}`, upstream: 'tts', kind: 'speech', maxOutput: null })]
const neverOpens = { failures: 1_000, pauseMs: 1, maxPauseMs: 1, refusedKeyMs: 1 }

/** Sends each piece as a chunk of its own. */
const sound =
  (pieces: readonly Buffer[], { type = 'audio/mpeg', cut = false, gapMs = 0 } = {}): Script =>
  async (_seen, response) => {
    response.writeHead(200, { 'content-type': type })
    response.flushHeaders()
    for (const piece of pieces) {
      response.write(piece)
      await sleep(gapMs)
    }
    if (cut) response.socket?.destroy()
    else response.end()
  }

const pieces = [Buffer.from([255, 1, 2]), Buffer.from([3]), Buffer.from('four five')]
const whole = Buffer.concat(pieces)
const text = 'Good morning, 世界'
const characters = 16

let rig: Rig
let diskMs = 0
beforeAll(async () => {
  const disk = (type: CommandType) => sleep(type === 'call.capture' ? diskMs : 0)
  rig = await new Rig({ channels: [], disk, settings: { lateUsageMs: 10, breaker: neverOpens } }).start()
  rig.addChannel({ id: 1, baseUrl: rig.upstreamUrl, models: models(1) }, byCharacter)
  rig.addChannel({ id: 2, baseUrl: rig.upstreamUrl, models: models(2) }, byToken)
  rig.addChannel({ id: 3, baseUrl: rig.upstreamUrl, models: models(3), onClientGone: 'abort' }, byToken)
})
afterAll(() => rig.stop())

const last = () => rig.captures().at(-1)!
const ask = (more: object = {}) =>
  ({ model: 'voice-1', voice: 'alloy', input: text, ...more }) as OpenAI.Audio.SpeechCreateParams
const raw = (secret: string, more: object = {}, init: object = {}) =>
  rig.post('/audio/speech', { secret, body: JSON.stringify(ask(more)), ...init })

describe('speech', () => {
  test('passes byte for byte with its content type, and is charged by characters', async () => {
    const { client } = rig.person('characters')
    for (const type of [
      'audio/mpeg',
      'audio/ogg',
      'audio/aac',
      'audio/flac',
      'audio/wav',
      'audio/pcm',
      'application/octet-stream',
    ]) {
      rig.upstream.script = sound(pieces, { type })
      const response = await client.audio.speech.create(ask())
      expect(response.headers.get('content-type')).toBe(type)
      expect(Buffer.from(await response.arrayBuffer())).toEqual(whole)
    }
    expect(rig.upstream.requests.at(-1)).toMatchObject({
      path: '/v1/audio/speech',
      body: { model: 'tts', voice: 'alloy', input: text },
    })
    expect(usageRecord(last().usage)).toEqual({ input: characters, calls: 1 })
    expect(last().captured).toBe(characters * 30)
    expect(last().facts).toMatchObject({ estimated: false, outcome: 'stop' })
  })

  test('flows while it is spoken, but for its last byte, which waits for the capture; the bill follows as trailers', async () => {
    const { secret } = rig.person('trailers')
    rig.upstream.script = sound(pieces, { gapMs: 5 })
    diskMs = 150
    const begun = performance.now()
    const { response, bytes, lastAt } = await new Promise<{
      response: IncomingMessage
      bytes: Buffer
      lastAt: number[]
    }>((resolve) => {
      const sent = request(
        `${rig.baseUrl}/audio/speech`,
        { method: 'POST', headers: { authorization: `Bearer ${secret}` } },
        (response) => {
          const chunks: Buffer[] = []
          const lastAt: number[] = []
          response.on('data', (chunk: Buffer) => {
            chunks.push(chunk)
            lastAt.push(performance.now() - begun)
          })
          response.on('end', () => resolve({ response, bytes: Buffer.concat(chunks), lastAt }))
        },
      )
      sent.end(JSON.stringify(ask()))
    })
    diskMs = 0
    expect(bytes).toEqual(whole)
    expect([lastAt[0]! < 140, lastAt.at(-1)! >= 140]).toEqual([true, true])
    expect(response.trailers).toMatchObject({ 'x-lx-cost': '0.000480', 'x-lx-charge': 'metered' })
    expect(response.headers['x-lx-call-id']).toBe(last().callId)
  })

  test('of a model that counts tokens is charged by how long it plays, and marked, where the upstream does not say', async () => {
    const { client } = rig.person('tokens')
    rig.upstream.script = sound([Buffer.alloc(48_000), Buffer.alloc(48_000)], { type: 'audio/pcm' })
    await (await client.audio.speech.create(ask({ model: 'voice-2', response_format: 'pcm' }))).arrayBuffer()
    expect(usageRecord(last().usage)).toMatchObject({ outputAudio: Math.ceil(2_000 / 48) })
    expect(last().facts.estimated).toBe(true)
  })

  test('as events is charged on the usage that the last one tells', async () => {
    const { secret } = rig.person('events')
    const delta = event({ type: 'speech.audio.delta', audio: Buffer.from('sound').toString('base64') })
    const done = event({
      type: 'speech.audio.done',
      usage: { input_tokens: 14, output_tokens: 101, total_tokens: 115 },
    })
    rig.upstream.script = stream([delta, delta, done])
    const answer = await (await raw(secret, { model: 'voice-2', stream_format: 'sse' })).text()
    expect(answer.split('speech.audio.delta').length).toBe(3)
    expect(answer.indexOf('x-lx-cost')).toBeLessThan(answer.indexOf('speech.audio.done'))
    expect(usageRecord(last().usage)).toEqual({ input: 14, outputAudio: 101, calls: 1 })
    expect(last().captured).toBe(14 * 2 + 101 * 24)
    expect(last().facts).toMatchObject({ estimated: false, stream: true })
    await (await raw(secret, { model: 'voice-1', stream_format: 'sse' })).text()
    expect(usageRecord(last().usage)).toEqual({ input: characters, calls: 1 })
  })

  test('cut at any byte is free before the first and broken off after it, charged for what was heard', async () => {
    const { secret, account } = rig.person('cut')
    for (let length = 0; length <= whole.length; length++) {
      rig.upstream.script = sound(length === 0 ? [] : [whole.subarray(0, length)], { cut: true })
      const [captures, releases] = [rig.captures().length, rig.releases().length]
      const response = await raw(secret)
      const got = await response.arrayBuffer().then(
        (bytes) => bytes.byteLength,
        () => 'broken off',
      )
      await until(() => rig.held(account) === 0)
      if (length === 0) {
        expect([response.status, rig.captures().length, rig.releases().length]).toEqual([502, captures, releases + 1])
        continue
      }
      expect([length, got, rig.captures().length]).toEqual([length, 'broken off', captures + 1])
      expect(last().facts.outcome).toBe('upstream_cut')
      expect(last().captured).toBe(characters * 30)
    }
  })

  test('left by the client is read on, or stopped and charged for what was heard', async () => {
    for (const model of ['voice-2', 'voice-3']) {
      const { secret, account } = rig.person(model)
      rig.upstream.script = sound(
        Array.from({ length: 10 }, () => Buffer.alloc(4_800)),
        { type: 'audio/pcm', gapMs: 10 },
      )
      const [captures, aborted] = [rig.captures().length, rig.upstream.aborted]
      const leaving = new AbortController()
      const response = await raw(secret, { model, response_format: 'pcm' }, { signal: leaving.signal })
      for await (const _chunk of chunksOf(response)) {
        leaving.abort()
        break
      }
      await until(() => rig.captures().length === captures + 1 && rig.held(account) === 0)
      const { outputAudio = 0 } = usageRecord(last().usage)
      expect(last().facts.outcome).toBe('client_gone')
      if (model === 'voice-2') expect([outputAudio, rig.upstream.aborted]).toEqual([Math.ceil(1_000 / 48), aborted])
      else {
        expect(outputAudio).toBeGreaterThanOrEqual(3)
        expect(outputAudio).toBeLessThan(Math.ceil(1_000 / 48))
        await until(() => rig.upstream.aborted === aborted + 1)
      }
    }
  })

  test('repeats under one Idempotency-Key byte for byte, with the bill in its head', async () => {
    const { secret } = rig.person('again')
    rig.upstream.script = sound(pieces, { gapMs: 5 })
    const before = rig.upstream.requests.length
    const headers = { 'idempotency-key': 'speech-1' }
    const answers = await Promise.all([raw(secret, {}, { headers }), raw(secret, {}, { headers })])
    for (const answer of answers) expect(Buffer.from(await answer.arrayBuffer())).toEqual(whole)
    const stored = await raw(secret, {}, { headers })
    expect(Buffer.from(await stored.arrayBuffer())).toEqual(whole)
    expect(Object.fromEntries(stored.headers)).toMatchObject({ 'x-lx-replayed': 'true', 'x-lx-cost': '0.000480' })
    expect(stored.headers.get('trailer')).toBeNull()
    expect(rig.upstream.requests.length).toBe(before + 1)
  })

  test('that fails before the first byte is free, in the upstream’s words where it refused', async () => {
    const { client, account } = rig.person('failing')
    rig.upstream.script = (_seen, response) => sendJson(response, 400, { error: { message: 'No such voice.' } })
    await expect(client.audio.speech.create(ask())).rejects.toThrow('No such voice.')
    rig.upstream.script = (_seen, response) => sendJson(response, 200, { error: { message: 'later' } })
    await expect(client.audio.speech.create(ask())).rejects.toMatchObject({ status: 502 })
    rig.upstream.script = sound([], { type: 'audio/mpeg' })
    await expect(client.audio.speech.create(ask())).rejects.toMatchObject({ status: 502 })
    rig.upstream.script = sound(pieces, { type: 'text/html' })
    await expect(client.audio.speech.create(ask())).rejects.toMatchObject({ status: 502 })
    const before = rig.upstream.requests.length
    for (const bad of [{ input: '' }, { input: ['a'] }, { model: 7 }, { speed: '0.25' as never }])
      await expect(client.audio.speech.create(ask(bad))).rejects.toMatchObject({ status: 400 })
    expect(rig.upstream.requests.length).toBe(before)
    expect(rig.balance(account)).toBe(10_000_000)
  })

  test('is held for no less than it takes, however slowly it is spoken', async () => {
    const { client } = rig.person('held', { credits: 100_000_000 })
    const inputs = [
      'Hello.',
      'The quick brown fox jumps over the lazy dog. '.repeat(90),
      '吾輩は猫である。名前はまだ無い。'.repeat(60),
    ]
    for (const input of inputs)
      for (const speed of [1, 0.25]) {
        // About six tokens of sound a token of text.
        const output_tokens = Math.ceil(((Buffer.byteLength(input) / 3) * 6) / speed)
        const done = event({
          type: 'speech.audio.done',
          usage: { input_tokens: 5, output_tokens, total_tokens: 5 + output_tokens },
        })
        rig.upstream.script = stream([event({ type: 'speech.audio.delta', audio: 'AAAA' }), done])
        await (await client.audio.speech.create(ask({ model: 'voice-2', stream_format: 'sse', input, speed }))).text()
        const authorized = rig.money.log.findLast(({ type }) => type === 'call.authorize')!.input as { bound: number[] }
        const bound = usageRecord(authorized.bound)
        expect((bound.output ?? 0) + (bound.outputAudio ?? 0)).toBeGreaterThanOrEqual(output_tokens)
        expect(last().facts.quarantined).toBe(false)
      }
  })

  test('comes through the AI SDK', async () => {
    const { secret } = rig.person('ai-sdk')
    const openai = createOpenAI({ apiKey: secret, baseURL: rig.baseUrl })
    rig.upstream.script = sound(pieces)
    const { audio } = await generateSpeech({ model: openai.speech('voice-1'), text, voice: 'alloy' })
    expect(Buffer.from(audio.uint8Array)).toEqual(whole)
  })
})
