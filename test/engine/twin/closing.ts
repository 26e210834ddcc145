/** The twin of forced closes: one step of one account, what the risk reserve and lenders pay then, takeovers. docs/concepts/margin.md. */
import { user } from './balances.ts'
import { greatest, least, up } from './bigints.ts'
import type { ExposureTwin } from './exposure.ts'
import type { Asset, LendingTwin } from './lending.ts'
import type { Walk } from './matching.ts'
import { equityAt, levelAt, type Position, priceAtLevel, sumsAt, WHOLE, worthOf } from './position.ts'
import { MAX_LOTS, MAX_PRICE } from './rules.ts'
import type { Venue } from './venue.ts'

/** What the steps do that is not theirs alone. */
export interface Hands {
  readonly payBack: (account: number) => bigint
  readonly settle: (account: number) => void
  readonly changed: (asset: Asset) => void
}

interface Slice {
  readonly position: Position
  readonly level: bigint
  readonly limit: bigint
  readonly side: 'buy' | 'sell'
  readonly lots: bigint
  readonly depth: Walk
}

export class ClosingTwin {
  readonly #desk: Venue
  readonly #lending: LendingTwin
  readonly #exposure: ExposureTwin
  readonly #hands: Hands

  constructor(desk: Venue, parts: { lending: LendingTwin; exposure: ExposureTwin; hands: Hands }) {
    this.#desk = desk
    this.#lending = parts.lending
    this.#exposure = parts.exposure
    this.#hands = parts.hands
  }

  /** Orders out, what is free pays, a slice into the book; with nothing left to trade others pay the rest. */
  close(account: number): void {
    this.#cancelAll(account)
    this.#hands.payBack(account)
    const slice = this.#slice(account)
    if (slice) this.#trade(account, slice)
    if (this.#isDone(account)) this.#cover(account)
    this.#hands.settle(account)
  }

  /** Under a mark that has stood still for long: what is worth less than it owes is the reserve's. */
  takeOver(account: number): void {
    const level = levelAt(this.#exposure.position(account), this.#at)
    if (level === null || level >= WHOLE) return
    this.#cancelAll(account)
    this.#hands.payBack(account)
    this.#take(account)
    this.#hands.settle(account)
  }

  get #at() {
    return { price: this.#exposure.mark, lot: this.#desk.coinsPerLot }
  }

  #value(key: Parameters<Venue['common']['value']>[0]): bigint {
    return BigInt(this.#desk.common.value(key))
  }

  #cancelAll(account: number): void {
    const own = this.#desk.orders.allLive().filter(({ input }) => input.account === account && input.margin)
    this.#desk.remove(
      own.map(({ id }) => id),
      'forced',
    )
  }

