/** Claims about Compute Wars on the command line. */
import { expect, it } from 'vitest'
import { machine, standIn } from '../testing/bench.ts'

const rows = [
  { rank: 1, name: 'brisk-gazelle-7291', score: '60.000000', prize: '21.29000000' },
  { rank: 2, name: 'carol_c', score: '30.000000', prize: '12.77000000' },
]
const state = {
  ...{ roundId: 2, startsAt: 0, endsAt: 604_800_000, players: 2, total: '90.000000', pool: '70.98000000' },
  ratio: { poolValue: '7.180000', margin: '3.000000', ratioBps: 23_933, paysWash: true },
  ...{ standings: rows, review: null, champions: [], asOf: 0 },
  rules: { sharesPercent: [30, 18], reviewMs: 172_800_000, promoCap: '1000.000000' },
}
const own = {
  ...{ name: 'carol_c', rank: 2, score: '30.000000', gap: '30.000001', prize: '12.77000000', operator: false },
  ...{ choice: null, perks: [], asOf: 0 },
}

it('the standings are shown to anybody with the warning of a pool that pays for wash volume; with a key the own place', async () => {
  const server = await standIn({ 'GET /api/v1/wars': { body: state }, 'GET /api/v1/wars/own': { body: own } })
  const guest = await machine({ url: server.url }).lx(['wars'])
  expect(guest.out).toMatch(/1\s+brisk-gazelle-7291\s+60\s+21\.29/)
  expect(guest.out).toContain('worth more than the first ten pay in margin')
  expect(guest.out).not.toContain('to the next')
  const mine = await machine({ url: server.url }).lx(['wars', '--key', 'sk-lx-test'])
  expect(mine.out).toContain('carol_c, rank 2')
  expect(mine.out).toContain('30.000001 CR')
  await server.close()
})

it('a champion is told until when to choose, and chooses', async () => {
  const choice = { roundId: 1, until: 86_400_000, freeCalls: '9.000000' }
  const server = await standIn({
    'GET /api/v1/wars': { body: state },
    'GET /api/v1/wars/own': { body: { ...own, choice } },
    'POST /api/v1/wars/choice': {
      body: { roundId: 1, perk: 'free_calls', grant: '9.000000', endsAt: 604_800_000, sequence: 7, repeated: false },
    },
  })
  const { lx } = machine({ url: server.url, key: 'sk-lx-test' })
  expect((await lx(['wars'])).out).toContain('lx wars --choose free_calls')
  expect((await lx(['wars', '--choose', 'free_calls'])).out).toContain('Free calls worth 9.000000 CR until')
  expect(server.asked.at(-1)?.body).toEqual({ perk: 'free_calls' })
  expect((await lx(['wars', '--choose', 'coins'])).code).toBe(2)
  await server.close()
})

it('closed rounds tell the champion; one of them its prizes and each decision with its reason', async () => {
  const summary = {
    ...{ roundId: 1, startsAt: 0, closedAt: 604_800_000, players: 2, total: '90.000000', pool: '70.98000000' },
    ...{ mark: '0.10000', paid: '34.06000000', champion: 'carol_c' },
  }
  const review = { name: 'bob-the-bot', kind: 'excluded', reason: 'wash volume', at: 1 }
  const server = await standIn({
    'GET /api/v1/wars/rounds': { body: { items: [summary], nextCursor: null } },
    'GET /api/v1/wars/rounds/1': {
      body: {
        ...{ ...summary, profit: '36.000000', reviewEnds: 777_600_000, paidAt: 777_600_000 },
        ...{ standings: [], prizes: rows, reviews: [review], perk: null },
      },
    },
  })
  const { lx } = machine({ url: server.url })
  expect((await lx(['wars', '--rounds'])).out).toMatch(/1\s+\S+ \S+.*carol_c\s+34\.06/)
  const { out } = await lx(['wars', '--round', '1'])
  expect(out).toMatch(/2\s+carol_c\s+30\s+12\.77/)
  expect(out).toContain('bob-the-bot excluded: wash volume')
  await server.close()
})
