/** Claims about the launchpad on the command line. */
import { expect, it } from 'vitest'
import { machine, standIn } from '../testing/bench.ts'

const offering = {
  ...{ offeringId: 3, model: 'scarce', phase: 'subscribe', mode: 'time_weighted', total: '200.000000' },
  ...{ capBps: 2_000, cap: '40.000000', announcedAt: 0, subscribeFrom: 1, subscribeUntil: 1_767_225_600_000 },
  ...{ activeUntil: 1_769_817_600_000, afterwards: 'closed', lockers: 2, locked: '4000.00000000', score: '12' },
  unallocated: null,
  tiers: { lv3: '10000.00000000', lv4: '50000.00000000', whale: '100000.00000000', delayMs: 86_400_000 },
}
const position = {
  ...{ offeringId: 3, locked: '4000.00000000', weight: 1, weightNow: 1, score: '12', expected: '40.000000' },
  ...{ quota: null, used: null, held: null, remaining: null },
}
const mine = { items: [position], staked: '6000.00000000', asOf: 0 }

it('offerings are shown to anybody, with a key what is locked, too', async () => {
  const server = await standIn({
    'GET /api/v1/offerings': { body: { items: [offering], asOf: 0 } },
    'GET /api/v1/account/offerings': { body: mine },
  })
  const guest = await machine({ url: server.url }).lx(['imo'])
  expect(guest.out).toMatch(/3\s+scarce\s+subscribe\s+2026-01-01 00:00:00Z\s+200\s+4000\s+0/)
  const own = await machine({ url: server.url, key: 'sk-lx-test' }).lx(['imo', 'list'])
  expect(own.out).toMatch(/4000\s+4000/)
  await server.close()
})

it('an amount is locked as it was typed, and a dry run only says whether it could be', async () => {
  const server = await standIn({
    'GET /api/v1/account/offerings': { body: mine },
    'POST /api/v1/offerings/3/lock': {
      body: { locked: '4010.50000000', weight: 1, staked: '5989.50000000', sequence: 9, repeated: false },
    },
  })
  const lx = machine({ url: server.url, key: 'sk-lx-test' }).lx
  expect((await lx(['imo', 'lock', '3', '6000.1', '--dry-run'])).out).toContain('this would be refused')
  expect((await lx(['imo', 'lock', '3', '6000', '--dry-run'])).out).toContain('nothing is locked')
  expect((await lx(['imo', 'lock', '3', '10.50'])).out).toContain('4010.50000000 LCO locked with weight 1')
  expect(server.asked.filter(({ route }) => route.startsWith('POST')).map(({ body }) => body)).toEqual([
    { amount: '10.50' },
  ])
  await server.close()
})

it('an operator announces with a time in UTC and a public reason ends it', async () => {
  const server = await standIn({
    'POST /api/v1/admin/offerings': { status: 201, body: { ...offering, sequence: 1, repeated: false } },
    'POST /api/v1/admin/offerings/3/cancel': {
      body: { ...offering, phase: 'canceled', sequence: 2, repeated: false },
    },
  })
  const lx = machine({ url: server.url, key: 'sk-lx-test' }).lx
  await lx(['imo', 'announce', 'scarce', '--total', '200', '--from', '2026-01-01T00:00Z', '--cap', '500'])
  await lx(['imo', 'cancel', '3', '--reason', 'not this month'])
  expect(server.asked.map(({ body }) => body)).toEqual([
    {
      ...{ model: 'scarce', total: '200', mode: 'time_weighted', afterwards: 'closed' },
      ...{ subscribeFrom: 1_767_225_600_000, capBps: 500 },
    },
    { reason: 'not this month' },
  ])
  expect((await lx(['imo', 'announce', 'scarce', '--total', '200', '--from', 'soon'])).code).toBe(2)
  expect((await lx(['imo', 'cancel', '3'])).code).toBe(2)
  await server.close()
})
