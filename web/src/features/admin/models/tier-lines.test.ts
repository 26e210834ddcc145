/** Claims about what tiers would pay for an entered price. */
import { describe, expect, it } from 'vitest'
import { type Step, tierLines, warningsOf } from './tier-lines.ts'

const steps: readonly Step[] = [
  { tier: 'lv1', rateBps: 10_000 },
  { tier: 'lv4', rateBps: 7_000 },
  { tier: 'whale', rateBps: null },
]
const chat = [
  { cost: '0.400000', list: '0.600000' },
  { cost: '1.600000', list: '2.400000' },
]

describe('tierLines', () => {
  it('takes the share of list and says what is left over the cost', () => {
    const [lv1, lv4, whale] = tierLines([chat], steps, 0)
    expect(lv1).toMatchObject({ prices: ['0.600000000000', '2.400000000000'], marginBps: 3_333, floored: false })
    expect(lv4).toMatchObject({ prices: ['0.420000000000', '1.680000000000'], marginBps: 476, floored: false })
    expect(whale).toMatchObject({ prices: ['0.400000000000', '1.600000000000'], marginBps: 0, floored: false })
  })

  it('never goes below cost with the surcharge, and says where it would have', () => {
    const [, lv4, whale] = tierLines([[{ cost: '0.900000', list: '1.000000' }]], steps, 500)
    expect(lv4).toMatchObject({ prices: ['0.945000000000'], floored: true })
    expect(whale).toMatchObject({ prices: ['0.945000000000'], marginBps: 476, floored: false })
  })

  it('tells the smallest margin of all context lengths and nothing where nothing is charged', () => {
    const long = [{ cost: '1.000000', list: '1.100000' }]
    expect(tierLines([chat, long], steps, 0)[0]?.marginBps).toBe(909)
    expect(tierLines([[]], steps, 0)[0]?.marginBps).toBeUndefined()
  })
})

describe('warningsOf', () => {
  it('names a list price below cost, one that is missing, and calls that would not mine', () => {
    expect(warningsOf([chat], false)).toEqual([])
    expect(warningsOf([[{ cost: '1.0', list: '0.9' }]], false)).toEqual(['list_below_cost'])
    expect(warningsOf([[{ cost: '1.0', list: '0.0' }]], false)).toEqual(['no_list'])
    const free = [[{ cost: '0.0', list: '0.9' }]]
    expect([warningsOf(free, false), warningsOf(free, true)]).toEqual([['no_cost'], []])
  })
})
