/** Claims about candles of several sources put together, and marks placed on them. */
import { describe, expect, it } from 'vitest'
import { intervalMs as contractLengths } from '../../../../../src/contract/market.ts'
import type { Candle } from '../../../ui/chart/draw.ts'
import { candleAt, fillFlat, mergeCandles } from './candles.ts'
import { intervalMs } from './intervals.ts'
import { chartMarks } from './marks.ts'

const MINUTE = 60_000
const candle = (minute: number, close: string): Candle => ({
  time: minute * MINUTE,
  open: '0.10000',
  high: close,
  low: '0.10000',
  close,
  volume: '1.0',
})

describe('candles', () => {
  it('are ordered by time and each time stands once, the newer news winning', () => {
    const rest = [candle(1, '0.10000'), candle(2, '0.10001')]
    const live = [candle(3, '0.10003'), candle(2, '0.10002')]
    expect(mergeCandles(rest, live).map(({ time, close }) => [time / MINUTE, close])).toEqual([
      [1, '0.10000'],
      [2, '0.10002'],
      [3, '0.10003'],
    ])
  })
  it('take older pages in front', () => {
    expect(mergeCandles([candle(5, '1')], [candle(4, '1')])[0]?.time).toBe(4 * MINUTE)
  })
  it('fill minutes without trades flat at the last close and without volume', () => {
    const filled = fillFlat([candle(1, '0.10005'), candle(4, '0.10001')], '1m')
    expect(filled.map(({ time }) => time / MINUTE)).toEqual([1, 2, 3, 4])
    expect(filled[1]).toEqual({
      time: 2 * MINUTE,
      open: '0.10005',
      high: '0.10005',
      low: '0.10005',
      close: '0.10005',
      volume: '0',
    })
  })
  it('leave a hole alone that is too long to be one', () => {
    expect(fillFlat([candle(1, '1'), candle(100_000, '1')], '1m')).toHaveLength(2)
  })
  it('fill months without trades by the calendar', () => {
    const at = (month: number): Candle => ({ ...candle(0, '0.1'), time: Date.UTC(2026, month) })
    const filled = fillFlat([at(0), at(3), at(4)], '1M')
    expect(filled.map(({ time }) => new Date(time).toISOString().slice(0, 10))).toEqual([
      ...['2026-01-01', '2026-02-01', '2026-03-01', '2026-04-01', '2026-05-01'],
    ])
  })
  it('hold every moment from their start to the next start', () => {
    const list = [candle(1, '1'), candle(2, '1')]
    expect(candleAt(list, MINUTE - 1)).toBeUndefined()
    expect(candleAt(list, MINUTE)).toBe(MINUTE)
    expect(candleAt(list, 2 * MINUTE - 1)).toBe(MINUTE)
    expect(candleAt(list, 99 * MINUTE)).toBe(2 * MINUTE)
  })
  it('have the lengths that the contract says', () => {
    expect(contractLengths).toMatchObject(intervalMs)
  })
})

describe('chart marks', () => {
  it('draw one tick a candle, add burns up and skip what lies before the chart', () => {
    const marks = chartMarks(
      [
        { kind: 'buyback', at: 30_000, lco: '1.00000000' },
        { kind: 'buyback', at: MINUTE + 1, lco: '1.00000000' },
        { kind: 'buyback', at: MINUTE + 2, lco: '1.00000000' },
        { kind: 'burn', at: 2 * MINUTE, lco: '1.50000000' },
        { kind: 'burn', at: 2 * MINUTE + 5, lco: '0.50000001' },
      ],
      [candle(1, '1'), candle(2, '1')],
      (lco) => `${lco} LCO`,
    )
    expect(marks).toEqual([
      { time: 60, kind: 'buyback', text: '' },
      { time: 120, kind: 'burn', text: '2.00000001 LCO' },
    ])
  })
})
