/** Claims about CSV answers. */
import { expect, it } from 'vitest'
import { z } from 'zod'
import { columnsOf, csvHead, csvRows } from './csv.ts'

const item = z.object({
  a: z.number(),
  b: z.object({ c: z.string().nullable() }).nullable(),
  d: z.array(z.unknown()).optional(),
  used: z.partialRecord(z.enum(['in', 'out']), z.number()),
  free: z.record(z.string(), z.unknown()),
})

it('has one column a leaf of the schema, whatever the items say', () => {
  const columns = columnsOf(item)
  expect(csvHead(columns)).toBe('a,b.c,d,used.in,used.out,free\r\n')
  expect(
    csvRows(columns, [
      { a: 1, b: { c: 'x' }, used: { out: 2 }, free: {} },
      { a: 2, b: null, d: [1, { e: 2 }], used: {}, free: { k: 'v' } },
    ]),
  ).toBe('1,x,,,2,{}\r\n2,,"[1,{""e"":2}]",,,"{""k"":""v""}"\r\n')
})

it('names a column once where the items are of several forms', () => {
  const forms = z.union([z.object({ kind: z.literal('a'), x: z.number() }), z.object({ kind: z.literal('b') })])
  const columns = columnsOf(forms)
  expect(csvHead(columns)).toBe('kind,x\r\n')
  expect(csvRows(columns, [{ kind: 'b' }, { kind: 'a', x: 1 }])).toBe('b,\r\na,1\r\n')
})

const text = (...values: readonly string[]) =>
  csvRows(
    columnsOf(z.object({ a: z.string() })),
    values.map((a) => ({ a })),
  )

it('quotes separators, quotes and line breaks', () => {
  expect(text('x,"y"\nz')).toBe('"x,""y""\nz"\r\n')
})

it('never starts a cell with what a spreadsheet runs, but keeps signed numbers', () => {
  expect(text('=1+1', '@x', '-5.000000', '+x')).toBe("'=1+1\r\n'@x\r\n-5.000000\r\n'+x\r\n")
})

it('takes no inherited member for a value', () => {
  expect(csvRows([{ path: ['constructor'] }, { path: ['a', 'toString'] }], [{ a: {} }])).toBe(',\r\n')
})
