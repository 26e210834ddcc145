/** The market twin: which commands about orders are accepted and what they come to. Knows inputs and the time. */
import type { InputOf, OrderInput } from '../../../src/engine/command.ts'
import type { RejectionCode } from '../../../src/engine/rejections.ts'
import type { Common } from './common.ts'
import { DeskTwin } from './desk.ts'
import type { Expected } from './expected.ts'
import type { LendingTwin } from './lending.ts'
import { ListTwin } from './lists.ts'
import type { MarginTwin } from './margin.ts'
import type { MarkTwin } from './mark.ts'
import { type Resting, walk } from './matching.ts'
import { isSame, type OrderRecord, viewOf } from './orders.ts'
import {
  badFields,
  badMark,
  badMoment,
  badWorth,
  MAX_LOTS,
  MAX_PRICE,
  type Meeting,
  meet,
  priceOf,
  unfit,
  waitingPrice,
} from './rules.ts'
import { TimerTwin } from './timers.ts'

const tickOfPair = [10, 100, 1_000]
/** Orders that one command places besides its own. */
const MOST_FIRED = 100

export class MarketTwin {
  readonly #common: Common
  readonly #desk: DeskTwin
  readonly #lists: ListTwin
  readonly timers = new TimerTwin()
  #mid: { book: readonly Resting[]; notional: number; mid: number | undefined } | undefined

  constructor(common: Common, lending: LendingTwin) {
    this.#common = common
    this.#desk = new DeskTwin(common, lending)
    this.#lists = new ListTwin(this.#desk, (inputs) => this.#room(inputs))
  }

  get margin(): MarginTwin {
    return this.#desk.margin
  }

  get mark(): MarkTwin {
    return this.#desk.mark
  }

  get book(): readonly Resting[] {
    return this.#desk.book
  }

  get coinsPerLot(): bigint {
    return this.#desk.coinsPerLot
  }

  /** Mean of the average prices at which the impact notional could be bought and sold now; undefined when it could not. */
  impactMid(): number | undefined {
    const notional = this.#common.value('mark.impactNotional')
    if (this.#mid?.book !== this.book || this.#mid.notional !== notional)
      this.#mid = { book: this.book, notional, mid: this.#findMid(BigInt(notional)) }
    return this.#mid.mid
  }

  #findMid(cap: bigint): number | undefined {
    const rules = { account: 0, lots: BigInt(MAX_LOTS), cap, selfTrade: 'expire_maker' } as const
    const bought = walk(this.book, { ...rules, side: 'buy', limit: BigInt(MAX_PRICE) }, 0)
    const sold = walk(this.book, { ...rules, side: 'sell', limit: 1n }, 0)
    if ([bought, sold].some(({ end, lots }) => end === 'depth' || lots === 0n)) return undefined
    const halves = bought.notional * sold.lots + sold.notional * bought.lots
    return Number(halves / (2n * bought.lots * sold.lots))
  }

  place(at: number, input: OrderInput): Expected {
    const code = this.#common.badPerson(input.account, 'player')
    if (code) return { code }
    const known = this.#named(input)
    if (known && this.#isSame(known, input)) return { result: repeated(known), repeats: true }
    if (known && isOpen(known)) return { code: 'client_order_id_reused' }
    const placed = this.#placeNew(at, input)
    return typeof placed === 'string' ? { code: placed } : { result: placed }
  }

  #named({ account, clientOrderId }: OrderInput): OrderRecord | undefined {
    return this.#desk.orders.named(account, clientOrderId)
  }

  #isSame(order: OrderRecord, input: OrderInput): boolean {
    return isSame(order, input, this.#common.value('market.pair'))
  }

