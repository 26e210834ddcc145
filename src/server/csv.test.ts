/** Claims about CSV answers. */
import { expect, it } from 'vitest'
import { toCsv } from './csv.ts'

it('has one column a leaf, in the order of first appearance', () => {
  expect(
    toCsv([
      { a: 1, b: { c: 'x' } },
      { a: 2, b: { c: null }, d: [1, { e: 2 }] },
    ]),
  ).toBe('a,b.c,d\r\n1,x,\r\n2,,"[1,{""e"":2}]"\r\n')
})

it('quotes separators, quotes and line breaks', () => {
  expect(toCsv([{ a: 'x,"y"\nz' }])).toBe('a\r\n"x,""y""\nz"\r\n')
})

it('never starts a cell with what a spreadsheet runs, but keeps signed numbers', () => {
  expect(toCsv([{ a: '=1+1' }, { a: '@x' }, { a: '-5.000000' }, { a: '+x' }])).toBe(
    "a\r\n'=1+1\r\n'@x\r\n-5.000000\r\n'+x\r\n",
  )
})

it('is an empty line for no items', () => {
  expect(toCsv([])).toBe('\r\n')
})
