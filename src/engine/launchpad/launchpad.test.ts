/** Claims about live offerings: what is due first is the same after a restart. */
import { expect, test } from 'vitest'
import type { Bps, Credits, Lco, Millis } from '../../base/money.ts'
import { Launchpad } from './launchpad.ts'
import type { Offering } from './offering.ts'

const offering = (model: string, subscribeFrom: number, subscribeUntil: number): Offering => ({
  ...{ model, mode: 'time_weighted', total: 1 as Credits, capBps: 1 as Bps, announcedAt: 0 as Millis },
  tiers: { lv3: 1 as Lco, lv4: 2 as Lco, whale: 3 as Lco, delayMs: 0 },
  ...{ subscribeFrom: subscribeFrom as Millis, subscribeUntil: subscribeUntil as Millis, activeUntil: 99 as Millis },
  ...{ phase: 'announced', afterwards: 'closed', unallocated: null },
})

test('of offerings whose phases end at the same instant the older one turns first, whichever came to its phase last, also after a restart', () => {
  const launchpad = new Launchpad()
  const [older, newer] = [launchpad.open(offering('a', 4, 10)), launchpad.open(offering('b', 2, 10))]
  launchpad.turn(newer, 'subscribe')
  launchpad.turn(older, 'subscribe')
  expect([launchpad.nextDue, launchpad.first?.id]).toEqual([10, older])
  launchpad.reindex()
  expect([launchpad.nextDue, launchpad.first?.id]).toEqual([10, older])
})
