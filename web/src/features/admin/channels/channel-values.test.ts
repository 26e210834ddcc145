/** Claims about what is sent for what was entered about a channel. */
import { describe, expect, it } from 'vitest'
import type { Channel } from '../../../../../src/contract/admin-channels.ts'
import { headersOf, namesOf, overridesOf } from './channel-text.ts'
import {
  type ChannelValues,
  changeOf,
  creationOf,
  faultsOf,
  NEW_CHANNEL,
  NEW_MODEL,
  pasted,
  valuesOf,
} from './channel-values.ts'

const values: ChannelValues = { ...NEW_CHANNEL, name: ' Main ', baseUrl: 'https://api.example.com/v1' }

const channel: Channel = {
  channelId: 1,
  name: 'Main',
  provider: 'openai',
  baseUrl: 'https://api.example.com/v1',
  secrets: [{ hint: 'sk-…1', healthy: true, failures: 0, retryInMs: 0, probe: null }],
  keyChoice: 'round_robin',
  models: [{ model: 'a', upstream: 'b', kind: 'embedding', contextLength: 8_192, maxOutput: null, cardId: 1 }],
  weight: 3,
  priority: 7,
  headers: ['x-team'],
  overrides: { store: false },
  proxy: 'http://proxy.example:3128',
  groups: ['team', 'staff'],
  speaks: null,
  probeMinutes: 5,
  onClientGone: 'drain',
  streamUsage: false,
  allowPrivate: true,
  enabled: false,
  health: 'ok',
  retryInMs: 0,
  probe: null,
  createdAt: 0,
}

describe('a channel as entered', () => {
  it('is sent trimmed, aliases only where they differ', () => {
    const models = [
      { ...NEW_MODEL, model: 'a', upstream: 'a' },
      { ...NEW_MODEL, model: 'b', upstream: 'b-2025', contextLength: '128,000' },
      { ...NEW_MODEL, model: ' ' },
    ]
    expect(creationOf({ ...values, secrets: ' sk-1\nsk-2 ', models })).toMatchObject({
      name: 'Main',
      secrets: ['sk-1', 'sk-2'],
      models: [
        { model: 'a', kind: 'chat', contextLength: null, maxOutput: null },
        { model: 'b', upstream: 'b-2025', contextLength: 128_000 },
      ],
    })
  })
  it('keeps secrets and headers that nothing was entered for', () => {
    const change = changeOf(values, channel)
    expect(change).not.toHaveProperty('secrets')
    expect(change).not.toHaveProperty('headers')
    expect(changeOf({ ...values, secrets: 'sk-new', headers: 'x-team: a' }, channel)).toMatchObject({
      secrets: ['sk-new'],
      headers: { 'x-team': 'a' },
    })
  })
  it('comes back unchanged from what the server answers, without any secret', () => {
    expect(valuesOf(channel).secrets).toBe('')
    expect(changeOf(valuesOf(channel), channel)).toEqual({
      name: 'Main',
      baseUrl: 'https://api.example.com/v1',
      keyChoice: 'round_robin',
      models: [{ model: 'a', upstream: 'b', kind: 'embedding', contextLength: 8_192, maxOutput: null }],
      weight: 3,
      priority: 7,
      groups: ['team', 'staff'],
      overrides: { store: false },
      probeMinutes: 5,
      onClientGone: 'drain',
      streamUsage: false,
      allowPrivate: true,
      enabled: false,
    })
  })
  it('sends the proxy only when it is another than the one shown, whose credentials are not', () => {
    const shown = valuesOf(channel)
    expect(changeOf({ ...shown, proxy: '' }, channel)).toMatchObject({ proxy: null })
    expect(changeOf({ ...shown, proxy: 'http://a:b@other.example' }, channel)).toMatchObject({
      proxy: 'http://a:b@other.example',
    })
  })
})

describe('what keeps a channel from being saved', () => {
  it('is nothing for a good one', () => {
    expect(faultsOf(values)).toEqual([])
    expect(faultsOf({ ...values, provider: 'sandbox', baseUrl: '' })).toEqual([])
  })
  it('is named field by field', () => {
    const wrong = { weight: '-1', priority: '1001', headers: 'no colon', secrets: 'ключ' }
    const more = { overrides: '[1]', proxy: 'proxy:3128', groups: 'g'.repeat(65), probeMinutes: 'often' }
    expect(faultsOf({ ...NEW_CHANNEL, ...wrong, ...more })).toEqual([
      'name',
      'baseUrl',
      'secrets',
      'weight',
      'priority',
      'headers',
      'overrides',
      'proxy',
      'groups',
      'probeMinutes',
    ])
  })
  it('is a missing address only for upstreams that have none of their own', () => {
    expect(faultsOf({ ...values, provider: 'anthropic', baseUrl: '' })).toEqual([])
    expect(faultsOf({ ...values, provider: 'azure', baseUrl: '' })).toEqual(['baseUrl'])
    expect(faultsOf({ ...values, provider: 'anthropic', baseUrl: 'api.anthropic.com' })).toEqual(['baseUrl'])
  })
  it('includes two models of one name and names callers could not send', () => {
    const twice = [
      { ...NEW_MODEL, model: 'a' },
      { ...NEW_MODEL, model: 'a ' },
    ]
    expect(faultsOf({ ...values, models: twice })).toEqual(['models'])
    expect(faultsOf({ ...values, models: [{ ...NEW_MODEL, model: 'a b' }] })).toEqual(['models'])
    expect(faultsOf({ ...values, models: [{ ...NEW_MODEL, model: 'a', maxOutput: '0' }] })).toEqual(['models'])
  })
})

describe('pasted names', () => {
  it('become rows once, with their aliases', () => {
    const rows = pasted('gpt-4o, gpt-4o-mini = gpt-4o-mini-2024\nold\ngpt-4o', [{ ...NEW_MODEL, model: 'old' }])
    expect(rows.map(({ model, upstream }) => [model, upstream])).toEqual([
      ['old', ''],
      ['gpt-4o', ''],
      ['gpt-4o-mini', 'gpt-4o-mini-2024'],
    ])
  })
  it('and headers are read line by line', () => {
    expect(headersOf('a: 1\n\n B-c:  two words ')).toEqual({ a: '1', 'B-c': 'two words' })
    expect(headersOf('bad header: x')).toBeUndefined()
  })
  it('and groups and members of the body as what they are', () => {
    expect(namesOf('team, staff\nteam、')).toEqual(['team', 'staff'])
    expect([overridesOf(' '), overridesOf('{"store":null}'), overridesOf('{'), overridesOf('1')]).toEqual([
      {},
      { store: null },
      undefined,
      undefined,
    ])
  })
})
