/** Claims about open proposals: what is due first is the same after a restart. */
import { expect, test } from 'vitest'
import type { Lco, Millis } from '../../base/money.ts'
import type { AccountId } from '../ledger/chart.ts'
import { Governance, type Proposal } from './governance.ts'
import { noVotes } from './rules.ts'

test('of proposals that are due at the same instant the older one goes on first, whichever came to it last, also after a restart', () => {
  const governance = new Governance()
  const proposal: Proposal = {
    ...{ account: 1 as AccountId, textHash: 'a'.repeat(64), changes: [], money: false, bond: 1 as Lco },
    status: 'pending',
    ...{ dueAt: 5 as Millis, snapshot: null, tally: noVotes },
  }
  const [older, newer] = [governance.propose({ ...proposal }), governance.propose({ ...proposal })]
  const dueAt = 10 as Millis
  governance.move(newer, { dueAt })
  governance.move(older, { dueAt })
  expect([governance.nextDue, governance.firstDue]).toEqual([dueAt, older])
  governance.reindex()
  expect([governance.nextDue, governance.firstDue]).toEqual([dueAt, older])
})
