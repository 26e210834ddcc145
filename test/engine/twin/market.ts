/** The market twin: which orders are accepted, what they trade and rest, what everybody then owns. Knows only inputs and events. */
import type { InputOf, OrderInput } from '../../../src/engine/command.ts'
import type { Event, EventOf } from '../../../src/engine/event.ts'
import { type Balances, user } from './balances.ts'
import { capOf, facing, makerFee, type Resting, takerFee, type Walk, walk } from './matching.ts'

const MAX_PRICE = 1_000_000_000
const MAX_LOTS = 10_000_000_000
const coinsOfLot = [10_000_000n, 1_000_000n, 100_000n]

/** What an order must come to. */
export type Expected =
  | { readonly code: string }
  | { readonly repeats: number }
  | { readonly status: string; readonly lots: bigint; readonly notional: bigint; readonly fee: bigint }

interface Known {
  readonly body: string
  readonly id: number
}

export class MarketTwin {
  readonly #balances: Balances
  book: Resting[] = []
  readonly #parameters = new Map<string, number>()
  readonly #clients = new Map<string, Known>()
  readonly flags = new Map<number, { operator: boolean; suspended: boolean }>()
  #turn = 0
  #mark: number | null = null
  #frozenSince: number | undefined
  #pausedUntil = 0
  #trading = true
  #guard = 0n

  constructor(balances: Balances, parameters: Readonly<Record<string, number>>) {
    this.#balances = balances
    for (const [key, value] of Object.entries(parameters)) this.#parameters.set(key, value)
  }

