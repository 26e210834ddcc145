/** Claims about what margin leaves behind: calls, forced closes with all their prices, loans, interest, the reserve's days. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { limit, openWorld, type Visitor, type World } from '../testing/world.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
let world: World
let ann: Visitor
let cat: Visitor

beforeAll(async () => {
  world = await openWorld()
  ann = await world.trader('ann')
  cat = await world.trader('cat')
  await world.mine(cat.account, 400)
  await quote('0.09990', '0.10010')
  await cat.call('lending.lend', { body: { asset: 'CR', amount: '400' } })
  await world.core.advance(25 * HOUR)
  await ann.call('margin.open', { body: { terms: 'v1' } })
  await ann.call('margin.transfer', { body: { direction: 'in', amount: '20' } })
  const order = { type: 'market' as const, side: 'buy' as const, quantity: '900', margin: { borrow: true } }
  await ann.call('orders.place', { body: order })
})
afterAll(() => world.close())

async function quote(bid: string, ask: string): Promise<void> {
  await cat.call('orders.cancelAll')
  await cat.call('orders.place', { body: limit('buy', `${bid} × 2000`) })
  await cat.call('orders.place', { body: limit('sell', `${ask} × 2000`) })
}

const sum = (amounts: readonly string[]) => amounts.reduce((total, amount) => total + Number(amount), 0)

it('a level under 1.15 is told once, one under 1.10 is closed until it is 1.20', async () => {
  await quote('0.08790', '0.08810')
  await world.core.advance(40 * MINUTE)
  expect((await ann.call('margin.get')).account).toMatchObject({ stage: 'called', mark: '0.08800' })
  await quote('0.08490', '0.08510')
  await world.core.advance(40 * MINUTE)
  const { account } = await ann.call('margin.get')
  expect(account?.stage).toBe('calm')
  expect(account?.levelBps).toBeGreaterThanOrEqual(11_500)
  const { items } = await ann.call('marginRecords.notices')
  expect(items.map(({ kind }) => kind)).toEqual(['recovered', 'closing', 'called', 'opened'])
  expect(items[1]?.levelBps).toBeLessThan(11_000)
  expect(items[3]?.terms).toBe('v1')
})

it('every step of the forced close is public with all its prices and without its owner', async () => {
  const answer = await world.send('GET', '/api/v1/margin/closes')
  const { items } = answer.json as Awaited<ReturnType<typeof ann.call<'marginRecords.closes'>>>
  expect(items.length).toBeGreaterThan(0)
  for (const close of items) {
    expect(close).toMatchObject({ side: 'sell', debtAsset: 'CR' })
    expect(Number(close.averagePrice)).toBeGreaterThanOrEqual(Number(close.limitPrice))
    expect(Number(close.limitPrice)).toBeGreaterThan(Number(close.bankruptcyPrice))
    expect(Number(close.mark)).toBeLessThan(Number(close.liquidationPrice))
    expect(close.levelBps).toBeLessThan(11_000)
    expect(Object.keys(close)).not.toContain('account')
  }
  expect(items[0]?.levelAfterBps).toBeGreaterThanOrEqual(11_990)
  expect((await ann.call('marginRecords.ownCloses')).items).toEqual(items)
  expect((await cat.call('marginRecords.ownCloses')).items).toEqual([])
  const page = await ann.call('marginRecords.closes', { query: { limit: 1 } })
  expect(page.items).toEqual([items[0]])
  const csv = await world.send('GET', '/api/v1/margin/closes?format=csv')
  expect(csv.text.trim().split('\n')).toHaveLength(items.length + 1)
})

it('loans tell what was borrowed by which act, paid back by force, and what is left', async () => {
  const { items } = await ann.call('marginRecords.loans')
  expect(items.at(-1)).toMatchObject({ cause: 'order', asset: 'CR', interest: '0.000000' })
  const forced = items.filter(({ cause }) => cause === 'forced')
  const closes = (await ann.call('marginRecords.ownCloses')).items
  const paid = forced.filter(({ debt }) => closes.some((close) => close.debt === debt))
  expect(sum(paid.map(({ amount }) => amount))).toBeCloseTo(sum(closes.map(({ repaid }) => repaid)), 6)
  expect((await ann.call('margin.get')).account?.debt?.principal).toBe(items[0]?.principal)
  const days = (await ann.call('marginRecords.interest')).items
  expect(sum(days.map((day) => day.paid))).toBeCloseTo(sum(items.map(({ interest }) => interest)), 6)
  const transfers = (await ann.call('marginRecords.transfers')).items
  expect(transfers).toMatchObject([{ direction: 'in', amount: '20.000000' }])
})

it('the reserve has what its days say it received, less what it paid', async () => {
  const { reserve, flows, acknowledged } = await ann.call('marginRecords.reserve')
  const of = (kind: string) => sum(flows.filter((flow) => flow.kind === kind).map(({ received }) => received))
  const closes = (await ann.call('marginRecords.closes')).items
  expect(of('margin.penalty')).toBeCloseTo(sum(closes.map(({ penalty }) => penalty)), 6)
  expect(Number(reserve.penalties)).toBeCloseTo(of('margin.penalty'), 6)
  const credits = flows.filter(({ asset }) => asset === 'CR')
  const left = sum(credits.map(({ received }) => received)) - sum(credits.map(({ paid }) => paid))
  expect(Number(reserve.credits)).toBeCloseTo(left, 6)
  expect(acknowledged).toEqual([])
  expect((await ann.call('marginRecords.losses')).items).toEqual([])
})

it('a gap through bankruptcy is public as a loss with who paid it, until an operator has taken note', async () => {
  await ann.call('margin.transfer', { body: { direction: 'in', amount: '5' } })
  await quote('0.07900', '0.07910')
  await world.core.advance(2 * MINUTE)
  await quote('0.04500', '0.04510')
  for (let i = 0; i < 12; i++) {
    await world.core.advance(10 * MINUTE)
    await quote('0.04500', '0.04510')
  }
  const { items } = await ann.call('marginRecords.losses')
  expect(items[0]).toMatchObject({ kind: 'shortfall', debtAsset: 'CR' })
  const paid = Number(items[0]?.covered) + Number(items[0]?.socialised)
  expect(paid).toBeCloseTo(Number(items[0]?.shortfall), 6)
  const operator = await world.operator()
  const body = { asset: 'CR' as const, reason: 'a thin market gapped', confirm: 'CR' }
  await operator.call('admin.margin.acknowledge', { body })
  expect((await ann.call('marginRecords.reserve')).acknowledged).toMatchObject([{ asset: 'CR', reason: body.reason }])
})
