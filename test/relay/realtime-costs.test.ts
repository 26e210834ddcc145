/** What a session costs when it ends before anything was delivered, and what is not begun because nobody would pay for it. */
import type { ResponseCreateEvent } from 'openai/resources/realtime/realtime'
import { afterEach, describe, expect, test } from 'vitest'
import { flatRates, usageRecord } from '../../src/engine/metering/rates.ts'
import { billOf, RealtimeClient } from './realtime-client.ts'
import { created, delta, done, type RealtimeUpstream, usage } from './realtime-upstream.ts'
import { codeOf, current, endWorld, rig, upstream, world } from './realtime-world.ts'
import { testModel, until } from './rig.ts'

afterEach(endWorld)

const costs = () => rig.driver.seen('call.unrecovered')

/** How a session can end while something of it runs. */
const ends = {
  upstream: () => upstream.sockets[0]?.terminate(),
  client: (client: { rt: { socket: { terminate(): void } } }) => client.rt.socket.terminate(),
  server: () => void rig.relay.stop(10),
} as const
const whose = ['upstream', 'client', 'server'] as const

describe('a response that is cut before any content', () => {
  test.each(whose)('by the %s is free, and what it had read is booked as the platform’s cost', async (end) => {
    await world({ channel: { onClientGone: 'abort' } })
    upstream.script = (event, say) => {
      if (event.type === 'response.create') say(created())
    }
    const { client, account } = await current!.opened('cut')
    client.say('Hello')
    await client.heard('response.created')
    ends[end](client)
    await until(() => rig.releases().length === 1)
    expect(rig.releases()[0]).toMatchObject({ facts: { estimated: true } })
    expect([rig.balance(account), rig.held(account), rig.captures().length]).toEqual([10_000_000, 0, 0])
    await until(() => costs().length === 1)
    expect(costs()[0]?.amount).toBeGreaterThan(0)
  })

  test('because the client left before it had begun is waited for: billed as its upstream says', async () => {
    for (const [onClientGone, cost] of [
      ['drain', 10 * 2 + 5 * 4],
      ['abort', 12 * 2],
    ] as const) {
      await world({ channel: { onClientGone }, realtime: { settleMs: 1_000 } })
      upstream.script = (event, say) => {
        if (event.type === 'response.cancel') say(done('r1', { status: 'cancelled', usage: usage(12, 0) }))
        if (event.type !== 'response.create') return
        setTimeout(() => {
          say(created())
          if (onClientGone === 'drain') say(delta('one two'))
          if (onClientGone === 'drain') say(done())
        }, 40)
      }
      const { client, account } = await current!.opened('early')
      client.say('Hello')
      await until(() => upstream.heard.some(({ type }) => type === 'response.create'))
      client.rt.socket.terminate()
      await until(() => rig.captures().length === 1)
      expect([rig.balance(account), rig.held(account)]).toEqual([10_000_000 - cost, 0])
      await until(() => rig.relay.running() === 0)
    }
  })

  test('that the upstream would not begin is waited for no longer', async () => {
    await world({ realtime: { settleMs: 10_000 }, drainMs: 10_000 })
    upstream.script = (event, say) => {
      const { event_id } = event
      if (event.type === 'response.create') say({ type: 'error', error: { code: 'x', message: 'No.', event_id } })
    }
    const { client } = await current!.opened('refused')
    client.say('Hello')
    await client.heard('error')
    client.rt.socket.terminate()
    await until(() => rig.relay.running() === 0)
    expect([rig.captures(), rig.releases()]).toEqual([[], []])
  })
})

test('a response that speaks in another form than its session is counted in its own', async () => {
  await world()
  const sound = Buffer.alloc(48_000).toString('base64')
  // The same bytes play six times as long.
  const audio = { output: { format: { type: 'audio/pcmu' } } }
  upstream.script = (event, say) => {
    if (event.type !== 'response.create') return
    say({ type: 'response.created', response: { id: 'r1', status: 'in_progress', audio } })
    say({ type: 'response.output_audio.delta', response_id: 'r1', delta: sound })
    say(done('r1', {}))
  }
  const { client } = await current!.opened('sound')
  await client.ask('Speak')
  expect(usageRecord(rig.captures()[0]!.usage).outputAudio).toBe(120)
  client.close()
})

