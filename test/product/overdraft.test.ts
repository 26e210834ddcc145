/** Parallel requests on too little money, through HTTP: as many go through as the money covers, nothing ends below zero. */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ServerProcess, temporaryDir } from '../server-process.ts'
import { type Answer, billOf, type Caller } from './caller.ts'
import { balanced, DAY, expectOwnSums, fromMicro, micro, type Person, Town } from './people.ts'

const dir = temporaryDir()
let server: ServerProcess
let town: Town
/** Lv2: fifty calls at a time, so that money and not the tier stops the rest. Has coins and no credits. */
let ann: Person

beforeAll(async () => {
  server = await ServerProcess.start({ dataDir: dir.path, clock: '2026-01-05T00:00:00Z' })
  town = await Town.of(server)
  await town.priceForMining()
  // A call whose caller has left ends at once: these upstreams would be silent for ever.
  const { items } = await town.operator.call('admin.channels.list', {})
  const params = { channelId: items[0]?.channelId ?? 0 }
  await town.operator.call('admin.channels.update', { params, body: { onClientGone: 'abort' } })
  ann = await town.person('ann', '90')
  await town.mine(ann, 3)
  await town.pass(DAY)
  await draw(ann, 30_000_000)
  await town.mine(ann, 1)
  await ann.visitor.call('stake.add', { body: { amount: '1000' } })
  await town.pass(DAY)
  expect(await available(ann)).toBe(0)
})
afterAll(async () => {
  expect(await server.stop()).toBe(0)
  dir.remove()
})

/** Falls silent after two words, so that all of a burst meet the first ones still running. */
const silent = {
  model: 'sandbox-chat',
  max_tokens: 40,
  stream: true,
  messages: [{ role: 'user', content: '!stall Take your time' }],
}

async function holdOf({ caller }: Person): Promise<number> {
  const { json } = await caller.post('/v1/quote', silent)
  return micro((json as { highest: { cost: string } }).highest.cost)
}

interface Burst {
  /** How often each refusal came, and 200. */
  readonly counts: Readonly<Record<string, number>>
  readonly callIds: readonly string[]
}

/** So many calls at once; when every one is admitted or refused, those that run are left. `insist` calls again while the tier's number of calls at a time is reached. */
async function burst(key: Caller, count: number, insist: boolean): Promise<Burst> {
  const left = new AbortController()
  const headers = { authorization: `Bearer ${key.key}`, 'content-type': 'application/json' }
  const body = JSON.stringify(silent)
  const counts: Record<string, number> = {}
  const callIds: string[] = []
  const decided = async (): Promise<void> => {
    for (;;) {
      const response = await fetch(`${key.url}/v1/chat/completions`, {
        method: 'POST',
        headers,
        body,
        signal: left.signal,
      })
      if (response.status === 200) callIds.push(response.headers.get('x-lx-call-id') ?? '')
      const { error } = response.status === 200 ? {} : ((await response.json()) as { error?: { code: string } })
      const name = error?.code ?? String(response.status)
      if (!insist || name !== 'too_many_calls') {
        counts[name] = (counts[name] ?? 0) + 1
        return
      }
      await sleep(20)
    }
  }
  await many(count, decided)
  left.abort()
  return { counts, callIds }
}

const draw = ({ visitor }: Person, amount: number) =>
  visitor.call('faucet.draw', { body: { amount: fromMicro(amount) } })

async function available({ visitor }: Person): Promise<number> {
  return micro((await visitor.call('me.balances', {})).credits.available)
}

const many = <T>(count: number, run: (index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => run(index)))

function counted(answers: readonly Answer[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { status, code } of answers) counts[code ?? status] = (counts[code ?? status] ?? 0) + 1
  return counts
}

const costOf = (answer: Answer): number => micro(billOf(answer)?.cost ?? '0')

/** What is gone is what the receipts say, once nothing is held any more. Returns how much that is. */
async function expectBilled(person: Person, callIds: readonly string[], before: number): Promise<number> {
  await expect.poll(async () => (await person.visitor.call('me.balances', {})).credits.hold).toBe('0.000000')
  const receipts = await Promise.all(callIds.map((callId) => person.visitor.call('calls.get', { params: { callId } })))
  const spent = receipts.reduce((sum, { charged }) => sum + micro(charged), 0)
  expect(spent).toBeGreaterThan(0)
  expect(await available(person)).toBe(before - spent)
  await expectOwnSums(person)
  expect(await town.imbalance()).toEqual(balanced)
  return spent
}

describe('two hundred parallel calls on a balance of exactly ten holds', () => {
  it('admit exactly ten in the lowest tier', async () => {
    const bob = await town.person('bob')
    const hold = await holdOf(bob)
    await draw(bob, 10 * hold)
    const { counts, callIds } = await burst(bob.caller, 200, false)
    expect(counts['200']).toBe(10)
    expect((counts['insufficient_credits'] ?? 0) + (counts['too_many_calls'] ?? 0)).toBe(190)
    await expectBilled(bob, callIds, 10 * hold)
  })

  it('admit exactly ten where the tier would let fifty run', async () => {
    const hold = await holdOf(ann)
    await draw(ann, 10 * hold)
    const { counts, callIds } = await burst(ann.caller, 200, true)
    expect(counts).toEqual({ '200': 10, insufficient_credits: 190 })
    await expectBilled(ann, callIds, 10 * hold)
  })
})

