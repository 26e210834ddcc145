/** Claims about how parameters are read by people, and that each has its text in every language. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { durationOf, grouped, percentOf, withoutZeros } from './parameter-units.ts'

const read = (path: string): string => readFileSync(fileURLToPath(new URL(path, import.meta.url)), 'utf8')

describe('a parameter', () => {
  it('in basis points reads as per cent', () => {
    expect(['2000', '9500', '10', '0', '5', '10000'].map(percentOf)).toEqual(['20', '95', '0.1', '0', '0.05', '100'])
  })
  it('in milliseconds reads in the largest whole unit', () => {
    expect(durationOf('86400000')).toEqual({ count: 1, unit: 'day' })
    expect(durationOf('90000')).toEqual({ count: 90, unit: 'second' })
    expect(durationOf('1500')).toEqual({ count: 1_500, unit: 'millisecond' })
    expect(durationOf('0')).toEqual({ count: 0, unit: 'millisecond' })
  })
  it('loses only zeros that say nothing', () => {
    expect(['1.000000', '100', '0.100', '0.000000'].map(withoutZeros)).toEqual(['1', '100', '0.1', '0'])
  })
  it('stands with those of its first word', () => {
    const keys = ['tier.lv2.stake', 'fund.share', 'tier.lv2.rate'].map((key) => ({ key }))
    expect(grouped(keys).map(([group, items]) => [group, items.length])).toEqual([
      ['tier', 2],
      ['fund', 1],
    ])
  })
})

describe('every parameter of the reference', () => {
  const keys = [...read('../../../docs/reference/parameters.md').matchAll(/^\| `([\w.]+)` \|/gm)].map(
    ([, key]) => key ?? '',
  )
  it.each(['en', 'ja', 'zh'])('has its meaning and its group in %s', (language) => {
    const texts = JSON.parse(read(`../i18n/${language}/parameters.json`)) as Record<string, unknown>
    const at = (path: string) =>
      path.split('.').reduce<unknown>((node, part) => (node as Record<string, unknown>)?.[part], texts)
    expect(keys.length).toBeGreaterThan(20)
    for (const key of keys) {
      expect(at(`text.${key}`), key).toBeTypeOf('string')
      expect(at(`group.${key.split('.')[0]}`), key).toBeTypeOf('string')
    }
  })
})
