/** A running server with two traders and their credentials, for clients of the exchange dialect; its clock is the machine's. */
import type { AccountId } from '../../src/engine/ledger/chart.ts'
import { openWorld, type Visitor, type World } from '../../src/server/testing/world.ts'
import { type Credentials, credentialsOf } from './signing.ts'

export const SYMBOL = 'LCO/CREDIT'

export interface Trader {
  readonly visitor: Visitor
  readonly account: AccountId
  readonly credentials: Credentials
}

export class Market {
  readonly world: World
  readonly url: string
  readonly ann: Trader
  readonly bo: Trader

  private constructor(world: World, [ann, bo]: readonly [Trader, Trader]) {
    this.world = world
    this.url = world.url
    this.ann = ann
    this.bo = bo
  }

  /** `flushMs`: between two events of the fast streams; 0: one after each durable batch of commands. */
  static async open(exchange: { readonly flushMs?: number } = {}): Promise<Market> {
    const world = await openWorld({ systemClock: true, settings: { limits: { exchange } } })
    const traders = [await traderOf(world, 'ann'), await traderOf(world, 'bo')] as const
    return new Market(world, traders)
  }

  get socketUrl(): string {
    return this.url.replace('http', 'ws')
  }

  /** One lot for bo from ann, so that there is a last price. */
  async trade(price = '0.10000', quantity = '20.0'): Promise<void> {
    const order = { type: 'limit' as const, price, quantity }
    await this.ann.visitor.call('orders.place', { body: { ...order, side: 'sell' } })
    await this.bo.visitor.call('orders.place', { body: { ...order, side: 'buy' } })
  }

  close(): Promise<void> {
    return this.world.close()
  }
}

async function traderOf(world: World, name: string): Promise<Trader> {
  const visitor = await world.trader(name)
  return { visitor, account: visitor.account, credentials: await credentialsOf(visitor) }
}

/** What `look` finds once it finds something; rejects after 20 s. */
export async function eventually<T>(look: () => T | undefined | false | Promise<T | undefined | false>): Promise<T> {
  const deadline = performance.now() + 20_000
  for (;;) {
    const found = await look()
    if (found !== undefined && found !== false) return found
    if (performance.now() > deadline) throw new Error('nothing came')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
