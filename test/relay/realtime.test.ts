/** Realtime sessions with the sandbox, through the official client: talk, tones, voice detection, transcription; each response billed to the unit. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { usageRecord } from '../../src/engine/metering/rates.ts'
import { tone } from '../../src/relay/providers/sandbox/realtime/sound.ts'
import { billOf, RealtimeClient, type Told } from './realtime-client.ts'
import { Rig, until } from './rig.ts'

const rig = new Rig()
beforeAll(async () => {
  await rig.start()
  rig.addSandbox()
})
afterAll(() => rig.stop())

const micro = (cost: string): number => Math.round(Number(cost) * 1e6)

/** About a second of a loud tone. */
const speech = Buffer.concat(Array.from({ length: 8 }, () => tone('hello', 'pcm16'))).toString('base64')
const silence = Buffer.alloc(600 * 48).toString('base64')

describe('a realtime session', () => {
  test('streams text and bills what the response used, to the unit, before its end is told', async () => {
    const { account, secret } = rig.person('rt-text')
    const client = await RealtimeClient.open(rig, secret)
    const before = rig.captures().length
    const done = await client.ask('Hello there')
    expect(client.of('response.output_text.delta').length).toBeGreaterThan(3)
    const [captured] = rig.captures().slice(before)
    const { usage } = done['response'] as { usage: { input_tokens: number; output_tokens: number } }
    expect(usageRecord(captured!.usage)).toEqual({ input: usage.input_tokens, output: usage.output_tokens, calls: 1 })
    expect(captured!.facts).toMatchObject({ dialect: 'openai', stream: true, outcome: 'stop', estimated: false })
    expect(micro(billOf(done).cost)).toBe(captured!.captured)
    expect(rig.balance(account)).toBe(10_000_000 - captured!.captured)
    expect(billOf(done)).toMatchObject({ call_id: captured!.callId, charge: 'metered' })
    client.close()
    await client.over()
  })

  test('reads what was said before as cached, and holds nothing between responses', async () => {
    const { account, secret } = rig.person('rt-turns')
    const client = await RealtimeClient.open(rig, secret)
    const before = rig.captures().length
    await client.ask('First question')
    expect(rig.held(account)).toBe(0)
    await client.ask('Second question')
    const [, second] = rig.captures().slice(before)
    expect(usageRecord(second!.usage).cacheRead).toBeGreaterThan(0)
    const total = rig
      .captures()
      .slice(before)
      .reduce((sum, { captured }) => sum + captured, 0)
    expect([rig.balance(account), rig.held(account)]).toEqual([10_000_000 - total, 0])
    client.close()
  })

  test('speaks in tones: sound and transcript are billed as what they are', async () => {
    const { secret } = rig.person('rt-voice')
    const client = await RealtimeClient.open(rig, secret)
    client.send({
      type: 'conversation.item.create',
      item: { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Speak' }] },
    })
    client.send({ type: 'response.create', response: { max_output_tokens: 60 } })
    const done = await client.heard('response.done')
    const deltas = client.of('response.output_audio.delta')
    const bytes = deltas.reduce((sum, { delta }) => sum + Buffer.from(String(delta), 'base64').length, 0)
    const used = usageRecord(rig.captures().at(-1)!.usage)
    expect(used.outputAudio).toBe(Math.ceil((bytes * 20) / 48_000))
    expect((used.output ?? 0) + (used.outputAudio ?? 0)).toBeLessThanOrEqual(60)
    expect(rig.captures().at(-1)!.facts.outcome).toBe('length')
    expect(billOf(done).charge).toBe('metered')
    client.close()
  })

  test('that hears a voice answers by itself, and what was heard and written down is billed', async () => {
    const { secret } = rig.person('rt-vad')
    const client = await RealtimeClient.open(rig, secret)
    const before = rig.captures().length
    client.send({
      type: 'session.update',
      session: {
        type: 'realtime',
        output_modalities: ['text'],
        audio: { input: { transcription: { model: 'sandbox-transcribe' } } },
      },
    })
    await client.heard('session.updated')
    client.send({ type: 'input_audio_buffer.append', audio: speech })
    client.send({ type: 'input_audio_buffer.append', audio: silence })
    await client.heard('input_audio_buffer.speech_started')
    const transcript = await client.heard('conversation.item.input_audio_transcription.completed')
    await client.heard('response.done')
    const captures = rig.captures().slice(before)
    const written = captures.find(({ callId }) => callId === billOf(transcript).call_id)!
    expect(usageRecord(written.usage)).toMatchObject({ inputAudio: expect.any(Number), calls: 1 })
    const answered = captures.find(({ callId }) => callId !== written.callId)!
    expect(usageRecord(answered.usage).inputAudio).toBe(usageRecord(written.usage).inputAudio)
    client.close()
  })

  test('in the beta’s form uses the beta’s names', async () => {
    const { secret } = rig.person('rt-beta')
    const client = await RealtimeClient.open(rig, secret, { beta: true })
    const [created] = client.of('session.created')
    expect(created?.['session']).toMatchObject({ modalities: ['text', 'audio'], input_audio_format: 'pcm16' })
    client.raw(JSON.stringify({ type: 'response.create', response: { modalities: ['text'] } }))
    await client.heard('response.done')
    expect(client.of('response.text.delta').length).toBeGreaterThan(0)
    client.close()
  })

  test('a cancelled response is billed for what it had said', async () => {
    const { secret } = rig.person('rt-cancel')
    const client = await RealtimeClient.open(rig, secret)
    client.say('!slow 30 !long 200 tell me a story')
    await client.heard('response.output_text.delta', 3)
    client.send({ type: 'response.cancel' })
    const done = await client.heard('response.done')
    expect(done['response']).toMatchObject({ status: 'cancelled' })
    const captured = rig.captures().at(-1)!
    expect(captured.facts).toMatchObject({ outcome: 'cancelled', estimated: false })
    expect(usageRecord(captured.usage).output).toBeGreaterThan(0)
    client.close()
  })
})

describe('who may open a session', () => {
  const url = (query = '?model=sandbox-realtime') => `${rig.baseUrl.replace('http', 'ws')}/realtime${query}`

  /** What an upgrade is answered with instead of a socket. */
  const refusal = (address: string, headers: Record<string, string> = {}) =>
    new Promise<{ status: number; body: string }>((resolve, reject) => {
      const socket = new WebSocket(address, { headers })
      socket.on('open', () => reject(new Error('it opened')))
      socket.on('error', () => undefined)
      socket.on('unexpected-response', (_request, response) => {
        let body = ''
        response.on('data', (chunk: Buffer) => {
          body += chunk.toString()
        })
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body }))
      })
    })

  test('without a key, with an unknown one, for an unknown model or one of another kind: OpenAI’s error, no socket', async () => {
    const { secret } = rig.person('rt-refused')
    const key = { authorization: `Bearer ${secret}` }
    const of = async (address: string, headers?: Record<string, string>) => {
      const { status, body } = await refusal(address, headers)
      return [status, (JSON.parse(body) as { error: { code: string } }).error.code]
    }
    expect(await of(url())).toEqual([401, 'missing_key'])
    expect(await of(url(), { authorization: 'Bearer sk-lx-nobody' })).toEqual([401, 'invalid_key'])
    expect(await of(url('?model=nothing'), key)).toEqual([404, 'model_not_found'])
    expect(await of(url('?model=sandbox-chat'), key)).toEqual([400, 'wrong_endpoint'])
    expect(await of(url(''), key)).toEqual([400, 'invalid_field'])
    expect(await of(url('?model=a&call_id=b'), key)).toEqual([501, 'endpoint_not_supported'])
    const plain = await fetch(`${rig.baseUrl}/realtime`, { headers: key })
    expect(plain.status).toBe(426)
  })

  test('a browser puts its key into a subprotocol, which is never echoed', async () => {
    const { secret } = rig.person('rt-browser')
    const socket = new WebSocket(url(), ['realtime', `openai-insecure-api-key.${secret}`, 'openai-beta.realtime-v1'])
    const first = await new Promise<string>((resolve) => socket.once('message', (data) => resolve(data.toString())))
    expect(JSON.parse(first)).toMatchObject({ type: 'session.created', session: { input_audio_format: 'pcm16' } })
    expect(socket.protocol).toBe('realtime')
    socket.close()
  })

  test('each open socket takes a place of the key', async () => {
    const limits = { requestsPerMinute: null, tokensPerMinute: null, concurrent: 1 }
    const { secret } = rig.person('rt-place', { principal: { limits } })
    const client = await RealtimeClient.open(rig, secret)
    const key = { authorization: `Bearer ${secret}` }
    expect(await refusal(url(), key)).toMatchObject({ status: 429 })
    client.close()
    await client.over()
    await until(() => rig.relay.running() === 0)
    const next = await RealtimeClient.open(rig, secret)
    next.close()
  })

  test('a client secret opens sessions with its settings, for its model, as long as its key lives', async () => {
    const { secret, client: api } = rig.person('rt-secret')
    const made = await api.realtime.clientSecrets.create({
      expires_after: { anchor: 'created_at', seconds: 60 },
      session: { type: 'realtime', model: 'sandbox-realtime', instructions: 'Be brief.' },
    })
    expect(made.value).toMatch(/^ek_/)
    const client = await RealtimeClient.open(rig, made.value)
    const updated = await client.heard('session.updated')
    expect(updated['session']).toMatchObject({ instructions: 'Be brief.' })
    await client.ask('Hello')
    client.close()
    expect(await refusal(url('?model=other'), { authorization: `Bearer ${made.value}` })).toMatchObject({ status: 403 })
    expect((await rig.post('/chat/completions', { secret: made.value, body: '{}' })).status).toBe(401)
    rig.driver.pass(61_000)
    expect(await refusal(url(), { authorization: `Bearer ${made.value}` })).toMatchObject({ status: 401 })
    const beta = await rig.post('/realtime/sessions', { secret, body: JSON.stringify({ model: 'sandbox-realtime' }) })
    const { client_secret } = (await beta.json()) as { client_secret: { value: string } }
    rig.forget(secret)
    expect(await refusal(url(), { authorization: `Bearer ${client_secret.value}` })).toMatchObject({ status: 401 })
  })
})

