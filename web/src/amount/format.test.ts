/** Claims about how amounts are split for reading. */
import { describe, expect, it } from 'vitest'
import { amountParts, amountText } from './format.ts'

describe('amount parts', () => {
  it('separate trailing zeros from figures that mean something', () => {
    expect(amountParts('1234.850000', 'en', {})).toMatchObject({
      whole: '1,234',
      fraction: '.85',
      zeros: '0000',
      cut: false,
    })
    expect(amountParts('5.000000', 'en', {})).toMatchObject({ whole: '5', fraction: '', zeros: '.000000' })
  })
  it('say when digits are left out', () => {
    expect(amountParts('0.123456', 'en', { decimals: 2 })).toMatchObject({ fraction: '.12', cut: true })
    expect(amountParts('0.120000', 'en', { decimals: 2 })).toMatchObject({ fraction: '.12', cut: false })
  })
  it('count in 万 and 億 for Japanese and 万 and 亿 for Chinese', () => {
    expect(amountParts('123456789', 'ja', { compact: true }).suffix).toBe('億')
    expect(amountParts('123456789', 'zh-CN', { compact: true }).suffix).toBe('亿')
    expect(amountParts('12345', 'zh-CN', { compact: true })).toMatchObject({ whole: '1', suffix: '万' })
  })
  it('stand in a sentence without trailing zeros', () => {
    expect(amountText('-1234.500000', 'en')).toBe('−1,234.5')
    expect(amountText('20.000000', 'ja')).toBe('20')
  })
  it('group numbers larger than a float can hold', () => {
    expect(amountParts('90071992547409931', 'en', {}).whole).toBe('90,071,992,547,409,931')
  })
  it('show no minus for a negative zero', () => {
    expect(amountParts('-0.000000', 'en', {}).negative).toBe(false)
  })
})
