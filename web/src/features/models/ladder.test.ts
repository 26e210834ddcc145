/** Claims about prices on the tier ladder. */
import { describe, expect, it } from 'vitest'
import { ladderBuckets, ladderPrice } from './ladder.ts'

const rates = (input: string) => [{ from: 0, rates: { input } }]
const prices = { list: rates('0.000000225000'), whale: rates('0.000000150000') }

describe('a price on the ladder', () => {
  it('is the share of list', () => {
    expect(ladderPrice(prices, 'input', 10_000)).toBe('0.225000')
    expect(ladderPrice(prices, 'input', 8_500)).toBe('0.191250')
  })
  it('never falls below cost', () => {
    expect(ladderPrice(prices, 'input', 5_000)).toBe('0.150000')
  })
  it('is the cost for a whale', () => {
    expect(ladderPrice(prices, 'input', null)).toBe('0.150000')
  })
  it('is told for each call, image and second where the model charges them', () => {
    const list = [{ from: 0, rates: { input: '0.1', cacheRead: '0.1', images: '0.04', calls: '30.000000000000' } }]
    expect(ladderBuckets(list)).toEqual(['input', 'calls', 'images'])
    expect(ladderPrice({ list, whale: [] }, 'calls', 9_500)).toBe('28.500000000000')
  })
  it('is missing where the model has none', () => {
    expect(ladderPrice(prices, 'output', 10_000)).toBeUndefined()
  })
})
