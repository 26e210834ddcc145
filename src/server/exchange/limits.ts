/** Request weights by address and orders by account in fixed windows, as the dialect counts and tells them. */
import type { AccountId } from '../../engine/ledger/chart.ts'
import { DialectRefusal } from './refusal.ts'

export interface DialectLimits {
  /** Weight an address may use in a minute. */
  readonly weight: number
  /** Orders an account may send in 10 seconds, and in a day. */
  readonly orders: number
  readonly ordersDaily: number
}

export const dialectLimits: DialectLimits = { weight: 12_000, orders: 1_000, ordersDaily: 1_000_000 }

const MINUTE = 60_000
const TEN_SECONDS = 10_000
const DAY = 86_400_000
/** Refused requests within one window after which an address is banned for longer. */
const PATIENCE = 500
const BAN = 5 * MINUTE
/** Addresses or accounts remembered at a time; the one that has waited longest is forgotten first. */
const REMEMBERED = 100_000

interface Window {
  slot: number
  used: number
}

class Windows<K> {
  readonly #width: number
  readonly #windows = new Map<K, Window>()

  constructor(width: number) {
    this.#width = width
  }

  of(key: K, now: number): Window {
    const slot = Math.floor(now / this.#width)
    const known = this.#windows.get(key)
    if (known?.slot === slot) return known
    this.#windows.delete(key)
    if (this.#windows.size >= REMEMBERED) this.#windows.delete(this.#windows.keys().next().value ?? key)
    const fresh = { slot, used: 0 }
    this.#windows.set(key, fresh)
    return fresh
  }

  secondsLeft(now: number): number {
    return Math.max(1, Math.ceil((this.#width - (now % this.#width)) / 1000))
  }
}

export class Weights {
  readonly #limit: number
  readonly #minutes = new Windows<string>(MINUTE)
  readonly #banned = new Map<string, number>()

  constructor({ weight }: Pick<DialectLimits, 'weight'>) {
    this.#limit = weight
  }

  /** The weight used in this minute with this request. Throws 429, and 418 for those who go on; `now` of a steady clock, ms. */
  take(address: string, weight: number, now: number): number {
    const until = this.#banned.get(address)
    if (until !== undefined && now < until) throw banned(until - now)
    if (until !== undefined) this.#banned.delete(address)
    const window = this.#minutes.of(address, now)
    window.used += weight
    if (window.used <= this.#limit) return window.used
    if (window.used > this.#limit + PATIENCE) this.#ban(address, now)
    const wait = this.#minutes.secondsLeft(now)
    throw new DialectRefusal(
      429,
      {
        code: -1003,
        msg: `Too much request weight used; current limit is ${this.#limit} request weight per 1 MINUTE.`,
      },
      { 'retry-after': String(wait), 'x-mbx-used-weight-1m': String(window.used) },
    )
  }

  #ban(address: string, now: number): void {
    if (this.#banned.size >= REMEMBERED) this.#banned.delete(this.#banned.keys().next().value ?? address)
    this.#banned.set(address, now + BAN)
  }
}

function banned(leftMs: number): DialectRefusal {
  const seconds = Math.ceil(leftMs / 1000)
  const msg = `Way too much request weight used; IP banned for ${seconds} more seconds.`
  return new DialectRefusal(418, { code: -1003, msg }, { 'retry-after': String(seconds) })
}

export interface OrderCount {
  readonly tenSeconds: number
  readonly day: number
}

export class OrderCounts {
  readonly limits: DialectLimits
  readonly #tenSeconds = new Windows<AccountId>(TEN_SECONDS)
  readonly #days = new Windows<AccountId>(DAY)

  constructor(limits: DialectLimits) {
    this.limits = limits
  }

  /** Counts `orders`, and says how many there were. Throws 429 when that is too many. */
  take(account: AccountId, orders: number, now: number): OrderCount {
    const [short, long] = [this.#tenSeconds.of(account, now), this.#days.of(account, now)]
    short.used += orders
    long.used += orders
    const over =
      short.used > this.limits.orders ? this.#tenSeconds : long.used > this.limits.ordersDaily ? this.#days : null
    if (over) {
      const { orders: most } = this.limits
      throw new DialectRefusal(
        429,
        { code: -1015, msg: `Too many new orders; current limit is ${most} orders per 10 SECOND.` },
        { 'retry-after': String(over.secondsLeft(now)) },
      )
    }
    return { tenSeconds: short.used, day: long.used }
  }

  now(account: AccountId, now: number): OrderCount {
    return { tenSeconds: this.#tenSeconds.of(account, now).used, day: this.#days.of(account, now).used }
  }
}

export function orderHeaders({ tenSeconds, day }: OrderCount): Record<string, string> {
  return { 'x-mbx-order-count-10s': String(tenSeconds), 'x-mbx-order-count-1d': String(day) }
}

/** What exchangeInfo and answers over sockets say about the limits. */
export function limitRows({ weight, orders, ordersDaily }: DialectLimits) {
  return [
    { rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: weight },
    { rateLimitType: 'ORDERS', interval: 'SECOND', intervalNum: 10, limit: orders },
    { rateLimitType: 'ORDERS', interval: 'DAY', intervalNum: 1, limit: ordersDaily },
  ]
}
