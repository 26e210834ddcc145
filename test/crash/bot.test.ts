/** The whole server killed in the middle of a bot's order entry by ccxt, again and again: what was answered is there, what is sent again is there once, the sums hold. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { prng } from '../../src/base/prng.ts'
import { type Ccxt, type CcxtOrder, openCcxt } from '../exchange/ccxt-client.ts'
import type { Credentials } from '../exchange/signing.ts'
import { Town } from '../product/people.ts'
import { scaled } from '../scale.ts'
import { ServerProcess, temporaryDir } from '../server-process.ts'

const KILLS = scaled(60)
const SYMBOL = 'LCO/CREDIT'
/** Requests at a time of each bot. */
const WORKERS = 3
const START_LCO = 300
const START_CREDITS = 60

interface Sent {
  readonly name: string
  readonly side: 'buy' | 'sell'
  readonly amount: number
  readonly price: number
  /** The order's id, once anybody has been told. */
  id: string | undefined
  /** Filled as far as was told. */
  filled: number
  cancel: 'not asked' | 'asked' | 'told'
}

const random = prng(20_261_130)
const dir = temporaryDir()
afterAll(() => dir.remove())

/** A bot that remembers all it has ever sent and what it was told. */
class Trader {
  readonly #prefix: string
  readonly #credentials: Credentials
  readonly sent: Sent[] = []
  client: Ccxt | undefined

  constructor(prefix: string, credentials: Credentials) {
    this.#prefix = prefix
    this.#credentials = credentials
  }

