/** Claims about what is due first. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DueList } from './due.ts'

interface Row {
  readonly at: number
  readonly order: number
}

test('after any additions and removals the rows come in the order of their time, then of their coming', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.nat(20)), { maxLength: 40 }), (steps) => {
      const list = new DueList<Row>(({ at }) => at)
      let rows: Row[] = []
      for (const [order, [at, gone]] of steps.entries()) {
        const row = { at, order }
        list.add(row)
        rows.push(row)
        const removed = rows[gone]
        if (removed) list.remove(removed)
        rows = rows.filter((one) => one !== removed)
      }
      rows.sort((a, b) => a.at - b.at || a.order - b.order)
      for (const row of rows) {
        expect([list.first, list.next]).toEqual([row, row.at])
        list.remove(row)
      }
      expect([list.first, list.next]).toEqual([undefined, Number.POSITIVE_INFINITY])
    }),
  )
})
