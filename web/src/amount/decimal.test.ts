/** Claims about exact decimal strings in the browser. */
import { describe, expect, it } from 'vitest'
import {
  addDecimal,
  compareDecimal,
  divDecimal,
  fromUnits,
  mulDecimal,
  normaliseTyped,
  percentChange,
  percentOf,
  subDecimal,
  toUnits,
  toWire,
  truncateDecimal,
} from './decimal.ts'

describe('decimal strings', () => {
  it('add and subtract without float dust', () => {
    expect(addDecimal('0.1', '0.2')).toBe('0.3')
    expect(subDecimal('1.000000', '0.00000001')).toBe('0.99999999')
    expect(subDecimal('1', '1.5')).toBe('-0.5')
  })
  it('keep all digits past 2^53', () => {
    expect(addDecimal('9007199254740993.00000001', '0.00000001')).toBe('9007199254740993.00000002')
    expect(mulDecimal('123456789.12345678', '10')).toBe('1234567891.23456780')
  })
  it('turn into whole units and back', () => {
    expect(toUnits('0.10000', 5)).toBe(10_000n)
    expect(toUnits('-0.05', 1)).toBe(0n)
    expect(toUnits('12', 6)).toBe(12_000_000n)
    expect(fromUnits(-10_500n, 5)).toBe('-0.10500')
    expect(fromUnits(7n, 0)).toBe('7')
  })
  it('cut towards zero so a balance never looks larger than it is', () => {
    expect(truncateDecimal('1.999999', 2)).toBe('1.99')
    expect(truncateDecimal('-1.999999', 2)).toBe('-1.99')
    expect(truncateDecimal('5', 2)).toBe('5.00')
  })
  it('give 25 per cent of a balance without rounding up', () => {
    expect(percentOf('0.000003', 25, 6)).toBe('0.000000')
    expect(percentOf('100.1', 75, 1)).toBe('75.0')
  })
  it('compare numbers and not texts', () => {
    expect(compareDecimal('10', '9.99')).toBe(1)
    expect(compareDecimal('1.0', '1')).toBe(0)
    expect(compareDecimal('-2', '-1')).toBe(-1)
  })
  it('have no quotient by zero', () => {
    expect(divDecimal('1', '0.00', 4)).toBeUndefined()
    expect(percentChange('0', '1')).toBeUndefined()
    expect(percentChange('0.2', '0.1')).toBe('-50.00')
  })
})

describe('typed amounts', () => {
  it('accept full-width digits and points', () => {
    expect(normaliseTyped('１２．５', 6)).toBe('12.5')
    expect(normaliseTyped('１，２３４。５', 6)).toBe('1234.5')
  })
  it('lose grouping, leading zeros and surplus decimals', () => {
    expect(normaliseTyped('1,234.56789', 2)).toBe('1234.56')
    expect(normaliseTyped('007', 2)).toBe('7')
    expect(normaliseTyped('.5', 2)).toBe('0.5')
  })
  it('refuse letters, signs and exponents', () => {
    for (const typed of ['1e5', '-1', '+1', 'abc', '1.2.3', '٣']) expect(normaliseTyped(typed, 6)).toBeUndefined()
  })
  it('go to the wire without a dangling point', () => {
    expect(toWire('12.')).toBe('12')
    expect(toWire('')).toBeUndefined()
  })
})
