/** The twin of margin accounts: collateral, loans, stages, and after each command or mark everybody looked at anew. docs/concepts/margin.md. */
import type { InputOf, OrderInput } from '../../../src/engine/command.ts'
import type { RejectionCode } from '../../../src/engine/rejections.ts'
import { user } from './balances.ts'
import { least } from './bigints.ts'
import { ClosingTwin } from './closing.ts'
import { badAmount, badReason, type Common } from './common.ts'
import type { Expected } from './expected.ts'
import { ExposureTwin } from './exposure.ts'
import { type Asset, assets, badAsset, type LendingTwin } from './lending.ts'
import { facing } from './matching.ts'
import { levelAt, priceAtLevel, WHOLE } from './position.ts'
import type { Venue } from './venue.ts'

/** Accounts that one command tries to close. */
const MOST_TRIED = 50
const FROZEN_MS = 6 * 3_600_000

interface Accepted {
  readonly terms: string
  readonly at: number
}

export class MarginTwin {
  readonly #common: Common
  readonly #desk: Venue
  readonly #lending: LendingTwin
  readonly exposure: ExposureTwin
  readonly #closing: ClosingTwin
  readonly #accepted = new Map<number, Accepted>()
  /** Whoever is not calm. */
  readonly #stages = new Map<number, 'called' | 'closing'>()
  /** Whose orders traded or ended, true: one of them repays; and who has changed otherwise. */
  readonly #traded = new Map<number, boolean>()
  readonly #touched = new Set<number>()
  /** What is still to be told. */
  readonly #pools = new Set<Asset>()
  #round = { queue: [] as number[], again: false, ranAt: 0, seen: '' }

