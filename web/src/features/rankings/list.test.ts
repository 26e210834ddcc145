/** Claims about order, shares and changes in the ranking of models. */
import { describe, expect, it } from 'vitest'
import { places, type Rank } from './list.ts'

const rank = (model: string, calls: number, more: Partial<Rank> = {}): Rank => ({
  ...{ model, kind: 'chat', vendor: null, calls, inputTokens: 0, outputTokens: 0 },
  before: { calls: 0, inputTokens: 0, outputTokens: 0 },
  ...more,
})

describe('the ranking', () => {
  it('orders by what is asked for and gives shares of all', () => {
    const items = [rank('a', 3, { outputTokens: 10 }), rank('b', 1, { inputTokens: 90 })]
    const total = { calls: 4, inputTokens: 90, outputTokens: 10 }
    expect(places({ items, total }, 'calls').map(({ rank: { model }, share }) => [model, share])).toEqual([
      ['a', 0.75],
      ['b', 0.25],
    ])
    expect(places({ items, total }, 'tokens').map(({ rank: { model }, place }) => [model, place])).toEqual([
      ['b', 1],
      ['a', 2],
    ])
  })
  it('compares with the time before, and says nothing where nothing was', () => {
    const before = { calls: 4, inputTokens: 0, outputTokens: 0 }
    const items = [rank('a', 3, { before }), rank('b', 1)]
    const total = { calls: 4, inputTokens: 0, outputTokens: 0 }
    expect(places({ items, total }, 'calls').map(({ change }) => change)).toEqual(['-25.00', undefined])
  })
  it('keeps names in order and shares at nothing when nobody used a token', () => {
    const items = [rank('b', 1), rank('a', 1)]
    const total = { calls: 2, inputTokens: 0, outputTokens: 0 }
    expect(places({ items, total }, 'tokens').map(({ rank: { model }, share }) => [model, share])).toEqual([
      ['a', 0],
      ['b', 0],
    ])
  })
})