  #value(key: string): number {
    return this.#parameters.get(key) as number
  }

  get coinsPerLot(): bigint {
    return coinsOfLot[this.#value('market.pair')] as bigint
  }

  /** What happens around the market: marks, pauses, parameters, roles, the buyback. */
  observe(event: Event): void {
    if (event.type === 'mark') {
      this.#mark = event.mark
      this.#frozenSince = event.frozen ? (this.#frozenSince ?? event.at) : undefined
    } else if (event.type === 'trading.paused') this.#pausedUntil = event.until
    else if (event.type === 'switch.changed' && event.product === 'trading') this.#trading = event.on
    else if (event.type === 'parameter.changed') this.#changed(event)
    else if (event.type === 'account.opened')
      this.flags.set(event.account, { operator: event.operator, suspended: this.#flag(event.account).suspended })
    else if (event.type === 'account.suspended')
      this.flags.set(event.account, { operator: this.#flag(event.account).operator, suspended: event.suspended })
    else if (event.type === 'buyback.opened') this.#guard = BigInt(event.guard ?? 0)
    else if (event.type === 'buyback.slice' && !event.outcome.startsWith('missed')) this.#slice(event)
  }

  #flag(account: number): { operator: boolean; suspended: boolean } {
    return this.flags.get(account) ?? { operator: false, suspended: false }
  }

  #changed({ key, before, after }: EventOf<'parameter.changed'>): void {
    this.#parameters.set(key, after)
    if (key !== 'market.pair' || before === after) return
    this.book = []
    const tick = [10, 100, 1_000]
    const inNew = (n: number): number =>
      Math.min(MAX_PRICE, Math.max(1, Math.floor((n * (tick[before] as number)) / (tick[after] as number))))
    if (this.#mark !== null) this.#mark = inNew(this.#mark)
    if (this.#guard > 0n) this.#guard = BigInt(inNew(Number(this.#guard)))
    this.#escrow()
  }

  /** A slice of the buyback meets the book like anybody, at no fee. */
  #slice(event: EventOf<'buyback.slice'>): void {
    const cap = BigInt(event.offered)
    const rules = { side: 'buy', selfTrade: 'expire_maker' } as const
    const done = walk(this.book, { account: 0, limit: this.#guard, lots: BigInt(MAX_LOTS), cap, ...rules })
    if (BigInt(event.spent) !== done.notional || BigInt(event.bought) !== done.lots * this.coinsPerLot)
      throw new Error(
        `a slice bought ${event.bought} for ${event.spent}, the twin ${done.lots} lots for ${done.notional}`,
      )
    this.#settle(done, { account: 0, side: 'buy', bps: 0n })
    this.#escrow()
  }

  #band(at: number): readonly [low: number, high: number] {
    if (this.#mark === null) return [1, MAX_PRICE]
    const steps = this.#frozenSince === undefined ? 0 : Math.floor((at - this.#frozenSince) / 600_000)
    const width = BigInt(this.#value('market.band') + 2_000 * steps)
    const mark = BigInt(this.#mark)
    const high = Number((mark * (10_000n + width)) / 10_000n)
    const low = width >= 10_000n ? 0 : Number((mark * (10_000n - width) + 9_999n) / 10_000n)
    return [Math.max(1, Math.min(low, this.#mark - 1)), Math.min(MAX_PRICE, Math.max(high, this.#mark + 1))]
  }

  /** What placing this must come to; an accepted order is booked. `id` is the number it gets. */
  place(at: number, input: OrderInput, id: number): Expected {
    const known = this.#known(input)
    const refused = this.#role(input.account) ?? known
    if (refused) return refused
    if (!this.#trading) return { code: 'trading_stopped' }
    const expected = this.#decide(at, input, id)
    if (!('code' in expected) && input.clientOrderId !== undefined)
      this.#clients.set(`${input.account} ${input.clientOrderId}`, { body: bodyOf(input), id })
    return expected
  }

  #role(account: number): Expected | undefined {
    const flags = this.flags.get(account)
    if (!flags) return { code: 'account_not_found' }
    if (flags.suspended) return { code: 'account_suspended' }
    return flags.operator ? { code: 'account_is_operator' } : undefined
  }

  #known(input: OrderInput): Expected | undefined {
    const known = this.#clients.get(`${input.account} ${input.clientOrderId}`)
    if (input.clientOrderId === undefined || !known) return undefined
    if (known.body === bodyOf(input)) return { repeats: known.id }
    return this.book.some(({ id }) => id === known.id) ? { code: 'client_order_id_reused' } : undefined
  }

  #decide(at: number, input: OrderInput, id: number): Expected {
    const code = this.#fields(input) ?? this.#state(at, input)
    if (code) return { code }
    const bps = BigInt(this.#value('market.takerFee'))
    const [low, high] = this.#band(at)
    const buys = input.side === 'buy'
    const own = input.kind === 'limit' ? input.price : buys ? MAX_PRICE : 1
    const limit = buys ? Math.min(own, high) : Math.max(own, low)
    const lots = input.kind === 'market_quote' ? BigInt(MAX_LOTS) : BigInt(input.lots)
    const [best] = facing(this.book, input.side)
    const blocked = best !== undefined && (best.price < BigInt(low) || best.price > BigInt(high))
    if (input.kind !== 'market_quote' && BigInt(limit) * lots > BigInt(Number.MAX_SAFE_INTEGER))
      return { code: 'above_max_notional' }
    const cap = input.kind !== 'market_quote' ? undefined : buys ? capOf(BigInt(input.quote), bps) : BigInt(input.quote)
    const { account, side, selfTrade = 'expire_maker' } = input
    const want = { account, side, limit: BigInt(limit), lots, cap, selfTrade }
    const idle: Walk = { fills: [], shrunk: [], left: lots, lots: 0n, notional: 0n, end: 'depth' }
    const done = blocked || (input.kind === 'limit' && input.postOnly) ? idle : walk(this.book, want)
    const crosses = (price: number): boolean =>
      best !== undefined && (buys ? best.price <= BigInt(price) : best.price >= BigInt(price))
    const unfit = this.#unfit(input, { done, blocked, crosses: crosses(own) })
    return unfit ?? this.#book(input, { done, id, own, cut: limit !== own || blocked, bps })
  }

  #fields(input: OrderInput): string | undefined {
    if (input.kind === 'market_quote') return this.#worth(input.quote)
    if (!Number.isSafeInteger(input.lots) || input.lots < 1 || input.lots > MAX_LOTS) return 'bad_quantity'
    if (input.kind === 'market') return undefined
    if (!Number.isSafeInteger(input.price) || input.price < 1 || input.price > MAX_PRICE) return 'bad_price'
    if (input.postOnly && input.tif !== 'gtc') return 'bad_order_fields'
    return this.#worth(input.price * input.lots)
  }

  #worth(notional: number): string | undefined {
    if (!Number.isSafeInteger(notional)) return 'above_max_notional'
    // Where the least is set above the most, an order is first too small.
    if (notional < this.#value('market.minNotional')) return 'below_min_notional'
    return notional > this.#value('market.maxNotional') ? 'above_max_notional' : undefined
  }

  #state(at: number, input: OrderInput): string | undefined {
    if (at < this.#pausedUntil) return 'trading_paused'
    if (input.kind !== 'limit' && (this.#mark === null || this.#frozenSince !== undefined)) return 'no_mark_price'
    const worth = input.kind === 'market' ? this.#worth((this.#mark as number) * input.lots) : undefined
    if (worth) return worth
    const open = this.book.filter(({ account }) => account === input.account).length
    return open >= this.#value('market.openOrders') ? 'too_many_orders' : undefined
  }

  #unfit(
    input: OrderInput,
    { done, blocked, crosses }: { done: Walk; blocked: boolean; crosses: boolean },
  ): Expected | undefined {
    if (input.kind !== 'limit' && done.lots === 0n) return { code: 'no_liquidity' }
    if (input.kind === 'limit') {
      if (input.postOnly && crosses) return { code: 'would_cross' }
      const passes = (input.selfTrade ?? 'expire_maker') === 'expire_maker'
      const whole = done.end === 'filled' && (passes || done.shrunk.length === 0)
      if (input.tif === 'fok' && (blocked || !whole)) return { code: 'fok_not_filled' }
    }
    return this.#funds(input, done)
  }

  #funds(input: OrderInput, done: Walk): Expected | undefined {
    if (input.side === 'sell') {
      const lots = input.kind === 'market_quote' ? done.lots : BigInt(input.lots)
      const short = this.#balances.get(`${user(input.account, 'available')}:LCO`) < lots * this.coinsPerLot
      return short ? { code: 'insufficient_lco' } : undefined
    }
    const [taker, maker] = [this.#value('market.takerFee'), this.#value('market.makerFee')]
    let need = done.notional + takerFee(done.notional, BigInt(taker))
    if (input.kind === 'market_quote') need = BigInt(input.quote)
    if (input.kind === 'limit') {
      const notional = BigInt(input.price) * BigInt(input.lots)
      need = notional + takerFee(notional, BigInt(Math.max(input.postOnly ? 0 : taker, maker)))
    }
    const short = this.#balances.get(`${user(input.account, 'available')}:CR`) < need
    return short ? { code: 'insufficient_credits' } : undefined
  }

  #book(
    input: OrderInput,
    { done, id, own, cut, bps }: { done: Walk; id: number; own: number; cut: boolean; bps: bigint },
  ): Expected {
    const { account, side } = input
    this.#settle(done, { account, side, bps })
    const [best] = facing(this.book, side)
    const beyond = cut && best !== undefined && (side === 'buy' ? best.price <= BigInt(own) : best.price >= BigInt(own))
    const rests = input.kind === 'limit' && input.tif === 'gtc' && done.end === 'depth' && !beyond ? done.left : 0n
    if (rests > 0n) {
      const makerBps = BigInt(this.#value('market.makerFee'))
      const turn = ++this.#turn
      this.book.push({ id, account, side, price: BigInt(own), turn, makerBps, lots: rests, traded: 0n })
    }
    this.#escrow()
    const whole = input.kind === 'market_quote' ? done.end === 'budget' : done.lots === BigInt(input.lots)
    const status = rests > 0n ? 'open' : whole && done.lots > 0n ? 'filled' : 'expired'
    return { status, lots: done.lots, notional: done.notional, fee: takerFee(done.notional, bps) }
  }

  /** Trades change what people own in all; what of it is in escrow follows from what rests. */
  #settle(done: Walk, taker: { account: number; side: 'buy' | 'sell'; bps: bigint }): void {
    const money = (account: number, amount: bigint): void =>
      this.#balances.add(account === 0 ? 'platform:ecosystem-fund:CR' : `${user(account, 'available')}:CR`, amount)
    const coins = (account: number, amount: bigint): void =>
      this.#balances.add(account === 0 ? 'platform:ecosystem-fund:LCO' : `${user(account, 'available')}:LCO`, amount)
    const sign = taker.side === 'buy' ? 1n : -1n
    let fees = takerFee(done.notional, taker.bps)
    money(taker.account, -sign * done.notional - fees)
    coins(taker.account, sign * done.lots * this.coinsPerLot)
    for (const { maker, lots } of done.fills) {
      const notional = lots * maker.price
      const fee = makerFee(maker.traded, maker.makerBps) - makerFee(maker.traded - notional, maker.makerBps)
      money(maker.account, sign * notional - fee)
      coins(maker.account, -sign * lots * this.coinsPerLot)
      fees += fee
    }
    this.#balances.add('platform:trading-fees:CR', fees)
    const changed = new Map([...done.fills.map(({ maker }) => maker), ...done.shrunk].map((order) => [order.id, order]))
    this.book = this.book.map((order) => changed.get(order.id) ?? order).filter(({ lots }) => lots > 0n)
  }

  cancel(id: number): void {
    this.book = this.book.filter((order) => order.id !== id)
    this.#escrow()
  }

  cancelAll({ account }: InputOf<'order.cancel_all'>): void {
    this.book = this.book.filter((order) => order.account !== account)
    this.#escrow()
  }

  /** Makes the escrow of every account what its resting orders may still cost; the rest is available. */
  #escrow(): void {
    for (const account of this.flags.keys()) {
      const own = this.book.filter((order) => order.account === account)
      const credits = own.filter(({ side }) => side === 'buy').reduce((sum, order) => sum + costOf(order), 0n)
      const lots = own.filter(({ side }) => side === 'sell').reduce((sum, order) => sum + order.lots, 0n)
      this.#reserve(account, 'CR', credits)
      this.#reserve(account, 'LCO', lots * this.coinsPerLot)
    }
  }

  #reserve(account: number, asset: string, amount: bigint): void {
    const name = `${user(account, 'order')}:${asset}`
    this.#balances.move(`${user(account, 'available')}:${asset}`, name, amount - this.#balances.get(name))
  }
}

/** The rest of a resting buy and the maker's fee it would still pay. */
function costOf({ price, lots, traded, makerBps }: Resting): bigint {
  const rest = price * lots
  return rest + makerFee(traded + rest, makerBps) - makerFee(traded, makerBps)
}

function bodyOf({ selfTrade = 'expire_maker', ...input }: OrderInput): string {
  const rows = Object.entries({ ...input, selfTrade }).sort(([a], [b]) => (a < b ? -1 : 1))
  return JSON.stringify(rows.filter(([, value]) => value !== undefined))
}
