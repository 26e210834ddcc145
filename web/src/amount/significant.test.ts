/** Claims about how many decimals are shown. */
import { describe, expect, it } from 'vitest'
import { significantDecimals } from './significant.ts'

describe('decimals shown', () => {
  it('are two for nothing and for everything from one on', () => {
    for (const value of ['0', '0.000000', '1.234567', '-20.5', '1234567']) expect(significantDecimals(value)).toBe(2)
  })
  it('are as many as three significant digits of a small amount need', () => {
    expect(significantDecimals('0.000927')).toBe(6)
    expect(significantDecimals('0.00927456')).toBe(5)
    expect(significantDecimals('-0.5')).toBe(2)
    expect(significantDecimals('0.12345')).toBe(3)
  })
  it('are never more than the amount has', () => {
    expect(significantDecimals('0.00000001')).toBe(8)
  })
})
