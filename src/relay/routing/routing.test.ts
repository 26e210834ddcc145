/** The order of upstreams and the health of their keys. */
import { describe, expect, test } from 'vitest'
import { prng } from '../../base/prng.ts'
import type { CardId } from '../../engine/command.ts'
import { flatRates } from '../../engine/metering/rates.ts'
import type { Channel } from '../channels/channel.ts'
import { defaultChannelSettings } from '../channels/settings.ts'
import type { Candidate } from '../ports.ts'
import { Problem } from '../problem.ts'
import { defaultSettings } from '../settings.ts'
import { Breakers } from './breaker.ts'
import { fault } from './failure.ts'
import { Router } from './plan.ts'

const model = {
  model: 'm',
  upstream: 'm',
  kind: 'chat' as const,
  contextLength: null,
  maxOutput: null,
  imageTokens: null,
}
const rates = flatRates({ input: 1 })

function candidate(id: number, change: Partial<Channel> = {}): Candidate {
  const channel: Channel = {
    ...defaultChannelSettings,
    id,
    name: `c${id}`,
    provider: 'openai',
    keys: [{ id: 'a', secret: 's' }],
    models: [model],
    ...change,
  }
  return { channel, model, card: { cardId: id as CardId, list: rates, cost: rates, services: {} } }
}

const limited = {
  problem: new Problem('upstream_rate_limited', { retryAfterMs: 500 }),
  retryable: true,
  blame: 'limit',
} as const
const refusedKey = { problem: new Problem('upstream_key_refused'), retryable: true, blame: 'key' } as const

function rig() {
  let now = 1_000
  const breakers = new Breakers(defaultSettings.breaker, () => now)
  const random = prng(7)
  const router = new Router(breakers, () => random.below(1_000_000) / 1_000_000)
  const order = (candidates: readonly Candidate[]): string[] => {
    const plan = router.plan(candidates)
    const ids: string[] = []
    for (let target = plan.next(); target; target = plan.next()) ids.push(target.healthId)
    return ids
  }
  const pass = (ms: number): void => {
    now += ms
  }
  return { breakers, router, order, pass }
}

describe('choosing an upstream', () => {
  test('higher priority comes first, and no key is tried twice', () => {
    const { order } = rig()
    const keys = [
      { id: 'a', secret: '1' },
      { id: 'b', secret: '2' },
    ]
    const ids = order([
      candidate(1, { priority: 1 }),
      candidate(2, { priority: 9, keys }),
      candidate(3, { priority: 1, keys }),
    ])
    expect(ids.slice(0, 2).sort()).toEqual(['2/a', '2/b'])
    expect(ids.slice(2).sort()).toEqual(['1/a', '3/a', '3/b'])
  })

  test('channels of one priority share by weight, and weight 0 is only a last resort', () => {
    const { router } = rig()
    const candidates = [candidate(1, { weight: 30 }), candidate(2, { weight: 10 }), candidate(3, { weight: 0 })]
    const first = Array.from({ length: 4_000 }, () => router.plan(candidates).next()?.candidate.channel.id)
    expect(first.filter((id) => id === 1).length / 4_000).toBeCloseTo(0.75, 1)
    expect(first.includes(3)).toBe(false)
    expect(rig().order(candidates).at(-1)).toBe('3/-'.replace('-', 'a'))
  })

  test('keys of a channel take turns', () => {
    const { router } = rig()
    const keys = [
      { id: 'a', secret: '1' },
      { id: 'b', secret: '2' },
      { id: 'c', secret: '3' },
    ]
    const used = Array.from({ length: 6 }, () => router.plan([candidate(1, { keys })]).next()?.key?.id)
    expect(used).toEqual(['a', 'b', 'c', 'a', 'b', 'c'])
  })

  test('a channel without keys can be chosen once', () => {
    expect(rig().order([candidate(1, { keys: [] })])).toEqual(['1/-'])
  })
})

describe('health of keys', () => {
  test('a blip changes nothing, failures in a row open the breaker, a probe closes it', () => {
    const { breakers, pass, order } = rig()
    for (let i = 0; i < 4; i++) breakers.failed('1/a', fault('upstream_error'))
    expect(order([candidate(1)])).toEqual(['1/a'])
    breakers.failed('1/a', fault('upstream_error'))
    expect(breakers.health('1/a').state).toBe('open')
    expect(order([candidate(1), candidate(2)])).toEqual(['2/a'])
    pass(5_000)
    expect(breakers.health('1/a').state).toBe('half_open')
    breakers.begin('1/a')
    expect(order([candidate(1)])).toEqual([])
    breakers.succeeded('1/a')
    expect(breakers.health('1/a')).toEqual({ state: 'closed', failures: 0, waitMs: 0 })
  })

  test('a failed probe waits twice as long, up to the limit', () => {
    const { breakers, pass } = rig()
    for (let i = 0; i < 5; i++) breakers.failed('1/a', fault('upstream_error'))
    const waits: number[] = []
    for (let i = 0; i < 8; i++) {
      waits.push(breakers.waitMs('1/a'))
      pass(breakers.waitMs('1/a'))
      breakers.begin('1/a')
      breakers.failed('1/a', fault('upstream_error'))
    }
    expect(waits).toEqual([5_000, 10_000, 20_000, 40_000, 80_000, 160_000, 300_000, 300_000])
  })

  test('Retry-After rests a key without counting against it', () => {
    const { breakers, pass } = rig()
    breakers.failed('1/a', limited)
    expect([breakers.isAvailable('1/a'), breakers.waitMs('1/a'), breakers.health('1/a').failures]).toEqual([
      false,
      500,
      0,
    ])
    pass(500)
    expect(breakers.isAvailable('1/a')).toBe(true)
  })

  test('a refused key rests at once, a refused request never', () => {
    const { breakers } = rig()
    breakers.failed('1/a', refusedKey)
    expect(breakers.waitMs('1/a')).toBe(60_000)
    for (let i = 0; i < 50; i++)
      breakers.failed('1/b', { problem: new Problem('upstream_refused'), retryable: false, blame: 'request' })
    expect(breakers.isAvailable('1/b')).toBe(true)
  })

  test('a probe that ends without a verdict leaves the door open for the next', () => {
    const { breakers, pass } = rig()
    breakers.failed('1/a', limited)
    pass(500)
    breakers.begin('1/a')
    expect(breakers.isAvailable('1/a')).toBe(false)
    breakers.undecided('1/a')
    expect(breakers.isAvailable('1/a')).toBe(true)
  })
})
