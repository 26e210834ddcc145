/** Orders in rows against a slow twin: plain records in a map, every list filtered and sorted anew. */
import { expect, test } from 'vitest'
import { scaled } from '../../../test/scale.ts'
import { ByteReader } from '../../base/bytes.ts'
import type { Bps, Credits, Lots, Millis, Ticks } from '../../base/money.ts'
import { type Prng, prng } from '../../base/prng.ts'
import type { OrderId, OrderInput, OrderView } from '../command.ts'
import type { AccountId } from '../ledger/chart.ts'
import { decodeParts, encodeParts } from '../parts.ts'
import type { Order } from './order.ts'
import { Orders, orderView, sameBody } from './orders.ts'

const ACCOUNTS = 3
/** Kept done orders of one account, and enough orders for each account to pass it. */
const KEPT = 1_000
const STEPS = 9_000

interface Record {
  view: OrderView
  input: OrderInput
  ended: number
}

class Twin {
  readonly #records = new Map<OrderId, Record>()
  #ended = 0

  add(input: OrderInput, view: OrderView): void {
    this.#records.set(view.orderId, { view, input, ended: 0 })
  }

  end(id: OrderId, view: OrderView): void {
    const { input } = this.get(id) as Record
    this.#records.set(id, { view, input, ended: ++this.#ended })
    const done = this.of(view.account).filter(({ ended }) => ended > 0)
    if (done.length <= KEPT) return
    const oldest = done.reduce((a, b) => (a.ended < b.ended ? a : b))
    this.#records.delete(oldest.view.orderId)
  }

  get(id: OrderId): Record | undefined {
    return this.#records.get(id)
  }

