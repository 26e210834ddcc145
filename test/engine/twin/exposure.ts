/** The twin of what an account may owe: every order, loan and trade looked at anew each time it asks. docs/concepts/margin.md. */
import type { OrderInput } from '../../../src/engine/command.ts'
import type { RejectionCode } from '../../../src/engine/rejections.ts'
import { user } from './balances.ts'
import { greatest, least, up } from './bigints.ts'
import type { Asset, LendingTwin } from './lending.ts'
import { takerFee } from './matching.ts'
import type { OrderRecord } from './orders.ts'
import { equityAt, type Position, sumsAt, WHOLE, worthOf } from './position.ts'
import { MAX_PRICE } from './rules.ts'
import { purposesOf, type Venue } from './venue.ts'

const DAY = 24 * 3_600_000
const ALL_COINS = 1_000_000_000_000_000n

interface Prices {
  readonly assets: bigint
  readonly debts: bigint
}

export interface Traded {
  readonly lots: bigint
  readonly notional: bigint
}

interface Need {
  readonly need: bigint
  readonly borrow: bigint
  readonly brings: bigint
}

export interface Ask {
  readonly account: number
  readonly asset: Asset
  readonly amount: bigint
}

export class ExposureTwin {
  readonly #desk: Venue
  readonly #lending: LendingTwin
  readonly #isClosing: (account: number) => boolean

  constructor(desk: Venue, lending: LendingTwin, isClosing: (account: number) => boolean) {
    this.#desk = desk
    this.#lending = lending
    this.#isClosing = isClosing
  }

  position(account: number): Position {
    const { balances } = this.#desk.common
    const sum = (asset: Asset): bigint => {
      const { free, held } = purposesOf(true)
      return balances.get(`${user(account, free)}:${asset}`) + balances.get(`${user(account, held)}:${asset}`)
    }
    const owed = (asset: Asset): bigint => this.#lending.debtOf(account, asset)
    return { cash: sum('CR'), coins: sum('LCO'), debtCredits: owed('CR'), debtCoins: owed('LCO') }
  }

