/** Claims about margin on the command line. */
import { expect, it } from 'vitest'
import type { ResponseOf } from '../../contract/index.ts'
import { machine, standIn } from '../testing/bench.ts'

const figures = {
  ...{ equity: '20.000000', levelBps: 30_000, ratioBps: 20_000, leverageBps: 0 },
  ...{ liquidationPrice: null, bankruptcyPrice: null },
}
const account: NonNullable<ResponseOf<'margin.get'>['account']> = {
  ...{ terms: '2026-11', acceptedAt: 0, stage: 'calm' },
  credits: { total: '30.000000', free: '30.000000', held: '0.000000' },
  lco: { total: '0.00000000', free: '0.00000000', held: '0.00000000' },
  debt: { asset: 'CR', amount: '10.000000', principal: '9.000000', interest: '1.000000', ratePpm: 50_000 },
  ...{ positionLco: '0.00000000', mark: '0.10000', live: true, callLevelBps: 11_500, closeLevelBps: 11_000 },
  ...figures,
  cautious: { assets: '0.10000', debts: '0.10000' },
  borrowable: { credits: '70.000000', lco: '0.00000000' },
  depthCap: { credits: '500.000000', lco: '4000.00000000' },
  transferable: '10.000000',
}
const booked = { account, sequence: 7, repeated: false }
const key = 'sk-lx-test'

it('show tells level, rate and room, or how to open an account', async () => {
  const server = await standIn({ 'GET /api/v1/margin': { body: { account, asOf: 0 } } })
  const { out } = await machine({ url: server.url, key }).lx(['margin', 'show'])
  for (const text of [
    '3.0000, ratio 200.00 %',
    '10.000000 CR, 1.000000 of it interest, 5.00 % a year',
    '70 CR or 0 LCO',
  ])
    expect(out).toContain(text)
  await server.close()
  const none = await standIn({ 'GET /api/v1/margin': { body: { account: null, asOf: 0 } } })
  expect((await machine({ url: none.url, key }).lx(['margin', 'show'])).out).toContain('lx margin open')
  await none.close()
})

it('transfer, borrow and repay send the amount as it was typed; all is null', async () => {
  const server = await standIn({
    'POST /api/v1/margin/transfer': { body: booked },
    'POST /api/v1/margin/borrow': { body: booked },
    'POST /api/v1/margin/repay': { body: { ...booked, repaid: '1.000000', interest: '0.000000' } },
  })
  const { lx } = machine({ url: server.url, key })
  await lx(['margin', 'transfer', 'in', '20.50'])
  await lx(['margin', 'borrow', '5', '--asset', 'LCO'])
  await lx(['margin', 'repay', 'all'])
  expect(server.asked.map(({ body }) => body)).toEqual([
    { direction: 'in', amount: '20.50' },
    { asset: 'LCO', amount: '5' },
    { asset: 'CR', amount: null },
  ])
  await server.close()
})

it('a dry run asks for a quote and books nothing', async () => {
  const standing = { credits: '20.000000', lco: '0.00000000', debt: null, ...figures }
  const after = { ...standing, levelBps: 20_000, debt: { asset: 'CR', amount: '20.000000', ratePpm: 60_000 } }
  const quote = { before: { ...standing, levelBps: null }, after, trade: null, borrows: null, repays: null, asOf: 0 }
  const server = await standIn({ 'POST /api/v1/margin/quote': { body: quote } })
  const { out } = await machine({ url: server.url, key }).lx(['margin', 'borrow', '20', '--dry-run'])
  expect(out).toContain('– → 2.0000')
  expect(out).toContain('20.000000 CR, 6.00 % a year')
  expect(server.asked).toMatchObject([{ body: { kind: 'borrow', loan: { asset: 'CR', amount: '20' } } }])
  await server.close()
})

it('open accepts the terms that the server has now', async () => {
  const limits: ResponseOf<'margin.limits'> = {
    ...{ terms: '2027-01', borrowing: true, mark: null, live: false, lendsFrom: null, leverageBps: 50_000 },
    ...{ outLevelBps: 20_000, callLevelBps: 11_500, closeLevelBps: 11_000, targetLevelBps: 12_000, penaltyBps: 200 },
    depthShareBps: 10_000,
    lco: {
      ...{ circulating: '0.00000000', cap: '0.00000000', accountCap: '0.00000000', lent: '0.00000000' },
      ...{ shareBps: 1_000, accountShareBps: 2_500 },
    },
    asOf: 0,
  }
  const server = await standIn({
    'GET /api/v1/margin/limits': { body: limits },
    'POST /api/v1/margin/open': { body: { ...booked, account: { ...account, terms: '2027-01' } } },
  })
  const { out } = await machine({ url: server.url, key }).lx(['margin', 'open', '--yes'])
  expect(server.asked.at(-1)?.body).toEqual({ terms: '2027-01' })
  expect(out).toContain('under the terms 2027-01')
  await server.close()
})

it('close says what was canceled, traded and paid back, and why nothing was traded', async () => {
  const closed = { canceled: [4], repaid: '10.000000', order: null, fills: [], account: { ...account, debt: null } }
  const problem = { code: 'no_mark_price', title: 'Market orders need a live mark price.', status: 409 }
  const server = await standIn({ 'POST /api/v1/margin/close': { body: { ...closed, problem } } })
  const { out } = await machine({ url: server.url, key }).lx(['margin', 'close', '--yes'])
  expect(out).toBe(
    '1 orders canceled. Nothing traded: Market orders need a live mark price. 10 paid back. Nothing is owed.\n',
  )
  await server.close()
})

it.each([['transfer', 'up', '5'], ['borrow', '5', '--asset', 'USD'], ['repay']])(
  'margin %s with what does not go sends nothing',
  async (...args) => {
    const server = await standIn({})
    expect((await machine({ url: server.url, key }).lx(['margin', ...args])).code).toBe(2)
    expect(server.asked).toEqual([])
    await server.close()
  },
)
