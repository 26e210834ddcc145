/** Claims about a book kept from depth diffs, by ccxt, unchanged, and by the documented procedure: each diff is an event of its own. */
import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import type { OrderId } from '../../src/engine/command.ts'
import { depth } from '../../src/engine/views.ts'
import { type Ccxt, type CcxtBook, openCcxt } from './ccxt-client.ts'
import { eventually, Market, SYMBOL, type Trader } from './market.ts'

const DIFFS = 10_000
/** Orders that rest at a time. */
const RESTING = 40
/** Steps after which the traders change sides, so that neither runs out of what it sells. */
const TURN = 200

type Level = readonly [price: string, quantity: string]
interface Snapshot {
  readonly lastUpdateId: number
  readonly bids: readonly Level[]
  readonly asks: readonly Level[]
}
interface Diff {
  readonly U: number
  readonly u: number
  readonly b: readonly Level[]
  readonly a: readonly Level[]
}

/** A reader of the raw stream that does what the documents say: snapshot, then what continues it. */
class Follower {
  readonly diffs: readonly Diff[]
  readonly #socket: WebSocket
  readonly #snapshot: Snapshot

  private constructor(socket: WebSocket, diffs: readonly Diff[], snapshot: Snapshot) {
    this.#socket = socket
    this.diffs = diffs
    this.#snapshot = snapshot
  }

  /** The stream is heard before the snapshot is asked for. */
  static async open(of: Market): Promise<Follower> {
    const diffs: Diff[] = []
    const socket = new WebSocket(`${of.socketUrl}/ws/lcocredit@depth@100ms`)
    socket.on('message', (data) => diffs.push(JSON.parse(String(data)) as Diff))
    await once(socket, 'open')
    const answer = await of.world.send('GET', '/api/v3/depth?symbol=LCOCREDIT&limit=5000')
    return new Follower(socket, diffs, answer.json as Snapshot)
  }

  /** Number of the last update heard. */
  get last(): number {
    return this.diffs.at(-1)?.u ?? 0
  }

  book(): Pick<Snapshot, 'bids' | 'asks'> {
    const { lastUpdateId, bids, asks } = this.#snapshot
    const sides = { b: new Map(bids), a: new Map(asks) }
    for (const diff of this.diffs.filter(({ u }) => u > lastUpdateId)) {
      for (const side of ['b', 'a'] as const) {
        for (const [price, quantity] of diff[side]) {
          if (Number(quantity) === 0) sides[side].delete(price)
          else sides[side].set(price, quantity)
        }
      }
    }
    const up = (levels: Map<string, string>) => [...levels].sort(([a], [b]) => Number(a) - Number(b))
    return { bids: up(sides.b).reverse(), asks: up(sides.a) }
  }

  close(): void {
    this.#socket.terminate()
  }
}

let market: Market
let client: Ccxt
let follower: Follower

beforeAll(async () => {
  market = await Market.open({ flushMs: 0 })
  await market.trade()
  client = await openCcxt(market.url, market.ann.credentials)
  follower = await Follower.open(market)
})
afterAll(async () => {
  follower.close()
  await client.close()
  await market.close()
})

describe(`after ${DIFFS} diffs, each an event of its own,`, () => {
  let book: CcxtBook | undefined
  let updates = 0
  let broke: unknown

  beforeAll(async () => {
    let listening = true
    const listen = async (): Promise<void> => {
      while (listening) {
        book = await client.watchOrderBook(SYMBOL)
        updates += 1
      }
    }
    listen().catch((error: unknown) => {
      if (listening) broke = error
    })
    // Its own snapshot follows the first diff it hears.
    const quotes = new Quotes(market)
    while (updates === 0 && broke === undefined) await quotes.step()
    const first = follower.diffs.length
    while (follower.diffs.length < first + DIFFS && broke === undefined) await quotes.step()
    const { lastUpdateId } = (await market.world.send('GET', '/api/v3/depth?symbol=LCOCREDIT')).json as Snapshot
    await eventually(() => broke !== undefined || (follower.last === lastUpdateId && book?.nonce === lastUpdateId))
    listening = false
  })

  it('ccxt’s book equals the server’s', () => {
    expect(broke).toBeUndefined()
    const { bids, asks } = market.world.core.peek((engine) => depth(engine, 1000))
    const plain = ([price, lots]: readonly [number, number]) => [price / 100_000, lots / 10]
    expect([bids.length > 5, asks.length > 5]).toEqual([true, true])
    expect([book?.bids.slice(), book?.asks.slice()]).toEqual([bids.map(plain), asks.map(plain)])
  })

  it('the book of the documented procedure equals the server’s', () => {
    const { bids, asks } = market.world.core.peek((engine) => depth(engine, 1000))
    const texts = ([price, lots]: readonly [number, number]) => [(price / 100_000).toFixed(8), (lots / 10).toFixed(8)]
    expect(follower.book()).toEqual({ bids: bids.map(texts), asks: asks.map(texts) })
  })

  it('each has begun where the one before it ended', () => {
    const { diffs } = follower
    expect(diffs.length).toBeGreaterThanOrEqual(DIFFS)
    expect(diffs.slice(1).filter(({ U }, i) => U !== (diffs[i]?.u ?? 0) + 1)).toEqual([])
  })
})

/** Changes of the book, one at a time: quotes of one trader on each side come and go, some of them trade. */
class Quotes {
  readonly #market: Market
  readonly #resting: { readonly of: Trader; readonly orderId: OrderId }[] = []
  #steps = 0

  constructor(market: Market) {
    this.#market = market
  }

  /** Answered when its events have gone out. */
  async step(): Promise<void> {
    const { ann, bo, world } = this.#market
    const [buyer, seller] = Math.floor(this.#steps / TURN) % 2 === 0 ? [bo, ann] : [ann, bo]
    const oldest = this.#resting.length > RESTING || this.#steps % TURN === 0 ? this.#resting.shift() : undefined
    if (oldest) {
      await world.core.submit('order.cancel', { account: oldest.of.account, orderId: oldest.orderId })
      return
    }
    this.#steps += 1
    const k = this.#steps * 7919
    const [of, side, away] = k % 2 === 0 ? [buyer, 'buy' as const, -1] : [seller, 'sell' as const, 1]
    const takes = k % 11 === 0
    const price = 10_000 + away * (1 + (k % 97) - (takes ? 200 : 0))
    const placed = await world.core.submit('order.place', {
      ...{ account: of.account, side, kind: 'limit', price: price as never, lots: (100 + (k % 13) * 10) as never },
      ...{ tif: takes ? 'ioc' : 'gtc', postOnly: false },
    })
    if (placed.ok && placed.result.order.status === 'open')
      this.#resting.push({ of, orderId: placed.result.order.orderId })
  }
}