describe('responses that are asked for at once', () => {
  const ask: ResponseCreateEvent = {
    type: 'response.create',
    response: { conversation: 'none', output_modalities: ['text'] },
  }
  const asked = () => upstream.heard.filter(({ type }) => type === 'response.create')

  test('are asked for as far as they can be paid for together, not one by one', async () => {
    await world()
    let began = 0
    upstream.script = ({ type }, say) => {
      if (type === 'response.create') setTimeout(() => say(created(`r${began++}`)), 30)
    }
    const { client, account } = await current!.opened('burst', 8_000)
    for (let n = 0; n < 10; n++) client.send(ask)
    const told = await client.heard('error')
    expect(codeOf(told)).toBe('insufficient_credits')
    await until(() => client.of('error').length + asked().length === 10)
    const paid = asked().length
    expect(paid).toBeGreaterThan(0)
    await until(() => client.of('response.created').length === paid)
    expect(rig.held(account)).toBeGreaterThan(0)
    // None was refused after the upstream had begun it.
    expect(upstream.heard.some(({ type }) => type === 'response.cancel')).toBe(false)
    client.rt.socket.terminate()
  })

  test('are so many at most, until the upstream refuses some of them', async () => {
    await world({ realtime: { maxResponses: 2 } })
    const { client } = await current!.opened('many')
    upstream.script = ({ type, event_id }, say) => {
      if (type === 'response.create' && asked().length === 2) say({ type: 'error', error: { code: 'x', event_id } })
    }
    for (let n = 0; n < 3; n++) client.send(ask)
    await until(() => client.of('error').length === 2)
    expect(client.of('error').map(codeOf).sort()).toEqual(['too_many_calls', 'x'])
    client.send({ ...ask, event_id: 'mine' })
    await until(() => asked().length === 3)
    expect(asked()[2]?.['event_id']).toBe('mine')
    // An error for something else frees no place.
    upstream.script = (_event, say) => say({ type: 'error', error: { code: 'y', event_id: null } })
    client.raw('{"type":"nonsense"}')
    await until(() => client.of('error').length === 3)
    client.send(ask)
    await until(() => client.of('error').length === 4)
    expect(codeOf(client.of('error')[3]!)).toBe('too_many_calls')
    client.rt.socket.terminate()
  })
})

describe('what was heard', () => {
  const listening = async (credits?: number, headers = {}) => {
    rig.publish(1, 'ear', flatRates({ milliseconds: 1_000_000 }))
    rig.directory.refresh(rig.channels)
    const person = await current!.opened('listens', credits, headers)
    person.client.send({
      type: 'session.update',
      session: { type: 'realtime', audio: { input: { transcription: { model: 'ear' } } } },
    })
    person.client.send({ type: 'input_audio_buffer.append', audio: Buffer.alloc(96_000).toString('base64') })
    return person
  }
  const committed: RealtimeUpstream['script'] = ({ type }, say) => {
    if (type === 'input_audio_buffer.commit') say({ type: 'input_audio_buffer.committed', item_id: 'i1' })
  }

  test.each(whose)(
    'and was not written down when the %s ended is free, its seconds the platform’s cost',
    async (end) => {
      await world({ channel: { onClientGone: 'abort' } })
      upstream.script = committed
      const { client, account } = await listening()
      client.send({ type: 'input_audio_buffer.commit' })
      await client.heard('input_audio_buffer.committed')
      expect(rig.held(account)).toBe(4_000)
      ends[end](client)
      await until(() => costs().length === 1)
      expect(costs()).toMatchObject([{ amount: 2_000 }])
      expect(rig.releases()).toMatchObject([{ facts: { estimated: true } }])
      expect([rig.balance(account), rig.held(account)]).toEqual([10_000_000, 0])
    },
  )

  test('is not committed where nobody could pay for writing it down; the session stays', async () => {
    await world()
    upstream.script = committed
    const { client } = await listening(3_000)
    client.send({ type: 'input_audio_buffer.commit' })
    expect(codeOf(await client.heard('error'))).toBe('insufficient_credits')
    client.send({ type: 'input_audio_buffer.clear' })
    client.send({ type: 'input_audio_buffer.commit' })
    await client.heard('input_audio_buffer.committed')
    expect(upstream.heard.filter(({ type }) => type === 'input_audio_buffer.commit')).toHaveLength(1)
    client.close()
  })

  test('is not committed in many pieces at once that could not be paid for together', async () => {
    await world()
    const { client } = await listening(10_000)
    for (let n = 0; n < 4; n++) {
      client.send({ type: 'input_audio_buffer.commit' })
      client.send({ type: 'input_audio_buffer.append', audio: Buffer.alloc(96_000).toString('base64') })
    }
    expect(codeOf(await client.heard('error'))).toBe('insufficient_credits')
    await client.heard('error', 2)
    // All of it was sent on before what comes last.
    client.send({ type: 'input_audio_buffer.clear' })
    await until(() => upstream.heard.at(-1)?.type === 'input_audio_buffer.clear')
    expect(upstream.heard.filter(({ type }) => type === 'input_audio_buffer.commit')).toHaveLength(2)
    client.close()
  })

  test('and begun by the upstream itself can not be kept from it: the session ends, the cost is the platform’s', async () => {
    await world()
    upstream.script = ({ type }, say) => {
      if (type === 'input_audio_buffer.append') say({ type: 'input_audio_buffer.committed', item_id: 'i1' })
    }
    const { client, account } = await listening(3_000)
    expect(codeOf(await client.heard('error'))).toBe('insufficient_credits')
    await client.over()
    await until(() => costs().length === 1)
    expect(costs()).toMatchObject([{ amount: 2_000 }])
    expect([rig.balance(account), rig.held(account)]).toEqual([3_000, 0])
  })

  test('is billed at the price of the model that wrote it down, not of one that was wished for meanwhile', async () => {
    await world({
      channel: {
        models: [
          testModel({ model: 'rt', upstream: 'gpt-rt', kind: 'realtime', contextLength: 1_000, maxOutput: 100 }),
          testModel({ model: 'ear', upstream: 'gpt-ear', kind: 'transcription' }),
          testModel({ model: 'cheap', upstream: 'gpt-cheap', kind: 'transcription' }),
        ],
      },
    })
    rig.publish(1, 'cheap', flatRates({ milliseconds: 1_000 }))
    const waiting: (() => void)[] = []
    upstream.script = (event, say) => {
      if (event.type === 'session.update') {
        const { session } = event
        if (waiting.length === 0) say({ type: 'session.updated', session })
        else waiting.push(() => say({ type: 'session.updated', session }))
      }
      if (event.type === 'input_audio_buffer.append') waiting.push(() => undefined)
      if (event.type !== 'response.create') return
      // All that was asked has arrived; the upstream works it off in order.
      say({ type: 'input_audio_buffer.committed', item_id: 'i1' })
      for (const tell of waiting) tell()
      const done = { item_id: 'i1', transcript: 'hello', usage: { type: 'duration', seconds: 2 } }
      say({ type: 'conversation.item.input_audio_transcription.completed', ...done })
    }
    const { client } = await listening()
    client.send({ type: 'input_audio_buffer.commit' })
    for (const transcription of [{ model: 'cheap' }, null])
      client.send({
        type: 'session.update',
        session: { type: 'realtime', audio: { input: { transcription } } } as never,
      })
    client.send({ type: 'response.create' })
    await client.heard('conversation.item.input_audio_transcription.completed')
    expect(rig.captures()).toMatchObject([{ captured: 4_000 }])
    client.close()
  })

  test('is not committed above x-lx-max-cost', async () => {
    await world()
    upstream.script = committed
    const { client } = await listening(undefined, { 'x-lx-max-cost': '0.003' })
    client.send({ type: 'input_audio_buffer.commit' })
    expect(codeOf(await client.heard('error'))).toBe('max_cost_exceeded')
    client.close()
  })
})

