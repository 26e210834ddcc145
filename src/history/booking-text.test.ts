/** Claims about entries as text: nothing is lost. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { entryKinds } from '../engine/entry-kinds.ts'
import { entriesOf, entriesText } from './booking-text.ts'

test('entries come back from their text, whatever their references', () => {
  const move = fc.tuple(fc.maxSafeNat(), fc.maxSafeNat(), fc.maxSafeInteger())
  const entry = fc.record({
    kind: fc.constantFrom(...entryKinds),
    ref: fc.oneof(fc.constantFrom('', '0', 'again'), fc.string({ unit: 'binary' })),
    moves: fc.array(move, { minLength: 1, maxLength: 5 }).map((moves) => moves.flat()),
  })
  fc.assert(
    fc.property(fc.array(entry), (entries) => {
      expect(entriesOf(entriesText(entries))).toEqual(entries)
    }),
  )
})
