/** Orders as their owners see them: open ones and each account's last done ones, by id and by client order id. */
import type { Credits } from '../../base/money.ts'
import type { OrderId, OrderInput, OrderStatus, OrderView } from '../command.ts'
import type { AccountId } from '../ledger/chart.ts'
import type { Part } from '../parts.ts'
import { makerFee } from './fees.ts'
import type { NewOrder, Order } from './order.ts'
import { OrderRows } from './order-rows.ts'

/** Done orders that stay readable in the core, per account. */
const DONE_KEPT = 1000

/** What one account has, linked through the rows: open orders by id, done ones in the order in which they ended. */
interface Lists {
  open: number
  firstOpen: number
  lastOpen: number
  done: number
  firstDone: number
  lastDone: number
}

export class Orders {
  readonly #rows = new OrderRows()
  readonly #byClient = new Map<string, OrderId>()
  readonly #lists = new Map<AccountId, Lists>()
  #openCount = 0
  #endedCount = 0

  get(id: OrderId): Order | undefined {
    return this.#rows.get(id)
  }

  byClientId(account: AccountId, clientOrderId: string): OrderId | undefined {
    return this.#byClient.get(clientKey(account, clientOrderId))
  }

  /** Open orders of everybody. */
  get openCount(): number {
    return this.#openCount
  }

  openCountOf(account: AccountId): number {
    return this.#lists.get(account)?.open ?? 0
  }

  /** Oldest first. */
  openOf(account: AccountId): readonly OrderId[] {
    const ids: OrderId[] = []
    const first = this.#lists.get(account)?.firstOpen ?? 0
    for (let slot = first; slot !== 0; slot = this.#rows.next(slot)) ids.push(this.#rows.at(slot).id)
    return ids
  }

  *allOpen(): Generator<OrderId> {
    for (const account of this.#lists.keys()) yield* this.openOf(account)
  }

  nextId(): OrderId {
    return this.#rows.nextId
  }

  add(fresh: NewOrder): Order {
    const order = this.#rows.add(fresh)
    this.#nameClient(order)
    this.#openUp(order)
    return order
  }

  touch(order: Order): void {
    this.#rows.touch(order.id)
  }

  /** Ends an open order. */
  close(order: Order, status: Exclude<OrderStatus, 'open'>): void {
    const lists = this.#listsOf(order.account)
    const { slot } = order
    const [before, after] = [this.#rows.previous(slot), this.#rows.next(slot)]
    this.#rows.link(before, after)
    if (before === 0) lists.firstOpen = after
    if (after === 0) lists.lastOpen = before
    lists.open -= 1
    this.#openCount -= 1
    order.end(status, ++this.#endedCount)
    this.#rows.touch(order.id)
    this.#retire(lists, order)
  }

  #nameClient(order: Order): void {
    if (order.clientOrderId !== null) this.#byClient.set(clientKey(order.account, order.clientOrderId), order.id)
  }

  #openUp(order: Order): void {
    const lists = this.#listsOf(order.account)
    this.#rows.link(lists.lastOpen, order.slot)
    this.#rows.link(order.slot, 0)
    if (lists.lastOpen === 0) lists.firstOpen = order.slot
    lists.lastOpen = order.slot
    lists.open += 1
    this.#openCount += 1
  }

  #listsOf(account: AccountId): Lists {
    const known = this.#lists.get(account)
    if (known) return known
    const fresh = { open: 0, firstOpen: 0, lastOpen: 0, done: 0, firstDone: 0, lastDone: 0 }
    this.#lists.set(account, fresh)
    return fresh
  }

  #retire(lists: Lists, order: Order): void {
    this.#rows.link(lists.lastDone, order.slot)
    this.#rows.link(order.slot, 0)
    if (lists.lastDone === 0) lists.firstDone = order.slot
    lists.lastDone = order.slot
    lists.done += 1
    if (lists.done > DONE_KEPT) this.#evict(lists)
  }

  #evict(lists: Lists): void {
    const oldest = this.#rows.at(lists.firstDone)
    lists.firstDone = this.#rows.next(oldest.slot)
    lists.done -= 1
    if (oldest.clientOrderId !== null) {
      const key = clientKey(oldest.account, oldest.clientOrderId)
      if (this.#byClient.get(key) === oldest.id) this.#byClient.delete(key)
    }
    this.#rows.remove(oldest)
  }

  parts(): readonly Part[] {
    return [this.#rows]
  }

  reindex(): void {
    this.#byClient.clear()
    this.#lists.clear()
    this.#openCount = 0
    const done: Order[] = []
    for (const order of this.#rows.all()) {
      this.#nameClient(order)
      if (order.status === 'open') this.#openUp(order)
      else done.push(order)
    }
    done.sort((a, b) => a.ended - b.ended)
    for (const order of done) this.#retire(this.#listsOf(order.account), order)
    this.#endedCount = done.at(-1)?.ended ?? 0
  }
}

function clientKey(account: AccountId, clientOrderId: string): string {
  return `${account}:${clientOrderId}`
}

/** µCR that a resting buy keeps in escrow: its rest at its price and the maker fee on it. */
export function restingEscrow(order: Order): Credits {
  const rest = ((order.price as number) * order.resting) as Credits
  const fee = makerFee((order.makerNotional + rest) as Credits, order.makerFeeBps) - order.makerFee
  return (rest + fee) as Credits
}

export function orderView(order: Order): OrderView {
  return {
    orderId: order.id,
    account: order.account,
    clientOrderId: order.clientOrderId,
    side: order.side,
    kind: order.kind,
    tif: order.tif,
    postOnly: order.postOnly,
    price: order.price,
    lots: order.lots,
    quote: order.quote,
    pair: order.pair,
    filledLots: order.filledLots,
    filledNotional: order.filledNotional,
    fee: (order.takerFee + order.makerFee) as Credits,
    status: order.status,
    placedAt: order.placedAt,
    updatedAt: order.updatedAt,
  }
}

/** The same order placed again: everything the caller chose is equal, in the tick and lot of the pair that is in force. */
export function sameBody(order: Order, input: OrderInput, pair: number): boolean {
  if (order.pair !== pair) return false
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
