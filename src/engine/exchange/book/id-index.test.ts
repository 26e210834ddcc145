/** Claims about the table from order id to slot, against a Map. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { scaled } from '../../../../test/scale.ts'
import { IdIndex } from './id-index.ts'

/** Close ids share runs of places, far ones wrap around the end of the table. */
const id = fc.oneof(
  fc.integer({ min: 1, max: 40 }),
  fc.integer({ min: 1, max: 4_000 }).map((n) => n * 1024),
  fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
)

test('finds what a Map finds, whatever is put in and taken out', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.boolean(), id), { maxLength: 400 }), (steps) => {
      const index = new IdIndex()
      const twin = new Map<number, number>()
      let slot = 0
      for (const [add, key] of steps) {
        if (add) {
          slot += 1
          expect(index.add(key, slot)).toBe(!twin.has(key))
          if (!twin.has(key)) twin.set(key, slot)
        } else if (twin.delete(key)) index.delete(key)
      }
      expect(index.size).toBe(twin.size)
      for (const [, key] of steps) expect(index.get(key)).toBe(twin.get(key) ?? 0)
    }),
    { numRuns: scaled(2_000) },
  )
})

test('keeps every id when it grows and shrinks by thousands', () => {
  const index = new IdIndex()
  const count = scaled(1_000_000)
  for (let key = 1; key <= count; key++) index.add(key, key)
  for (let key = 1; key <= count; key += 3) index.delete(key)
  let wrong = 0
  for (let key = 1; key <= count; key++) if (index.get(key) !== (key % 3 === 1 ? 0 : key)) wrong += 1
  expect(wrong).toBe(0)
})

test('nothing that is no id finds anything', () => {
  const index = new IdIndex()
  index.add(1, 1)
  for (const key of [0, -1, 0.5, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]) expect(index.get(key)).toBe(0)
  expect(() => index.delete(2)).toThrow('no such id')
})
