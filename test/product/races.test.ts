/** Attempts to make or lose money by timing: cancel against fill, stake against order, revocation, midnight, a week that passes, a top-up in the middle. */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { ServerProcess, temporaryDir } from '../server-process.ts'
import { type Answer, billOf } from './caller.ts'
import { balanced, DAY, expectOwnSums, fromMicro, HOUR, micro, type Person, Town, units } from './people.ts'

const dir = temporaryDir()
let server: ServerProcess
let town: Town
let ann: Person
let bob: Person

beforeAll(async () => {
  server = await ServerProcess.start({ dataDir: dir.path, clock: '2026-01-05T00:00:00Z' })
  town = await Town.of(server)
  await town.priceForMining()
  ann = await town.person('ann', '90')
  bob = await town.person('bob', '90')
  await town.mine(ann, 2)
  await town.mine(bob, 1)
})
afterEach(async () => {
  for (const person of [ann, bob]) await expectOwnSums(person)
  expect(await town.imbalance()).toEqual(balanced)
})
afterAll(async () => {
  expect(await server.stop()).toBe(0)
  dir.remove()
})

const balances = async ({ visitor }: Person) => visitor.call('me.balances', {})
const ok = (answers: readonly Answer[]): number => answers.filter(({ status }) => status < 300).length
const order = (side: 'buy' | 'sell', [price, quantity]: readonly [string, string], more = {}) => ({
  ...{ type: 'limit', side, price, quantity },
  ...more,
})

describe('an order', () => {
  it('is either filled or canceled when both are asked for at the same time', async () => {
    const before = [await balances(ann), await balances(bob)]
    let filled = 0
    for (let i = 0; i < 30; i++) {
      const id = `race-${i}`
      const placed = await ann.caller.post('/api/v1/orders', order('sell', ['0.20000', '6'], { clientOrderId: id }))
      expect(placed.status).toBe(201)
      const take = () => bob.caller.post('/api/v1/orders', order('buy', ['0.20000', '6'], { timeInForce: 'ioc' }))
      const cancel = () => ann.caller.send(`/api/v1/orders/client:${id}`, { method: 'DELETE' })
      const [first, second] = i % 2 === 0 ? [take, cancel] : [cancel, take]
      const both = await Promise.all([first(), second()])
      const { order: end } = await ann.visitor.call('orders.get', { params: { orderId: `client:${id}` } })
      expect(['filled', 'canceled']).toContain(end.status)
      const [taken, canceled] = i % 2 === 0 ? both : [both[1], both[0]]
      expect(canceled.status).toBe(end.status === 'canceled' ? 200 : 404)
      expect(taken.json).toMatchObject({ order: { filledQuantity: end.status === 'filled' ? '6.0' : '0.0' } })
      if (end.status === 'filled') filled += 1
    }
    const after = [await balances(ann), await balances(bob)]
    const lco = (at: number) => units(after[at]?.lco.total ?? '') - units(before[at]?.lco.total ?? '')
    expect([lco(0), lco(1)]).toEqual([-filled * 6e8, filled * 6e8])
    // 1.2 CR each; the taker pays 10 bps on top.
    const credits = (at: number) => micro(after[at]?.credits.total ?? '') - micro(before[at]?.credits.total ?? '')
    expect([credits(0), credits(1)]).toEqual([filled * 1_200_000, -filled * 1_201_200])
  })

  it('and a stake never get the same coins', async () => {
    const { lco } = await balances(ann)
    const coins = Math.floor(units(lco.available) / 1e7) / 10
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, i) =>
        i % 2 === 0
          ? ann.caller.post('/api/v1/stake', { amount: String(coins) })
          : ann.caller.post('/api/v1/orders', order('sell', ['0.90000', coins.toFixed(1)])),
      ),
    )
    expect(ok(answers)).toBe(1)
    await ann.visitor.call('orders.cancelAll', {})
    const { staked } = (await balances(ann)).lco
    if (units(staked) > 0) await ann.visitor.call('stake.remove', { body: { amount: staked } })
  })
})

describe('an unbonding', () => {
  it('is taken back or released once, however it is raced', async () => {
    const { lco } = await balances(bob)
    await bob.visitor.call('stake.add', { body: { amount: '100' } })
    const removed = await Promise.all(
      Array.from({ length: 30 }, () => bob.caller.post('/api/v1/stake/remove', { amount: '100' })),
    )
    expect(ok(removed)).toBe(1)
    const { unbondings } = await bob.visitor.call('stake.get', {})
    const [{ unbondingId, releaseAt } = { unbondingId: 0, releaseAt: 0 }] = unbondings
    const cancel = () => bob.caller.post('/api/v1/stake/cancel', { unbondingId })
    const { now } = await bob.visitor.call('status.get', {})
    const [, ...canceled] = await Promise.all([
      town.pass(releaseAt - now),
      ...Array.from({ length: 20 }, cancel),
      sleep(3).then(cancel),
    ])
    expect(ok(canceled)).toBeLessThanOrEqual(1)
    const after = (await balances(bob)).lco
    expect(after.total).toBe(lco.total)
    expect([after.staked, after.unbonding]).toEqual([ok(canceled) === 1 ? '100.00000000' : '0.00000000', '0.00000000'])
  })
})

