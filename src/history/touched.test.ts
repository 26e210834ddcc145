/** Claims about what bookings touch: the texts by which series are told apart. */
import { describe, expect, test } from 'vitest'
import { type AccountId, P, U, userSlot } from '../engine/ledger/chart.ts'
import type { BookedEntry } from './booking-text.ts'
import { touchedBy, touchesOf } from './touched.ts'

const [ann, bob] = [3 as AccountId, 900 as AccountId]
const own = (account: AccountId, offset: keyof typeof U) => userSlot(account, U[offset])

describe('what a command touches', () => {
  test('is one text for each account, with the platform as 0', () => {
    const moves = [own(ann, 'hold'), P.apiRevenue, 5, own(ann, 'hold'), own(ann, 'available'), 7]
    const mined = [P.unissued, own(ann, 'lco'), 1]
    const touched = touchedBy([
      { kind: 'mine', ref: 'c', moves: mined },
      { kind: 'call.capture', ref: 'c', moves },
    ])
    expect(touched).toEqual([
      [0, `call.capture:${2 ** P.apiRevenue} mine:${2 ** P.unissued}`],
      [ann, 'call.capture:5 mine:128'],
    ])
  })

  test('is the same text for all accounts to which the same happens, in whatever order', () => {
    const touched = (entries: BookedEntry[]) => new Map<number, string>(touchedBy(entries))
    const one = touched([
      { kind: 'trade', ref: '1', moves: [own(ann, 'order'), own(bob, 'available'), 5] },
      { kind: 'trade', ref: '2', moves: [own(bob, 'lcoOrder'), own(ann, 'lco'), 5] },
    ])
    const other = touched([
      { kind: 'trade', ref: '3', moves: [own(ann, 'lcoOrder'), own(bob, 'lco'), 5] },
      { kind: 'trade', ref: '4', moves: [own(bob, 'order'), own(ann, 'available'), 5] },
      { kind: 'trade', ref: '5', moves: [own(bob, 'order'), own(ann, 'available'), 6] },
    ])
    expect(one.get(ann)).toBe(other.get(bob))
    expect(one.get(bob)).toBe(other.get(ann))
  })

  test('comes back as kinds with the slots of any account', () => {
    expect(touchesOf('call.capture:5 mine:128', bob)).toEqual([
      { kind: 'call.capture', slots: [own(bob, 'available'), own(bob, 'hold')] },
      { kind: 'mine', slots: [own(bob, 'lco')] },
    ])
    const high = [0, 31, 32, 63]
    const [[, text] = []] = touchedBy([{ kind: 'burn', ref: '', moves: [0, 31, 1, 32, 63, 1] }])
    expect(touchesOf(text ?? '', 0)).toEqual([{ kind: 'burn', slots: high }])
    expect(touchesOf(`mine:${2 ** P.unissued}`, 0)).toEqual([{ kind: 'mine', slots: [P.unissued] }])
  })
})
