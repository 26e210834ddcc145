/** Claims about values of parameters as they are typed. */
import { describe, expect, it } from 'vitest'
import type { Parameter } from '../../../../../src/contract/transparency.ts'
import { refusalOf, typedOf, wireOf } from './value.ts'

const parameter = (change: Partial<Parameter>): Parameter => ({
  key: 'fund.share',
  unit: 'bps',
  value: '2000',
  default: '2000',
  min: '2000',
  max: '10000',
  step: '1',
  class: 'money',
  by: ['operator'],
  text: '',
  changedAt: null,
  ...change,
})
const typed = (text: string, size: 'second' | 'hour' | 'day' = 'second') => ({ text, size })

describe('a typed value', () => {
  it('goes out as it came in, whatever its unit', () => {
    for (const [unit, value] of [
      ['bps', '1250'],
      ['ms', '86400000'],
      ['ms', '1500'],
      ['CR', '0.850000'],
      ['LCO', '1000.00000000'],
      ['count', '60'],
      ['pair', '2'],
    ] as const) {
      const wire = wireOf(unit, typedOf({ unit, value }))
      expect(Number(wire), `${unit} ${value}`).toBe(Number(value))
    }
  })
  it('is per cent for shares and a length for durations', () => {
    expect(wireOf('bps', typed('12.5'))).toBe('1250')
    expect(wireOf('ms', typed('2', 'day'))).toBe('172800000')
    expect(wireOf('CR', typed('２５.50'))).toBe('25.50')
  })
  it('is refused when finer than its unit, signed or no number', () => {
    expect(wireOf('bps', typed('0.001'))).toBeUndefined()
    expect(wireOf('count', typed('1.5'))).toBeUndefined()
    expect(wireOf('CR', typed('-1'))).toBeUndefined()
    expect(wireOf('LCO', typed('lots'))).toBeUndefined()
  })
})

describe('a change', () => {
  it('must stay within the bounds and on the step', () => {
    expect(refusalOf(parameter({}), typed('19.99'))).toBe('bounds')
    expect(refusalOf(parameter({}), typed('100.01'))).toBe('bounds')
    expect(refusalOf(parameter({}), typed('25'))).toBeUndefined()
    const stake = parameter({
      unit: 'LCO',
      value: '1000.00000000',
      min: '1.00000000',
      max: '1000000.00000000',
      step: '1.00000000',
    })
    expect(refusalOf(stake, typed('1000.5'))).toBe('step')
    expect(refusalOf(stake, typed('2000'))).toBeUndefined()
  })
  it('to the same value is none', () => {
    expect(refusalOf(parameter({}), typed('20.00'))).toBe('same')
    expect(refusalOf(parameter({}), typed('x'))).toBe('form')
  })
})
