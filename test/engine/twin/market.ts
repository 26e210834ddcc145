/** The market twin: which orders are accepted, what they trade and rest, what everybody then owns. Knows inputs and the time. */
import type { InputOf, OrderInput } from '../../../src/engine/command.ts'
import type { RejectionCode } from '../../../src/engine/rejections.ts'
import { user } from './balances.ts'
import type { Common } from './common.ts'
import type { Expected } from './expected.ts'
import { MarkTwin } from './mark.ts'
import { capOf, facing, makerFee, type Resting, takerFee, type Walk, walk } from './matching.ts'
import { isSame, OrderBook, type OrderRecord, viewOf } from './orders.ts'

const MAX_PRICE = 1_000_000_000
const MAX_LOTS = 10_000_000_000
const coinsOfLot = [10_000_000n, 1_000_000n, 100_000n]
const tickOfPair = [10, 100, 1_000]

/** How an order meets the book. */
interface Meeting {
  readonly done: Walk
  /** Its own limit, or the book's end. */
  readonly own: number
  /** The band ends before its own limit. */
  readonly cut: boolean
  /** The best price of the other side is beyond the band. */
  readonly blocked: boolean
}

export class MarketTwin {
  readonly #common: Common
  readonly mark: MarkTwin
  readonly #orders: OrderBook
  /** Replaced, never changed. */
  book: readonly Resting[] = []
  #turn = 0
  #trades = 0
  #mid: { book: readonly Resting[]; notional: number; mid: number | undefined } | undefined

  constructor(common: Common) {
    this.#common = common
    this.mark = new MarkTwin(common)
    this.#orders = new OrderBook(common)
  }

