/** Claims about scheduled tests of keys, with a clock of their own. */
import { beforeEach, describe, expect, it } from 'vitest'
import { silentLog } from '../../telemetry/log.ts'
import { Problem } from '../problem.ts'
import { Breakers } from '../routing/breaker.ts'
import { failureOfStatus, faultOf } from '../routing/failure.ts'
import { defaultSettings } from '../settings.ts'
import type { Channel } from './channel.ts'
import type { ProbeResult } from './probe.ts'
import { Prober } from './prober.ts'
import { defaultChannelSettings } from './settings.ts'

const MINUTE = 60_000
const good: ProbeResult = {
  ...{ ok: true, model: 'm', status: 200, latencyMs: 7, detail: null, failure: null },
  usage: undefined,
}
const bad: ProbeResult = { ...good, ok: false, status: null, failure: faultOf(new Problem('upstream_timeout')) }

function channelOf(id: number, more: Partial<Channel> = {}): Channel {
  return {
    ...defaultChannelSettings,
    ...{ id, name: `c${id}`, provider: 'openai', baseUrl: 'https://u.example/v1', probeMinutes: 10 },
    keys: [{ id: 'a', secret: 'secret-a' }],
    ...more,
  }
}

class World {
  now = 5_000_000
  channels: Channel[] = []
  /** When which key was tested, in minutes since the start. */
  readonly tested: string[] = []
  answer: (id: string) => ProbeResult | Promise<ProbeResult> = () => good
  readonly breakers = new Breakers(defaultSettings.breaker, () => this.now)
  readonly prober = new Prober({
    channels: () => this.channels,
    probe: async (channel, key) => {
      const id = `${channel.id}/${key?.id ?? '-'}`
      this.tested.push(`${(this.now - 5_000_000) / MINUTE} ${id}`)
      return this.answer(id)
    },
    breakers: this.breakers,
    now: () => this.now,
    wall: () => this.now,
    log: silentLog,
  })

  /** One look a second, as the relay does; what was started ends before the next. */
  async pass(minutes: number): Promise<void> {
    for (let second = 0; second < minutes * 60; second++) {
      this.prober.tick()
      await new Promise((resolve) => setImmediate(resolve))
      this.now += 1_000
    }
  }
}

let world: World
beforeEach(() => {
  world = new World()
})

describe('keys of a channel', () => {
  it('are tested once a period, spread evenly over it, at the same places for ever', async () => {
    const keys = ['a', 'b'].map((id) => ({ id, secret: `secret-${id}` }))
    world.channels = [channelOf(1, { keys }), channelOf(2, { keys: [], probeMinutes: 20 })]
    await world.pass(31)
    expect(world.tested).toEqual([
      '0 1/a',
      '0 2/-',
      '5 1/b',
      '10 1/a',
      '15 1/b',
      '20 1/a',
      '20 2/-',
      '25 1/b',
      '30 1/a',
    ])
    expect(world.prober.latest('1/b')).toEqual({
      ...{ at: 5_000_000 + 25 * MINUTE, ok: true, model: 'm' },
      ...{ status: 200, latencyMs: 7, code: null },
    })
  })

  it('are left alone without a period, and when they are gone', async () => {
    world.channels = [channelOf(1), channelOf(2, { probeMinutes: 0 })]
    await world.pass(1)
    expect(world.tested).toEqual(['0 1/a'])
    world.channels = []
    await world.pass(20)
    expect([world.tested.length, world.prober.latest('1/a')]).toEqual([1, undefined])
  })

  it('are left alone while calls show that they work', async () => {
    world.channels = [channelOf(1)]
    for (let minute = 0; minute < 30; minute++) {
      world.breakers.succeeded('1/a')
      await world.pass(1)
    }
    expect(world.tested).toEqual([])
    await world.pass(10)
    expect(world.tested).toEqual(['39 1/a'])
  })

  it('get the new place when the period changes', async () => {
    world.channels = [channelOf(1)]
    await world.pass(2)
    world.channels = [channelOf(1, { probeMinutes: 1 })]
    await world.pass(3)
    expect(world.tested).toEqual(['0 1/a', '2 1/a', '3 1/a', '4 1/a'])
  })
})

describe('a key that fails its tests', () => {
  it('is paused after as many as calls would take, and tried again when its pause is over, not before', async () => {
    world.channels = [channelOf(1, { probeMinutes: 1 })]
    world.answer = () => bad
    const second = 1 / 60
    await world.pass(4 + second)
    expect(world.breakers.health('1/a')).toMatchObject({ state: 'open', failures: 5 })
    expect(world.prober.latest('1/a')).toMatchObject({ ok: false, code: 'upstream_timeout' })
    await world.pass(4 * second)
    expect(world.tested).toHaveLength(5)
    await world.pass(second)
    expect(world.breakers.health('1/a')).toMatchObject({ state: 'open', failures: 6 })
    world.answer = () => good
    await world.pass(11 * second)
    expect(world.breakers.health('1/a')).toMatchObject({ state: 'closed', failures: 0 })
  })

  it('is paused at once when the upstream refuses it, and not for a fault of the request', async () => {
    world.channels = [channelOf(1), channelOf(2)]
    const of = (status: number): ProbeResult => {
      const failure = failureOfStatus({
        ...{ status, retryAfter: undefined, body: Buffer.alloc(0) },
        channel: channelOf(1),
      })
      return { ...bad, status, failure }
    }
    world.answer = (id) => of(id === '1/a' ? 401 : 404)
    world.prober.tick()
    await new Promise((resolve) => setImmediate(resolve))
    expect([world.breakers.health('1/a').state, world.breakers.health('2/a').state]).toEqual(['open', 'closed'])
  })
})

describe('tests', () => {
  it('run at most four at a time and never twice on one key; the rest wait their turn', async () => {
    world.channels = Array.from({ length: 10 }, (_, id) => channelOf(id + 1, { probeMinutes: 1 }))
    const open: ((result: ProbeResult) => void)[] = []
    world.answer = () => new Promise<ProbeResult>((resolve) => open.push(resolve))
    await world.pass(3)
    expect(open).toHaveLength(4)
    for (const finish of open.splice(0)) finish(good)
    await world.pass(1)
    expect(open).toHaveLength(4)
    expect(new Set(world.tested.map((line) => line.split(' ')[1])).size).toBe(8)
    for (const finish of open) finish(good)
    await world.prober.stop()
  })
})
