/** Spans of what is no single request: each piece of a session, each video from its submission to its end, each line of a batch. */
import { afterEach, expect, test } from 'vitest'
import type { AttemptBegin, CallBegin, CallTracer, SpanEnd } from '../../src/telemetry/traces.ts'
import { batchRig, batchTools, echo, line } from './batch-world.ts'
import { created, delta, done } from './realtime-upstream.ts'
import { RealtimeWorld } from './realtime-world.ts'
import { until } from './rig.ts'
import { sendJson } from './upstream.ts'
import { filmCost, filmRig, oneFilm, SHOT, says } from './video-world.ts'

interface SeenSpan extends CallBegin {
  readonly attempts: (AttemptBegin & { delivered?: boolean; code?: string | null })[]
  end?: SpanEnd
}

class SeenSpans implements CallTracer {
  readonly all: SeenSpan[] = []

  begin(call: CallBegin): ReturnType<CallTracer['begin']> {
    const seen: SeenSpan = { ...call, attempts: [] }
    this.all.push(seen)
    return {
      attempt(begin) {
        const attempt: SeenSpan['attempts'][number] = { ...begin }
        seen.attempts.push(attempt)
        return {
          traceparent: undefined,
          end: ({ delivered, code }) => void Object.assign(attempt, { delivered, code }),
        }
      },
      end(end) {
        seen.end = end
      },
    }
  }

  close = async (): Promise<void> => undefined
}

const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
let stop: (() => Promise<void>) | undefined

afterEach(async () => {
  await stop?.()
  stop = undefined
})

test('a response and a transcription of a session have a span each, with the session’s trace, their model and their usage', async () => {
  const tracer = new SeenSpans()
  const world = await RealtimeWorld.start({ tracer })
  stop = () => world.stop()
  const { client } = await world.opened('traced', undefined, { traceparent })
  await client.ask('Hello')
  client.send({
    type: 'session.update',
    session: { type: 'realtime', audio: { input: { transcription: { model: 'ear' } } } },
  })
  const item_id = 'i1'
  world.upstream.script = ({ type }, say) => {
    if (type === 'input_audio_buffer.commit') say({ type: 'input_audio_buffer.committed', item_id })
    if (type === 'input_audio_buffer.commit')
      say({ type: 'conversation.item.input_audio_transcription.failed', item_id, error: {} })
    if (type !== 'response.create') return
    say(created('r2'))
    say(delta('x', 'r2'))
    say(done('r2', { status: 'failed' }))
  }
  client.send({ type: 'input_audio_buffer.append', audio: 'AAAA' })
  client.send({ type: 'input_audio_buffer.commit' })
  await client.heard('conversation.item.input_audio_transcription.failed')
  await client.ask('Again')
  client.close()
  const about = { dialect: 'openai', traceparent, stream: true }
  expect(tracer.all).toMatchObject([
    {
      ...{ ...about, kind: 'realtime', model: 'rt' },
      attempts: [{ channel: 'channel 1', provider: 'openai', model: 'gpt-rt', delivered: true, code: null }],
      end: { status: 200, outcome: 'stop', charge: 'metered', inputTokens: 10, outputTokens: 5, code: null },
    },
    {
      ...{ ...about, kind: 'transcription', model: 'ear' },
      attempts: [{ model: 'gpt-ear', delivered: false, code: 'upstream_error' }],
      end: { status: 502, outcome: 'error', charge: 'free', code: 'upstream_error' },
    },
    { kind: 'realtime', end: { outcome: 'error', charge: 'partial', code: 'upstream_error' } },
  ])
})

test('a response that is refused has its span too', async () => {
  const tracer = new SeenSpans()
  const world = await RealtimeWorld.start({ tracer })
  stop = () => world.stop()
  world.upstream.script = ({ type }, say) => {
    if (type === 'input_audio_buffer.append') say(created())
  }
  const { client } = await world.opened('poor')
  // Sound that is sent while it could be paid for; the credits go before the upstream begins.
  const { authorize } = world.rig.money
  Object.assign(world.rig.money, {
    authorize: (input: Parameters<typeof authorize>[0]) => authorize({ ...input, maxCost: 1 as never }),
  })
  client.send({ type: 'input_audio_buffer.append', audio: 'AAAA' })
  await client.heard('error')
  expect(tracer.all).toMatchObject([{ end: { outcome: 'refused', charge: 'free', status: 402 } }])
  client.close()
})

test('a video has one span from its submission to its end, and one below it for each upstream that was asked', async () => {
  const tracer = new SeenSpans()
  const rig = await filmRig({}, {}, tracer)
  stop = () => rig.stop()
  rig.addChannel({ id: 2, baseUrl: rig.upstreamUrl, ...oneFilm }, filmCost)
  const { client } = rig.person('traced')
  rig.upstream.script = (request, response) =>
    request.headers.authorization === 'Bearer upstream-secret-1' && request.method === 'POST'
      ? sendJson(response, 503, {})
      : says({ status: 'completed' })(request, response)
  const { id } = await client.videos.create(SHOT, { headers: { traceparent } })
  expect(tracer.all[0]?.end).toBeUndefined()
  rig.driver.pass(5_000)
  await client.videos.retrieve(id)
  expect(tracer.all).toMatchObject([
    {
      ...{ kind: 'video', dialect: 'openai', model: 'film', stream: false, traceparent },
      attempts: [
        { channel: 'channel 1', delivered: false, code: 'upstream_error' },
        { channel: 'channel 2', model: 'sora', delivered: true, code: null },
      ],
      end: { status: 200, outcome: 'stop', charge: 'metered', code: null },
    },
  ])
  await expect(client.videos.create({ ...SHOT, seconds: '8' }, { headers: { 'x-lx-max-cost': '0' } })).rejects.toThrow()
  expect(tracer.all[1]).toMatchObject({ attempts: [], end: { outcome: 'refused', code: 'max_cost_exceeded' } })
})

test('each line of a batch has a span like any call', async () => {
  const tracer = new SeenSpans()
  const rig = await batchRig(tracer)
  stop = () => rig.stop()
  rig.upstream.script = echo
  const { client } = rig.person('traced')
  const { begin, ended } = batchTools(() => client)
  await ended((await begin([line('a'), line('b')])).id)
  await until(() => tracer.all.length === 2)
  const span = {
    kind: 'chat',
    model: 'gpt',
    attempts: [{ delivered: true }],
    end: { charge: 'metered', inputTokens: 10, outputTokens: 5 },
  }
  expect(tracer.all).toMatchObject([span, span])
})