describe('x-lx-max-cost of a session', () => {
  test('bounds each response: one that may cost more is not asked for, and none is extended beyond it', async () => {
    await world()
    upstream.script = (event, say) => {
      if (event.type === 'response.cancel') say(done('r1', { status: 'cancelled', usage: usage(10, 9_000) }))
      if (event.type !== 'response.create') return
      say(created())
      for (let n = 0; n < 40; n++) say(delta('word '.repeat(60)))
    }
    const { client, account } = await current!.opened('capped', undefined, { 'x-lx-max-cost': '0.005' })
    const create = (max_output_tokens: number) =>
      client.send({ type: 'response.create', response: { output_modalities: ['text'], max_output_tokens } })
    create(5_000)
    expect(codeOf(await client.heard('error'))).toBe('max_cost_exceeded')
    expect(upstream.heard).toEqual([])
    create(100)
    expect(codeOf(await client.heard('error', 2))).toBe('hold_exhausted')
    client.close()
    await until(() => rig.captures().length === 1)
    expect(rig.captures()[0]?.captured).toBeLessThanOrEqual(5_000)
    expect(rig.balance(account)).toBeGreaterThanOrEqual(10_000_000 - 5_000)
  })

  test('that is no amount keeps the socket from opening', async () => {
    await world()
    const { secret } = rig.person('bad')
    const client = new RealtimeClient(rig, secret, { model: 'rt', headers: { 'x-lx-max-cost': 'much' } })
    let status = 0
    client.rt.socket.on('unexpected-response', (_request, response) => {
      status = response.statusCode ?? 0
    })
    await until(() => status !== 0)
    expect([status, upstream.requests.length]).toEqual([400, 0])
  })

  test('is told in the bill of what stays below it', async () => {
    await world()
    const { client } = await current!.opened('below', undefined, { 'x-lx-max-cost': '0.05' })
    expect(billOf(await client.ask('Hello'))).toMatchObject({ charge: 'metered', cost: '0.000040' })
    client.close()
  })
})