  #slice(account: number): Slice | undefined {
    const position = this.#exposure.position(account)
    const { price: mark, lot } = this.#at
    const level = levelAt(position, this.#at)
    if (level === null || level >= this.#value('margin.closeLevel')) return undefined
    const side = position.debtCredits > 0n ? 'sell' : 'buy'
    const limit = this.#limit(position, { level, side })
    const all = side === 'sell' ? position.coins / lot : up(position.debtCoins, lot)
    if (all === 0n) return undefined
    const depth = this.#desk.look(forced(position, { side, limit, lots: all }))
    if (depth.lots === 0n) return undefined
    const debt = position.debtCredits + worthOf(position.debtCoins, this.#at)
    const whole = level < WHOLE || debt < this.#value('margin.dust')
    const enough = whole ? all : this.#restoring(position, { depth, mark, lot })
    const lots = least(least(enough, all), this.#repaying(position, depth))
    return lots > 0n ? { position, level, limit, side, lots, depth } : undefined
  }

  /** Mark ∓ the near limit at the close level, in a line to the bankruptcy price at 1.00, mark ∓ the far limit below. */
  #limit(position: Position, { level, side }: { level: bigint; side: 'buy' | 'sell' }): bigint {
    const { price: mark, lot } = this.#at
    const off = (bps: bigint): bigint =>
      side === 'sell' ? up(mark * (WHOLE - bps), WHOLE) : (mark * (WHOLE + bps)) / WHOLE
    const held = (price: bigint): bigint => greatest([1n, least(price, BigInt(MAX_PRICE))])
    if (level < WHOLE) return held(off(this.#value('margin.farLimit')))
    const near = held(off(this.#value('margin.nearLimit')))
    const span = this.#value('margin.closeLevel') - WHOLE
    const fallen = this.#value('margin.closeLevel') - level
    const bankrupt = priceAtLevel(position, WHOLE, lot) ?? near
    const line = near * (span - fallen) + bankrupt * fallen
    return held(side === 'sell' ? up(line, span) : line / span)
  }

  /** The least that brings the level to the target at the average price of the depth, the penalty taken off. */
  #restoring(position: Position, { depth, mark, lot }: { depth: Walk; mark: bigint; lot: bigint }): bigint {
    const target = greatest([this.#value('margin.targetLevel'), this.#value('margin.closeLevel')])
    const penalty = this.#value('margin.penalty')
    const { assets, debts } = sumsAt(position, this.#at)
    const missing = (target * debts - WHOLE * assets) * depth.lots * WHOLE
    if (missing <= 0n) return 0n
    const paid = depth.notional * WHOLE
    const gained =
      position.debtCredits > 0n
        ? target * depth.notional * (WHOLE - penalty) - mark * depth.lots * WHOLE * WHOLE
        : target * mark * depth.lots * WHOLE - paid * (WHOLE + penalty)
    return gained <= 0n ? BigInt(MAX_LOTS) : up(missing, gained * lot)
  }

  /** What repays all: beyond it nothing has to be traded. */
  #repaying({ debtCredits, debtCoins, cash }: Position, { lots, notional }: Walk): bigint {
    if (debtCredits === 0n) return up(debtCoins, this.#desk.coinsPerLot)
    const due = greatest([0n, debtCredits - cash])
    return up(due * lots * WHOLE, notional * (WHOLE - this.#value('margin.penalty')))
  }

  #trade(account: number, slice: Slice): void {
    const { position, level, limit, side, lots, depth } = slice
    const { price: mark, lot } = this.#at
    const who = { id: 0, account, bps: 0n, onMargin: true, source: 'forced', whose: user(account, 'margin') } as const
    const done = this.#desk.meet(forced(position, { side, limit, lots }), { ...who, side })
    const penalty = this.#penalty(position, { done, side })
    this.#desk.common.balances.move(`${user(account, 'margin')}:CR`, 'platform:risk-reserve:CR', penalty)
    const repaid = this.#hands.payBack(account)
    const after = this.#exposure.position(account)
    this.#desk.common.tell('margin.closed', {
      ...{ account, at: this.#desk.common.now, asset: side === 'sell' ? 'CR' : 'LCO', side },
      ...{ cash: position.cash, coins: position.coins, owed: position.debtCredits + position.debtCoins },
      ...{ depthLots: depth.lots, depthNotional: depth.notional, mark, level, limit },
      liquidation: priceAtLevel(position, this.#value('margin.closeLevel'), lot),
      bankruptcy: priceAtLevel(position, WHOLE, lot),
      ...{ wanted: lots, lots: done.lots, notional: done.notional, penalty, repaid },
      ...{ debt: after.debtCredits + after.debtCoins, levelAfter: levelAt(after, this.#at) },
    })
  }

  /** Fill by fill: never more than the equity that is left at the mark, nor than there is to pay it with. */
  #penalty(position: Position, { done, side }: { done: Walk; side: 'buy' | 'sell' }): bigint {
    const sign = side === 'sell' ? 1n : -1n
    let [held, sum] = [position, 0n]
    for (const { maker, lots } of done.fills) {
      const worth = maker.price * lots
      const coins = held.coins - sign * lots * this.#desk.coinsPerLot
      const traded = { ...held, cash: held.cash + sign * worth, coins }
      const most = least(equityAt(traded, this.#at), traded.cash)
      const due = greatest([0n, least((worth * this.#value('margin.penalty')) / WHOLE, most)])
      held = { ...traded, cash: traded.cash - due }
      sum += due
    }
    return sum
  }

  #isDone(account: number): boolean {
    const { cash, coins, debtCredits, debtCoins } = this.#exposure.position(account)
    if (debtCredits > 0n) return coins < this.#desk.coinsPerLot
    return debtCoins > 0n && cash < this.#exposure.mark
  }

  /** The reserve takes what is left and pays; buys missing LCO; the lenders lose the rest. */
  #cover(account: number): void {
    const { balances } = this.#desk.common
    const { asset } = this.#lending.loans.get(account) as { asset: Asset }
    const [seizedCredits, seizedLco] = (['CR', 'LCO'] as const).map((of) => {
      const left = balances.get(`${user(account, 'margin')}:${of}`)
      balances.move(`${user(account, 'margin')}:${of}`, `platform:risk-reserve:${of}`, left)
      return left
    })
    const shortfall = this.#lending.debtOf(account, asset)
    let covered = this.#payFromReserve(account, asset)
    const bought = asset === 'LCO' ? this.#buyMissing(account) : { lots: 0n, spent: 0n }
    covered += this.#payFromReserve(account, asset)
    const socialised = this.#lending.debtOf(account, asset)
    if (socialised > 0n) this.#lending.writeOff({ account, asset, amount: socialised })
    this.#hands.changed(asset)
    this.#desk.common.tell('margin.loss', {
      ...{ account, at: this.#desk.common.now, asset, mark: this.#exposure.mark },
      ...{ shortfall, covered, socialised, seizedCredits, seizedLco, ...bought },
    })
  }

  #payFromReserve(account: number, asset: Asset): bigint {
    const reserve = this.#desk.common.balances.get(`platform:risk-reserve:${asset}`)
    const amount = least(this.#lending.debtOf(account, asset), reserve)
    if (amount > 0n)
      this.#lending.repay({ account, asset, amount }, { from: 'platform:risk-reserve', cause: 'reserve' })
    return amount
  }

  #buyMissing(account: number): { lots: bigint; spent: bigint } {
    const missing = this.#lending.debtOf(account, 'LCO')
    const cap = this.#desk.common.balances.get('platform:risk-reserve:CR')
    if (missing === 0n || cap === 0n) return { lots: 0n, spent: 0n }
    const top = (this.#exposure.mark * (WHOLE + this.#value('margin.farLimit'))) / WHOLE
    const limit = least(top, BigInt(MAX_PRICE))
    const lots = up(missing, this.#desk.coinsPerLot)
    const who = {
      id: 0,
      account: 0,
      bps: 0n,
      onMargin: false,
      source: 'forced',
      whose: 'platform:risk-reserve',
    } as const
    const want = { account: 0, side: 'buy', limit, lots, cap, selfTrade: 'expire_maker' } as const
    const done = this.#desk.meet(want, { ...who, side: 'buy' })
    return { lots: done.lots, spent: done.notional }
  }

  /** Debt and position change hands at the price at which one is worth the other; a part only when it is worth something. */
  #take(account: number): void {
    const { balances } = this.#desk.common
    const asset = this.#lending.loans.get(account)?.asset
    if (!asset) return
    const debt = this.#lending.debtOf(account, asset)
    const paid = least(debt, balances.get(`platform:risk-reserve:${asset}`))
    const worth = asset === 'CR' ? paid : worthOf(paid, this.#at)
    if (paid < debt && (paid === 0n || worth < this.#value('margin.dust'))) return
    const other = asset === 'CR' ? 'LCO' : 'CR'
    const own = `${user(account, 'margin')}:${other}`
    const taken = up(balances.get(own) * paid, debt)
    balances.move(own, `platform:risk-reserve:${other}`, taken)
    this.#lending.repay({ account, asset, amount: paid }, { from: 'platform:risk-reserve', cause: 'reserve' })
    this.#hands.changed(asset)
    const { now } = this.#desk.common
    const what = { account, at: now, asset, mark: this.#exposure.mark, paid, taken, debt: debt - paid }
    this.#desk.common.tell('margin.taken_over', what)
  }
}

/** It belongs to nobody in the book. A purchase pays with the account's cash. */
function forced({ cash }: Position, { side, limit, lots }: { side: 'buy' | 'sell'; limit: bigint; lots: bigint }) {
  const cap = side === 'buy' ? cash : undefined
  return { account: 0, side, limit, lots, cap, selfTrade: 'expire_maker' } as const
}
