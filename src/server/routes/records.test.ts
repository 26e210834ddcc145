/** Claims about receipts, usage, stakes and the public books through the API. */

import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DAY_MS, HOUR_MS } from '../../base/calendar.ts'
import type { KeyId } from '../../engine/command.ts'
import { verifyReceipt } from '../../history/receipt.ts'
import { limit, openWorld, START, Visitor, type World } from '../testing/world.ts'

let world: World
let ann: Visitor
let bob: Visitor
let operator: Visitor

beforeAll(async () => {
  world = await openWorld()
  ann = await world.trader('ann')
  bob = await world.trader('bob')
  operator = await world.operator()
})
afterAll(() => world.close())

const sum = (amounts: readonly string[]) => amounts.reduce((total, amount) => total + Number(amount), 0)

describe('a call', () => {
  it('has a receipt whose numbers follow from one another and from its hash', async () => {
    const { keyId } = await ann.call('keys.create', { body: { name: 'my key' } })
    const callId = await world.mine(ann.account, 7, keyId as KeyId)
    const receipt = await ann.call('calls.get', { params: { callId } })
    expect(receipt).toMatchObject({
      keyName: 'my key',
      charged: '7.000000',
      mined: '70.00000000',
      charge: '7.000000000000',
      cost: '4.200000000000',
      state: 'captured',
      channelId: null,
      released: '0.000000',
      lcoPerCredit: '10.00000000',
    })
    const sums = new Map<string, number>()
    for (const { kind, postings } of receipt.entries) {
      for (const { asset, amount } of postings)
        sums.set(`${kind} ${asset}`, (sums.get(`${kind} ${asset}`) ?? 0) + Number(amount))
    }
    for (const [entry, sum] of sums) expect(sum, entry).toBe(0)
    const digest = (text: string) => createHash('sha256').update(text).digest('hex')
    expect(await verifyReceipt(receipt.record as never, { digest })).toEqual([])
    expect(receipt.prevHash).toMatch(/^[0-9a-f]{64}$/)
  })

  it('is its owner’s and the operator’s alone', async () => {
    const { items } = await ann.call('calls.list', { query: { limit: 1 } })
    const callId = items[0]?.callId ?? ''
    expect((await bob.send('GET', `/calls/${callId}`)).code).toBe('call_not_found')
    expect(await operator.call('calls.get', { params: { callId } })).toMatchObject({
      account: ann.account,
      channelId: 1,
    })
  })

  it('is found by key, model, state and time', async () => {
    const [call] = (await ann.call('calls.list', { query: { limit: 1 } })).items
    const found = async (query: Record<string, string | number>) =>
      (await ann.call('calls.list', { query })).items.length
    expect(await found({ keyId: call?.keyId ?? 0 })).toBe(1)
    expect(await found({ keyId: 4711 })).toBe(0)
    expect(await found({ model: 'sandbox-small' })).toBe(2)
    expect(await found({ model: 'gpt-none' })).toBe(0)
    expect(await found({ state: 'released' })).toBe(0)
    expect(await found({ from: START + DAY_MS })).toBe(0)
  })

  it('adds to the usage of its day, model and key', async () => {
    const { items, total } = await ann.call('usage.get', { query: { by: 'model' } })
    expect(items).toMatchObject([
      { group: 'sandbox-small', calls: 2, spent: '107.000000', mined: '1070.00000000', outputTokens: 107 },
    ])
    expect(total.spent).toBe('107.000000')
    const byKey = await ann.call('usage.get', { query: { by: 'key' } })
    expect(byKey.items.map(({ label, spent }) => [label, spent])).toEqual([
      ['session', '100.000000'],
      ['my key', '7.000000'],
    ])
    expect((await ann.call('usage.get')).items).toMatchObject([{ group: String(START), calls: 2 }])
  })
})

describe('a stake', () => {
  it('lifts the tier after the delay, drops it at once, and waits out the unbonding', async () => {
    const whale = await world.trader('whale')
    expect(await whale.call('stake.add', { body: { amount: '1000' } })).toMatchObject({
      tier: 'lv1',
      nextTier: 'lv2',
      nextTierAt: START + DAY_MS,
      staked: '1000.00000000',
    })
    await operator.call('admin.clock.advance', { body: { advanceMs: DAY_MS } })
    expect(await whale.call('me.tier')).toMatchObject({ tier: 'lv2', rateBps: 9500 })
    const stake = await whale.call('stake.get')
    expect(stake.ladder.map(({ tier, rateBps }) => [tier, rateBps])).toEqual([
      ['lv1', 10_000],
      ['lv2', 9500],
      ['lv3', 8500],
      ['lv4', 7000],
      ['whale', null],
    ])
    expect(stake.last30Days).toEqual({
      list: '100.000000000000',
      cost: '60.000000000000',
      spent: '100.000000',
      calls: 1,
    })
    const removed = await whale.call('stake.remove', { body: { amount: '0.00000001' } })
    expect(removed).toMatchObject({ tier: 'lv1', unbonding: '0.00000001' })
    expect((await whale.call('stake.cancel', { body: { unbondingId: removed.unbondingId } })).unbonding).toBe(
      '0.00000000',
    )
    expect((await whale.send('POST', '/stake/cancel', { unbondingId: 99 })).code).toBe('unbonding_not_found')
    expect((await whale.send('POST', '/stake', { amount: '1000' })).json).toMatchObject({
      code: 'insufficient_lco',
      context: { need: '1000.00000000', have: '0.00000000' },
    })
  })
})

