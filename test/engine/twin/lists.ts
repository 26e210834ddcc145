/** The twin of order lists: what makes one, what it holds, when it comes to the orders it held back. docs/concepts/economy.md §7. */
import type { InputOf, ListInput, OrderInput } from '../../../src/engine/command.ts'
import type { RejectionCode } from '../../../src/engine/rejections.ts'
import { greatest } from './bigints.ts'
import type { DeskTwin } from './desk.ts'
import type { Expected } from './expected.ts'
import { isLive, isSame, type ListRecord, listViewOf, type OrderRecord, viewOf } from './orders.ts'
import { badFields, badMoment, badTrigger, crosses, meet, priceOf, unfit, waitingPrice } from './rules.ts'

/** Done lists of an account that its client list ids still name. */
const DONE_KEPT = 1_000

export class ListTwin {
  readonly #desk: DeskTwin
  readonly #room: (inputs: readonly OrderInput[]) => RejectionCode | undefined

  constructor(desk: DeskTwin, room: (inputs: readonly OrderInput[]) => RejectionCode | undefined) {
    this.#desk = desk
    this.#room = room
  }

  place(at: number, input: ListInput): Expected {
    const known = this.#known(input)
    if (known) return known
    if (this.#desk.common.switchedOff.has('trading')) return { code: 'trading_stopped' }
    const bad = makesList(input) ? this.#desk.margin.badList(input.orders) : 'bad_order_list'
    if (bad) return { code: bad }
    return input.kind === 'oco' ? this.#placePair(at, input) : this.#placeFirst(at, input)
  }

  #known(input: ListInput): Expected | undefined {
    const { orders } = this.#desk
    const named = input.orders.map(({ account, clientOrderId }) => orders.named(account, clientOrderId))
    const { account, clientListId } = input
    const list = clientListId === undefined ? named.find((order) => order)?.list : this.#byName(account, clientListId)
    const kept = list && this.#isKept(list) ? list : undefined
    if (kept && this.#isSame(kept, input)) {
      const views = kept.orders.map((id) => viewOf(orders.get(id)))
      return { result: { list: listViewOf(kept), orders: views, fills: [], repeated: true }, repeats: true }
    }
    if (kept && clientListId !== undefined && kept.status !== 'done') return { code: 'client_list_id_reused' }
    return named.some((order) => order && isLive(order)) ? { code: 'client_order_id_reused' } : undefined
  }

