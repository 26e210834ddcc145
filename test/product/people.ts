/** Customers of a running server for tests: credits to the last unit, coins, tiers, keys. Time must be virtual where coins are mined. */
import type { Scope } from '../../src/contract/endpoint.ts'
import { admin, type ServerProcess, Visitor } from '../server-process.ts'
import { Caller } from './caller.ts'

export const HOUR = 3_600_000
export const DAY = 24 * HOUR

export const micro = (amount: string): number => Math.round(Number(amount) * 1e6)
export const units = (amount: string): number => Math.round(Number(amount) * 1e8)
export const fromMicro = (amount: number): string => (amount / 1e6).toFixed(6)

export interface Person {
  readonly visitor: Visitor
  readonly caller: Caller
}

const everything: readonly Scope[] = ['relay', 'read', 'trade', 'earn', 'wallet']

/** A running server with its operator signed in. */
export class Town {
  readonly url: string
  readonly operator: Visitor

  private constructor(url: string, operator: Visitor) {
    this.url = url
    this.operator = operator
  }

  static async of({ url }: ServerProcess): Promise<Town> {
    return new Town(url, await new Visitor(url).signIn(admin))
  }

  /** A new customer who has drawn exactly so many CR, with a key for everything. */
  async person(name: string, credits = '0'): Promise<Person> {
    const visitor = await new Visitor(this.url).signUp(name)
    if (micro(credits) > 0) await visitor.call('faucet.draw', { body: { amount: credits } })
    return { visitor, caller: await this.key(visitor) }
  }

  async key(visitor: Visitor, more: { readonly budget?: { readonly total: string } } = {}): Promise<Caller> {
    const { secret } = await visitor.call('keys.create', { body: { name: 'key', scopes: [...everything], ...more } })
    return new Caller(this.url, secret)
  }

  /** Prices sandbox-chat-large at 30 CR a call, so that a call mines 300 LCO in the first era. */
  async priceForMining(): Promise<void> {
    const { items } = await this.operator.call('admin.channels.list', {})
    await this.operator.call('admin.models.publish', {
      body: {
        channelId: items[0]?.channelId ?? 0,
        model: 'sandbox-chat-large',
        cost: [{ from: 0, rates: { calls: '20' } }],
        list: [{ from: 0, rates: { calls: '30' } }],
      },
    })
  }

  async pass(ms: number): Promise<void> {
    await this.operator.call('admin.clock.advance', { body: { advanceMs: ms } })
  }

  /** Makes 300 LCO for each 30 CR that are spent. */
  async mine({ caller }: Person, calls: number): Promise<void> {
    for (let i = 0; i < calls; i++) {
      const { status, text } = await caller.chat('Mine', { model: 'sandbox-chat-large', max_tokens: 1 })
      if (status !== 200) throw new Error(`no coins: ${text}`)
    }
  }

  /** Nothing is created or lost: both assets sum to what they must. */
  async imbalance(): Promise<{ readonly credits: string; readonly lco: string }> {
    return (await this.operator.call('admin.overview', {})).imbalance
  }
}

export const balanced = { credits: '0.000000', lco: '0.00000000' }

/** The ledger of its owner agrees with the balances to the last unit. Throws where it does not. */
export async function expectOwnSums({ visitor }: Person): Promise<void> {
  const sums = new Map<string, number>()
  let cursor: string | undefined
  do {
    const page = await visitor.call('ledger.list', { query: { limit: 200, ...(cursor ? { cursor } : {}) } })
    for (const { purpose, asset, amount } of page.items.flatMap(({ postings }) => postings)) {
      const name = `${purpose}:${asset}`
      sums.set(name, (sums.get(name) ?? 0) + (asset === 'CR' ? micro(amount) : units(amount)))
    }
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
  const { credits, lco } = await visitor.call('me.balances', {})
  const shown: readonly [string, number][] = [
    ['available:CR', micro(credits.available)],
    ['order:CR', micro(credits.order)],
    ['hold:CR', micro(credits.hold)],
    ['available:LCO', units(lco.available)],
    ['order:LCO', units(lco.order)],
    ['staked:LCO', units(lco.staked)],
    ['unbonding:LCO', units(lco.unbonding)],
  ]
  for (const [name, amount] of shown) {
    if (amount < 0) throw new Error(`${name} is ${amount}`)
    if ((sums.get(name) ?? 0) !== amount) throw new Error(`${name} is ${amount}, its entries sum to ${sums.get(name)}`)
  }
}
