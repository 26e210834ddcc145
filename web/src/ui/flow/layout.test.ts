/** Claims about the picture of the money. */
import { describe, expect, it } from 'vitest'
import { type FlowAmounts, flowLayout, LABEL } from './layout.ts'

const week: FlowAmounts = {
  revenue: '3348.01',
  cost: '2240.01',
  profit: '1108',
  fundIn: '221.6',
  spent: '113.56',
  bought: '1030.8',
  burned: '824.64',
  warPool: '206.16',
}
const heightOf = (amounts: FlowAmounts, key: string) =>
  flowLayout(amounts, 900).bands.find((band) => band.key === key)?.height ?? 0

describe('the picture of the money', () => {
  it('draws amounts of CR at one scale, and what was bought by its parts', () => {
    expect(heightOf(week, 'cost') / heightOf(week, 'profit')).toBeCloseTo(2240.01 / 1108)
    expect(heightOf(week, 'burned') / heightOf(week, 'war')).toBeCloseTo(4)
    expect(heightOf(week, 'burned') + heightOf(week, 'war')).toBeCloseTo(heightOf(week, 'spent'))
  })
  it('gives every label room inside the picture, whatever the week was', () => {
    const weeks = [
      week,
      { ...week, spent: '400', profit: '1', fundIn: '0.2' },
      { ...week, revenue: '0', profit: '0', fundIn: '0', cost: '5' },
    ]
    for (const amounts of weeks) {
      const { labels, height } = flowLayout(amounts, 700)
      for (const top of Object.values(labels)) expect(top + LABEL).toBeLessThanOrEqual(height)
    }
  })
  it('keeps the money of earlier weeks and what the platform keeps apart', () => {
    const { labels } = flowLayout({ ...week, spent: '230' }, 700)
    expect((labels.kept ?? 0) - (labels.earlier ?? 0)).toBeGreaterThanOrEqual(LABEL)
  })
  it('is empty in a week without calls', () => {
    const nothing = {
      ...week,
      revenue: '0',
      cost: '0',
      profit: '0',
      fundIn: '0',
      spent: '0',
      bought: '0',
      burned: '0',
      warPool: '0',
    }
    expect(flowLayout(nothing, 700)).toMatchObject({ bands: [], nodes: [], labels: {} })
  })
})