  of(account: AccountId): Record[] {
    return [...this.#records.values()].filter(({ view }) => view.account === account)
  }

  /** The last order placed under a client id, if it is kept. */
  byClientId(account: AccountId, clientOrderId: string): OrderId | undefined {
    const named = this.of(account).filter(({ view }) => view.clientOrderId === clientOrderId)
    return named.at(-1)?.view.orderId
  }
}

function randomInput(random: Prng, account: AccountId): OrderInput {
  const common = {
    account,
    side: random.pick(['buy', 'sell'] as const),
    ...(random.chance(30) ? { clientOrderId: `c-${random.below(5_000)}` } : {}),
    ...(random.chance(50)
      ? { selfTrade: random.pick(['expire_maker', 'expire_taker', 'expire_both', 'decrement'] as const) }
      : {}),
  }
  const lots = (1 + random.below(10_000_000_000)) as Lots
  const limit = { price: (1 + random.below(1_000_000_000)) as Ticks, lots, postOnly: random.chance(50) }
  return random.pick<OrderInput>([
    { ...common, kind: 'limit', ...limit, tif: random.pick(['gtc', 'ioc', 'fok'] as const) },
    { ...common, kind: 'market', lots },
    { ...common, kind: 'market_quote', quote: (1 + random.below(9e14)) as Credits },
  ])
}

/** What the owner asked for comes back unchanged. */
function expectAsked(view: OrderView, input: OrderInput): void {
  const limit = input.kind === 'limit' ? input : { price: null, tif: 'ioc', postOnly: false }
  expect(view).toMatchObject({
    account: input.account,
    side: input.side,
    kind: input.kind,
    clientOrderId: input.clientOrderId ?? null,
    price: limit.price,
    tif: limit.tif,
    postOnly: limit.postOnly,
    lots: input.kind === 'market_quote' ? null : input.lots,
    quote: input.kind === 'market_quote' ? input.quote : null,
    status: 'open',
  })
}

function place(orders: Orders, twin: Twin, { random, at }: { random: Prng; at: Millis }): void {
  const account = (1 + random.below(ACCOUNTS)) as AccountId
  const asked = randomInput(random, account)
  // As the engine has it: a client id that is open is not given to another order.
  const named = asked.clientOrderId === undefined ? undefined : twin.byClientId(account, asked.clientOrderId)
  const taken = named !== undefined && twin.get(named)?.ended === 0
  const input: OrderInput = taken ? { account, side: asked.side, kind: 'market', lots: 1 as Lots } : asked
  const [pair, takerFeeBps, makerFeeBps] = [random.below(3), random.below(100) as Bps, random.below(100) as Bps]
  const order = orders.add({ input, pair, takerFeeBps, makerFeeBps, at, terms: null, status: 'open' })
  expectAsked(orderView(order), input)
  expect(sameBody(order, input, pair)).toBe(true)
  expect(sameBody(order, input, (pair + 1) % 3)).toBe(false)
  expect([order.pair, order.takerFeeBps, order.makerFeeBps]).toEqual([pair, takerFeeBps, makerFeeBps])
  twin.add(input, orderView(order))
}

function changeOrEnd(orders: Orders, twin: Twin, { random, at }: { random: Prng; at: Millis }): void {
  const open = orders.liveOf((1 + random.below(ACCOUNTS)) as AccountId)
  if (open.length === 0) return
  const id = random.pick(open)
  const order = orders.get(id)
  if (!order) throw new Error(`no order ${id}`)
  order.filledLots = random.below(10_000_000_000) as Lots
  order.filledNotional = random.below(9e15) as Credits
  order.makerFee = random.below(1_000_000) as Credits
  order.takerFee = random.below(1_000_000) as Credits
  order.updatedAt = at
  orders.touch(order)
  const known = twin.get(id) as Record
  const expected = {
    ...known.view,
    filledLots: order.filledLots,
    filledNotional: order.filledNotional,
    fee: (order.makerFee + order.takerFee) as Credits,
    updatedAt: at,
  }
  if (random.chance(20)) known.view = expected
  else {
    const status = random.pick(['filled', 'canceled', 'expired'] as const)
    orders.close(order, status)
    twin.end(id, { ...expected, status })
  }
}

function compare(orders: Orders, twin: Twin): void {
  let open = 0
  for (let id = 1; id < orders.nextId(); id++) {
    const order = orders.get(id as OrderId)
    expect(order && orderView(order)).toEqual(twin.get(id as OrderId)?.view)
  }
  for (let account = 1 as AccountId; account <= ACCOUNTS; account++) {
    const own = twin.of(account).filter(({ ended }) => ended === 0)
    expect(orders.liveOf(account)).toEqual(own.map(({ view }) => view.orderId))
    expect(orders.liveCountOf(account)).toBe(own.length)
    open += own.length
  }
  expect(orders.liveCount).toBe(open)
  expect([...orders.allLive()]).toHaveLength(open)
}

function compareClientIds(orders: Orders, twin: Twin): void {
  for (let account = 1 as AccountId; account <= ACCOUNTS; account++) {
    for (const { view } of twin.of(account)) {
      if (view.clientOrderId === null) continue
      expect(orders.byClientId(account, view.clientOrderId)).toBe(twin.byClientId(account, view.clientOrderId))
    }
  }
}

function copyOf(orders: Orders): Orders {
  const copy = new Orders()
  decodeParts(copy.parts(), new ByteReader(encodeParts(orders.parts())))
  copy.reindex()
  return copy
}

const seeds = Array.from({ length: scaled(40) }, (_, i) => i + 1)

test.each(seeds)('orders are found, listed, forgotten and saved as plain records would be, session %i', (seed) => {
  const random = prng(seed)
  let orders = new Orders()
  const twin = new Twin()
  for (let step = 1; step <= STEPS; step++) {
    const at = (1_767_571_200_000 + step) as Millis
    if (random.chance(52)) place(orders, twin, { random, at })
    else changeOrEnd(orders, twin, { random, at })
    if (step % 3_000 !== 0) continue
    compare(orders, twin)
    compareClientIds(orders, twin)
    const copy = copyOf(orders)
    expect(encodeParts(copy.parts())).toEqual(encodeParts(orders.parts()))
    // The rest of the session is the copy's: its lists and free rows must serve as well.
    orders = copy
  }
})

test('one old order keeps no page of the orders that came and went after it', () => {
  const orders = new Orders()
  const [rows] = orders.parts()
  if (!rows) throw new Error('orders have one part')
  const fees = { takerFeeBps: 10 as Bps, makerFeeBps: 0 as Bps }
  const terms = { pair: 0, ...fees, at: 1 as Millis, terms: null, status: 'open' } as const
  const input = { side: 'buy', kind: 'market', lots: 1 as Lots } as const
  const old = orders.add({ input: { ...input, account: 1 as AccountId }, ...terms })
  for (let i = 0; i < 256 * 40; i++) {
    const order = orders.add({ input: { ...input, account: 2 as AccountId }, ...terms })
    orders.close(order, 'canceled')
  }
  const full = (): number[] =>
    Array.from({ length: rows.pageCount() }, (_, page) => page).filter((page) => !rows.isEmpty(page))
  // The old order's page, those of the last thousand, and the one that is begun.
  expect(full()).toEqual([0, 36, 37, 38, 39, 40])
  const copy = copyOf(orders)
  expect(encodeParts(copy.parts())).toEqual(encodeParts(orders.parts()))
  expect(orderView(copy.get(old.id) as Order)).toEqual(orderView(old))
  expect(copy.nextId()).toBe(orders.nextId())
})

test('a page is dirty from a change of one of its orders until it is marked clean, and the others stay clean', () => {
  const orders = new Orders()
  const [rows] = orders.parts()
  if (!rows) throw new Error('orders have one part')
  const fees = { takerFeeBps: 10 as Bps, makerFeeBps: 0 as Bps }
  const terms = { pair: 0, ...fees, at: 1 as Millis, terms: null, status: 'open' } as const
  for (let i = 0; i < 600; i++) {
    orders.add({ input: { account: 1 as AccountId, side: 'buy', kind: 'market', lots: 1 as Lots }, ...terms })
  }
  const dirty = (): boolean[] => [0, 1, 2].map((page) => rows.isDirty(page))
  for (const page of [0, 1, 2]) rows.markClean(page)
  expect([rows.firstPage(), rows.pageCount(), ...dirty()]).toEqual([0, 3, false, false, false])
  const order = orders.get(257 as OrderId)
  if (!order) throw new Error('no order 257')
  orders.touch(order)
  expect(dirty()).toEqual([false, true, false])
  rows.markClean(1)
  orders.close(order, 'canceled')
  expect(dirty()).toEqual([false, true, false])
})