  constructor(desk: Venue, lending: LendingTwin) {
    this.#common = desk.common
    this.#desk = desk
    this.#lending = lending
    this.exposure = new ExposureTwin(desk, lending, (account) => this.#stages.get(account) === 'closing')
    const hands = {
      payBack: (account: number) => this.#payBack(account, 'forced'),
      settle: (account: number) => this.#settleOne(account),
      changed: (asset: Asset) => this.#pools.add(asset),
    }
    this.#closing = new ClosingTwin(desk, { lending, exposure: this.exposure, hands })
  }

  open(at: number, { account, terms }: InputOf<'margin.open'>): Expected {
    const code = this.#common.badPerson(account, 'player')
    if (code) return { code }
    const known = this.#accepted.get(account)
    if (known?.terms === terms) return { result: { acceptedAt: known.at }, repeats: true }
    this.#accepted.set(account, { terms, at })
    this.#common.tell('margin.opened', { account, terms, at })
    return { result: { acceptedAt: at } }
  }

  transfer(at: number, { account, direction, amount }: InputOf<'margin.transfer'>): Expected {
    const bad = badAmount(amount) ?? (this.#common.people.has(account) ? undefined : 'account_not_found')
    const code = bad ?? (this.#accepted.has(account) ? undefined : 'margin_not_open')
    if (code) return { code }
    const [spot, margin] = [`${user(account, 'available')}:CR`, `${user(account, 'margin')}:CR`]
    const [from, to] = direction === 'in' ? [spot, margin] : [margin, spot]
    const { balances } = this.#common
    if (balances.get(from) < BigInt(amount)) return { code: 'insufficient_credits' }
    const stays = direction === 'out' ? this.#badOut(account, BigInt(amount)) : undefined
    if (stays) return { code: stays }
    balances.move(from, to, BigInt(amount))
    this.#common.tell('margin.transferred', { account, direction, amount, at })
    this.#touched.add(account)
    return { result: { available: balances.get(spot), margin: balances.get(margin) } }
  }

  #badOut(account: number, amount: bigint): RejectionCode | undefined {
    if (!this.#lending.loans.has(account)) return undefined
    if (!this.#desk.mark.live) return 'no_live_mark'
    const position = this.exposure.position(account)
    const level = levelAt({ ...position, cash: position.cash - amount }, this.#at) as bigint
    return level < BigInt(this.#common.value('margin.outLevel')) ? 'margin_level_too_low' : undefined
  }

  get #at() {
    return { price: this.exposure.mark, lot: this.#desk.coinsPerLot }
  }

  borrow({ account, asset, amount }: InputOf<'margin.borrow'>): Expected {
    const code = badAsset(asset) ?? badAmount(amount) ?? this.#common.badPerson(account, 'player')
    if (code) return { code }
    if (!this.#accepted.has(account)) return { code: 'margin_not_open' }
    const bad = this.exposure.badLoan({ account, asset, amount: BigInt(amount) })
    if (bad) return { code: bad }
    this.lend(account, { asset, amount: BigInt(amount), cause: 'borrow' })
    return { result: { debt: this.#lending.debtOf(account, asset), free: this.#free(account, asset) } }
  }

  lend(account: number, { asset, amount, cause }: { asset: Asset; amount: bigint; cause: string }): void {
    this.#lending.borrow({ account, asset, amount }, cause)
    this.#touched.add(account)
    this.#pools.add(asset)
  }

  repay({ account, asset, amount }: InputOf<'margin.repay'>): Expected {
    const code = badAsset(asset) ?? (amount === null ? undefined : badAmount(amount))
    if (code) return { code }
    if (!this.#common.people.has(account)) return { code: 'account_not_found' }
    const debt = this.#lending.debtOf(account, asset)
    if (debt === 0n) return { code: 'nothing_owed' }
    const have = this.#free(account, asset)
    const repaid = least(debt, amount === null ? have : BigInt(amount))
    if (repaid === 0n || have < repaid) return { code: asset === 'CR' ? 'insufficient_credits' : 'insufficient_lco' }
    const from = user(account, 'margin')
    const interest = this.#lending.repay({ account, asset, amount: repaid }, { from, cause: 'repay' })
    this.#touched.add(account)
    this.#pools.add(asset)
    const left = { debt: this.#lending.debtOf(account, asset), free: this.#free(account, asset) }
    return { result: { repaid, interest, ...left } }
  }

  acknowledge(at: number, { asset, reason, actor }: InputOf<'margin.acknowledge'>): Expected {
    const code = badAsset(asset) ?? badReason(reason)
    if (code) return { code }
    if (!this.#common.people.has(actor)) return { code: 'account_not_found' }
    if (!this.#lending.pools[asset].stopped) return { result: {}, repeats: true }
    this.#lending.acknowledge(asset)
    this.#common.tell('margin.acknowledged', { asset, reason, actor, at })
    return { result: {} }
  }

  badWallet({ account, margin }: OrderInput): RejectionCode | undefined {
    return margin === undefined || this.#accepted.has(account) ? undefined : 'margin_not_open'
  }

  /** A list is of one wallet, borrows nothing and is not reduce-only. */
  badList(orders: readonly OrderInput[]): RejectionCode | undefined {
    const [first] = orders
    const odd = orders.some(
      ({ margin }) => !margin !== !first?.margin || margin?.borrow === true || margin?.reduceOnly === true,
    )
    return odd ? 'margin_list' : first && this.badWallet(first)
  }

  /** The order with the lots that it may still trade. `fires`: it has waited, and comes before what rests. */
  reduced(input: OrderInput, fires: boolean): OrderInput | RejectionCode {
    const { account, side } = input
    if (input.kind === 'market_quote') return 'bad_order_fields'
    let left = this.exposure.positionLots(account, side)
    const rests = !fires && input.kind === 'limit' && input.tif === 'gtc' && !input.trigger
    for (const rest of rests ? this.#desk.rests : [])
      if (rest.onMargin && rest.account === account && rest.side === side) left -= rest.lots + rest.hidden
    if (left < 1n) return 'nothing_to_reduce'
    return left < BigInt(input.lots) ? { ...input, lots: Number(left) as typeof input.lots } : input
  }

  /** An order of the margin wallet has traded, or ended. */
  touch({ account, margin }: OrderInput): void {
    if (margin) this.#traded.set(account, margin.repay || this.#traded.get(account) === true)
  }

  /** After every accepted command. */
  afterCommand(): void {
    this.#settle()
    if (this.#stagesOf('closing').length > 0 && (this.#round.queue.length > 0 || this.#round.seen !== this.#bookNow)) {
      if (this.#round.queue.length > 0) this.goOn()
      else this.#tryAll()
      this.#settle()
    }
    for (const asset of this.#pools) this.#lending.tellPool(asset)
    this.#pools.clear()
  }

  /** After a mark: everybody who owes. */
  afterMark(): void {
    if (this.#desk.mark.price !== null) {
      for (const account of [...this.#lending.loans.keys()].sort((a, b) => a - b)) this.#assess(account)
      this.#tryAll()
    }
    this.#settle()
  }

  nextRound(): number {
    return this.#round.queue.length === 0 ? Number.POSITIVE_INFINITY : this.#round.ranAt + 1
  }

  goOnAlone(): void {
    this.goOn()
    this.#settle()
  }

  #tryAll(): void {
    if (this.#stagesOf('closing').length === 0) return
    if (this.#round.queue.length === 0) this.#round.queue = this.#inOrder()
    else this.#round.again = true
    this.goOn()
  }

  /** Those who wait for their turn; nobody while the mark stands still or trading is paused. */
  goOn(): void {
    const round = this.#round
    const { mark } = this.#desk
    const { now } = this.#common
    const frozenMs = mark.frozenSince === undefined ? 0 : now - mark.frozenSince
    const closes = mark.live && now >= mark.pausedUntil
    const takes = !mark.live && frozenMs > FROZEN_MS
    if (!closes && !takes) Object.assign(round, { queue: [], again: false })
    for (let left = MOST_TRIED; left > 0; left--) {
      if (round.queue.length === 0 && round.again) Object.assign(round, { again: false, queue: this.#inOrder() })
      const account = round.queue.shift()
      if (account === undefined) break
      if (this.#stages.get(account) !== 'closing') continue
      if (closes) this.#closing.close(account)
      else this.#closing.takeOver(account)
    }
    round.ranAt = now
    round.seen = this.#bookNow
  }

  /** Lowest level first, then by account. */
  #inOrder(): number[] {
    const levels = this.#stagesOf('closing').map((account) => {
      const level = levelAt(this.exposure.position(account), this.#at)
      return { account, level: level === null ? WHOLE : level }
    })
    levels.sort((a, b) => Number(a.level - b.level) || a.account - b.account)
    return levels.map(({ account }) => account)
  }

  #stagesOf(stage: 'called' | 'closing'): number[] {
    return [...this.#stages].flatMap(([account, own]) => (own === stage ? [account] : []))
  }

  /** What tells one book from the next. */
  get #bookNow(): string {
    const { book } = this.#desk
    const of = (side: 'buy' | 'sell') => facing(book, side === 'buy' ? 'sell' : 'buy')
    const [bids, asks] = [of('buy'), of('sell')]
    const worth = bids.reduce((sum, { price, lots, hidden }) => sum + price * (lots + hidden), 0n)
    const lots = asks.reduce((sum, rest) => sum + rest.lots + rest.hidden, 0n)
    return [book.length, worth, lots, bids[0]?.price, asks[0]?.price].join(' ')
  }

  #settle(): void {
    for (const [account, repays] of this.#traded) {
      if (repays) this.#payBack(account, 'fill')
      this.#touched.add(account)
    }
    this.#traded.clear()
    for (const account of this.#touched) this.#settleOne(account)
    this.#touched.clear()
  }

  #settleOne(account: number): void {
    if (!this.#accepted.has(account)) return
    this.#returnDust(account)
    this.#assess(account)
  }

  /** Coins of less than a lot that no order can sell, and nobody is owed, become available. */
  #returnDust(account: number): void {
    const { balances } = this.#common
    const coins = `${user(account, 'margin')}:LCO`
    const held = assets.some((asset) => balances.get(`${user(account, 'margin-order')}:${asset}`) > 0n)
    if (balances.get(coins) < this.#desk.coinsPerLot && !held && !this.#lending.loans.has(account))
      balances.move(coins, `${user(account, 'available')}:LCO`, balances.get(coins))
  }

  /** The stage that its level gives; a call is told once, ways into and out of a forced close always. */
  #assess(account: number): void {
    const position = this.exposure.position(account)
    const level = levelAt(position, this.#at)
    const close = BigInt(this.#common.value('margin.closeLevel'))
    const call = BigInt(this.#common.value('margin.callLevel'))
    const before = this.#stages.get(account)
    const stage =
      level === null || level >= (call > close ? call : close) ? undefined : level < close ? 'closing' : 'called'
    if (stage === before) return
    if (stage) this.#stages.set(account, stage)
    else this.#stages.delete(account)
    const at = this.#common.now
    if (before === 'closing') this.#common.tell('margin.recovered', { account, at, level })
    else if (stage)
      this.#common.tell(stage === 'closing' ? 'margin.closing' : 'margin.called', {
        ...{ account, at, level, mark: this.exposure.mark },
        liquidation: priceAtLevel(position, close, this.#desk.coinsPerLot),
        bankruptcy: priceAtLevel(position, WHOLE, this.#desk.coinsPerLot),
      })
  }

  /** With what is free of the asset that is owed. */
  #payBack(account: number, cause: 'fill' | 'forced'): bigint {
    const asset = this.#lending.loans.get(account)?.asset
    if (!asset) return 0n
    const amount = least(this.#lending.debtOf(account, asset), this.#free(account, asset))
    if (amount === 0n) return 0n
    this.#lending.repay({ account, asset, amount }, { from: user(account, 'margin'), cause })
    this.#pools.add(asset)
    return amount
  }

  #free(account: number, asset: Asset): bigint {
    return this.#common.balances.get(`${user(account, 'margin')}:${asset}`)
  }
}
