/** The table of records against a map from id to record, through any number of dropped pages and loads. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { scaled } from '../../test/scale.ts'
import { ByteReader } from '../base/bytes.ts'
import { decodeParts, encodeParts } from './parts.ts'
import { RecordTable } from './record-table.ts'

interface Row {
  value: number
}

function copyOf(table: RecordTable<Row>): RecordTable<Row> {
  const copy = new RecordTable<Row>('rows')
  decodeParts([copy], new ByteReader(encodeParts([table])))
  return copy
}

/** Adds so many, removes these shares of what there is (from the front, or anywhere), perhaps goes on with a copy. */
const round = fc.record({
  add: fc.integer({ min: 0, max: 700 }),
  front: fc.integer({ min: 0, max: 100 }),
  anywhere: fc.array(fc.integer({ min: 0, max: 10_000 }), { maxLength: 300 }),
  reload: fc.boolean(),
})

test('finds, lists and saves what a map would, whatever is added, removed and loaded again', () => {
  fc.assert(
    fc.property(fc.array(round, { maxLength: 12 }), (rounds) => {
      let table = new RecordTable<Row>('rows')
      const twin = new Map<number, Row>()
      let last = 0
      const remove = (id: number): void => {
        table.remove(id)
        twin.delete(id)
      }
      for (const { add, front, anywhere, reload } of rounds) {
        for (let i = 0; i < add; i++) {
          last += 1
          expect(table.push({ value: last })).toBe(last)
          twin.set(last, { value: last })
        }
        const ids = [...twin.keys()]
        for (const id of ids.slice(0, Math.floor((ids.length * front) / 100))) remove(id)
        for (const id of anywhere) remove(id)
        if (reload) table = copyOf(table)
        expect([...table.entries()]).toEqual([...twin])
        expect(table.nextId).toBe(last + 1)
        expect(encodeParts([copyOf(table)])).toEqual(encodeParts([table]))
      }
      for (let id = 1; id <= last + 1; id++) expect(table.get(id)).toEqual(twin.get(id))
    }),
    { numRuns: scaled(400) },
  )
})

test('lets go of pages at the front for good and goes on counting', () => {
  const table = new RecordTable<Row>('rows')
  const count = 256 * 3_000
  for (let id = 1; id <= count; id++) table.push({ value: id })
  for (let id = 1; id <= count - 10; id++) table.remove(id)
  expect(table.firstPage()).toBe(2_999)
  expect([...table.entries()].map(([id]) => id)).toEqual(Array.from({ length: 10 }, (_, i) => count - 9 + i))
  expect([table.get(1), table.get(count - 10), table.get(count)]).toEqual([undefined, undefined, { value: count }])
  expect(table.push({ value: 0 })).toBe(count + 1)
})

test('nothing that is no id names a record', () => {
  const table = new RecordTable<Row>('rows')
  table.push({ value: 1 })
  for (const id of [0, -1, 0.5, 1.5, 257, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]) {
    expect(table.get(id)).toBeUndefined()
    table.touch(id)
    table.remove(id)
  }
  expect(table.get('1' as never)).toBeUndefined()
  expect(table.get(1)).toEqual({ value: 1 })
})