  /** Ticks; 1 before there was any. */
  get mark(): bigint {
    return BigInt(this.#desk.mark.price ?? 1)
  }

  /** Lots of the position that this side makes smaller; a purchase rounded up, so that all can be paid back. */
  positionLots(account: number, side: 'buy' | 'sell'): bigint {
    const { coins, debtCoins } = this.position(account)
    const lot = this.#desk.coinsPerLot
    if (side === 'sell') return coins > debtCoins ? (coins - debtCoins) / lot : 0n
    return debtCoins > coins ? up(debtCoins - coins, lot) : 0n
  }

  /** What an order borrows to be paid for, or why it can not be. `exempt`: margin was asked before. */
  fund(
    input: OrderInput,
    { need, trade, exempt = false }: { need: bigint; trade: Traded; exempt?: boolean },
  ): bigint | RejectionCode {
    const free = this.#free(input)
    const lacks = input.side === 'buy' ? 'insufficient_credits' : 'insufficient_lco'
    if (!input.margin || exempt) return free < need ? lacks : 0n
    if (free < need && !input.margin.borrow) return lacks
    const borrow = free < need ? need - free : 0n
    return this.#badOrder(input, { need, borrow, brings: this.#brings(input, trade) }) ?? borrow
  }

  /** Why an order may not hold so much while it waits or rests. */
  badHolding(input: OrderInput, need: bigint): RejectionCode | undefined {
    if (this.#free(input) < need) return input.side === 'buy' ? 'insufficient_credits' : 'insufficient_lco'
    if (!input.margin || input.margin.borrow) return undefined
    return this.#badOrder(input, { need, borrow: 0n, brings: this.#brings(input, this.waitingTrade(input)) })
  }

  #free({ account, side, margin }: OrderInput): bigint {
    const { free } = purposesOf(margin !== undefined)
    return this.#desk.common.balances.get(`${user(account, free)}:${side === 'buy' ? 'CR' : 'LCO'}`)
  }

  /** All of it at its limit, or at the far end of the band around the price that fires it. */
  waitingTrade(input: OrderInput): Traded {
    if (input.kind === 'limit') return { lots: BigInt(input.lots), notional: BigInt(input.price) * BigInt(input.lots) }
    if (input.kind === 'market_quote') {
      const price = input.side === 'buy' ? this.#farthest(input, 1n) : this.#farthest(input, -1n)
      return { lots: BigInt(input.quote) / price, notional: BigInt(input.quote) }
    }
    return { lots: BigInt(input.lots), notional: this.#farthest(input, -1n) * BigInt(input.lots) }
  }

  #farthest({ trigger }: OrderInput, sign: 1n | -1n): bigint {
    const band = BigInt(this.#desk.common.value('market.band'))
    const off = (price: bigint, bps: bigint): bigint =>
      sign > 0n ? up(price * (WHOLE + bps), WHOLE) : (price * greatest([0n, WHOLE - bps])) / WHOLE
    const begins = trigger?.price ?? this.#desk.last ?? 0
    const price = off(off(BigInt(begins), BigInt(trigger?.trailBps ?? 0)), band)
    return greatest([1n, least(price, BigInt(MAX_PRICE))])
  }

  #brings({ side }: OrderInput, { lots, notional }: Traded): bigint {
    const { common, coinsPerLot: lot } = this.#desk
    if (side === 'buy') return least(lots, ALL_COINS / lot) * lot
    const bps = greatest([BigInt(common.value('market.takerFee')), BigInt(common.value('market.makerFee'))])
    return notional - takerFee(notional, bps)
  }

  #badOrder({ account, side }: OrderInput, need: Need): RejectionCode | undefined {
    if (this.#isClosing(account)) return 'margin_closing'
    const asset: Asset = side === 'buy' ? 'CR' : 'LCO'
    const ask = { account, asset, amount: need.borrow }
    const owed = this.#lending.loans.get(account)?.asset
    if (need.borrow > 0n) return this.#badNew(ask) ?? this.#badLarger(ask, this.#loss(need, side, this.cautious))
    if (owed === undefined) return undefined
    if (owed !== asset) return this.#badSmaller(account, this.#loss(need, side, this.#atMark))
    if (!this.#desk.mark.live) return 'no_live_mark'
    return this.#badLarger(ask, this.#loss(need, side, this.cautious))
  }

  badLoan(ask: Ask): RejectionCode | undefined {
    if (this.#isClosing(ask.account)) return 'margin_closing'
    return this.#badNew(ask) ?? this.#badLarger(ask, 0n)
  }

  #badNew({ account, asset, amount }: Ask): RejectionCode | undefined {
    const { common, mark } = this.#desk
    if (common.switchedOff.has('borrowing')) return 'borrowing_unavailable'
    if (!mark.live) return 'no_live_mark'
    if (mark.firstAt === undefined || common.now - mark.firstAt < DAY) return 'mark_too_young'
    const owed = this.#lending.loans.get(account)?.asset
    if (owed !== undefined && owed !== asset) return 'other_debt'
    const pool = this.#lending.stoppedOrEmpty(asset, amount)
    if (pool || asset === 'CR') return pool
    const total = (this.#circulating() * BigInt(common.value('margin.lcoShare'))) / WHOLE
    if (this.#lending.lent('LCO') + amount > total) return 'lco_cap'
    const own = (total * BigInt(common.value('margin.accountShare'))) / WHOLE
    return this.#lending.debtOf(account, 'LCO') + amount > own ? 'account_lco_cap' : undefined
  }

  /** All that was ever mined and is not burned, staked, unbonding or locked. */
  #circulating(): bigint {
    const { balances, people } = this.#desk.common
    const get = (name: string): bigint => balances.get(`${name}:LCO`)
    let free = ALL_COINS - get('platform:unissued')
    for (const kind of ['buyback', 'prediction', 'bond']) free -= get(`platform:burned:${kind}`)
    for (const account of people.keys())
      for (const purpose of ['staked', 'unbonding', 'imo', 'bond']) free -= get(user(account, purpose))
    return free
  }

  /** Leverage, then what the book shows. */
  #badLarger(ask: Ask, loss: bigint): RejectionCode | undefined {
    const { account, asset, amount } = ask
    const { common, coinsPerLot: lot } = this.#desk
    const prices = this.cautious
    const position = this.position(account)
    const { assets } = sumsAt(position, { price: prices.assets, lot })
    const { debts } = sumsAt(position, { price: prices.debts, lot })
    const more = (price: bigint): bigint => (asset === 'CR' ? amount * lot : amount * price)
    const debt = up(debts + more(prices.debts), lot)
    const equity = (assets + more(prices.assets)) / lot - debt - loss - this.#openLoss(account, prices)
    const times = BigInt(common.value('margin.leverage')) - (asset === 'CR' ? WHOLE : 0n)
    if (debt > (equity > 0n ? (equity * times) / WHOLE : 0n)) return 'leverage_limit'
    if (this.#lending.debtOf(account, asset) + amount <= this.#depth(account, asset)) return undefined
    return asset === 'CR' ? 'depth_cap' : 'lco_depth_cap'
  }

  /** What others show near the mark, in units of the asset, and of it the share that one account may owe. */
  #depth(account: number, asset: Asset): bigint {
    const { common, book, coinsPerLot } = this.#desk
    const far = BigInt(common.value('margin.farLimit'))
    let shown = 0n
    for (const rest of book) {
      if (rest.account === account || rest.side !== (asset === 'CR' ? 'buy' : 'sell')) continue
      if (asset === 'CR' && rest.price * WHOLE >= this.mark * (WHOLE - far)) shown += rest.lots * rest.price
      if (asset === 'LCO' && rest.price * WHOLE <= this.mark * (WHOLE + far)) shown += rest.lots * coinsPerLot
    }
    return (shown * BigInt(common.value('margin.depthShare'))) / WHOLE
  }

  #badSmaller(account: number, loss: bigint): RejectionCode | undefined {
    const equity = equityAt(this.position(account), { price: this.mark, lot: this.#desk.coinsPerLot })
    return equity - loss - this.#openLoss(account, this.#atMark) < 0n ? 'beyond_bankruptcy' : undefined
  }

  get #atMark(): Prices {
    return { assets: this.mark, debts: this.mark }
  }

  /** Lowest and highest of mark, median of 30 minutes and average of the day. */
  get cautious(): Prices {
    const { mark, common, coinsPerLot } = this.#desk
    const known = [mark.median(common.now), mark.average24h(common.now, coinsPerLot)]
    const all = [this.mark, ...known.flatMap((price) => (price === null ? [] : [BigInt(price)]))]
    return { assets: all.reduce(least), debts: greatest(all) }
  }

  /** What an order takes off what the account has: what it gives less what it brings. */
  #loss({ need, brings }: Need, side: 'buy' | 'sell', { assets }: Prices): bigint {
    const coins = (units: bigint): bigint => worthOf(units, { price: assets, lot: this.#desk.coinsPerLot })
    return greatest([0n, side === 'buy' ? need - coins(brings) : coins(need) - brings])
  }

  /** Over all margin orders that rest or wait, each at its worst. */
  #openLoss(account: number, prices: Prices): bigint {
    let sum = 0n
    for (const order of this.#desk.orders.allLive())
      if (order.input.account === account && order.input.margin) sum += this.#lossOfOpen(order, prices)
    return sum
  }

  #lossOfOpen(order: OrderRecord, { assets }: Prices): bigint {
    if (order.leg === 'held') return 0n
    const { input } = order
    const rest = this.#desk.book.find(({ id }) => id === order.id)
    const ownPrice = input.kind === 'limit' ? input.price : (input.trigger?.price ?? this.#desk.last ?? assets)
    const worst = BigInt(ownPrice)
    const alone = rest ? this.#desk.costOf(rest) : order.status === 'pending' ? order.need : 0n
    const escrow = order.leg === 'paired' ? order.need : alone
    const waits = order.status === 'pending' ? (order.lots === null ? escrow / worst : BigInt(order.lots)) : 0n
    const lots = rest ? rest.lots + rest.hidden : waits
    if (input.side === 'buy') return greatest([0n, escrow - assets * lots])
    return greatest([0n, assets * lots - (worst * lots - up(worst * lots * order.takerBps, WHOLE))])
  }
}
