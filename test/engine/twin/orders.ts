/** The twin's record of orders: what each came to, which its owner's client ids still name. No matching here. */
import type { EndStatus, ListKind, ListStatus, OrderInput, OrderStatus } from '../../../src/engine/command.ts'
import type { OrderEvent } from '../../../src/engine/event.ts'
import type { Common } from './common.ts'
import { makerFee, takerFee } from './matching.ts'

/** Done orders that an account's client ids still name. */
const DONE_KEPT = 1_000

export interface OrderRecord {
  readonly id: number
  readonly input: OrderInput
  /** The pair whose ticks and lots it is in. */
  readonly pair: number
  readonly placedAt: number
  updatedAt: number
  readonly takerBps: bigint
  readonly makerBps: bigint
  /** What it traded on arrival. */
  taken: { readonly lots: bigint; readonly notional: bigint }
  /** What it traded while resting. */
  made: { readonly lots: bigint; readonly notional: bigint }
  status: OrderStatus
  /** Whole quantity: it may have been made smaller. */
  lots: number | null
  triggeredAt: number | null
  readonly list: ListRecord | undefined
  /** What the list still does with it. */
  leg: 'free' | 'first' | 'held' | 'paired'
  /** What it may need while it waits. */
  need: bigint
}

export interface ListRecord {
  readonly id: number
  readonly account: number
  readonly kind: ListKind
  readonly clientListId: string | null
  readonly orders: readonly number[]
  status: ListStatus
  /** What it holds for a pair. */
  reserve: bigint
  readonly side: 'buy' | 'sell'
  readonly placedAt: number
  updatedAt: number
}

type Cause = OrderEvent['cause']

/** It could not be placed when it was its turn, and why. */
export interface Refused {
  readonly refusal: string | undefined
}

export class OrderBook {
  readonly #common: Common
  readonly #orders = new Map<number, OrderRecord>()
  readonly #live = new Map<number, OrderRecord>()
  /** Ids of ended orders in the order in which they ended. */
  readonly #done = new Map<number, number[]>()

  constructor(common: Common) {
    this.#common = common
  }

  get nextId(): number {
    return this.#orders.size + 1
  }

  add(record: OrderRecord): void {
    this.#orders.set(record.id, record)
    this.#live.set(record.id, record)
  }

  get(id: number): OrderRecord {
    return this.#orders.get(id) as OrderRecord
  }

  /** A live order of this account. */
  live(account: number, id: number | undefined): OrderRecord | undefined {
    const order = id === undefined ? undefined : this.#orders.get(id)
    return order?.input.account === account && isLive(order) ? order : undefined
  }

  /** An order of this account that is readable: live, or among the last that ended. */
  kept(account: number, id: number | undefined): OrderRecord | undefined {
    const order = id === undefined ? undefined : this.#orders.get(id)
    if (order?.input.account !== account) return undefined
    return isLive(order) || this.#done.get(account)?.slice(-DONE_KEPT).includes(order.id) ? order : undefined
  }

  /** By id. */
  allLive(): OrderRecord[] {
    return [...this.#live.values()].sort((a, b) => a.id - b.id)
  }

  /** The latest order under a client id, while it is open or among the last that ended. */
  named(account: number, clientOrderId: string | undefined): OrderRecord | undefined {
    if (clientOrderId === undefined) return undefined
    const all = [...this.#orders.values()]
    const order = all.findLast(({ input }) => input.account === account && input.clientOrderId === clientOrderId)
    if (!order || isLive(order)) return order
    return this.#done.get(account)?.slice(-DONE_KEPT).includes(order.id) ? order : undefined
  }

  end(order: OrderRecord, status: EndStatus, why: Cause | Refused): void {
    const { account } = order.input
    order.status = status
    this.#live.delete(order.id)
    this.#done.set(account, [...(this.#done.get(account) ?? []), order.id])
    order.updatedAt = this.#common.now
    const how = typeof why === 'string' ? { cause: why, refusal: undefined } : { cause: 'refused', ...why }
    this.#common.tell('order.done', { order: viewOf(order), ...how })
  }

  tell(type: 'order.placed' | 'order.updated', order: OrderRecord, cause: Cause): void {
    order.updatedAt = this.#common.now
    this.#common.tell(type, { order: viewOf(order), cause })
  }
}

export function isLive({ status }: OrderRecord): boolean {
  return status === 'open' || status === 'pending'
}

export function viewOf(order: OrderRecord): object {
  const { id, input, pair, status, taken, made, placedAt, updatedAt, triggeredAt, list } = order
  const { account, side, kind, clientOrderId = null, selfTrade = 'expire_maker' } = input
  const fee = takerFee(taken.notional, order.takerBps) + makerFee(made.notional, order.makerBps)
  const [filledLots, filledNotional] = [taken.lots + made.lots, taken.notional + made.notional]
  const { price, tif, postOnly } = kind === 'limit' ? input : { price: null, tif: 'ioc', postOnly: false }
  const size = kind === 'market_quote' ? { lots: null, quote: input.quote } : { lots: order.lots, quote: null }
  const asked = { account, side, kind, clientOrderId, selfTrade, price, tif, postOnly, ...size, pair }
  const iceberg = kind === 'limit' ? (input.iceberg ?? null) : null
  const more = {
    trigger: input.trigger ?? null,
    triggeredAt,
    iceberg,
    listId: list?.id ?? null,
    margin: input.margin ?? null,
  }
  return { orderId: id, ...asked, filledLots, filledNotional, fee, status, ...more, placedAt, updatedAt }
}

export function listViewOf(list: ListRecord): object {
  const { id, account, kind, clientListId, status, orders, placedAt, updatedAt } = list
  return { listId: id, account, kind, clientListId, status, orders, placedAt, updatedAt }
}

/** Everything that its owner chose, in the same tick and lot. */
export function isSame(order: OrderRecord, input: OrderInput, pair: number): boolean {
  return order.pair === pair && bodyOf(order.input) === bodyOf(input)
}

function bodyOf({ selfTrade = 'expire_maker', trigger, ...input }: OrderInput): string {
  const { kind, price, trailBps } = trigger ?? {}
  const waits = trigger && { kind, price, trailBps }
  const rows = Object.entries({ ...input, selfTrade, trigger: waits }).sort(([a], [b]) => (a < b ? -1 : 1))
  return JSON.stringify(rows.filter(([, value]) => value !== undefined))
}
