/** What the twin's market is made of and how orders trade, rest, wait and end in it. Which command leads to what is market.ts. */

import type { EndStatus, OrderInput } from '../../../src/engine/command.ts'
import type { OrderEvent } from '../../../src/engine/event.ts'
import { user } from './balances.ts'
import { least } from './bigints.ts'
import type { Common } from './common.ts'
import type { LendingTwin } from './lending.ts'
import { MarginTwin } from './margin.ts'
import { MarkTwin } from './mark.ts'
import { makerFee, type Resting, takerFee, type Walk, type Want, walk } from './matching.ts'
import { isLive, type ListRecord, listViewOf, OrderBook, type OrderRecord, type Refused, viewOf } from './orders.ts'
import { crosses, type Meeting, type Scene } from './rules.ts'
import { TriggerTwin } from './triggers.ts'
import { purposesOf, type TakerTwin, type Venue } from './venue.ts'

const coinsOfLot = [10_000_000n, 1_000_000n, 100_000n]

type Cause = OrderEvent['cause']

export interface Known {
  readonly list?: ListRecord
  readonly leg?: OrderRecord['leg']
  readonly pending?: boolean
}

export class DeskTwin implements Venue {
  readonly common: Common
  readonly mark: MarkTwin
  readonly orders: OrderBook
  readonly margin: MarginTwin
  readonly triggers = new TriggerTwin()
  readonly lists: ListRecord[] = []
  /** Replaced, never changed. */
  book: readonly Resting[] = []
  /** Price of the last trade. */
  last: bigint | undefined
  #turn = 0
  #trades = 0
  #prevented = 0

  constructor(common: Common, lending: LendingTwin) {
    this.common = common
    this.mark = new MarkTwin(common)
    this.orders = new OrderBook(common)
    this.margin = new MarginTwin(this, lending)
  }

  get coinsPerLot(): bigint {
    return coinsOfLot[this.common.value('market.pair')] as bigint
  }

  get scene(): Scene {
    const { common, mark, book, last, coinsPerLot } = this
    return { common, mark, book, turn: this.#turn, last, coinsPerLot }
  }

  record(at: number, input: OrderInput, { list, leg = 'free', pending = false }: Known = {}): OrderRecord {
    const order: OrderRecord = {
      id: this.orders.nextId,
      input,
      pair: this.common.value('market.pair'),
      placedAt: at,
      updatedAt: at,
      takerBps: BigInt(this.common.value('market.takerFee')),
      makerBps: BigInt(this.common.value('market.makerFee')),
      taken: { lots: 0n, notional: 0n },
      made: { lots: 0n, notional: 0n },
      status: pending ? 'pending' : 'open',
      lots: input.kind === 'market_quote' ? null : input.lots,
      triggeredAt: null,
      list,
      leg,
      need: 0n,
    }
    this.orders.add(order)
    return order
  }

  /** It waits for the price of a trade from now on. */
  wait({ id, input }: OrderRecord): void {
    if (input.trigger) this.triggers.add({ id, side: input.side, trigger: input.trigger }, this.last)
  }

  /**
   * An open order of which nothing has traded meets the book, with what it borrows. Returns it as it is told to its
   * owner: before reduce-only orders give way.
   */
  match(at: number, order: OrderRecord, meeting: Meeting & { readonly borrows?: bigint }): Matched {
    const { account, side } = order.input
    const asset = side === 'buy' ? 'CR' : 'LCO'
    const { borrows = 0n } = meeting
    if (borrows > 0n) this.margin.lend(account, { asset, amount: borrows, cause: 'order' })
    const fills = this.#matchOnly(at, order, meeting)
    const view = viewOf(order)
    if (order.input.margin) this.#trim(order)
    return { view, fills }
  }

  /** What rests on the order's side of the margin account comes to no more than the position: others first, then this, then the oldest. */
  #trim(order: OrderRecord): void {
    const { account, side } = order.input
    const own = this.rests.filter((rest) => rest.onMargin && rest.account === account && rest.side === side)
    const reduces = ({ id }: Resting): boolean => this.orders.get(id).input.margin?.reduceOnly === true
    let left = this.margin.exposure.positionLots(account, side)
    for (const rest of own) if (!reduces(rest)) left -= rest.lots + rest.hidden
    const cut = own.filter(reduces).sort((a, b) => Number(b.id === order.id) - Number(a.id === order.id) || a.id - b.id)
    for (const rest of cut) {
      const all = rest.lots + rest.hidden
      const keeps = left < 0n ? 0n : least(left, all)
      left -= keeps
      const record = this.orders.get(rest.id)
      if (keeps === 0n) this.#remove([rest.id], { status: 'expired', cause: 'reduce_only' })
      else if (keeps < all) {
        record.lots = (record.lots as number) - Number(all - keeps)
        this.shrink(rest, all - keeps)
        this.orders.tell('order.updated', record, 'reduce_only')
        this.escrow()
      }
    }
  }

