/** What clients of realtime sessions do: leave, lag, fall silent, lose their key; and what is heard of them. */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, test } from 'vitest'
import { flatRates, usageRecord } from '../../src/engine/metering/rates.ts'
import { billOf, RealtimeClient } from './realtime-client.ts'
import { answer, created, delta, done, type RealtimeUpstream, usage } from './realtime-upstream.ts'
import { codeOf, current, endWorld, rig, upstream, world } from './realtime-world.ts'
import { until } from './rig.ts'

afterEach(endWorld)

const opened = (name: string, credits?: number) => current!.opened(name, credits)

describe('a client', () => {
  const slowly: RealtimeUpstream['script'] = (event, say) => {
    if (event.type === 'response.cancel') say(done('r1', { status: 'cancelled', usage: usage(12, 7) }))
    if (event.type !== 'response.create') return
    say(created())
    say(delta('one two '))
  }

  test('that leaves where cancelling stops the bill is billed what the upstream reports for the cancelled response', async () => {
    await world({ channel: { onClientGone: 'abort' } })
    upstream.script = slowly
    const { client } = await opened('leaves')
    client.say('Hello')
    await client.heard('response.output_text.delta')
    client.rt.socket.terminate()
    await until(() => rig.captures().length === 1)
    expect(rig.captures()[0]).toMatchObject({ captured: 12 * 2 + 7 * 4, facts: { estimated: false } })
    await until(() => rig.relay.running() === 0 && upstream.sockets[0]?.readyState === 3)
  })

  test('that leaves elsewhere is billed once the response has ended, at the latest when its time is over', async () => {
    await world({ channel: { onClientGone: 'drain' }, drainMs: 150 })
    upstream.script = (event, say) => {
      if (event.type !== 'response.create') return
      say(created())
      say(delta('one two '))
      if (upstream.sockets.length === 1) setTimeout(() => say(done('r1', { usage: usage(20, 30) })), 60)
    }
    for (const [captured, estimated] of [
      [20 * 2 + 30 * 4, false],
      [expect.any(Number), true],
    ] as const) {
      const before = rig.captures().length
      const { client } = await opened(`drains${before}`)
      client.say('Hello')
      await client.heard('response.output_text.delta')
      client.rt.socket.terminate()
      await until(() => rig.captures().length === before + 1)
      expect(rig.captures().at(-1)).toMatchObject({ captured, facts: { estimated } })
      expect(upstream.heard.some(({ type }) => type === 'response.cancel')).toBe(false)
    }
  })

  test('that takes nothing pauses its own upstream only', async () => {
    await world()
    const piece = delta('x'.repeat(100_000))
    let sent = 0
    upstream.script = (event, say, socket) => {
      if (event.type !== 'response.create') return
      say(created())
      const pump = (): void => {
        while (sent < 1_000 && socket.bufferedAmount < 1_000_000) {
          say(piece)
          sent++
        }
        if (sent < 1_000 && socket.readyState === 1) setTimeout(pump, 5)
      }
      pump()
    }
    const { client, secret } = await opened('lags', 1_000_000_000)
    client.rt.socket.pause()
    client.say('Hello')
    await client.heard('session.created')
    let held = -1
    while (held !== sent) {
      held = sent
      await sleep(200)
    }
    expect(held).toBeLessThan(500)
    upstream.script = answer('quick')
    const other = await RealtimeClient.open(rig, secret, { model: 'rt' })
    await other.ask('Hello')
    other.close()
    client.rt.socket.terminate()
  })

  test('whose key is revoked is sent away, and the response that ran is billed', async () => {
    await world()
    upstream.script = slowly
    const { client, secret } = await opened('revoked')
    client.say('Hello')
    await client.heard('response.output_text.delta')
    rig.forget(secret)
    expect(codeOf(await client.heard('error'))).toBe('invalid_key')
    expect((await client.over()).code).toBe(1008)
    await until(() => rig.captures().length === 1)
  })

  test('that is silent is sent away, as is one whose session is too old', async () => {
    for (const [code, realtime] of [
      ['session_idle', { idleMs: 40 }],
      ['session_expired', { maxMs: 40 }],
    ] as const) {
      await world({ realtime })
      const { client } = await opened('silent')
      expect(codeOf(await client.heard('error'))).toBe(code)
      expect((await client.over()).code).toBe(1000)
    }
  })

  test('keeps its running response when the relay stops, and is then told', async () => {
    await world()
    upstream.script = (event, say) => {
      if (event.type !== 'response.create') return
      say(created())
      say(delta('one '))
      setTimeout(() => say(done()), 100)
    }
    const { client } = await opened('drain')
    const { client: idle } = await opened('idle')
    client.say('Hello')
    await client.heard('response.output_text.delta')
    const stopped = rig.relay.stop(1_000)
    expect((await idle.over()).code).toBe(1001)
    expect(billOf(await client.heard('response.done')).charge).toBe('metered')
    expect((await client.over()).code).toBe(1001)
    await stopped
    expect(rig.relay.running()).toBe(0)
  })

  test('is cut when the relay can wait no longer; what was delivered is billed', async () => {
    await world()
    upstream.script = (event, say) => {
      if (event.type !== 'response.create') return
      say(created())
      say(delta('one two three'))
    }
    const { client, account } = await opened('stopcut')
    client.say('Hello')
    await client.heard('response.output_text.delta')
    await rig.relay.stop(30)
    expect(rig.captures().length).toBe(1)
    expect(rig.held(account)).toBe(0)
    await client.over()
  })
})

