/** Claims about the running estimate. */
import { describe, expect, it } from 'vitest'
import { costAbout, tokensAbout } from './cost.ts'

describe('the running estimate', () => {
  it('counts four Latin letters or one kanji as a token', () => {
    expect([tokensAbout(''), tokensAbout('abcdefgh'), tokensAbout('帳簿'), tokensAbout('ab帳')]).toEqual([0, 2, 2, 2])
  })
  it('prices input and output at the tier of the input, and the call itself', () => {
    const rates = [
      { from: 0, rates: { input: '0.000001000000', output: '0.000002000000' } },
      { from: 1_000, rates: { input: '0.000010000000', output: '0.000020000000' } },
    ]
    expect(costAbout(rates, { input: 10, output: 5 })).toBe('0.000020')
    expect(costAbout(rates, { input: 1_000, output: 1 })).toBe('0.010020')
    expect(costAbout([{ from: 0, rates: { calls: '28.500000000000' } }], { input: 10, output: 5 })).toBe('28.500000')
    expect(costAbout(undefined, { input: 1, output: 1 })).toBeUndefined()
  })
})
