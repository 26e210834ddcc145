/** Claims about remembered pane sizes. */
import { describe, expect, it } from 'vitest'
import { clampPane, paneBounds, parseSizes } from './sizes.ts'

describe('pane sizes', () => {
  it('start as designed when nothing or rubbish is stored', () => {
    const start = { book: 280, ticket: 300, tape: 176, orders: 260 }
    expect(parseSizes(null)).toEqual(start)
    expect(parseSizes('{')).toEqual(start)
    expect(parseSizes('null')).toEqual(start)
    expect(parseSizes('{"book":"wide","tape":null}')).toEqual(start)
  })
  it('stay inside their bounds', () => {
    expect(parseSizes('{"book":9999,"orders":-1}')).toMatchObject({ book: 420, orders: paneBounds.orders.least })
    expect(clampPane('ticket', 301.6)).toBe(302)
  })
})
