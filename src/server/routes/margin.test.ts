/** Claims about the margin account through the API: opening, collateral, loans, quotes against what then happens, closing, the ladder, operators' view. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { MARGIN_TERMS } from '../../contract/margin.ts'
import { limit, openWorld, type Visitor, type World } from '../testing/world.ts'

const HOUR = 3_600_000
let world: World
let ann: Visitor
let bob: Visitor
let cat: Visitor

/** A book around 0.1 with a mark that is a day old, and pools with money. */
beforeAll(async () => {
  world = await openWorld()
  ann = await world.trader('ann')
  bob = await world.trader('bob')
  cat = await world.trader('cat')
  await cat.call('orders.place', { body: limit('buy', '0.09990 × 900') })
  await cat.call('orders.place', { body: limit('sell', '0.10010 × 900') })
  await bob.call('orders.place', { body: limit('buy', '0.10010 × 20') })
  await cat.call('lending.lend', { body: { asset: 'CR', amount: '400' } })
  await bob.call('lending.lend', { body: { asset: 'LCO', amount: '400' } })
  await world.core.advance(25 * HOUR)
})
afterAll(() => world.close())

const accountOf = async (who: Visitor) => {
  const { account } = await who.call('margin.get')
  if (!account) throw new Error('not open')
  return account
}
const codeOf = async (who: Visitor, path: string, body: object) =>
  (await who.send('POST', `/margin/${path}`, body)).code

describe('a margin account', () => {
  it('is null until its terms are accepted, and refuses everything until then', async () => {
    expect((await ann.call('margin.get')).account).toBeNull()
    expect(await codeOf(ann, 'transfer', { direction: 'in', amount: '10' })).toBe('margin_not_open')
    expect(await codeOf(ann, 'borrow', { asset: 'CR', amount: '1' })).toBe('margin_not_open')
    expect(await codeOf(ann, 'close', {})).toBe('margin_not_open')
    const { terms, borrowing, live } = await ann.call('margin.limits')
    expect({ terms, borrowing, live }).toEqual({ terms: MARGIN_TERMS, borrowing: true, live: true })
    const opened = await ann.call('margin.open', { body: { terms } })
    expect(opened.account).toMatchObject({ terms, stage: 'calm', debt: null, levelBps: null, equity: '0.000000' })
    expect((await ann.call('margin.open', { body: { terms } })).repeated).toBe(true)
  })

  it('takes credits as collateral and lends what its equity allows', async () => {
    const { account } = await ann.call('margin.transfer', { body: { direction: 'in', amount: '20' } })
    expect(account).toMatchObject({ credits: { total: '20.000000', free: '20.000000', held: '0.000000' } })
    expect(account.borrowable.credits).toBe('80.000000')
    expect(account.transferable).toBe('20.000000')
    expect(await codeOf(ann, 'borrow', { asset: 'CR', amount: '80.000001' })).toBe('leverage_limit')
    const lent = await ann.call('margin.borrow', { body: { asset: 'CR', amount: '10' } })
    expect(lent.account.debt).toMatchObject({ asset: 'CR', amount: '10.000000', principal: '10.000000' })
    expect(lent.account).toMatchObject({ levelBps: 30_000, ratioBps: 20_000, positionLco: '0.00000000' })
    expect(await codeOf(ann, 'transfer', { direction: 'out', amount: '10.000001' })).toBe('margin_level_too_low')
    expect(await codeOf(ann, 'borrow', { asset: 'LCO', amount: '1' })).toBe('other_debt')
    const back = await ann.call('margin.repay', { body: { asset: 'CR', amount: null } })
    expect(back.account.debt).toBeNull()
    expect(Number(back.repaid)).toBeGreaterThanOrEqual(10)
    expect(await codeOf(ann, 'repay', { asset: 'CR', amount: null })).toBe('nothing_owed')
  })

  it('has a refusal for whatever is not an amount, an asset or a direction', async () => {
    for (const body of [{ asset: 'USD', amount: '1' }, { asset: 'CR' }, { asset: 'CR', amount: -1 }, {}])
      expect(await codeOf(ann, 'borrow', body)).toBe('validation_failed')
    expect(await codeOf(ann, 'borrow', { asset: 'CR', amount: '0' })).toBe('amount_not_positive')
    expect(await codeOf(ann, 'transfer', { direction: 'up', amount: '1' })).toBe('validation_failed')
    expect(await codeOf(ann, 'open', { terms: '' })).toBe('validation_failed')
  })
})

