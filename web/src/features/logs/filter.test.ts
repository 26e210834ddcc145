/** Claims about the filters of the log and how live calls join the first page. */
import { describe, expect, it } from 'vitest'
import type { CallSummary } from '../../../../src/contract/calls.ts'
import { epochOf, isFiltered, NO_FILTERS, passes, queryOf, withLive } from './filter.ts'

const NOW = 1_767_225_630_000
const call = (change: Partial<CallSummary>): CallSummary => ({
  callId: 'c1',
  at: NOW,
  keyId: 1,
  keyName: 'production',
  model: 'gpt-4o-mini',
  dialect: 'openai',
  stream: true,
  state: 'captured',
  outcome: 'stop',
  status: 200,
  error: null,
  latencyMs: 10,
  firstTokenMs: 5,
  usage: {},
  inputTokens: 0,
  outputTokens: 0,
  estimated: false,
  tier: 'lv1',
  service: 'standard',
  list: '0.000000000000',
  charged: '0.000000',
  mined: '0.00000000',
  ...change,
})

describe('log filters', () => {
  it('ask for everything when the URL is bare', () => {
    expect(queryOf(NO_FILTERS, NOW)).toEqual({})
    expect(isFiltered(queryOf(NO_FILTERS, NOW))).toBe(false)
  })
  it('send a result as the state or the outcome that it is', () => {
    expect(queryOf({ ...NO_FILTERS, result: 'released' }, NOW)).toEqual({ state: 'released' })
    expect(queryOf({ ...NO_FILTERS, result: 'upstream_cut' }, NOW)).toEqual({ outcome: 'upstream_cut' })
  })
  it('ignore what was typed into the URL and is not known', () => {
    expect(queryOf({ ...NO_FILTERS, key: 'x', result: '<script>', range: 'soon' }, NOW)).toEqual({})
  })
  it('count relative ranges back from the last full minute', () => {
    expect(queryOf({ ...NO_FILTERS, range: '24h' }, NOW)).toEqual({ from: NOW - 30_000 - 86_400_000 })
  })
  it('are read again when the clock turns out to be another, but not every minute', () => {
    const day = { ...NO_FILTERS, range: '24h' }
    expect(epochOf(day, NOW + 60_000)).toBe(epochOf(day, NOW))
    expect(epochOf(day, NOW + 86_400_000)).not.toBe(epochOf(day, NOW))
    expect(epochOf(NO_FILTERS, NOW + 86_400_000)).toBe(epochOf(NO_FILTERS, NOW))
  })
  it('take own times only in the custom range', () => {
    const times = { from: '2025-03-04T10:30', to: '' }
    expect(queryOf({ ...NO_FILTERS, ...times }, NOW)).toEqual({})
    expect(queryOf({ ...NO_FILTERS, ...times, range: 'custom' }, NOW)).toEqual({
      from: new Date('2025-03-04T10:30').getTime(),
    })
  })
})

describe('a live call', () => {
  it('passes a filter exactly when the server would list it', () => {
    expect(passes(call({}), { keyId: 1, model: 'gpt-4o-mini', state: 'captured', outcome: 'stop', from: NOW })).toBe(
      true,
    )
    expect(passes(call({ keyId: null }), { keyId: 1 })).toBe(false)
    expect(passes(call({}), { to: NOW })).toBe(false)
  })
  it('joins the page once, on top, and only when it is newer', () => {
    const page = [call({ callId: 'b', at: NOW }), call({ callId: 'a', at: NOW - 5 })]
    const live = [
      call({ callId: 'd', at: NOW + 2 }),
      call({ callId: 'b', at: NOW }),
      call({ callId: 'old', at: NOW - 9 }),
    ]
    expect(withLive(page, live, {}).map(({ callId }) => callId)).toEqual(['d', 'b', 'a'])
  })
  it('that does not match stays out', () => {
    expect(withLive([], [call({ model: 'other' })], { model: 'gpt-4o-mini' })).toEqual([])
  })
})