  get coinsPerLot(): bigint {
    return coinsOfLot[this.#common.value('market.pair')] as bigint
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
    const bought = walk(this.book, { ...rules, side: 'buy', limit: BigInt(MAX_PRICE) })
    const sold = walk(this.book, { ...rules, side: 'sell', limit: 1n })
    if ([bought, sold].some(({ end, lots }) => end === 'depth' || lots === 0n)) return undefined
    const halves = bought.notional * sold.lots + sold.notional * bought.lots
    return Number(halves / (2n * bought.lots * sold.lots))
  }

  place(at: number, input: OrderInput): Expected {
    const code = this.#common.badPerson(input.account, 'player')
    if (code) return { code }
    const known = this.#orders.named(input.account, input.clientOrderId)
    if (known && isSame(known, input, this.#common.value('market.pair')))
      return { result: { order: viewOf(known), fills: [], repeated: true }, repeats: true }
    if (known?.status === 'open') return { code: 'client_order_id_reused' }
    if (this.#common.switchedOff.has('trading')) return { code: 'trading_stopped' }
    const bad = this.#fields(input) ?? this.#state(at, input)
    if (bad) return { code: bad }
    const meeting = this.#meet(at, input)
    if (!meeting) return { code: 'above_max_notional' }
    const unfit = this.#unfit(input, meeting) ?? this.#funds(input, meeting.done)
    return unfit ? { code: unfit } : this.#book(at, input, meeting)
  }

  #fields(input: OrderInput): RejectionCode | undefined {
    if (input.kind === 'market_quote') return this.#worth(input.quote)
    if (!Number.isSafeInteger(input.lots) || input.lots < 1 || input.lots > MAX_LOTS) return 'bad_quantity'
    if (input.kind === 'market') return undefined
    if (!Number.isSafeInteger(input.price) || input.price < 1 || input.price > MAX_PRICE) return 'bad_price'
    if (input.postOnly && input.tif !== 'gtc') return 'bad_order_fields'
    return this.#worth(input.price * input.lots)
  }

  #worth(notional: number): RejectionCode | undefined {
    if (!Number.isSafeInteger(notional)) return 'above_max_notional'
    // Where the least is set above the most, an order is first too small.
    if (notional < this.#common.value('market.minNotional')) return 'below_min_notional'
    return notional > this.#common.value('market.maxNotional') ? 'above_max_notional' : undefined
  }

  #state(at: number, input: OrderInput): RejectionCode | undefined {
    if (at < this.mark.pausedUntil) return 'trading_paused'
    if (input.kind !== 'limit' && !this.mark.live) return 'no_mark_price'
    const worth = input.kind === 'market' ? this.#worth((this.mark.price as number) * input.lots) : undefined
    if (worth) return worth
    const open = this.book.filter(({ account }) => account === input.account).length
    return open >= this.#common.value('market.openOrders') ? 'too_many_orders' : undefined
  }

  #meet(at: number, input: OrderInput): Meeting | undefined {
    const [low, high] = this.mark.band(at)
    const buys = input.side === 'buy'
    const own = input.kind === 'limit' ? input.price : buys ? MAX_PRICE : 1
    const limit = buys ? Math.min(own, high) : Math.max(own, low)
    const byQuote = input.kind === 'market_quote'
    const lots = byQuote ? BigInt(MAX_LOTS) : BigInt(input.lots)
    if (!byQuote && BigInt(limit) * lots > BigInt(Number.MAX_SAFE_INTEGER)) return undefined
    const [best] = facing(this.book, input.side)
    const blocked = best !== undefined && (best.price < BigInt(low) || best.price > BigInt(high))
    const bps = BigInt(this.#common.value('market.takerFee'))
    const cap = byQuote ? (buys ? capOf(BigInt(input.quote), bps) : BigInt(input.quote)) : undefined
    const { account, side, selfTrade = 'expire_maker' } = input
    const idle: Walk = { fills: [], shrunk: [], left: lots, lots: 0n, notional: 0n, end: 'depth' }
    const stays = blocked || (input.kind === 'limit' && input.postOnly)
    const done = stays ? idle : walk(this.book, { account, side, limit: BigInt(limit), lots, cap, selfTrade })
    return { done, own, cut: limit !== own, blocked }
  }

  #crosses(side: 'buy' | 'sell', price: number): boolean {
    const [best] = facing(this.book, side)
    return best !== undefined && (side === 'buy' ? best.price <= BigInt(price) : best.price >= BigInt(price))
  }

  #unfit(input: OrderInput, { done, own, blocked }: Meeting): RejectionCode | undefined {
    if (input.kind !== 'limit') return done.lots === 0n ? 'no_liquidity' : undefined
    if (input.postOnly && this.#crosses(input.side, own)) return 'would_cross'
    const passes = (input.selfTrade ?? 'expire_maker') === 'expire_maker'
    const whole = !blocked && done.end === 'filled' && (passes || done.shrunk.length === 0)
    return input.tif === 'fok' && !whole ? 'fok_not_filled' : undefined
  }

  #funds(input: OrderInput, done: Walk): RejectionCode | undefined {
    const { account, side, kind } = input
    if (side === 'sell') {
      const lots = kind === 'market_quote' ? done.lots : BigInt(input.lots)
      const have = this.#common.balances.get(`${user(account, 'available')}:LCO`)
      return have < lots * this.coinsPerLot ? 'insufficient_lco' : undefined
    }
    const [taker, maker] = [this.#common.value('market.takerFee'), this.#common.value('market.makerFee')]
    let need = done.notional + takerFee(done.notional, BigInt(taker))
    if (kind === 'market_quote') need = BigInt(input.quote)
    if (kind === 'limit') {
      const dearer = input.postOnly || maker > taker ? maker : taker
      const notional = BigInt(input.price) * BigInt(input.lots)
      need = notional + takerFee(notional, BigInt(dearer))
    }
    return this.#common.balances.get(`${user(account, 'available')}:CR`) < need ? 'insufficient_credits' : undefined
  }

  #book(at: number, input: OrderInput, { done, own, cut, blocked }: Meeting): Expected {
    const { account, side } = input
    const [takerBps, makerBps] = [this.#common.value('market.takerFee'), this.#common.value('market.makerFee')].map(
      BigInt,
    ) as [bigint, bigint]
    const order: OrderRecord = {
      id: this.#orders.nextId,
      input,
      pair: this.#common.value('market.pair'),
      placedAt: at,
      updatedAt: at,
      takerBps,
      makerBps,
      taken: { lots: done.lots, notional: done.notional },
      made: { lots: 0n, notional: 0n },
      status: 'open',
    }
    this.#orders.add(order)
    const fills = this.#settle(at, done, { id: order.id, account, side, bps: takerBps })
    for (const { id, lots } of done.shrunk) this.#shrink(id, lots)
    const good = input.kind === 'limit' && input.tif === 'gtc'
    const beyond = (cut || blocked) && this.#crosses(side, own)
    if (good && done.end === 'depth' && !beyond) {
      const price = BigInt(own)
      const rest: Resting = {
        id: order.id,
        account,
        side,
        price,
        turn: ++this.#turn,
        makerBps,
        lots: done.left,
        traded: 0n,
      }
      this.book = [...this.book, rest]
      this.#orders.tell('order.placed', order, 'new')
    } else {
      const whole = input.kind === 'market_quote' ? done.end === 'budget' : done.lots === BigInt(input.lots)
      const ends = {
        filled: 'fill',
        budget: 'fill',
        own: 'self_trade',
        depth: good || blocked ? 'band' : 'ioc_rest',
      } as const
      this.#orders.end(order, whole && done.lots > 0n ? 'filled' : 'expired', ends[done.end])
    }
    this.#escrow()
    return { result: { order: viewOf(order), fills, repeated: false } }
  }

