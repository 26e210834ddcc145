/** Orders as their owners see them: open ones and each account's last done ones, by id and by client order id. */
import type { Bps, Credits, Lots, Millis, Ticks } from '../../base/money.ts'
import type { OrderId, OrderInput, OrderSide, OrderStatus, OrderView, SelfTradeMode, TimeInForce } from '../command.ts'
import type { AccountId } from '../ledger/chart.ts'
import type { Part } from '../parts.ts'
import { RecordTable } from '../record-table.ts'
import { makerFee } from './fees.ts'

/** Done orders that stay readable in the core, per account. */
const DONE_KEPT = 1000

export interface Order {
  readonly account: AccountId
  readonly clientOrderId: string | null
  readonly side: OrderSide
  readonly kind: OrderInput['kind']
  readonly tif: TimeInForce
  readonly postOnly: boolean
  readonly price: Ticks | null
  readonly lots: Lots | null
  readonly quote: Credits | null
  readonly selfTrade: SelfTradeMode
  /** Fixed when placed. */
  readonly takerFeeBps: Bps
  readonly makerFeeBps: Bps
  filledLots: Lots
  filledNotional: Credits
  /** What traded while resting, and the fee on it. */
  makerNotional: Credits
  makerFee: Credits
  takerFee: Credits
  /** Lots that rest in the book. */
  resting: Lots
  status: OrderStatus
  readonly placedAt: Millis
  updatedAt: Millis
  /** Position in the sequence of all orders that ended; 0 while open. Eviction follows it. */
  ended: number
}

export class Orders {
  readonly table = new RecordTable<Order>('orders')
  readonly #byClient = new Map<string, OrderId>()
  readonly #open = new Map<AccountId, Set<OrderId>>()
  /** Ids of done orders, oldest first. */
  readonly #done = new Map<AccountId, { ids: OrderId[]; head: number }>()
  #endedCount = 0

  get(id: OrderId): Order | undefined {
    return this.table.get(id)
  }

  byClientId(account: AccountId, clientOrderId: string): OrderId | undefined {
    return this.#byClient.get(`${account}:${clientOrderId}`)
  }

  openOf(account: AccountId): ReadonlySet<OrderId> {
    return this.#open.get(account) ?? none
  }

  doneOf(account: AccountId): readonly OrderId[] {
    const done = this.#done.get(account)
    return done ? done.ids.slice(done.head) : []
  }

  *allOpen(): Generator<OrderId> {
    for (const ids of this.#open.values()) yield* ids
  }

  nextId(): OrderId {
    return this.table.nextId as OrderId
  }

  add(order: Order): OrderId {
    const id = this.table.push(order) as OrderId
    if (order.clientOrderId !== null) this.#byClient.set(`${order.account}:${order.clientOrderId}`, id)
    if (order.status === 'open') this.#openSet(order.account).add(id)
    else this.#retire(id, order)
    return id
  }

  touch(id: OrderId): void {
    this.table.touch(id)
  }

  /** Ends an open order. */
  close(id: OrderId, order: Order, status: Exclude<OrderStatus, 'open'>): void {
    order.status = status
    this.table.touch(id)
    const open = this.#open.get(order.account)
    open?.delete(id)
    if (open?.size === 0) this.#open.delete(order.account)
    this.#retire(id, order)
  }

  #openSet(account: AccountId): Set<OrderId> {
    const known = this.#open.get(account)
    if (known) return known
    const fresh = new Set<OrderId>()
    this.#open.set(account, fresh)
    return fresh
  }

  #retire(id: OrderId, order: Order): void {
    if (order.ended === 0) order.ended = ++this.#endedCount
    const known = this.#done.get(order.account)
    if (!known) {
      this.#done.set(order.account, { ids: [id], head: 0 })
      return
    }
    known.ids.push(id)
    if (known.ids.length - known.head > DONE_KEPT) this.#evict(known.ids[known.head++] as OrderId)
    if (known.head > DONE_KEPT) {
      known.ids = known.ids.slice(known.head)
      known.head = 0
    }
  }

  #evict(id: OrderId): void {
    const order = this.table.get(id)
    if (order && order.clientOrderId !== null) {
      const key = `${order.account}:${order.clientOrderId}`
      if (this.#byClient.get(key) === id) this.#byClient.delete(key)
    }
    this.table.remove(id)
  }

  parts(): readonly Part[] {
    return [this.table]
  }

  reindex(): void {
    this.#byClient.clear()
    this.#open.clear()
    this.#done.clear()
    const done: [OrderId, Order][] = []
    for (const [key, order] of this.table.entries()) {
      const id = key as OrderId
      if (order.clientOrderId !== null) this.#byClient.set(`${order.account}:${order.clientOrderId}`, id)
      if (order.status === 'open') this.#openSet(order.account).add(id)
      else done.push([id, order])
    }
    done.sort(([, a], [, b]) => a.ended - b.ended)
    for (const [id, order] of done) this.#retire(id, order)
    this.#endedCount = done.at(-1)?.[1].ended ?? 0
  }
}

const none: ReadonlySet<OrderId> = new Set()

/** µCR that a resting buy keeps in escrow: its rest at its price and the maker fee on it. */
export function restingEscrow(order: Order): Credits {
  const rest = ((order.price as number) * order.resting) as Credits
  const fee = makerFee((order.makerNotional + rest) as Credits, order.makerFeeBps) - order.makerFee
  return (rest + fee) as Credits
}

export function orderView(id: OrderId, order: Order): OrderView {
  return {
    orderId: id,
    account: order.account,
    clientOrderId: order.clientOrderId,
    side: order.side,
    kind: order.kind,
    tif: order.tif,
    postOnly: order.postOnly,
    price: order.price,
    lots: order.lots,
    quote: order.quote,
    filledLots: order.filledLots,
    filledNotional: order.filledNotional,
    fee: (order.takerFee + order.makerFee) as Credits,
    status: order.status,
    placedAt: order.placedAt,
    updatedAt: order.updatedAt,
  }
}

/** The same order placed again: everything the caller chose is equal. */
export function sameBody(order: Order, input: OrderInput): boolean {
  if (order.side !== input.side || order.kind !== input.kind) return false
  if (order.selfTrade !== (input.selfTrade ?? 'expire_maker')) return false
  switch (input.kind) {
    case 'limit':
      return (
        order.price === input.price &&
        order.lots === input.lots &&
        order.tif === input.tif &&
        order.postOnly === input.postOnly
      )
    case 'market':
      return order.lots === input.lots
    case 'market_quote':
      return order.quote === input.quote
  }
}
