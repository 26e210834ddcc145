/** A market with a day of marks, pools with money in them, and traders on margin: for tests of margin. */
import type { Credits, Lots, Ticks } from '../../src/base/money.ts'
import { type AccountId, type Asset, P, type Slot, U, userSlot } from '../../src/engine/ledger/chart.ts'
import type { MarginDesk } from '../../src/engine/margin/desk.ts'
import { levelOf, positionOf } from '../../src/engine/margin/desk.ts'
import type { Position } from '../../src/engine/margin/position.ts'
import type { OrderMargin } from '../../src/engine/order-types.ts'
import type { Outcome } from '../../src/engine/outcome.ts'
import type { ParameterKey } from '../../src/engine/parameters.ts'
import { marginDeskOf } from '../../src/engine/state.ts'
import { type MarginTotals, marginTotals } from '../../src/engine/views.ts'
import { ClosingAudit } from './closing-audit.ts'
import { Driver } from './driver.ts'
import { CR, MarketWorld } from './market-world.ts'
import { DAY } from './time.ts'

/** Units of a lot: 0.1 LCO. */
export const LOT = 10_000_000
const MINUTE = 60_000

const plain: OrderMargin = { borrow: false, repay: false, reduceOnly: false }

/** Account 1 makes the market, account 2 lends, the others trade. At 10,000 ticks (0.1 CR) an LCO; a lot costs 0.01 CR. */
export class RiskWorld extends MarketWorld {
  /** Every forced close of the world is recomputed as it happens. */
  readonly audit: ClosingAudit
  /** `traders` accounts from 3 on, each with this collateral in its margin account. */
  constructor({ traders = 2, collateral = 100 * CR, lent = 900 * CR, driver = new Driver() } = {}) {
    super(2 + traders, driver)
    this.audit = new ClosingAudit(driver)
    this.fund(1, 200_000)
    for (let i = 0; i < 10; i++) this.call(1, `coins-${i}`, 1_000)
    this.fund(2, 10_000 + Math.ceil(lent / CR))
    this.book(10_000)
    driver.pass(DAY + MINUTE)
    if (lent > 0) driver.do('lending.supply', { account: 2 as AccountId, asset: 'CR', amount: lent })
    driver.do('lending.supply', { account: 2 as AccountId, asset: 'LCO', amount: 9_000 * 10 * LOT })
    for (let account = 3; account <= 2 + traders; account++) this.open(account, collateral)
  }

  fund(account: number, credits: number): void {
    const paymentId = `fund-${account}-${this.driver.journal.length}`
    const amount = (credits * CR) as Credits
    this.driver.do('topup.credit', { account: account as AccountId, amount, provider: 't', paymentId })
  }

  open(account: number, collateral: number): void {
    const id = account as AccountId
    this.driver.do('margin.open', { account: id, terms: 'v1' })
    if (collateral > 0)
      this.driver.do('margin.transfer', { account: id, direction: 'in', amount: collateral as Credits })
  }

  /** The market maker's orders around a price: `lots` at `spread` to either side. */
  book(mid: number, { lots = 100_000, spread = 10 }: { lots?: number; spread?: number } = {}): void {
    this.driver.do('order.cancel_all', { account: 1 as AccountId })
    const { pausedUntil } = this.driver.engine.state.market.mark
    this.driver.pass(Math.max(0, pausedUntil - this.driver.now))
    this.limit(1, 'buy', [mid - spread, lots])
    this.limit(1, 'sell', [mid + spread, lots])
  }

  /** The market is quoted there until the mark has followed. */
  moveTo(mid: number, depth: { lots?: number; spread?: number } = {}): void {
    this.book(mid, depth)
    for (let minute = 0; minute < 90 && this.mark !== mid; minute++) this.driver.pass(MINUTE)
  }

  get mark(): number | null {
    return this.driver.engine.state.market.mark.price
  }

  get desk(): MarginDesk {
    return marginDeskOf(this.driver.engine.state, this.driver.now)
  }

  level(account: number): number | null {
    return levelOf(this.desk, account as AccountId)
  }