  async connect(url: string): Promise<Ccxt> {
    this.client = await openCcxt(url, this.#credentials)
    await this.client.loadMarkets()
    return this.client
  }

  /** One order or one cancel. Over REST: ccxt leaves rejections of its sockets to nobody when a connection breaks. */
  async step(client: Ccxt): Promise<void> {
    const open = this.sent.filter(({ id, cancel }) => id !== undefined && cancel === 'not asked')
    if (open.length > 6 || random.chance(20)) {
      const order = open[random.below(Math.max(1, open.length))]
      if (order) return this.cancel(client, order)
    }
    const side = random.chance(50) ? 'buy' : 'sell'
    const away = (random.below(40) - 8) * (side === 'buy' ? -1 : 1)
    const price = (10_000 + away) / 100_000
    const amount = 10.5 + random.below(80) / 10
    const name = `${this.#prefix}-${this.sent.length}`
    const order: Sent = { name, side, amount, price, id: undefined, filled: 0, cancel: 'not asked' }
    this.sent.push(order)
    await this.place(client, order)
  }

  async place(client: Ccxt, order: Sent): Promise<void> {
    const { name, side, amount, price } = order
    const placed = await client.createOrder(SYMBOL, 'limit', side, amount, price, { newClientOrderId: name })
    if (order.id !== undefined) expect(placed.id, name).toBe(order.id)
    order.id = placed.id
    order.filled = Math.max(order.filled, placed.filled)
  }

  async cancel(client: Ccxt, order: Sent): Promise<void> {
    order.cancel = 'asked'
    try {
      await client.cancelOrder(order.id ?? '', SYMBOL)
    } catch (error) {
      // Filled, or canceled by what was not answered.
      if (!(error instanceof Error) || error.constructor.name !== 'OrderNotFound') throw error
    }
    order.cancel = 'told'
  }

  /** What was sent and never answered is sent again as it was. */
  async settle(client: Ccxt): Promise<void> {
    for (const order of this.sent) {
      if (order.id === undefined) await this.place(client, order)
      if (order.cancel === 'asked') await this.cancel(client, order)
    }
  }
}

/** Credits and coins for a bot, and its key. */
async function credentialsIn(town: Town, name: string): Promise<Credentials> {
  const { visitor, caller } = await town.person(name, '90')
  const { status } = await caller.chat('Mine', { model: 'sandbox-chat-large', max_tokens: 5 })
  expect(status).toBe(200)
  const body = { name: 'bot', scopes: ['trade' as const], signing: { algorithm: 'hmac' as const } }
  const made = await visitor.call('keys.create', { body })
  return { apiKey: made.signing?.apiKey ?? '', secret: made.signingSecret ?? '' }
}

const round = (value: number): number => Math.round(value * 1e6)
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

describe(`bots whose server is killed ${KILLS} times in the middle of order entry`, () => {
  let server: ServerProcess
  let traders: readonly Trader[]
  let unanswered = 0

  beforeAll(async () => {
    server = await ServerProcess.start({ dataDir: dir.path })
    const town = await Town.of(server)
    await town.priceForMining()
    traders = [new Trader('a', await credentialsIn(town, 'ann')), new Trader('b', await credentialsIn(town, 'bo'))]
    for (let kill = 0; kill < KILLS; kill++) {
      await life()
      server = await ServerProcess.start({ dataDir: dir.path })
      unanswered += sum(traders.map(({ sent }) => sent.filter(({ id }) => id === undefined).length))
      for (const trader of traders) await trader.settle(await trader.connect(server.url))
      if (kill < KILLS - 1) await Promise.all(traders.map(({ client }) => client?.close()))
    }
  })
  afterAll(async () => {
    await Promise.all(traders.map(({ client }) => client?.close()))
    await server.kill()
  })

  /** Orders until so many are answered; then the server is killed while others are on their way. */
  async function life(): Promise<void> {
    let steps = 30 + random.below(60)
    let dead = false
    const work = async (trader: Trader, client: Ccxt): Promise<void> => {
      while (!dead) {
        try {
          await trader.step(client)
        } catch (error) {
          if (!dead) throw error
          return
        }
        steps -= 1
        if (steps > 0 || dead) continue
        dead = true
        await server.kill()
      }
    }
    const clients = await Promise.all(traders.map((trader) => trader.connect(server.url)))
    const workers = traders.flatMap((trader, i) =>
      Array.from({ length: WORKERS }, () => work(trader, clients[i] as Ccxt)),
    )
    await Promise.all(workers)
    await Promise.all(clients.map((client) => client.close()))
  }

  /** All orders of a bot as the server tells them now, by client order id. */
  async function told({ client }: Trader): Promise<readonly CcxtOrder[]> {
    if (!client) throw new Error('not connected')
    const orders: CcxtOrder[] = []
    for (;;) {
      const since = orders.length === 0 ? 0 : Number(orders.at(-1)?.id) + 1
      const page = await client.fetchOrders(SYMBOL, undefined, 1_000, { orderId: since })
      orders.push(...page)
      if (page.length < 1_000) return orders
    }
  }

  it('were cut off in the middle: some orders had no answer', () => {
    expect(unanswered).toBeGreaterThan(0)
  })

  it('have every order once, under the id that was told, filled no less than was told', async () => {
    for (const trader of traders) {
      const orders = await told(trader)
      const names = orders.map(({ clientOrderId }) => clientOrderId)
      expect(new Set(names).size).toBe(names.length)
      expect(names.toSorted()).toEqual(trader.sent.map(({ name }) => name).toSorted())
      for (const { name, id, side, amount, price, filled, cancel } of trader.sent) {
        const order = orders.find(({ clientOrderId }) => clientOrderId === name)
        expect(order, name).toMatchObject({ id, side, amount, price })
        expect(order?.filled, name).toBeGreaterThanOrEqual(filled)
        if (cancel === 'told') expect(order?.status, name).not.toBe('open')
      }
    }
  })

  it('have exactly what their fills and fees left them, and locked what their open orders need', async () => {
    for (const trader of traders) {
      const client = trader.client as Ccxt
      const fills = await client.fetchMyTrades(SYMBOL, undefined, 1_000)
      const signed = (value: (fill: (typeof fills)[number]) => number) =>
        sum(fills.map((fill) => value(fill) * (fill.side === 'buy' ? 1 : -1)))
      const balance = await client.fetchBalance()
      expect(round(balance.total['LCO'] ?? 0)).toBe(round(START_LCO + signed(({ amount }) => amount)))
      const fees = sum(fills.map(({ fee }) => fee.cost))
      expect(round(balance.total['CREDIT'] ?? 0)).toBe(round(START_CREDITS - signed(({ cost }) => cost) - fees))
      const open = await client.fetchOpenOrders(SYMBOL)
      const locked = (side: string, value: (order: CcxtOrder) => number) =>
        round(sum(open.filter((order) => order.side === side).map(value)))
      expect(round(balance.used['LCO'] ?? 0)).toBe(locked('sell', ({ remaining }) => remaining))
      expect(round(balance.used['CREDIT'] ?? 0)).toBe(locked('buy', ({ remaining, price }) => remaining * price))
    }
  })
})