  #byName(account: number, clientListId: string): ListRecord | undefined {
    return this.#desk.lists.findLast((list) => list.account === account && list.clientListId === clientListId)
  }

  #isKept(list: ListRecord): boolean {
    const done = this.#desk.lists.filter(({ account, status }) => account === list.account && status === 'done')
    return list.status !== 'done' || done.length <= DONE_KEPT
  }

  #isSame(
    list: ListRecord,
    { kind, clientListId = null, orders }: Omit<ListInput, 'clientListId'> & { clientListId?: string | null },
  ): boolean {
    const pair = this.#desk.common.value('market.pair')
    if (list.kind !== kind || list.clientListId !== clientListId || list.orders.length !== orders.length) return false
    return list.orders.every((id, i) => {
      const order = this.#desk.orders.kept(list.account, id)
      return order !== undefined && isSame(order, orders[i] as OrderInput, pair)
    })
  }

  #placePair(at: number, input: ListInput): Expected {
    const { scene } = this.#desk
    const needs: bigint[] = []
    for (const order of input.orders) {
      const bad = badFields(scene, order) ?? badMoment(scene, at, order)
      if (bad) return { code: bad }
    }
    const full = this.#room(input.orders)
    if (full) return { code: full }
    for (const order of input.orders) {
      const need = this.#need(order)
      if (typeof need === 'string') return { code: need }
      needs.push(need)
    }
    const list = this.#record(at, input)
    const orders = input.orders.map((order) =>
      this.#desk.record(at, order, { list, leg: 'paired', pending: order.trigger !== undefined }),
    )
    this.#begin(list, orders)
    this.#startPair(at, list, paired(orders, needs))
    return { result: { list: listViewOf(list), orders: orders.map(viewOf), fills: [], repeated: false } }
  }

  #placeFirst(at: number, input: ListInput): Expected {
    const { scene } = this.#desk
    const [first, ...rest] = input.orders as [OrderInput, ...OrderInput[]]
    const bad = badFields(scene, first) ?? badMoment(scene, at, first)
    const worse = bad ?? rest.map((order) => badFields(scene, order)).find((code) => code) ?? this.#room(input.orders)
    if (worse) return { code: worse }
    const meeting = meet(scene, at, { input: first })
    if (!meeting) return { code: 'above_max_notional' }
    const { exposure } = this.#desk.margin
    const trade = exposure.waitingTrade(first)
    const need = priceOf(scene, meeting.done, { input: first })
    const refusal = unfit(scene, first, meeting) ?? exposure.fund(first, { need, trade })
    if (typeof refusal === 'string') return { code: refusal }
    const list = this.#record(at, input)
    const orders = input.orders.map((order, i) =>
      this.#desk.record(at, order, { list, leg: i === 0 ? 'first' : 'held', pending: i > 0 }),
    )
    this.#begin(list, orders)
    const { fills } = this.#desk.match(at, orders[0] as OrderRecord, meeting)
    return { result: { list: listViewOf(list), orders: orders.map(viewOf), fills, repeated: false } }
  }

  #record(
    at: number,
    { account, kind, clientListId = null, orders }: Omit<ListInput, 'clientListId'> & { clientListId?: string | null },
  ): ListRecord {
    const first = this.#desk.orders.nextId
    const list: ListRecord = {
      ...{ id: this.#desk.lists.length + 1, account, kind, clientListId, orders: orders.map((_, i) => first + i) },
      ...{ status: 'working', reserve: 0n, side: (orders.at(-1) as OrderInput).side, placedAt: at, updatedAt: at },
    }
    this.#desk.lists.push(list)
    return list
  }

  #begin(list: ListRecord, orders: readonly OrderRecord[]): void {
    this.#desk.common.tell('list.placed', { list: listViewOf(list) })
    for (const order of orders) if (order.status === 'pending') this.#desk.orders.tell('order.placed', order, 'new')
  }

  /** What one of a pair may need: it waits, or rests without trading at once. */
  #need(input: OrderInput, known?: OrderRecord): bigint | RejectionCode {
    const { scene, coinsPerLot, book } = this.#desk
    const asked = known ? { input, known } : { input }
    if (input.trigger) {
      const bad = badTrigger(scene, input)
      const need = bad ?? waitingPrice(scene, asked) ?? 'above_max_notional'
      return typeof need === 'string' ? need : (this.#desk.margin.exposure.badHolding(input, need) ?? need)
    }
    if (input.kind !== 'limit') return 'bad_order_list'
    if (crosses(book, input.side, input.price)) return 'would_cross'
    const need = input.side === 'sell' ? BigInt(input.lots) * coinsPerLot : (waitingPrice(scene, asked) as bigint)
    return this.#desk.margin.exposure.badHolding(input, need) ?? need
  }

  #startPair(at: number, list: ListRecord, halves: readonly (readonly [OrderRecord, bigint])[]): void {
    const desk = this.#desk
    for (const [order, need] of halves) {
      order.leg = 'paired'
      order.need = need
      if (order.status === 'pending') desk.wait(order)
      else
        desk.match(
          at,
          order,
          meet(desk.scene, at, { input: order.input, known: order }) as NonNullable<ReturnType<typeof meet>>,
        )
    }
    list.status = 'open'
    list.updatedAt = desk.common.now
    list.reserve = greatest(halves.map(([, need]) => need))
    desk.escrow()
  }

  /** Its first order is filled. `start` places an order without a trigger. */
  comeTo(order: OrderRecord, start: (order: OrderRecord) => void): void {
    const desk = this.#desk
    const list = order.list as ListRecord
    const held = desk.bound(list)
    if (held.length === 2) return this.#comeToTwo(list, held)
    order.leg = 'free'
    desk.closeList(list)
    if (!order.input.trigger) return start(order)
    const need = this.#need(order.input, order)
    if (typeof need === 'string') return desk.end(order, 'expired', { refusal: need })
    order.need = need
    desk.wait(order)
    desk.orders.tell('order.updated', order, 'list')
    desk.escrow()
  }

  #comeToTwo(list: ListRecord, held: readonly OrderRecord[]): void {
    const desk = this.#desk
    const { now } = desk.common
    const needs: bigint[] = []
    for (const order of held) {
      const need = this.#need(order.input, order)
      if (typeof need === 'string') {
        for (const one of held) one.leg = 'free'
        desk.closeList(list)
        for (const one of held) desk.end(one, 'expired', { refusal: need })
        return
      }
      needs.push(need)
    }
    for (const order of held) {
      if (order.input.trigger) desk.orders.tell('order.updated', order, 'list')
      else {
        order.status = 'open'
        order.triggeredAt = now
        order.updatedAt = now
        desk.common.tell('order.triggered', { order: viewOf(order), price: null })
      }
    }
    this.#startPair(now, list, paired(held, needs))
    desk.common.tell('list.updated', { list: listViewOf(list) })
  }

  cancel({ account, listId, clientListId }: InputOf<'order.cancel_list'>): Expected {
    const found = listId ?? (clientListId === undefined ? undefined : this.#byName(account, clientListId)?.id)
    const list = found === undefined ? undefined : this.#desk.lists[found - 1]
    if (!list || list.account !== account || list.status === 'done') return { code: 'list_not_found' }
    const [first] = this.#desk.bound(list)
    if (!first) return { code: 'list_not_found' }
    this.#desk.remove([first.id], 'cancel')
    return { result: { list: listViewOf(list), orders: list.orders.map((id) => viewOf(this.#desk.orders.get(id))) } }
  }
}

function paired(orders: readonly OrderRecord[], needs: readonly bigint[]): (readonly [OrderRecord, bigint])[] {
  return orders.map((order, i) => [order, needs[i] as bigint] as const)
}

function makesList({ kind, orders }: ListInput): boolean {
  if (orders.length !== { oco: 2, oto: 2, otoco: 3 }[kind]) return false
  const names = orders.map(({ clientOrderId }) => clientOrderId).filter((name) => name !== undefined)
  if (names.some((name, i) => names.indexOf(name) !== i)) return false
  if (kind === 'oco') return makesPair(orders)
  return isPlain(orders[0] as OrderInput) && (kind === 'oto' || makesPair(orders.slice(1)))
}

function makesPair([a, b]: readonly OrderInput[]): boolean {
  if (!a || !b || a.side !== b.side || a.kind === 'market_quote' || b.kind === 'market_quote' || a.lots !== b.lots)
    return false
  const plain = [a, b].filter(({ trigger }) => !trigger)
  return plain.length < 2 && plain.every(isPlain)
}

function isPlain(order: OrderInput): boolean {
  return order.kind === 'limit' && order.tif === 'gtc' && !order.trigger
}