describe('the public books', () => {
  it('account for all 10,000,000 LCO', async () => {
    const supply = await new Visitor(world, {}).call('transparency.supply')
    expect(supply).toMatchObject({
      sum: '10000000.00000000',
      minted: '3070.00000000',
      era: 0,
      lcoPerCredit: '10.00000000',
      held: { staked: '1000.00000000' },
    })
    expect(supply.eras[1]).toMatchObject({ lcoPerCredit: '5.00000000', from: '100000.000000' })
    expect(supply.eras[1]?.projectedStart).toBeGreaterThan(supply.asOf)
  })

  it('show custody that covers every claim, and the running week', async () => {
    const treasury = await new Visitor(world, {}).call('transparency.treasury')
    expect(Number(treasury.custody.surplus)).toBeGreaterThanOrEqual(0)
    expect(treasury.week).toMatchObject({ revenue: '307.000000', cost: '184.200000', profit: '122.800000' })
    const sums = { CR: 0, LCO: 0 }
    for (const { asset, amount } of treasury.platform) sums[asset] += Number(amount)
    expect(sums.CR).toBeCloseTo(-Number(treasury.custody.users), 5)
  })

  it('hold as users’ what the users have one by one', async () => {
    const { items } = await operator.call('admin.users.list')
    const { custody } = await ann.call('transparency.treasury')
    expect(sum(items.map(({ credits }) => credits ?? '0'))).toBeCloseTo(Number(custody.users), 5)
    const { held } = await ann.call('transparency.supply')
    expect(sum(items.map(({ lco }) => lco ?? '0'))).toBeCloseTo(sum(Object.values(held)), 7)
  })

  it('show a week, its buyback and its burn once they have happened', async () => {
    const clock = (advanceMs: number) => operator.call('admin.clock.advance', { body: { advanceMs } })
    await bob.call('orders.place', { body: limit('sell', '0.11 × 900') })
    await ann.call('orders.place', { body: limit('buy', '0.11 × 50') })
    // From Wednesday to the Thursday of the next week, 12:00.
    await clock(8 * DAY_MS + 12 * HOUR_MS)
    await ann.call('orders.place', { body: limit('buy', '0.11 × 50') })
    await ann.call('orders.place', { body: limit('buy', '0.1 × 600') })
    await clock(33 * HOUR_MS)
    const visitor = new Visitor(world, {})
    const [week] = (await visitor.call('transparency.weeks')).items
    expect(week).toMatchObject({
      revenue: '307.000000',
      profit: '122.800000',
      fundIn: '24.560000',
      tradingFees: '0.005500',
    })
    const { items } = await visitor.call('transparency.buybacks')
    const closed = items.find(({ budget }) => budget === '24.560000')
    expect(closed).toMatchObject({ state: 'closed', slices: 4, week: week?.week, averagePrice: '0.110000' })
    const detail = await visitor.call('transparency.buyback', { params: { buybackId: closed?.buybackId ?? 0 } })
    expect(detail.hash).toMatch(/^[0-9a-f]{64}$/)
    expect(detail.fills.length).toBeGreaterThan(0)
    expect(sum(detail.fills.map(({ credits }) => credits))).toBeCloseTo(Number(detail.spent), 9)
    expect(sum([detail.burned, detail.toWarPool])).toBeCloseTo(Number(detail.bought), 9)
    expect(Number(detail.toWarPool)).toBeCloseTo(Number(detail.bought) / 5, 6)
    expect((await visitor.call('transparency.supply')).burned.buyback).toBe(detail.burned)
    const marks = await visitor.call('market.marks')
    expect(new Set(marks.items.map(({ kind }) => kind))).toEqual(new Set(['buyback', 'burn']))
    const { items: tape } = await visitor.call('market.trades', { query: { limit: 1 } })
    expect(tape).toMatchObject([{ source: 'buyback', price: '0.11000' }])
    expect((await visitor.send('GET', '/transparency/buybacks/4711')).code).toBe('buyback_not_found')
  })

  it('show parameters with their history', async () => {
    const visitor = new Visitor(world, {})
    const { items } = await visitor.call('transparency.parameters')
    expect(items.find(({ key }) => key === 'market.minNotional')).toMatchObject({
      value: '1.000000',
      unit: 'CR',
      changedAt: null,
    })
    const body = { value: '2.5', reason: 'dust orders' }
    const changed = await operator.call('admin.parameters.set', { params: { key: 'market.minNotional' }, body })
    expect(changed).toMatchObject({ before: '1.000000', value: '2.500000', version: 1 })
    const history = await visitor.call('transparency.parameterHistory', { query: { key: 'market.minNotional' } })
    expect(history.items).toMatchObject([{ before: '1.000000', after: '2.500000', reason: 'dust orders' }])
    for (const [key, value, code] of [
      ['market.minNotional', '0.0000001', 'validation_failed'],
      ['market.takerFee', '1.5', 'parameter_out_of_bounds'],
      ['market.takerFee', '101', 'parameter_out_of_bounds'],
      ['fund.share', '1999', 'parameter_out_of_bounds'],
      ['constructor', '1', 'unknown_parameter'],
    ] as const) {
      const answer = await operator.send('PUT', `/admin/parameters/${key}`, { value, reason: 'testing bounds' })
      if (code === 'validation_failed') expect(answer.status).toBe(400)
      else expect(answer.code, `${key} ${value}`).toBe(code)
    }
  })
})