  position(account: number): Position {
    return positionOf(this.desk, account as AccountId)
  }

  borrow(account: number, asset: Asset, amount: number): Outcome<'margin.borrow'> {
    return this.driver.try('margin.borrow', { account: account as AccountId, asset, amount })
  }

  repay(account: number, asset: Asset, amount: number | null): Outcome<'margin.repay'> {
    return this.driver.try('margin.repay', { account: account as AccountId, asset, amount })
  }

  transfer(account: number, direction: 'in' | 'out', amount: number): Outcome<'margin.transfer'> {
    return this.driver.try('margin.transfer', {
      account: account as AccountId,
      direction,
      amount: amount as Credits,
    })
  }

  /** A market order of the margin wallet. */
  marginMarket(
    account: number,
    side: 'buy' | 'sell',
    [lots, margin = {}]: [number, Partial<OrderMargin>?],
  ): Outcome<'order.place'> {
    return this.driver.try('order.place', {
      account: account as AccountId,
      side,
      kind: 'market',
      lots: lots as Lots,
      margin: { ...plain, ...margin },
    })
  }

  marginLimit(
    account: number,
    side: 'buy' | 'sell',
    [price, lots, margin = {}]: [number, number, Partial<OrderMargin>?],
  ): Outcome<'order.place'> {
    return this.driver.try('order.place', {
      account: account as AccountId,
      side,
      kind: 'limit',
      price: price as Ticks,
      lots: lots as Lots,
      tif: 'gtc',
      postOnly: false,
      margin: { ...plain, ...margin },
    })
  }

  /** Borrows credits and buys with all of them: leverage × the collateral is its position. */
  goLong(account: number, credits: number): void {
    must(this.borrow(account, 'CR', credits))
    const free = this.slot(userSlot(account as AccountId, U.margin))
    const ask = this.driver.engine.state.market.book.bestAsk()
    must(this.marginMarket(account, 'buy', [Math.floor((free * 10_000) / (ask * 10_010)) - 1]))
  }

  /** Borrows LCO and sells all of them. */
  goShort(account: number, lots: number): void {
    must(this.borrow(account, 'LCO', lots * LOT))
    must(this.marginMarket(account, 'sell', [lots]))
  }

  slot(slot: Slot): number {
    return this.driver.engine.state.ledger.balance(slot)
  }

  get totals(): MarginTotals {
    return marginTotals(this.driver.engine, this.driver.now)
  }

  parameter(key: ParameterKey, value: number): void {
    this.driver.do('parameter.set', { key, value, reason: 'a test', actor: 1 as AccountId })
  }

  /** Account 2 lends so many µCR more. */
  fundPool(amount: number): void {
    this.driver.do('lending.supply', { account: 2 as AccountId, asset: 'CR', amount })
  }

  /** As if penalties and interest had brought so much. */
  fundReserve(amount: number): void {
    this.driver.do('treasury.fund', { amount: amount as Credits, reason: 'a test' })
    this.driver.engine.state.ledger.move(P.treasury, P.riskReserve, amount)
  }

  /** Everybody but the mark is elsewhere at once: it follows within its clamps. */
  gap(mid: number): void {
    this.moveTo(mid)
    this.driver.pass(MINUTE)
  }

  /** LCO units that the pool holds and its reserve, which nobody has in an account. */
  get pooled(): number {
    const { ledger } = this.driver.engine.state
    const platform = [P.lendingPoolLco, P.reserveAccruedLco, P.riskReserveLco, P.loansAccruedLco]
    return platform.reduce((sum, slot) => sum + ledger.balance(slot), ledger.userTotal(U.lcoLoan))
  }

  get reserve(): { credits: number; lco: number } {
    return { credits: this.slot(P.riskReserve), lco: this.slot(P.riskReserveLco) }
  }
}

export function must<T extends { readonly ok: boolean }>(outcome: T): T {
  if (!outcome.ok) throw new Error(`refused: ${JSON.stringify(outcome)}`)
  return outcome
}
