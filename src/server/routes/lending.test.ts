/** Claims about the lending pools through the API: what they tell anybody, lending, taking out, waiting one's turn. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Credits } from '../../base/money.ts'
import type { AccountId } from '../../engine/ledger/chart.ts'
import { limit, openWorld, type Visitor, type World } from '../testing/world.ts'

const HOUR = 3_600_000
let world: World
let ann: Visitor
let bob: Visitor
let cat: Visitor
let debtor: AccountId

beforeAll(async () => {
  world = await openWorld()
  ann = await world.trader('ann')
  bob = await world.trader('bob')
  cat = await world.trader('cat')
  debtor = bob.account
})
afterAll(() => world.close())

const poolOf = async (asset: 'CR' | 'LCO') =>
  (await cat.call('lending.pools')).items.find((pool) => pool.asset === asset)
const ownOf = async (who: Visitor, asset: 'CR' | 'LCO' = 'CR') =>
  (await who.call('lending.get')).items.find((position) => position.asset === asset)

it('empty pools tell anybody their rates and the curve they come from', async () => {
  const response = await fetch(`${world.url}/api/v1/lending/pools`)
  const { items } = (await response.json()) as Awaited<ReturnType<typeof ann.call<'lending.pools'>>>
  expect(items.map(({ asset, supplied, cash, borrowRatePpm }) => [asset, supplied, cash, borrowRatePpm])).toEqual([
    ['CR', '0.000000', '0.000000', 0],
    ['LCO', '0.00000000', '0.00000000', 50_000],
  ])
  expect(items[0]?.curve).toMatchObject({ kinkBps: 8_000, kinkRateBps: 1_500, limitBps: 9_000, reserveShareBps: 1_000 })
})

it('what is lent leaves the balance, stands in the pool, and comes back at once while there is cash', async () => {
  const before = await ownOf(ann, 'LCO')
  const lent = await ann.call('lending.lend', { body: { asset: 'LCO', amount: '12.5' } })
  expect(lent).toMatchObject({ asset: 'LCO', lent: '12.50000000', waiting: '0.00000000', earned: '0.00000000' })
  expect(Number(before?.available) - Number(lent.available)).toBe(12.5)
  expect(await poolOf('LCO')).toMatchObject({ supplied: '12.50000000', cash: '12.50000000', utilisationPpm: 0 })
  const back = await ann.call('lending.withdraw', { body: { asset: 'LCO', amount: null } })
  expect(back).toMatchObject({ paid: '12.50000000', lent: '0.00000000', available: before?.available })
})

it('refusals name the rule and change nothing', async () => {
  const codeOf = async (path: string, body: object) => (await ann.send('POST', `/lending/${path}`, body)).code
  expect(await codeOf('lend', { asset: 'CR', amount: '99999' })).toBe('insufficient_credits')
  expect(await codeOf('lend', { asset: 'LCO', amount: '99999' })).toBe('insufficient_lco')
  expect(await codeOf('lend', { asset: 'CR', amount: '0' })).toBe('amount_not_positive')
  expect(await codeOf('lend', { asset: 'CR', amount: '0.0000001' })).toBe('validation_failed')
  expect(await codeOf('lend', { asset: 'USD', amount: '1' })).toBe('validation_failed')
  expect(await codeOf('withdraw', { asset: 'CR', amount: '1' })).toBe('insufficient_lent')
  expect(await codeOf('cancel', { asset: 'CR' })).toBe('withdrawal_not_found')
  expect((await ownOf(ann))?.lent).toBe('0.000000')
})

it('the same request twice lends once', async () => {
  const headers = { 'idempotency-key': 'lend-once' }
  const body = { asset: 'CR' as const, amount: '100' }
  const first = await ann.send('POST', '/lending/lend', body, headers)
  const again = await ann.send('POST', '/lending/lend', body, headers)
  expect([first.status, again.status]).toEqual([200, 200])
  expect(again.json).toMatchObject({ lent: '100.000000', repeated: true })
  expect((await ownOf(ann))?.lent).toBe('100.000000')
})

it('beyond the cash a withdrawal waits, earns, is paid by whoever lends next, and can be taken back', async () => {
  await cat.call('orders.place', { body: limit('buy', '0.099 × 1000') })
  await ann.call('orders.place', { body: limit('sell', '0.101 × 600') })
  await cat.call('orders.place', { body: limit('buy', '0.101 × 20') })
  await world.core.advance(25 * HOUR)
  const credits = (amount: number) => (amount * 1_000_000) as Credits
  await world.core.submit('margin.open', { account: debtor, terms: 'test' })
  await world.core.submit('margin.transfer', { account: debtor, direction: 'in', amount: credits(200) })
  const loan = await world.core.submit('margin.borrow', { account: debtor, asset: 'CR', amount: credits(90) })
  expect(loan.ok).toBe(true)
  expect(await poolOf('CR')).toMatchObject({ utilisationPpm: 900_000, cash: '10.000000', borrowRatePpm: 650_000 })
  const asked = await ann.call('lending.withdraw', { body: { asset: 'CR', amount: '60' } })
  expect(asked).toMatchObject({ paid: '10.000000', waiting: '50.000000' })
  expect((await ann.send('POST', '/lending/withdraw', { asset: 'CR', amount: '1' })).code).toBe('withdrawal_waiting')
  await cat.call('lending.lend', { body: { asset: 'CR', amount: '20' } })
  await cat.call('lending.withdraw', { body: { asset: 'CR', amount: null } })
  expect(await ownOf(cat)).toMatchObject({ waiting: '20.000000', ahead: '30.000000' })
  expect(await poolOf('CR')).toMatchObject({ waiting: { count: 2, amount: '50.000000' }, cash: '0.000000' })
  await world.core.advance(240 * HOUR)
  expect(Number((await ownOf(ann))?.earned)).toBeGreaterThan(0)
  expect(await ann.call('lending.cancel', { body: { asset: 'CR' } })).toMatchObject({ waiting: '0.000000' })
  await world.core.submit('margin.repay', { account: debtor, asset: 'CR', amount: null })
  expect(await ownOf(cat)).toMatchObject({ waiting: '0.000000', waitingSince: null, lent: '0.000000' })
  expect(await poolOf('CR')).toMatchObject({ lent: '0.000000', waiting: { count: 0, amount: '0.000000' } })
  expect(Number((await poolOf('CR'))?.riskReserve)).toBeGreaterThan(0)
})

it('the history of a pool tells each hour in which it changed', async () => {
  const { items } = await cat.call('lending.history', { query: { asset: 'CR' } })
  expect(items.length).toBeGreaterThanOrEqual(3)
  expect(Math.max(...items.map(({ utilisationPpm }) => utilisationPpm))).toBe(1_000_000)
  expect(items.at(-1)).toMatchObject({ utilisationPpm: 0, lent: '0.000000' })
  expect((await cat.call('lending.history', { query: { asset: 'CR', to: items[1]?.at } })).items).toHaveLength(1)
})