describe('a key’s budget under parallel load', () => {
  it('admits what it covers and no more, whatever the account has', async () => {
    const cat = await town.person('cat', '50')
    const hold = await holdOf(cat)
    const key = await town.key(cat.visitor, { budget: { total: fromMicro(3 * hold + hold / 2) } })
    const { counts, callIds } = await burst(key, 60, true)
    expect(counts).toEqual({ '200': 3, key_budget_exceeded: 57 })
    const spent = await expectBilled(cat, callIds, 50_000_000)
    const { items } = await cat.visitor.call('keys.list', {})
    expect(items.map(({ spent, held }) => [micro(spent.total), held])).toContainEqual([spent, '0.000000'])
  })

  it('is hard when an upstream writes more than it was asked for', async () => {
    const dan = await town.person('dan', '50')
    const key = await town.key(dan.visitor, { budget: { total: '0.001' } })
    for (const stream of [true, false]) {
      await many(5, () => key.chat('!greedy !long 3000 More and more', { max_tokens: 10, stream }))
    }
    const { items } = await dan.visitor.call('keys.list', {})
    const spent = items.map((item) => micro(item.spent.total))
    expect(Math.max(...spent)).toBeGreaterThan(0)
    expect(Math.max(...spent)).toBeLessThanOrEqual(1_000)
    expect(await available(dan)).toBe(50_000_000 - Math.max(...spent))
  })

  it('holds for x-lx-max-cost of a single call, too', async () => {
    const eve = await town.person('eve', '50')
    for (const stream of [true, false]) {
      const more = { max_tokens: 10, stream }
      const answer = await eve.caller.chat('!greedy !long 3000 On and on', more, { 'x-lx-max-cost': '0.0005' })
      expect(answer.status).toBe(200)
      expect(costOf(answer)).toBeGreaterThan(0)
      expect(costOf(answer)).toBeLessThanOrEqual(500)
    }
  })
})

describe('one Idempotency-Key fifty times in parallel', () => {
  it.each([
    ['a stream', true],
    ['a plain call', false],
  ])('is one call and one charge: %s', async (_name, stream) => {
    await town.pass(DAY)
    await draw(ann, 10_000_000)
    const before = await available(ann)
    const headers = { 'idempotency-key': `fifty-${stream}` }
    const answers = await many(50, () => ann.caller.chat('!slow 10 Only once', { max_tokens: 30, stream }, headers))
    expect(counted(answers)).toEqual({ '200': 50 })
    expect(new Set(answers.map((answer) => billOf(answer)?.callId)).size).toBe(1)
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1)
    expect(await available(ann)).toBe(before - costOf(answers[0] as Answer))
  })

  it('is one draw, one order and one stake', async () => {
    const fay = await town.person('fay', '60')
    await town.mine(fay, 1)
    const headers = { 'idempotency-key': 'fifty' }
    const [amount, stake] = [{ amount: '1' }, { amount: '10' }]
    const order = { type: 'limit', side: 'buy', price: '0.01', quantity: '100' }
    for (const [path, body] of [
      ['/api/v1/faucet', amount],
      ['/api/v1/stake', stake],
      ['/api/v1/orders', order],
    ] as const) {
      // The key belongs to the account, not to the path: a body of its own for each.
      const own = { 'idempotency-key': `${headers['idempotency-key']}${path}` }
      const answers = await many(50, () => fay.caller.post(path, body, own))
      expect(answers.filter(({ json }) => (json as { repeated: boolean }).repeated)).toHaveLength(49)
      const other = await fay.caller.post(
        path,
        { ...body, ...(path.endsWith('orders') ? { price: '0.02' } : { amount: '2' }) },
        own,
      )
      expect(other).toMatchObject({ status: 409, code: 'idempotency_key_reused' })
    }
    const { credits, lco } = await fay.visitor.call('me.balances', {})
    expect([credits.available, credits.order, lco.staked]).toEqual(['30.000000', '1.000000', '10.00000000'])
  })
})

describe('a hundred parallel requests that each want everything', () => {
  it('become one order', async () => {
    const gus = await town.person('gus', '100')
    const order = { type: 'limit', side: 'buy', price: '0.10000', quantity: '999' }
    const answers = await many(100, () => gus.caller.post('/api/v1/orders', order))
    expect(counted(answers)).toEqual({ '201': 1, insufficient_credits: 99 })
    expect(await available(gus)).toBe(100_000_000 - 99_900_000)
    await expectOwnSums(gus)
  })

  it('become one of order and stake, and one of order and call', async () => {
    const hal = await town.person('hal', '60')
    await town.mine(hal, 1)
    const sell = { type: 'limit', side: 'sell', price: '5.00000', quantity: '300' }
    const coins = await many(100, (i) =>
      i % 2 === 0 ? hal.caller.post('/api/v1/orders', sell) : hal.caller.post('/api/v1/stake', { amount: '300' }),
    )
    expect(coins.filter(({ status }) => status < 300)).toHaveLength(1)
    expect(counted(coins)['insufficient_lco']).toBe(99)
    const buy = { type: 'limit', side: 'buy', price: '0.01000', quantity: '2997' }
    const credits = await many(100, (i) =>
      i % 2 === 0 ? hal.caller.post('/api/v1/orders', buy) : hal.caller.chat('Mine', { model: 'sandbox-chat-large' }),
    )
    const kinds = counted(credits)
    expect((kinds['201'] ?? 0) + (kinds['200'] ?? 0)).toBe(1)
    await expectOwnSums(hal)
    expect(await town.imbalance()).toEqual(balanced)
  })
})