  #matchOnly(at: number, order: OrderRecord, { done, own, cut, blocked }: Meeting): object[] {
    const { input } = order
    const { account, side } = input
    this.#turn = done.turn
    order.taken = { lots: done.lots, notional: done.notional }
    const onMargin = input.margin !== undefined
    const whose = user(account, purposesOf(onMargin).free)
    const taker = { id: order.id, account, side, bps: order.takerBps, onMargin, source: 'normal', whose } as const
    const fills = this.settle(at, done, taker)
    if (fills.length > 0) this.margin.touch(input)
    for (const { maker, lots } of done.prevented) this.#prevent(order, maker, lots)
    const good = input.kind === 'limit' && input.tif === 'gtc'
    const beyond = (cut || blocked) && crosses(this.book, side, own)
    if (good && done.end === 'depth' && !beyond) {
      const slice = BigInt(input.iceberg ?? 0)
      const lots = slice > 0n && slice < done.left ? slice : done.left
      const { id, makerBps } = order
      const rest = { id, account, side, price: BigInt(own), turn: ++this.#turn, makerBps, slice, traded: 0n }
      this.book = [...this.book, { ...rest, lots, hidden: done.left - lots }]
      if (order.triggeredAt === null) this.orders.tell('order.placed', order, 'new')
      else this.orders.tell('order.updated', order, 'trigger')
    } else this.#over(order, done, good || blocked ? 'band' : 'ioc_rest')
    this.escrow()
    return fills
  }

