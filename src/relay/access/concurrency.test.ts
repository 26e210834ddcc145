/** Claims about calls at a time: by tier, by key, and for a champion. */
import { expect, test } from 'vitest'
import type { KeyId } from '../../engine/command.ts'
import type { AccountId } from '../../engine/ledger/chart.ts'
import type { Principal } from '../ports.ts'
import { Concurrency } from './concurrency.ts'

const settings = { concurrency: { lv1: 2, higher: 4 }, maxCalls: 6 }
const principal: Principal = {
  ...{ account: 1 as AccountId, keyId: null, operator: false, tier: 'lv1', scopes: ['relay'], models: null },
  limits: { requestsPerMinute: null, tokensPerMinute: null, concurrent: null },
  ...{ groups: [], fitToBalance: false },
}

function admitted(who: Principal): number {
  const concurrency = new Concurrency(settings)
  let calls = 0
  try {
    for (;;) {
      concurrency.enter(who)
      calls += 1
    }
  } catch {
    return calls
  }
}

test('a higher tier has more calls at a time, a champion with that perk as many as the relay takes', () => {
  expect(admitted(principal)).toBe(2)
  expect(admitted({ ...principal, tier: 'lv2' })).toBe(4)
  expect(admitted({ ...principal, tier: 'whale' })).toBe(4)
  expect(admitted({ ...principal, unlimited: true })).toBe(6)
})

test('the limit of a key holds for a champion too', () => {
  const limits = { ...principal.limits, concurrent: 3 }
  expect(admitted({ ...principal, keyId: 1 as KeyId, limits, unlimited: true })).toBe(3)
})
