/** Claims about search and order of the price list. */
import { describe, expect, it } from 'vitest'
import type { Model } from '../../../../src/contract/models.ts'
import { basisOf, matches, sorted, sortOf } from './list.ts'

const model = (name: string, output: string | undefined, change: Partial<Model> = {}): Model => {
  const rates = [{ from: 0, rates: { input: '0.000001000000', ...(output ? { output } : {}) } }]
  return {
    model: name,
    kind: 'chat',
    vendor: 'openai',
    contextLength: 1_000,
    list: rates,
    yours: rates,
    whale: rates,
    net: rates,
    services: {},
    eligible: true,
    available: true,
    gate: null,
    sandbox: false,
    stats: { calls24h: 0, successBps: null, firstTokenMs: null },
    ...change,
  }
}
const names = (models: Model[]) => models.map((each) => each.model)

describe('the price list', () => {
  it('sorts by the exact price and keeps names in order where prices are equal', () => {
    const models = [model('c', '0.000010000000'), model('a', '0.000010000000'), model('b', '0.000009000000')]
    expect(names(sorted(models, sortOf('output.asc'), 'list'))).toEqual(['b', 'a', 'c'])
    expect(names(sorted(models, sortOf('output.desc'), 'list'))).toEqual(['a', 'c', 'b'])
  })
  it('sorts prices by value, not as text', () => {
    const models = [model('dear', '0.000010000000'), model('cheap', '0.000009000000')]
    expect(names(sorted(models, sortOf('output.asc'), 'yours'))).toEqual(['cheap', 'dear'])
    expect(names(sorted(models, sortOf('output.desc'), 'yours'))).toEqual(['dear', 'cheap'])
  })
  it('puts models without the figure last in both directions', () => {
    const models = [model('embed', undefined), model('chat', '0.000009000000')]
    for (const order of ['output.asc', 'output.desc'])
      expect(names(sorted(models, sortOf(order), 'list'))).toEqual(['chat', 'embed'])
    expect(names(sorted(models, sortOf('firstToken.desc'), 'list'))).toEqual(['chat', 'embed'])
  })
  it('finds every word in name, vendor or kind, in any width of letters', () => {
    const found = (q: string) => matches(model('gpt-4o-mini', '1'), { q, kind: '' })
    expect([found('mini openai'), found('ＧＰＴ'), found('mini claude'), found('')]).toEqual([true, true, false, true])
    expect(matches(model('gpt-4o-mini', '1'), { q: '', kind: 'embedding' })).toBe(false)
  })
  it('shows visitors the list price where their own was asked for', () => {
    expect([basisOf('yours', true), basisOf('yours', false), basisOf('net', true), basisOf('free', false)]).toEqual([
      'list',
      'yours',
      'net',
      'list',
    ])
  })
})
