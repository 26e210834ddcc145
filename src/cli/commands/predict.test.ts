/** Claims about prediction markets on the command line. */
import { expect, it } from 'vitest'
import { machine, standIn } from '../testing/bench.ts'

const figures = {
  ...{ marketId: 3, status: 'open', closesAt: 1_800_000_000_000, dueAt: 1_800_000_000_000, yesPpm: 864_197 },
  ...{ stakedYes: '300.00000000', stakedNo: '50.00000000', bets: 3, cost: '450.00000000' },
  ...{ quantityYes: '418.00000000', quantityNo: '165.00000000', result: null },
  effectiveOdds: { yes: '1.15000000', no: '5.90000000' },
}
const title = 'Will it rain? — 2027-01-15 08:00:00 UTC'
const question = { title, source: 'https://x.test/', rules: 'r', voidRules: 'v', hash: 'a'.repeat(64), hidden: null }
const market = { ...figures, question, proposer: 'ann', createdAt: 0, openedAt: 0, priorBps: 5_000 }

it('lists markets for anybody, with their probability', async () => {
  const server = await standIn({ 'GET /api/v1/predictions': { body: { items: [market], nextCursor: null } } })
  const { out } = await machine({ url: server.url }).lx(['predict', 'list'])
  expect(out).toMatch(/3\s+Will it rain\? — 2027-01-15 08:00:00 UTC\s+open\s+86\.4 %\s+350\s+3/)
  await server.close()
})

it('a bet goes as it was typed; a dry run books nothing', async () => {
  const quote = { side: 'yes', stake: '10.00000000', shares: '11.00000000', yesPpm: 870_000, payout: '11.50000000' }
  const held = { stake: '10.00000000', shares: '11.00000000', worth: '11.50000000' }
  const position = { yes: held, no: { stake: '0.00000000', shares: '0.00000000', worth: '0.00000000' }, bets: 1 }
  const booked = { market: figures, betId: 9, shares: '11.00000000', position, available: '0.00000000' }
  const server = await standIn({
    'GET /api/v1/predictions/3/quote': { body: { ...quote, fee: '0.10000000', odds: '1.15000000', asOf: 0 } },
    'POST /api/v1/predictions/3/bets': { body: { ...booked, sequence: 7, repeated: false } },
  })
  const lx = machine({ url: server.url, key: 'sk-lx-test' }).lx
  const dry = await lx(['predict', 'bet', '3', 'yes', '10', '--dry-run'])
  expect(dry.out).toMatch(/paid if it won now\s+11\.5 LCO, 1\.15 times/)
  expect(server.asked.every(({ route }) => route.startsWith('GET'))).toBe(true)
  const done = await lx(['predict', 'bet', '3', 'yes', '10', '--min-shares', '10.9'])
  expect(done.out).toContain('Bet 9: 10 LCO on yes bought 11 shares. YES stands at 86.4 %.')
  expect(server.asked.at(-1)?.body).toEqual({ side: 'yes', stake: '10', minShares: '10.9' })
  await server.close()
})

it('another side, another outcome or no time is a wrong use', async () => {
  const lx = machine({ key: 'sk-lx-test' }).lx
  for (const args of [
    ['bet', '3', 'maybe', '1'],
    ['vote', '3', 'perhaps'],
    ['outcome', '3', 'yes', '--evidence', 'x', '--known', 'yesterday'],
  ])
    expect((await lx(['predict', ...args])).code).toBe(2)
})