  /** An own order lost lots without a trade. */
  #shrink(id: number, lots: bigint): void {
    this.book = this.book
      .map((order) => (order.id === id ? { ...order, lots } : order))
      .filter((order) => order.lots > 0n)
    const order = this.#orders.get(id)
    if (lots === 0n) this.#orders.end(order, 'expired', 'self_trade')
    else this.#orders.tell('order.updated', order, 'self_trade')
  }

  /** Trades change what people own in all; what of it is in escrow follows from what rests. Account 0 is the fund. */
  #settle(at: number, done: Walk, taker: { id: number; account: number; side: 'buy' | 'sell'; bps: bigint }): object[] {
    const sign = taker.side === 'buy' ? 1n : -1n
    const views: object[] = []
    let [notional, takerFees] = [0n, 0n]
    for (const { maker, lots } of done.fills) {
      const worth = lots * maker.price
      const makerPays = makerFee(maker.traded, maker.makerBps) - makerFee(maker.traded - worth, maker.makerBps)
      notional += worth
      const takerPays = takerFee(notional, taker.bps) - takerFees
      takerFees += takerPays
      this.#own(taker.account, [-sign * worth - takerPays, sign * lots * this.coinsPerLot])
      this.#own(maker.account, [sign * worth - makerPays, -sign * lots * this.coinsPerLot])
      this.#common.balances.add('platform:trading-fees:CR', takerPays + makerPays)
      const tradeId = ++this.#trades
      const fees = { makerFee: makerPays, takerFee: takerPays }
      const source = taker.account === 0 ? 'buyback' : 'normal'
      this.#common.tell('trade', {
        tradeId,
        price: maker.price,
        lots,
        takerSide: taker.side,
        makerOrder: maker.id,
        takerOrder: taker.id,
        maker: maker.account,
        taker: taker.account,
        ...fees,
        source,
      })
      this.mark.trade(at, { notional: worth, coins: lots * this.coinsPerLot }, taker.account !== 0)
      views.push({ tradeId, price: maker.price, lots, fee: takerPays })
      this.#made(maker, { lots, notional: worth })
    }
    return views
  }

  /** The maker's side of a fill; `maker` is what is left of it. */
  #made(maker: Resting, fill: { lots: bigint; notional: bigint }): void {
    this.book = this.book.map((order) => (order.id === maker.id ? maker : order)).filter(({ lots }) => lots > 0n)
    const order = this.#orders.get(maker.id)
    order.made = { lots: order.made.lots + fill.lots, notional: order.made.notional + fill.notional }
    if (maker.lots === 0n) this.#orders.end(order, 'filled', 'fill')
    else this.#orders.tell('order.updated', order, 'fill')
  }

  #own(account: number, [credits, coins]: readonly [bigint, bigint]): void {
    const whose = account === 0 ? 'platform:ecosystem-fund' : user(account, 'available')
    this.#common.balances.add(`${whose}:CR`, credits)
    this.#common.balances.add(`${whose}:LCO`, coins)
  }

  /** A slice of the buyback meets the book like anybody, at no fee. */
  sweep(at: number, offered: bigint, guard: number): { spent: bigint; bought: bigint; whole: boolean } {
    const rules = { account: 0, side: 'buy', selfTrade: 'expire_maker' } as const
    const done = walk(this.book, { ...rules, limit: BigInt(guard), lots: BigInt(MAX_LOTS), cap: offered })
    this.#settle(at, done, { id: 0, account: 0, side: 'buy', bps: 0n })
    this.#escrow()
    return { spent: done.notional, bought: done.lots * this.coinsPerLot, whole: done.end !== 'depth' }
  }

  cancel({ account, orderId, clientOrderId }: InputOf<'order.cancel'>): Expected {
    const order = this.#orders.open(account, orderId ?? this.#orders.named(account, clientOrderId)?.id)
    if (!order) return { code: 'order_not_found' }
    this.#remove([order.id], 'cancel')
    return { result: { order: viewOf(order) } }
  }

  cancelAll({ account }: InputOf<'order.cancel_all'>): Expected {
    if (!this.#common.people.has(account)) return { code: 'account_not_found' }
    const canceled = this.#openOf(account)
    this.#remove(canceled, 'cancel')
    return { result: { canceled }, repeats: canceled.length === 0 }
  }

  #openOf(account: number): number[] {
    const ids = this.book.filter((order) => order.account === account).map(({ id }) => id)
    return ids.sort((a, b) => a - b)
  }

  /** This account may not trade any more. */
  bar(account: number, cause: 'suspension' | 'operator'): void {
    this.#remove(this.#openOf(account), cause)
  }

  #remove(ids: readonly number[], cause: 'cancel' | 'pair_change' | 'suspension' | 'operator'): void {
    this.book = this.book.filter(({ id }) => !ids.includes(id))
    for (const id of ids) this.#orders.end(this.#orders.get(id), 'canceled', cause)
    this.#escrow()
  }

  /** The pair has changed: no order survives it. Returns how a price is expressed in the new tick. */
  repair(at: number, before: number): (price: number) => number {
    const after = this.#common.value('market.pair')
    this.#remove(
      this.book.map(({ id }) => id).sort((a, b) => a - b),
      'pair_change',
    )
    const [old, fresh] = [tickOfPair[before] as number, tickOfPair[after] as number]
    const inNew = (price: number): number => Math.min(MAX_PRICE, Math.max(1, Math.floor((price * old) / fresh)))
    this.mark.rescale(inNew, { at, floorsTo: fresh < old ? this.coinsPerLot : undefined })
    return inNew
  }

  /** Makes the escrow of every account what its resting orders may still cost; the rest is available. */
  #escrow(): void {
    for (const account of this.#common.people.keys()) {
      const own = this.book.filter((order) => order.account === account)
      const credits = own.filter(({ side }) => side === 'buy').reduce((sum, order) => sum + costOf(order), 0n)
      const lots = own.filter(({ side }) => side === 'sell').reduce((sum, order) => sum + order.lots, 0n)
      this.#reserve(account, 'CR', credits)
      this.#reserve(account, 'LCO', lots * this.coinsPerLot)
    }
  }

  #reserve(account: number, asset: string, amount: bigint): void {
    const name = `${user(account, 'order')}:${asset}`
    const { balances } = this.#common
    balances.move(`${user(account, 'available')}:${asset}`, name, amount - balances.get(name))
  }
}

/** The rest of a resting buy and the maker's fee it would still pay. */
function costOf({ price, lots, traded, makerBps }: Resting): bigint {
  const rest = price * lots
  return rest + makerFee(traded + rest, makerBps) - makerFee(traded, makerBps)
}
