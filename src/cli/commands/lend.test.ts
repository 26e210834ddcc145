/** Claims about lending on the command line. */
import { expect, it } from 'vitest'
import { machine, standIn } from '../testing/bench.ts'

const pool = {
  ...{ asset: 'CR', supplied: '100.000000', lent: '90.000000', cash: '10.000000', utilisationPpm: 900_000 },
  ...{ borrowRatePpm: 650_000, supplyRatePpm: 526_500, waiting: { count: 0, amount: '0.000000' }, stopped: false },
  riskReserve: '0.000000',
  curve: {
    ...{ baseRateBps: 0, kinkBps: 8_000, kinkRateBps: 1_500 },
    ...{ slopeBps: 50_000, limitBps: 9_000, reserveShareBps: 1_000 },
  },
}
const own = {
  ...{ asset: 'CR', available: '5.000000', lent: '60.000000', waiting: '0.000000', earned: '1.500000' },
  ...{ waitingSince: null, ahead: '0.000000' },
}
const booked = { ...own, sequence: 7, repeated: false }

it('the pools are shown to anybody, with a key what is lent, too', async () => {
  const server = await standIn({
    'GET /api/v1/lending/pools': { body: { items: [pool], asOf: 0 } },
    'GET /api/v1/lending': { body: { items: [own], asOf: 0 } },
  })
  const guest = await machine({ url: server.url }).lx(['lend'])
  expect(guest.out).toContain('52.65 %')
  expect(guest.out).not.toContain('yours')
  const mine = await machine({ url: server.url }).lx(['lend', '--key', 'sk-lx-test'])
  expect(mine.out).toMatch(/CR\s+60\s+1\.5/)
  await server.close()
})

it('an amount goes as it was typed; all is everything', async () => {
  const server = await standIn({
    'POST /api/v1/lending/lend': { body: booked },
    'POST /api/v1/lending/withdraw': { body: { ...booked, paid: '10.000000' } },
  })
  const lx = machine({ url: server.url, key: 'sk-lx-test' }).lx
  await lx(['lend', '2.50', '--asset', 'LCO'])
  await lx(['unlend', 'all'])
  expect(server.asked.map(({ body }) => body)).toEqual([
    { asset: 'LCO', amount: '2.50' },
    { asset: 'CR', amount: null },
  ])
  await server.close()
})

it('a dry run says what would be paid at once and books nothing', async () => {
  const server = await standIn({
    'GET /api/v1/lending/pools': { body: { items: [pool], asOf: 0 } },
    'GET /api/v1/lending': { body: { items: [own], asOf: 0 } },
  })
  const { out } = await machine({ url: server.url, key: 'sk-lx-test' }).lx(['unlend', '25', '--dry-run'])
  expect(out).toMatch(/paid at once\s+10\.000000 CR/)
  expect(out).toMatch(/would wait\s+15\.000000 CR/)
  expect(server.asked.every(({ route }) => route.startsWith('GET'))).toBe(true)
  await server.close()
})

it('an amount and --cancel together, or neither, is a wrong use', async () => {
  const lx = machine({ key: 'sk-lx-test' }).lx
  for (const args of [['unlend'], ['unlend', '5', '--cancel'], ['lend', '5', '--asset', 'USD']])
    expect((await lx(args)).code).toBe(2)
})