  #placeNew(at: number, asked: OrderInput): RejectionCode | { order: object; fills: object[]; repeated: false } {
    if (this.#common.switchedOff.has('trading')) return 'trading_stopped'
    const { scene } = this.#desk
    const bad =
      this.#desk.margin.badWallet(asked) ??
      badFields(scene, asked) ??
      badMoment(scene, at, asked) ??
      this.#room([asked])
    if (bad) return bad
    const input = asked.margin?.reduceOnly ? this.#reduced(asked) : asked
    if (typeof input === 'string') return input
    if (input.trigger) return this.#placeWaiting(at, { asked, input })
    const meeting = meet(scene, at, { input })
    if (!meeting) return 'above_max_notional'
    const borrows = unfit(scene, input, meeting) ?? this.#fund(meeting, { input })
    if (typeof borrows === 'string') return borrows
    const order = this.#desk.record(at, asked)
    if (input.kind !== 'market_quote') order.lots = input.lots
    const { view, fills } = this.#desk.match(at, order, { ...meeting, borrows })
    return { order: view, fills, repeated: false, ...(borrows > 0n ? { borrowed: borrows } : {}) }
  }

  #fund({ done }: Meeting, asked: { input: OrderInput; known?: OrderRecord }): bigint | RejectionCode {
    const { input } = asked
    const { exposure } = this.#desk.margin
    const trade = input.kind === 'limit' ? exposure.waitingTrade(input) : done
    return exposure.fund(input, { need: priceOf(this.#desk.scene, done, asked), trade })
  }

  #reduced(input: OrderInput): OrderInput | RejectionCode {
    return this.#desk.margin.reduced(input, false)
  }

  #placeWaiting(
    at: number,
    { asked, input }: { asked: OrderInput; input: OrderInput },
  ): RejectionCode | { order: object; fills: object[]; repeated: false } {
    const need = waitingPrice(this.#desk.scene, { input })
    if (need === undefined) return 'above_max_notional'
    const refusal = this.#desk.margin.exposure.badHolding(input, need)
    if (refusal) return refusal
    const order = this.#desk.record(at, asked, { pending: true })
    if (input.kind !== 'market_quote') order.lots = input.lots
    order.need = need
    this.#desk.wait(order)
    this.#desk.orders.tell('order.placed', order, 'new')
    this.#desk.escrow()
    return { order: viewOf(order), fills: [], repeated: false }
  }

  /** Whether the account may have so many orders more. */
  #room(inputs: readonly OrderInput[]): RejectionCode | undefined {
    const own = this.#desk.orders.allLive().filter(({ input }) => input.account === inputs[0]?.account)
    if (own.length + inputs.length > this.#common.value('market.openOrders')) return 'too_many_orders'
    const waiting = own.filter(({ status, input }) => status === 'pending' && input.trigger).length
    const more = inputs.filter(({ trigger }) => trigger).length
    return more > 0 && waiting + more > this.#common.value('market.triggers') ? 'too_many_triggers' : undefined
  }

  /** After every accepted command: orders that trades have reached, or that a list has come to, are placed. */
  fireDue(at: number): void {
    const { triggers, mark } = this.#desk
    if (triggers.due.length === 0 || this.#common.switchedOff.has('trading') || at < mark.pausedUntil) return
    triggers.firedAt = at
    for (let left = MOST_FIRED; left > 0; left--) {
      const due = triggers.due.shift()
      if (!due) return
      const order = this.#desk.orders.get(due.id)
      if (order.leg === 'held') this.#lists.comeTo(order, (one) => this.#start(at, one, null))
      else this.#fire(at, order, due.price)
    }
  }

  nextFire(): number {
    const { triggers, mark } = this.#desk
    if (triggers.due.length === 0 || this.#common.switchedOff.has('trading')) return Number.POSITIVE_INFINITY
    return Math.max(triggers.firedAt + 1, mark.pausedUntil)
  }

  /** The tick that was made for them places them at its end. */
  wake(at: number): void {
    this.#desk.triggers.firedAt = at
  }

  #fire(at: number, order: OrderRecord, price: bigint | null): void {
    order.status = 'open'
    if (order.leg === 'paired') this.#desk.standAlone(order)
    this.#start(at, order, price)
  }

  /** Its reserve is back; the terms that it was accepted with hold. */
  #start(at: number, order: OrderRecord, price: bigint | null): void {
    const desk = this.#desk
    order.status = 'open'
    order.triggeredAt = this.#common.now
    order.updatedAt = this.#common.now
    desk.escrow()
    this.#common.tell('order.triggered', { order: viewOf(order), price })
    const { trigger: _gone, ...input } = {
      ...order.input,
      ...(order.lots === null ? {} : { lots: order.lots }),
    } as OrderInput
    const { scene } = desk
    const bad = badMark(scene, input as OrderInput)
    const cut =
      bad ?? (order.input.margin?.reduceOnly ? desk.margin.reduced(input as OrderInput, true) : (input as OrderInput))
    const planned = typeof cut === 'string' ? cut : this.#planKnown(at, cut, order)
    order.need = 0n
    if (typeof planned === 'string') desk.end(order, 'expired', { refusal: planned })
    else {
      if (typeof cut !== 'string' && cut.kind !== 'market_quote') order.lots = cut.lots
      desk.match(at, order, planned)
    }
    desk.escrow()
  }

  /** How an order that has waited meets the book now, or why it does not. */
  #planKnown(at: number, input: OrderInput, known: OrderRecord): (Meeting & { borrows: bigint }) | RejectionCode {
    const { scene } = this.#desk
    const meeting = meet(scene, at, { input, known })
    if (!meeting) return 'above_max_notional'
    const borrows = unfit(scene, input, meeting) ?? this.#fund(meeting, { input, known })
    return typeof borrows === 'string' ? borrows : { ...meeting, borrows }
  }

