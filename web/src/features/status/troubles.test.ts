/** Claims about what the status page complains of. */
import { expect, it } from 'vitest'
import type { Status } from '../../../../src/contract/system.ts'
import { troublesOf } from './troubles.ts'

const switches = {
  relay: true,
  mining: true,
  trading: true,
  borrowing: true,
  prediction: true,
  launchpad: true,
  governance: true,
}
const well: Status = {
  name: 'L-Exchange',
  version: '0',
  rulesVersion: 1,
  simulation: true,
  demo: false,
  state: 'running',
  needsSetup: false,
  now: 0,
  virtualClock: false,
  sequence: { applied: 2, durable: 2 },
  startedAt: 0,
  switches,
  history: { state: 'current', lag: 3 },
  signUp: { email: true, providers: [] },
}

it('is quiet while everything runs, also when history is a few commands behind', () => {
  expect(troublesOf(well, false)).toEqual([])
})

it('names everything that is wrong, the worst first', () => {
  const bad: Status = {
    ...well,
    state: 'draining',
    history: { state: 'stopped', lag: 9 },
    switches: { ...switches, trading: false },
  }
  expect(troublesOf(bad, false)).toEqual(['draining', 'history_stopped', 'switches'])
})

it('says nothing of the server when it can not be reached', () => {
  expect(troublesOf(well, true)).toEqual(['unreachable'])
})
