/** Claims about the lines of a bill. */
import { describe, expect, it } from 'vitest'
import { billLines, chargedBy, percentOfBps, tierOf } from './lines.ts'

const rates = [
  { from: 0, rates: { input: '0.000003000000', output: '0.000015000000' } },
  { from: 200_001, rates: { input: '0.000006000000', output: '0.000022500000' } },
]

describe('the lines of a bill', () => {
  it('multiply each bucket exactly', () => {
    const lines = billLines({ card: { cardId: 1, list: rates, cost: rates }, usage: { input: 1_234, output: 56 } })
    expect(lines.map(({ bucket, amount, rate }) => [bucket, amount, rate])).toEqual([
      ['input', '0.003702000000', '3.000000'],
      ['output', '0.000840000000', '15.000000'],
    ])
  })
  it('count time in seconds and calls one by one, as they are priced', () => {
    const list = [{ from: 0, rates: { milliseconds: '0.000000100000', calls: '30.000000000000' } }]
    const lines = billLines({ card: { cardId: 1, list, cost: list }, usage: { milliseconds: 2_450, calls: 1 } })
    expect(lines.map(({ units, rate, scale, amount }) => [units, rate, scale, amount])).toEqual([
      ['2.45 s', '0.000100000', 'perSecond', '0.000245000000'],
      ['1', '30.000000000000', 'perCall', '30.000000000000'],
    ])
  })
  it('take the dearer prices once the context with its cached tokens reaches them', () => {
    expect(tierOf(rates, { input: 200_000, output: 9 })?.from).toBe(0)
    expect(tierOf(rates, { input: 200_000, cacheRead: 1 })?.from).toBe(200_001)
  })
  it('leave out what was not used, and price what the card does not know at nothing', () => {
    const lines = billLines({ card: { cardId: 1, list: rates, cost: rates }, usage: { images: 2, input: 0, calls: 1 } })
    expect(lines).toMatchObject([{ bucket: 'images', amount: '0.000000000000' }])
    expect(billLines({ card: null, usage: {} })).toEqual([])
  })
})

describe('what decided the charge', () => {
  const list = [{ from: 0, rates: { output: '0.000000000003' } }]
  const billed = { card: { cardId: 1, list, cost: list }, usage: { output: 1 } }
  const terms = { tier: 'lv3' as const, ...billed, tierBps: 8_500, serviceBps: 10_000 }
  it('is the share of list, rounded up', () => {
    expect(chargedBy({ ...terms, charge: '0.000000000003' })).toBe('share')
  })
  it('is the share of list in its service tier, rounded up once', () => {
    const batch = { ...terms, usage: { output: 3 }, serviceBps: 5_000 }
    expect(chargedBy({ ...batch, charge: '0.000000000004' })).toBe('share')
    expect(chargedBy({ ...batch, charge: '0.000000000005' })).toBe('floor')
  })
  it('is the floor when the charge is more than the share', () => {
    expect(chargedBy({ ...terms, charge: '0.000000000004' })).toBe('floor')
  })
  it('is the cost for a whale', () => {
    expect(chargedBy({ ...terms, tier: 'whale', charge: '0.000000000002' })).toBe('whale')
  })
  it('is said in per cent without needless zeros', () => {
    expect([10_000, 9_550, 8_500].map(percentOfBps)).toEqual(['100 %', '95.5 %', '85 %'])
  })
})