  #over(order: OrderRecord, done: Walk, outOfDepth: Cause): void {
    const { input } = order
    const whole = input.kind === 'market_quote' ? done.end === 'budget' : done.lots === BigInt(order.lots as number)
    const spent = input.kind === 'market' && done.end === 'budget' && done.lots > 0n ? 'reserve' : 'fill'
    const depth = done.end === 'budget' && done.lots === 0n ? 'ioc_rest' : outOfDepth
    const causes = { filled: 'fill', budget: done.lots > 0n ? spent : depth, own: 'self_trade', depth } as const
    this.end(order, whole && done.lots > 0n ? 'filled' : 'expired', causes[done.end])
  }

  /** Two orders of one account met: told, and the resting one loses lots without a trade. */
  #prevent({ id, input }: OrderRecord, maker: Resting, lots: bigint): void {
    const { account, side, selfTrade: mode = 'expire_maker' } = input
    const meeting = { account, makerOrder: maker.id, takerOrder: id, takerSide: side, price: maker.price, lots, mode }
    this.common.tell('trade.prevented', { preventedId: ++this.#prevented, ...meeting })
    if (lots === 0n) return
    this.#replace(maker)
    const order = this.orders.get(maker.id)
    if (maker.lots === 0n) this.end(order, 'expired', 'self_trade')
    else this.orders.tell('order.updated', order, 'self_trade')
  }

  #replace(rest: Resting): void {
    this.book = this.book.map((order) => (order.id === rest.id ? rest : order)).filter(({ lots }) => lots > 0n)
  }

  /** Trades change what people own in all; what of it is in escrow follows from what rests. Account 0 is the fund, or the risk reserve. */
  settle(at: number, done: Walk, taker: TakerTwin): object[] {
    const sign = taker.side === 'buy' ? 1n : -1n
    const views: object[] = []
    let [notional, takerFees] = [0n, 0n]
    for (const { maker, lots } of done.fills) {
      const made = this.orders.get(maker.id)
      if (made.leg === 'paired') this.standAlone(made)
      const worth = lots * maker.price
      const makerPays = makerFee(maker.traded, maker.makerBps) - makerFee(maker.traded - worth, maker.makerBps)
      notional += worth
      const takerPays = takerFee(notional, taker.bps) - takerFees
      takerFees += takerPays
      const makerMargin = made.input.margin !== undefined
      const coins = sign * lots * this.coinsPerLot
      this.#own(taker.whose, [-sign * worth - takerPays, coins])
      this.#own(user(maker.account, purposesOf(makerMargin).free), [sign * worth - makerPays, -coins])
      this.margin.touch(made.input)
      this.common.balances.add('platform:trading-fees:CR', takerPays + makerPays)
      const tradeId = ++this.#trades
      this.common.tell('trade', {
        ...{ tradeId, price: maker.price, lots, takerSide: taker.side, makerOrder: maker.id, takerOrder: taker.id },
        ...{ maker: maker.account, taker: taker.account, makerFee: makerPays, takerFee: takerPays },
        ...{ makerMargin, takerMargin: taker.onMargin, source: taker.source },
      })
      this.mark.trade(at, { notional: worth, coins: lots * this.coinsPerLot }, taker.source === 'normal')
      this.last = maker.price
      this.triggers.trade(maker.price)
      views.push({ tradeId, price: maker.price, lots, fee: takerPays })
      this.#made(made, maker, { lots, notional: worth })
    }
    return views
  }

  /** The fund buys at no fee. */
  sweep(want: Want): Walk {
    const whose = 'platform:ecosystem-fund'
    return this.meet(want, { id: 0, account: 0, side: 'buy', bps: 0n, onMargin: false, source: 'buyback', whose })
  }

  /** What this would trade now. */
  look(want: Want): Walk {
    return walk(this.book, want, this.#turn)
  }

  /** Trades at once and leaves no order. */
  meet(want: Want, taker: TakerTwin): Walk {
    const done = this.look(want)
    this.#turn = done.turn
    this.settle(this.common.now, done, taker)
    this.escrow()
    return done
  }

  /** Takes lots off a resting order, hidden ones first. */
  shrink(rest: Resting, lots: bigint): void {
    const hidden = lots < rest.hidden ? lots : rest.hidden
    this.#replace({ ...rest, hidden: rest.hidden - hidden, lots: rest.lots - (lots - hidden) })
  }

  /** The maker's side of a fill; `rest` is what is left of it. */
  #made(order: OrderRecord, rest: Resting, fill: { lots: bigint; notional: bigint }): void {
    this.#replace(rest)
    order.made = { lots: order.made.lots + fill.lots, notional: order.made.notional + fill.notional }
    if (rest.lots === 0n) this.end(order, 'filled', 'fill')
    else this.orders.tell('order.updated', order, 'fill')
  }

  #own(whose: string, [credits, coins]: readonly [bigint, bigint]): void {
    this.common.balances.add(`${whose}:CR`, credits)
    this.common.balances.add(`${whose}:LCO`, coins)
  }

  /** By itself: what its list binds besides ends with it, unless it was the first and is filled. */
  end(order: OrderRecord, status: EndStatus, why: Cause | Refused): void {
    const { list, leg } = order
    this.#forget(order)
    order.leg = 'free'
    if (list && leg === 'first' && status === 'filled')
      this.triggers.due.push({ id: list.orders[1] as number, price: null })
    else if (list && leg !== 'free') this.#endOthers(list)
    this.orders.end(order, status, why)
  }

  /** About to trade, or fired: the other of the two is canceled. */
  standAlone(order: OrderRecord): void {
    order.leg = 'free'
    if (order.list) this.#endOthers(order.list)
    this.escrow()
  }

  #endOthers(list: ListRecord): void {
    const others = this.bound(list)
    for (const other of others) this.#takeOut(other)
    this.closeList(list)
    for (const other of others) {
      this.#forget(other)
      this.orders.end(other, 'canceled', 'list')
    }
  }

  /** Live orders that the list still binds. */
  bound(list: ListRecord): OrderRecord[] {
    return list.orders
      .map((id) => this.orders.get(id))
      .filter((order) => order && isLive(order) && order.leg !== 'free')
  }

  closeList(list: ListRecord): void {
    list.status = 'done'
    list.reserve = 0n
    list.updatedAt = this.common.now
    this.common.tell('list.done', { list: listViewOf(list) })
  }

  #takeOut(order: OrderRecord): void {
    order.leg = 'free'
    this.book = this.book.filter(({ id }) => id !== order.id)
    this.triggers.remove(order.id)
  }

  /** In this order; one that a list binds takes all that it binds with it. */
  remove(ids: readonly number[], cause: Cause): void {
    this.#remove(ids, { status: 'canceled', cause })
  }

  #remove(ids: readonly number[], { status, cause }: { status: EndStatus; cause: Cause }): void {
    for (const id of ids) {
      const order = this.orders.get(id)
      if (!isLive(order)) continue
      const all = order.list && order.leg !== 'free' ? this.bound(order.list) : [order]
      const bound = order.leg !== 'free'
      for (const one of all) this.#takeOut(one)
      if (order.list && bound) this.closeList(order.list)
      for (const one of all) {
        this.#forget(one)
        this.orders.end(one, status, cause)
      }
    }
    this.escrow()
  }

  /** Makes the escrow of every account what its orders and lists may still need; the rest is available. */
  escrow(): void {
    const held = new Map<string, bigint>()
    const hold = ({ account, side, margin }: Holding, amount: bigint): void => {
      const name = `${user(account, purposesOf(margin !== undefined).held)}:${side === 'buy' ? 'CR' : 'LCO'}`
      held.set(name, (held.get(name) ?? 0n) + amount)
    }
    for (const rest of this.book) {
      const { leg, input } = this.orders.get(rest.id)
      if (leg !== 'paired') hold(input, this.costOf(rest))
    }
    for (const { input, status, leg, need } of this.orders.allLive())
      if (status === 'pending' && leg === 'free') hold(input, need)
    for (const list of this.lists) {
      const { margin } = this.orders.get(list.orders[0] as number).input
      if (list.reserve > 0n) hold({ account: list.account, side: list.side, margin }, list.reserve)
    }
    for (const account of this.common.people.keys())
      for (const onMargin of [false, true]) this.#reserve(account, purposesOf(onMargin), held)
  }

  /** The rest of a resting order; of a buy with the maker's fee that it would still pay. */
  costOf({ side, price, lots, hidden, traded, makerBps }: Resting): bigint {
    if (side === 'sell') return (lots + hidden) * this.coinsPerLot
    const rest = price * (lots + hidden)
    return rest + makerFee(traded + rest, makerBps) - makerFee(traded, makerBps)
  }

  #reserve(
    account: number,
    { free, held: purpose }: ReturnType<typeof purposesOf>,
    held: ReadonlyMap<string, bigint>,
  ): void {
    const { balances } = this.common
    for (const asset of ['CR', 'LCO']) {
      const name = `${user(account, purpose)}:${asset}`
      const change = (held.get(name) ?? 0n) - balances.get(name)
      if (change !== 0n) balances.move(`${user(account, free)}:${asset}`, name, change)
    }
  }

  /** A margin order has ended. */
  #forget({ input }: OrderRecord): void {
    this.margin.touch(input)
  }

  /** What rests, with its wallet. */
  get rests(): readonly (Resting & { readonly onMargin: boolean })[] {
    return this.book.map((rest) => ({ ...rest, onMargin: this.orders.get(rest.id).input.margin !== undefined }))
  }
}

interface Matched {
  readonly view: object
  readonly fills: object[]
}

interface Holding extends Pick<OrderInput, 'side'> {
  readonly account: number
  readonly margin?: OrderInput['margin'] | undefined
}