describe('credits', () => {
  test('that do not cover a response keep it from being asked for; the session stays', async () => {
    const { account, secret } = rig.person('rt-poor', { credits: 100 })
    const client = await RealtimeClient.open(rig, secret)
    client.say('Hello')
    const error = await client.heard('error')
    expect(error['error']).toMatchObject({ type: 'insufficient_quota', code: 'insufficient_credits' })
    expect(client.of('response.created')).toEqual([])
    expect([rig.balance(account), rig.held(account)]).toEqual([100, 0])
    rig.driver.do('topup.credit', { account, amount: 5_000_000 as never, provider: 'test', paymentId: 'more' })
    await client.ask('Hello again')
    client.close()
  })

  test('spent elsewhere meanwhile stop the response that voice began: the upstream is told to cancel, nothing is billed', async () => {
    const { account, secret } = rig.person('rt-race')
    const client = await RealtimeClient.open(rig, secret)
    client.send({ type: 'input_audio_buffer.append', audio: speech })
    await client.heard('input_audio_buffer.speech_started')
    const available = rig.balance(account)
    const authorised = rig.money.log.length
    // All of it is held by another call.
    rig.driver.do('call.authorize', {
      bootId: rig.relay.bootId,
      callId: 'other',
      account,
      keyId: null,
      cardIds: [rig.directory.candidates('sandbox-chat', 'chat')[0]!.card.cardId],
      bound: [Math.floor(available / 0.8) - 5],
    } as never)
    client.send({ type: 'input_audio_buffer.append', audio: silence })
    await client.heard('error')
    expect(client.of('response.created')).toEqual([])
    expect(rig.money.log.slice(authorised).some(({ type }) => type === 'call.capture')).toBe(false)
    client.close()
  })

  test('the model of a session can not change, nor can one without a price listen', async () => {
    const { secret } = rig.person('rt-model')
    const client = await RealtimeClient.open(rig, secret)
    client.send({ type: 'session.update', session: { type: 'realtime', model: 'gpt-realtime' }, event_id: 'mine' })
    const error = await client.heard('error')
    expect(error['error']).toMatchObject({ code: 'event_refused', event_id: 'mine' })
    client.send({
      type: 'session.update',
      session: { type: 'realtime', audio: { input: { transcription: { model: 'whisper-1' } } } },
    })
    expect((await client.heard('error', 2))['error']).toMatchObject({ code: 'model_not_found' })
    client.close()
  })
})