  /** A slice of the buyback meets the book like anybody, at no fee. */
  sweep(offered: bigint, guard: number): { spent: bigint; bought: bigint; whole: boolean } {
    const rules = { account: 0, side: 'buy', selfTrade: 'expire_maker' } as const
    const want = { ...rules, limit: BigInt(guard), lots: BigInt(MAX_LOTS), cap: offered }
    const done = this.#desk.sweep(want)
    return { spent: done.notional, bought: done.lots * this.coinsPerLot, whole: done.end !== 'depth' }
  }

  placeList(at: number, input: InputOf<'order.place_list'>): Expected {
    const code = this.#common.badPerson(input.account, 'player')
    return code ? { code } : this.#lists.place(at, input)
  }

  cancelList(input: InputOf<'order.cancel_list'>): Expected {
    return this.#lists.cancel(input)
  }

  cancel({ account, orderId, clientOrderId }: InputOf<'order.cancel'>): Expected {
    const order = this.#live({ account, orderId, clientOrderId })
    if (!order) return { code: 'order_not_found' }
    this.#desk.remove([order.id], 'cancel')
    return { result: { order: viewOf(order) } }
  }

  #live({ account, orderId, clientOrderId }: Reference): OrderRecord | undefined {
    return this.#desk.orders.live(account, orderId ?? this.#desk.orders.named(account, clientOrderId)?.id)
  }

  cancelAll({ account, wallet }: InputOf<'order.cancel_all'>): Expected {
    if (!this.#common.people.has(account)) return { code: 'account_not_found' }
    const canceled = this.#liveOf(account).filter((id) => {
      const { margin } = this.#desk.orders.get(id).input
      return wallet === undefined || (wallet === 'margin') === (margin !== undefined)
    })
    this.#desk.remove(canceled, 'cancel')
    return { result: { canceled }, repeats: canceled.length === 0 }
  }

  #liveOf(account: number): number[] {
    return this.#desk.orders
      .allLive()
      .filter(({ input }) => input.account === account)
      .map(({ id }) => id)
  }

  replace(at: number, { account, cancel, place, mode }: InputOf<'order.replace'>): Expected {
    const code = this.#common.badPerson(account, 'player')
    if (code) return { code }
    const target = this.#live({ account, ...cancel })
    if (target) {
      this.#desk.remove([target.id], 'cancel')
      const canceled = { ok: true, order: viewOf(target) }
      return { result: { canceled, placed: this.#otherHalf(at, place, target) } }
    }
    const before = this.#desk.orders.kept(
      account,
      cancel.orderId ?? this.#desk.orders.named(account, cancel.clientOrderId)?.id,
    )
    const made = this.#named(place)
    const nothing = { ok: false, code: 'order_not_found' }
    if (made && made.id !== before?.id && this.#isSame(made, place)) {
      const canceled = before?.status === 'canceled' ? { ok: true, order: viewOf(before) } : nothing
      return { result: { canceled, placed: { ok: true, ...repeated(made) } }, repeats: true }
    }
    if (mode === 'stop_on_failure') return { result: { canceled: nothing, placed: null }, repeats: true }
    const placed = this.#otherHalf(at, place, undefined)
    return { result: { canceled: nothing, placed }, repeats: !('repeated' in placed) || placed.repeated === true }
  }

  #otherHalf(at: number, input: OrderInput, target: OrderRecord | undefined): { ok: boolean; repeated?: boolean } {
    const named = this.#named(input)
    if (named && named.id !== target?.id) {
      if (this.#isSame(named, input)) return { ok: true, ...repeated(named) }
      if (isOpen(named)) return { ok: false, ...{ code: 'client_order_id_reused' } }
    }
    const placed = this.#placeNew(at, input)
    return typeof placed === 'string' ? { ok: false, ...{ code: placed } } : { ok: true, ...placed }
  }

  amend({ account, lots, ...reference }: InputOf<'order.amend'>): Expected {
    const code = this.#common.badPerson(account, 'player')
    if (code) return { code }
    const order = this.#live({ account, ...reference })
    if (!order) return { code: 'order_not_found' }
    if (order.lots === lots) return { result: { order: viewOf(order) }, repeats: true }
    const { input } = order
    if (input.kind !== 'limit' || order.lots === null) return { code: 'not_amendable' }
    if (order.leg !== 'free') return { code: 'order_in_list' }
    if (!Number.isSafeInteger(lots) || lots < 1) return { code: 'bad_quantity' }
    if (lots > order.lots) return { code: 'not_amendable' }
    const less = BigInt(order.lots - lots)
    const rest = this.book.find(({ id }) => id === order.id)
    if (rest && less >= rest.lots + rest.hidden) return { code: 'bad_quantity' }
    const worth = badWorth(this.#common, input.price * lots)
    if (worth) return { code: worth }
    order.lots = lots
    if (rest) this.#desk.shrink(rest, less)
    else order.need = waitingPrice(this.#desk.scene, { input: { ...input, lots }, known: order }) as bigint
    this.#desk.orders.tell('order.updated', order, 'amend')
    this.#desk.escrow()
    return { result: { order: viewOf(order) } }
  }

  cancelAfter(at: number, { account, ms }: InputOf<'order.cancel_after'>): Expected {
    if (!this.#common.people.has(account)) return { code: 'account_not_found' }
    if (!Number.isSafeInteger(ms) || ms < 0 || (ms > 0 && ms < 1_000) || ms > 86_400_000)
      return { code: 'malformed_command' }
    if (ms === 0 && !this.timers.has(account)) return { result: { at: null }, repeats: true }
    const due = ms === 0 ? null : at + ms
    this.timers.set(account, due)
    this.#common.tell('orders.timer', { account, at: due })
    return { result: { at: due } }
  }

  /** The account has not been heard of in time. */
  cancelUnheard(): void {
    const account = this.timers.take()
    this.#common.tell('orders.timer', { account, at: null })
    this.#desk.remove(this.#liveOf(account), 'timer')
  }

  /** This account may not trade any more. */
  bar(account: number, cause: 'suspension' | 'operator'): void {
    this.#desk.remove(this.#liveOf(account), cause)
  }

  /** The pair has changed: no order survives it. Returns how a price is expressed in the new tick. */
  repair(at: number, before: number): (price: number) => number {
    const desk = this.#desk
    const after = this.#common.value('market.pair')
    const [old, fresh] = [tickOfPair[before] as number, tickOfPair[after] as number]
    const inNew = (price: number): number => Math.min(MAX_PRICE, Math.max(1, Math.floor((price * old) / fresh)))
    desk.remove(
      desk.orders.allLive().map(({ id }) => id),
      'pair_change',
    )
    if (desk.last !== undefined) desk.last = BigInt(inNew(Number(desk.last)))
    this.mark.rescale(inNew, { at, floorsTo: fresh < old ? this.coinsPerLot : undefined })
    return inNew
  }
}

interface Reference {
  readonly account: number
  readonly orderId?: number | undefined
  readonly clientOrderId?: string | undefined
}

function isOpen({ status }: OrderRecord): boolean {
  return status === 'open' || status === 'pending'
}

function repeated(order: OrderRecord): { order: object; fills: []; repeated: true } {
  return { order: viewOf(order), fills: [], repeated: true }
}