describe('what was heard', () => {
  const ears: RealtimeUpstream['script'] = (event, say) => {
    if (event.type === 'input_audio_buffer.commit') say({ type: 'input_audio_buffer.committed', item_id: 'i1' })
  }
  const listening = async (name: string, credits?: number) => {
    const person = await opened(name, credits)
    person.client.send({
      type: 'session.update',
      session: { type: 'realtime', audio: { input: { transcription: { model: 'ear' } } } },
    })
    person.client.send({
      type: 'input_audio_buffer.append',
      audio: Buffer.alloc(96_000).toString('base64'),
    })
    person.client.send({ type: 'input_audio_buffer.commit' })
    return person
  }
  const type = 'conversation.item.input_audio_transcription'

  test('is written down by the model the client named, at that model’s price, once', async () => {
    await world()
    rig.publish(1, 'ear', flatRates({ milliseconds: 1_000 }))
    rig.directory.refresh(rig.channels)
    upstream.script = (event, say, socket) => {
      ears(event, say, socket)
      if (event.type !== 'input_audio_buffer.commit') return
      const completed = { type: `${type}.completed`, item_id: 'i1', transcript: 'hello' }
      say({ ...completed, usage: { type: 'duration', seconds: 2 } })
      say({ ...completed, usage: { type: 'duration', seconds: 2 } })
      say({ type: 'marker' })
    }
    const { client } = await listening('ear')
    await client.heard('marker')
    expect(upstream.heard[0]).toMatchObject({ session: { audio: { input: { transcription: { model: 'gpt-ear' } } } } })
    expect(rig.captures().map(({ usage }) => usageRecord(usage))).toEqual([{ milliseconds: 2_000, calls: 1 }])
    expect(client.of(`${type}.completed`).length).toBe(1)
    client.close()
  })

  test('and could not be written down is free, and what is not reported is estimated by its length', async () => {
    await world()
    upstream.script = (event, say, socket) => {
      ears(event, say, socket)
      if (event.type !== 'input_audio_buffer.commit') return
      say({ type: `${type}.failed`, item_id: 'i1', error: {} })
      say({ type: 'input_audio_buffer.committed', item_id: 'i2' })
      say({ type: `${type}.completed`, item_id: 'i2', transcript: 'hello there' })
    }
    const { client } = await listening('estimate')
    expect(billOf(await client.heard(`${type}.failed`)).charge).toBe('free')
    await client.heard(`${type}.completed`)
    expect(rig.captures().at(-1)?.facts.estimated).toBe(true)
    client.close()
  })
})