describe('a quote', () => {
  it('tells a long’s level, liquidation price, rate and worst price before the order, and the order then makes them so', async () => {
    const order = { type: 'market' as const, side: 'buy' as const, quantity: '300', margin: { borrow: true } }
    const quote = await ann.call('margin.quote', { body: { kind: 'order', order } })
    expect(quote.before).toMatchObject({ debt: null, levelBps: null, liquidationPrice: null })
    expect(quote.trade).toMatchObject({
      quantity: '300.0',
      atOnce: '300.0',
      worstPrice: '0.10010',
      notional: '30.030000',
    })
    expect(quote.borrows?.asset).toBe('CR')
    await ann.call('orders.place', { body: order })
    const { levelBps, liquidationPrice, bankruptcyPrice, debt, equity, lco } = await accountOf(ann)
    const { after } = quote
    expect({ levelBps, liquidationPrice, bankruptcyPrice, equity }).toEqual({
      levelBps: after.levelBps,
      liquidationPrice: after.liquidationPrice,
      bankruptcyPrice: after.bankruptcyPrice,
      equity: after.equity,
    })
    expect([debt?.amount, debt?.ratePpm, lco.total]).toEqual([after.debt?.amount, after.debt?.ratePpm, after.lco])
    expect(quote.borrows?.amount).toBe(after.debt?.amount)
  })

  it('gives the refusal that the loan, transfer or order itself would get, and changes nothing', async () => {
    const before = await accountOf(ann)
    const refused = async (body: object) => codeOf(ann, 'quote', body)
    expect(await refused({ kind: 'transfer', transfer: { direction: 'out', amount: '1' } })).toBe(
      'insufficient_credits',
    )
    expect(await refused({ kind: 'borrow', loan: { asset: 'CR', amount: '9999' } })).toBe('pool_exhausted')
    expect(await refused({ kind: 'repay', repayment: { asset: 'LCO', amount: null } })).toBe('nothing_owed')
    const spot = { type: 'market', side: 'buy', quantity: '20' }
    expect(await refused({ kind: 'order', order: spot })).toBe('bad_order_fields')
    const more = await ann.call('margin.quote', {
      body: { kind: 'transfer', transfer: { direction: 'in', amount: '5' } },
    })
    expect(Number(more.after.equity) - Number(more.before.equity)).toBeCloseTo(5, 6)
    expect(more.after.levelBps ?? 0).toBeGreaterThan(more.before.levelBps ?? 0)
    expect(await accountOf(ann)).toEqual(before)
  })
})

describe('the ladder', () => {
  it('shows anybody who is how near, and not who', async () => {
    await world.core.advance(2_000)
    const answer = await world.send('GET', '/api/v1/margin/ladder')
    const { items, owing } = answer.json as { items: Record<string, unknown>[]; owing: number }
    expect([items.length, owing]).toEqual([1, 1])
    expect(items[0]).toMatchObject({ rank: 1, side: 'long', stage: 'calm' })
    expect(Object.keys(items[0] ?? {})).not.toContain('account')
  })

  it('is shown to operators with accounts, and as if the mark had moved', async () => {
    const operator = await world.operator()
    const calm = await operator.call('admin.margin.get')
    expect(calm).toMatchObject({ called: 0, closing: 0, bankrupt: 0, shortfall: '0.000000', owing: 1 })
    expect(calm.items[0]?.account).toBe(ann.account)
    const fallen = await operator.call('admin.margin.get', { query: { stressBps: -7_000 } })
    expect(fallen).toMatchObject({ called: 1, closing: 1, bankrupt: 1 })
    expect(Number(fallen.shortfall)).toBeGreaterThan(0)
    expect((await ann.send('GET', '/admin/margin')).code).toBe('forbidden')
    expect((await operator.send('GET', '/admin/margin?stressBps=x')).code).toBe('validation_failed')
    const acknowledge = { asset: 'LCO', reason: 'nothing was lost', confirm: 'CR' }
    expect((await operator.send('POST', '/admin/margin/acknowledge', acknowledge)).code).toBe('confirmation_mismatch')
    expect((await operator.send('POST', '/admin/margin/acknowledge', { ...acknowledge, confirm: 'LCO' })).status).toBe(
      200,
    )
  })
})

describe('closing a position', () => {
  it('takes a long’s orders out, sells all of it and leaves no debt', async () => {
    const resting = { ...limit('sell', '0.11000 × 100'), margin: { reduceOnly: true } }
    const { order } = await ann.call('orders.place', { body: resting })
    const closed = await ann.call('margin.close', { body: {} })
    expect(closed.canceled).toEqual([order.orderId])
    expect(closed.order).toMatchObject({ side: 'sell', status: 'filled', filledQuantity: '300.0' })
    expect(closed.order?.margin).toEqual({ borrow: false, repay: true, reduceOnly: true })
    expect(closed.account).toMatchObject({ debt: null, lco: { total: '0.00000000' }, positionLco: '0.00000000' })
    expect(closed.problem).toBeNull()
    expect(await codeOf(ann, 'close', {})).toBe('nothing_to_reduce')
  })

  it('buys a short’s debt back, rounded up to a lot', async () => {
    const order = { type: 'market' as const, side: 'sell' as const, quantity: '50', margin: { borrow: true } }
    await ann.call('orders.place', { body: order })
    const short = await accountOf(ann)
    expect(short.debt).toMatchObject({ asset: 'LCO', principal: '50.00000000' })
    expect(Number(short.liquidationPrice)).toBeGreaterThan(0.1)
    await world.core.advance(HOUR)
    const closed = await ann.call('margin.close', { body: {} })
    expect(closed.order).toMatchObject({ side: 'buy', filledQuantity: '50.1' })
    expect(closed.account.debt).toBeNull()
    expect(Number(closed.repaid)).toBeGreaterThan(50)
  })
})