describe('a key that is revoked in the middle of its stream', () => {
  it('gets the stream billed within its hold and opens nothing new', async () => {
    const key = await town.key(bob.visitor)
    const { items } = await bob.visitor.call('keys.list', {})
    const before = await balances(bob)
    const stream = key.chat('!slow 30 !long 100 Go on', { max_tokens: 40, stream: true })
    await sleep(200)
    await bob.visitor.call('keys.revoke', { params: { keyId: items[0]?.keyId ?? 0 } })
    expect((await key.chat('More')).code).toBe('key_revoked')
    const answer = await stream
    expect(answer.text).toContain('[DONE]')
    const cost = micro(billOf(answer)?.cost ?? '0')
    expect(cost).toBeGreaterThan(0)
    const after = await balances(bob)
    expect(micro(before.credits.available) - micro(after.credits.available)).toBe(cost)
    expect(after.credits.hold).toBe('0.000000')
  })
})

describe('the faucet', () => {
  it('gives each UTC day its cap and no more, also to draws at midnight', async () => {
    const cat = await town.person('cat')
    const { resetsAt } = await cat.visitor.call('faucet.get', {})
    const { now } = await cat.visitor.call('status.get', {})
    await town.pass(resetsAt - now - 1)
    const draw = () => cat.caller.post('/api/v1/faucet', { amount: '30' })
    const draws = Array.from({ length: 40 }, (_, i) => sleep(i % 5).then(draw))
    const [, ...answers] = await Promise.all([sleep(2).then(() => town.pass(1)), ...draws])
    const late = await Promise.all(Array.from({ length: 20 }, draw))
    expect(ok([...answers, ...late])).toBeLessThanOrEqual(6)
    const { items } = await cat.visitor.call('ledger.list', { query: { kind: 'faucet', limit: 200 } })
    const days = Map.groupBy(items, ({ at }) => Math.floor(at / DAY))
    for (const entries of days.values()) expect(entries.length).toBeLessThanOrEqual(3)
    expect(items).toHaveLength(ok([...answers, ...late]))
    expect(days.get(resetsAt / DAY)).toHaveLength(3)
    await expectOwnSums(cat)
  })
})

describe('a call that runs while the clock advances a week', () => {
  it('is free, gives its hold back once, and its cost is the platform’s', async () => {
    const before = await balances(ann)
    const revenue = await weekly()
    const stream = ann.caller.chat('!slow 40 !long 100 Wait for me', { max_tokens: 40, stream: true })
    await sleep(300)
    expect(micro((await balances(ann)).credits.hold)).toBeGreaterThan(0)
    await town.pass(7 * DAY)
    expect((await balances(ann)).credits).toEqual(before.credits)
    const answer = await stream
    expect(billOf(answer)?.cost).toBe('0.000000')
    expect((await balances(ann)).credits).toEqual(before.credits)
    const { items } = await ann.visitor.call('calls.list', { query: { limit: 1 } })
    expect(items[0]).toMatchObject({ callId: billOf(answer)?.callId, state: 'aborted', charged: '0.000000' })
    expect(await weekly()).not.toEqual(revenue)
    // The relay has been silent for a week: it is heard of again, and serves.
    const next = await ann.caller.chat('Still there?', { max_tokens: 5 })
    expect(micro(billOf(next)?.cost ?? '0')).toBeGreaterThan(0)
    const { week } = await town.operator.call('transparency.treasury', {})
    expect(micro(week.unrecovered)).toBeGreaterThan(0)
  })

  const weekly = async (): Promise<number> => (await town.operator.call('transparency.treasury', {})).week.week
})

describe('a stream that reaches its hold', () => {
  it('takes what is there and never more, while orders and top-ups race for the balance', async () => {
    const answers = await Promise.all([0, 1, 2, 3].map(exhaust))
    expect(answers.some(({ text }) => text.includes('hold_exhausted'))).toBe(true)
  })

  async function exhaust(round: number): Promise<Answer> {
    const dan = await town.person(`dan${round}`, '1.003')
    const prompt = '!greedy !long 2000 !slow 1 On and on'
    const stream = dan.caller.chat(prompt, { max_tokens: 100, stream: true })
    const later = (ms: number, path: string, body: object) => sleep(ms).then(() => dan.caller.post(path, body))
    const others = [later(20 + round * 40, '/api/v1/orders', order('buy', ['0.00500', '200']))]
    if (round % 2 === 0) others.push(later(30 + round * 60, '/api/v1/faucet', { amount: fromMicro(500 + round) }))
    const [answer, , topUp] = await Promise.all([stream, ...others])
    const cost = micro(billOf(answer)?.cost ?? '0')
    expect(cost).toBeGreaterThan(0)
    const { credits } = await balances(dan)
    expect(credits.hold).toBe('0.000000')
    expect(micro(credits.total)).toBe(1_003_000 + (topUp?.status === 200 ? 500 + round : 0) - cost)
    expect(micro(credits.available)).toBeGreaterThanOrEqual(0)
    await expectOwnSums(dan)
    return answer
  }
})

describe('switches and suspension in the middle of a call', () => {
  it('stop new calls; what runs is billed as it was agreed', async () => {
    const eve = await town.person('eve', '10')
    const { account } = await eve.visitor.call('me.get', {})
    const switched = (on: boolean) =>
      town.operator.call('admin.switches.set', {
        params: { product: 'relay' },
        body: { on, reason: 'a test of the switch', confirm: 'relay' },
      })
    const stream = eve.caller.chat('!slow 30 !long 100 Go on', { max_tokens: 30, stream: true })
    await sleep(150)
    await switched(false)
    expect((await eve.caller.chat('More')).code).toBe('relay_stopped')
    await town.operator.call('admin.users.suspend', {
      params: { account },
      body: { suspended: true, reason: 'in the middle' },
    })
    const answer = await stream
    await switched(true)
    expect(answer.text).toContain('[DONE]')
    const { credits } = await balances(eve)
    expect(micro(credits.available)).toBe(10_000_000 - micro(billOf(answer)?.cost ?? '0'))
    await expectOwnSums(eve)
    await town.pass(HOUR)
  })
})
