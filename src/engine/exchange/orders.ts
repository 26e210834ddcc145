/** Orders as their owners see them: live ones and each account's last done ones, by id and by client order id. */
import type { Credits, Lots } from '../../base/money.ts'
import type { EndStatus, OrderId, OrderInput, OrderMargin, OrderView } from '../command.ts'
import type { AccountId } from '../ledger/chart.ts'
import type { Part } from '../parts.ts'
import { makerFee } from './fees.ts'
import type { NewOrder, Order } from './order.ts'
import { OrderRows } from './order-rows.ts'
import { type OrderTerms, sameTrigger } from './terms.ts'

/** Done orders that stay readable in the core, per account. */
const DONE_KEPT = 1000

/** What one account has, linked through the rows: live orders by id, done ones in the order in which they ended. */
interface Lists {
  live: number
  /** Of the live ones: have a trigger that has not fired. */
  triggers: number
  /** Of the live ones: reduce-only. */
  reducing: number
  firstLive: number
  lastLive: number
  done: number
  firstDone: number
  lastDone: number
}

export class Orders {
  readonly #rows = new OrderRows()
  readonly #byClient = new Map<string, OrderId>()
  readonly #lists = new Map<AccountId, Lists>()
  #liveCount = 0
  #endedCount = 0

  get(id: OrderId): Order | undefined {
    return this.#rows.get(id)
  }

  byClientId(account: AccountId, clientOrderId: string): OrderId | undefined {
    return this.#byClient.get(clientKey(account, clientOrderId))
  }

  /** Live orders of everybody. */
  get liveCount(): number {
    return this.#liveCount
  }

  liveCountOf(account: AccountId): number {
    return this.#lists.get(account)?.live ?? 0
  }

  /** Live orders of the account with a trigger that has not fired. */
  triggersOf(account: AccountId): number {
    return this.#lists.get(account)?.triggers ?? 0
  }

  /** Live reduce-only orders of the account. */
  reducingOf(account: AccountId): number {
    return this.#lists.get(account)?.reducing ?? 0
  }

  /** Open and pending ones, oldest first. */
  liveOf(account: AccountId): readonly OrderId[] {
    const ids: OrderId[] = []
    const first = this.#lists.get(account)?.firstLive ?? 0
    for (let slot = first; slot !== 0; slot = this.#rows.next(slot)) ids.push(this.#rows.at(slot).id)
    return ids
  }

  *allLive(): Generator<OrderId> {
    for (const account of this.#lists.keys()) yield* this.liveOf(account)
  }

  nextId(): OrderId {
    return this.#rows.nextId
  }

  add(fresh: NewOrder): Order {
    const order = this.#rows.add(fresh)
    this.#nameClient(order)
    this.#begin(order)
    return order
  }

  /** The order's terms, which it has from now on. */
  termsOf(order: Order): OrderTerms {
    return this.#rows.termsOf(order)
  }

  /** A pending order is placed. */
  open(order: Order): void {
    if (waitsForTrigger(order)) this.#listsOf(order.account).triggers -= 1
    order.open()
    this.#rows.touch(order.id)
  }

  touch(order: Order): void {
    this.#rows.touch(order.id)
  }

  /** Ends a live order. */
  close(order: Order, status: EndStatus): void {
    const lists = this.#listsOf(order.account)
    const { slot } = order
    const [before, after] = [this.#rows.previous(slot), this.#rows.next(slot)]
    this.#rows.link(before, after)
    if (before === 0) lists.firstLive = after
    if (after === 0) lists.lastLive = before
    lists.live -= 1
    if (waitsForTrigger(order)) lists.triggers -= 1
    if (order.reduceOnly) lists.reducing -= 1
    this.#liveCount -= 1
    order.end(status, ++this.#endedCount)
    this.#rows.touch(order.id)
    this.#retire(lists, order)
  }

  #nameClient(order: Order): void {
    if (order.clientOrderId !== null) this.#byClient.set(clientKey(order.account, order.clientOrderId), order.id)
  }

  #begin(order: Order): void {
    const lists = this.#listsOf(order.account)
    this.#rows.link(lists.lastLive, order.slot)
    this.#rows.link(order.slot, 0)
    if (lists.lastLive === 0) lists.firstLive = order.slot
    lists.lastLive = order.slot
    lists.live += 1
    if (waitsForTrigger(order)) lists.triggers += 1
    if (order.reduceOnly) lists.reducing += 1
    this.#liveCount += 1
  }

  #listsOf(account: AccountId): Lists {
    const known = this.#lists.get(account)
    if (known) return known
    const fresh = { live: 0, triggers: 0, reducing: 0, firstLive: 0, lastLive: 0, done: 0, firstDone: 0, lastDone: 0 }
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
    this.#liveCount = 0
    const done: Order[] = []
    for (const order of this.#rows.all()) {
      this.#nameClient(order)
      if (order.live) this.#begin(order)
      else done.push(order)
    }
    done.sort((a, b) => a.ended - b.ended)
    for (const order of done) this.#retire(this.#listsOf(order.account), order)
    this.#endedCount = done.at(-1)?.ended ?? 0
  }
}

function waitsForTrigger({ status, terms }: Order): boolean {
  return status === 'pending' && terms !== null && terms.trigger !== null
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
  const { terms } = order
  return {
    orderId: order.id,
    account: order.account,
    clientOrderId: order.clientOrderId,
    side: order.side,
    kind: order.kind,
    tif: order.tif,
    postOnly: order.postOnly,
    selfTrade: order.selfTrade,
    price: order.price,
    lots: order.lots,
    quote: order.quote,
    pair: order.pair,
    filledLots: order.filledLots,
    filledNotional: order.filledNotional,
    fee: (order.takerFee + order.makerFee) as Credits,
    status: order.status,
    trigger: terms === null ? null : terms.trigger,
    triggeredAt: terms === null ? null : terms.triggeredAt || null,
    iceberg: terms === null ? null : terms.iceberg || null,
    listId: terms === null ? null : terms.list || null,
    margin: order.margin,
    placedAt: order.placedAt,
    updatedAt: order.updatedAt,
  }
}

/** The same order placed again: everything the caller chose is equal, in the tick and lot of the pair that is in force. */
export function sameBody(order: Order, input: OrderInput, pair: number): boolean {
  if (order.pair !== pair) return false
  if (order.side !== input.side || order.kind !== input.kind) return false
  if (order.selfTrade !== (input.selfTrade ?? 'expire_maker')) return false
  if (!sameMargin(order.margin, input.margin)) return false
  const { terms } = order
  if (!sameTrigger(terms === null ? null : terms.trigger, input.trigger ?? null)) return false
  switch (input.kind) {
    case 'limit':
      return (
        order.price === input.price &&
        askedLots(order) === input.lots &&
        order.tif === input.tif &&
        order.postOnly === input.postOnly &&
        (terms === null ? 0 : terms.iceberg) === (input.iceberg ?? 0)
      )
    case 'market':
      return askedLots(order) === input.lots
    case 'market_quote':
      return order.quote === input.quote
  }
}

function sameMargin(a: OrderMargin | null, b: OrderMargin | undefined): boolean {
  if (a === null || b === undefined) return a === null && b === undefined
  return a.borrow === b.borrow && a.repay === b.repay && a.reduceOnly === b.reduceOnly
}

/** Lots that it was placed with. */
function askedLots({ lots, terms }: Order): Lots | null {
  return terms === null || terms.askedLots === 0 ? lots : terms.askedLots
}
