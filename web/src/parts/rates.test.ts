/** Claims about how prices are scaled for reading. */
import { describe, expect, it } from 'vitest'
import { bucketNames } from '../../../src/contract/rates.ts'
import { BUCKETS, firstRate, ownBuckets, pricedBuckets, scaleOf, shownRate, unitBuckets } from './rates.ts'

describe('prices as people read them', () => {
  it('name the buckets in the order of the contract', () => {
    expect(BUCKETS).toEqual(bucketNames)
  })
  it('are for a million tokens, a thousand tool calls, a second, one image or one call', () => {
    expect(shownRate('input', '0.000000225000')).toBe('0.225000')
    expect(shownRate('toolCalls', '0.010000000000')).toBe('10.000000000')
    expect(shownRate('milliseconds', '0.000000100000')).toBe('0.000100000')
    expect(shownRate('images', '0.040000000000')).toBe('0.040000000000')
    expect(shownRate('calls', '30.000000000000')).toBe('30.000000000000')
    expect(scaleOf('outputImage')).toBe('perMillion')
  })
  it('lose no digit of what a call is charged', () => {
    expect(shownRate('calls', '0.000000000001')).toBe('0.000000000001')
    expect(shownRate('milliseconds', '0.000000000001')).toBe('0.000000001')
  })
  it('name what is charged beside tokens, the whole call first', () => {
    const rates = { input: '0.1', images: '0.04', milliseconds: '0.000000000000', calls: '1' }
    expect(unitBuckets([{ from: 0, rates }])).toEqual(['calls', 'images'])
    expect(unitBuckets([])).toEqual([])
  })
  it('keep the sign of a price below zero after mining', () => {
    expect(shownRate('output', '-0.000001500000')).toBe('-1.500000')
  })
  it('are missing where nothing is charged', () => {
    expect(shownRate('output', undefined)).toBeUndefined()
    expect(firstRate([], 'input')).toBeUndefined()
  })
  it('leave out kinds of tokens that only repeat the price they stand in for', () => {
    const rates = {
      input: '0.2',
      cacheRead: '0.1',
      cacheWrite5m: '0.2',
      cacheWrite1h: '0.3',
      output: '0.5',
      reasoning: '0.5',
    }
    expect(ownBuckets({ from: 0, rates })).toEqual(['input', 'cacheRead', 'cacheWrite1h', 'output'])
  })
  it('list each bucket that any tier prices once', () => {
    const rates = [
      { from: 0, rates: { output: '0.1', input: '0.1' } },
      { from: 9, rates: { reasoning: '0.1', input: '0.2' } },
    ]
    expect(pricedBuckets(rates, rates)).toEqual(['input', 'output', 'reasoning'])
  })
})