describe('bad events', () => {
  test('get an error event each, and the session goes on', async () => {
    const { secret } = rig.person('rt-bad')
    const client = await RealtimeClient.open(rig, secret)
    const bad: (string | Uint8Array)[] = [
      '{"type":',
      '[]',
      '{"type":5}',
      '{}',
      `{"type":"x","a":${'['.repeat(500)}${']'.repeat(500)}}`,
      new Uint8Array([1, 2, 3]),
      '{"type":"session.update","session":{"type":"transcription"}}',
      '{"type":"input_audio_buffer.append","audio":5}',
      '{"type":"session.update","session":{"audio":{"input":{"transcription":{"model":5}}}}}',
    ]
    for (const text of bad) client.raw(text)
    await client.heard('error', bad.length)
    const codes = client.of('error').map((event: Told) => (event['error'] as { code: string }).code)
    expect(codes).not.toContain('internal_error')
    await client.ask('Still there?')
    client.close()
  })

  test('a frame above the limit ends the session with 1009', async () => {
    const { secret } = rig.person('rt-huge')
    const client = await RealtimeClient.open(rig, secret)
    client.raw(`{"type":"x","a":"${'a'.repeat(17 * 1024 * 1024)}"}`)
    expect((await client.over()).code).toBe(1009)
    await until(() => rig.relay.running() === 0)
  })
})
