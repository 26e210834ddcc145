/** Claims about which columns leave a narrow row. */
import { describe, expect, it } from 'vitest'
import { leavingFor, leavingOrder, roomNeeded } from './fit.ts'

const columns = [
  { key: 'time' },
  { key: 'model', card: 'title' },
  { key: 'key', card: 'hidden', folds: 1 },
  { key: 'input', folds: 2 },
  { key: 'output', folds: 2 },
  { key: 'result' },
  { key: 'charged', card: 'value' },
] as const

describe('a row that is too narrow', () => {
  it('gives up columns by their rank and then from the right, but never its heading or its figure', () => {
    expect(leavingOrder(columns)).toEqual(['key', 'output', 'input', 'result', 'time'])
  })
  it('keeps its first column when none is named as the heading', () => {
    expect(leavingOrder([{ key: 'a' }, { key: 'b' }, { key: 'c' }])).toEqual(['c', 'b'])
  })
  it('lets no more columns go than it must', () => {
    const widths = new Map([
      ['key', 60],
      ['output', 50],
      ['input', 40],
    ])
    const needed = roomNeeded([], ['key', 'output', 'input'], { left: 0, whole: 500, columns: widths })
    expect(needed).toEqual([500, 440, 390, 350])
    expect([500, 499, 440, 390, 389].map((room) => leavingFor(room, needed))).toEqual([0, 1, 1, 2, 3])
  })
  it('becomes a card when nothing that may leave is left', () => {
    expect(leavingFor(340, [500, 440, 390, 350])).toBe(4)
  })
  it('remembers what the wider forms needed when the narrower one is measured again', () => {
    const now = { left: 1, whole: 460, columns: new Map([['b', 100]]) }
    expect(roomNeeded([500, 440, 390], ['a', 'b'], now)).toEqual([500, 460, 360])
  })
})
