/** A small market whose accounts have margin wallets, with a lender that asks nothing but a limit. The real rules are engine/margin/. */

import type { Credits, Lots, Ticks } from '../../src/base/money.ts'
import type { OrderInput, OrderMargin, ResultOf } from '../../src/engine/command.ts'
import type { MarginNeed, MarginPolicy } from '../../src/engine/exchange/margin-policy.ts'
import { type AccountId, U, userSlot } from '../../src/engine/ledger/chart.ts'
import { borrow, debtOf as owed } from '../../src/engine/lending/loans.ts'
import type { Outcome } from '../../src/engine/outcome.ts'
import { reject } from '../../src/engine/rejections.ts'
import { lendingDeskOf } from '../../src/engine/state.ts'
import { lendOut } from './lend-out.ts'
import { MarketWorld } from './market-world.ts'

const LOT = 10_000_000

const plain: OrderMargin = { borrow: false, repay: false, reduceOnly: false }
export const borrowing: OrderMargin = { ...plain, borrow: true }
export const reducing: OrderMargin = { ...plain, reduceOnly: true }

export class MarginWorld extends MarketWorld {
  /** Most that one account may owe of an asset, µCR or LCO units. */
  readonly lends = { CR: 0, LCO: 0 }
  /** What the lender was asked, in order. */
  readonly asked: MarginNeed[] = []
  /** Accounts that were handed over at the end of a command, and whether a repayment was due. */
  touched: (readonly [account: number, repays: boolean])[] = []

  /** Accounts 2 … have margin wallets; account 1 lends to the pools, at no interest. */
  constructor(accounts = 4) {
    super(accounts)
    const { state } = this.driver.engine
    Object.assign(state, { marginPolicy: this.#lender() })
    const clear = state.market.marginTouched.clear.bind(state.market.marginTouched)
    state.market.marginTouched.clear = () => {
      if (state.market.marginTouched.size > 0) this.touched = [...state.market.marginTouched]
      clear()
    }
    for (let i = 2; i <= accounts; i++) this.driver.do('margin.open', { account: i as AccountId, terms: 'v1' })
    this.#setRate(0)
    const lender = 1 as AccountId
    this.driver.do('lending.supply', { account: lender, asset: 'CR', amount: 500_000_000 })
    this.driver.do('lending.supply', { account: lender, asset: 'LCO', amount: 50_000 * LOT })
  }

  #lender(): MarginPolicy {
    const { state } = this.driver.engine
    const debtOf: MarginPolicy['debtOf'] = (at, account, asset) => owed(lendingDeskOf(state, at), account, asset)
    return {
      isOpen: (account) => state.margin.get(account) !== undefined,
      debtOf,
      check: (at, { account, side }, need) => {
        this.asked.push(need)
        const asset = side === 'buy' ? 'CR' : 'LCO'
        const after = debtOf(at, account, asset) + need.borrow
        return need.borrow > 0 && after > this.lends[asset] ? reject('borrowing_unavailable') : undefined
      },
      borrow: (at, loan) => {
        borrow(lendingDeskOf(state, at), loan, 'order')
        state.margin.touched.add(loan.account)
      },
    }
  }

  #setRate(value: number): void {
    const common = { value, reason: 'a test', actor: 1 as AccountId }
    for (const key of ['lending.lco.baseRate', 'lending.lco.kinkRate'] as const)
      this.driver.do('parameter.set', { key, ...common })
  }

  /** Moves credits into the margin wallet, and lots as if they had been bought there. */
  fund(account: number, { credits = 0, lots = 0 }): void {
    const who = account as AccountId
    if (credits > 0) this.driver.do('margin.transfer', { account: who, direction: 'in', amount: credits as Credits })
    if (lots > 0) this.driver.engine.state.ledger.move(userSlot(who, U.lco), userSlot(who, U.lcoMargin), lots * LOT)
  }

  /** Owes so many lots, which it has in its margin wallet then. */
  lend(account: number, lots: number): void {
    lendOut(this.driver.engine, { account: account as AccountId, asset: 'LCO', amount: lots * LOT })
    this.driver.engine.state.margin.touched.add(account as AccountId)
  }

  /** A millisecond at a high rate: who owes LCO owes a unit or a few more. */
  accrue(): void {
    this.#setRate(10_000)
    this.driver.pass(1)
  }

  /** Price in ticks and quantity in lots; without a price a market order. */
  tryMargin(account: number, side: 'buy' | 'sell', order: MarginOrder): Outcome<'order.place'> {
    const { price, lots, tif = 'gtc', margin = plain, ...rest } = order
    const common = { account: account as AccountId, side, lots: lots as Lots, margin, ...rest }
    const input: OrderInput =
      price === undefined
        ? { ...common, kind: 'market' }
        : { ...common, kind: 'limit', price: price as Ticks, tif, postOnly: false }
    return this.driver.try('order.place', input)
  }

  margin(account: number, side: 'buy' | 'sell', order: MarginOrder): ResultOf<'order.place'> {
    const outcome = this.tryMargin(account, side, order)
    if (!outcome.ok) throw new Error(`refused: ${outcome.code} ${JSON.stringify(outcome.detail ?? {})}`)
    return outcome.result
  }

  /** What the account has free and in escrow, by wallet: µCR and lots. */
  wallets(account: number) {
    const lots = (offset: Parameters<MarketWorld['balance']>[1]) => this.balance(account, offset) / LOT
    return {
      margin: [this.balance(account, U.margin), this.balance(account, U.marginOrder)] as Credits[],
      marginLots: [lots(U.lcoMargin), lots(U.lcoMarginOrder)],
      spot: [this.balance(account, U.available), this.balance(account, U.order)] as Credits[],
      spotLots: [lots(U.lco), lots(U.lcoOrder)],
    }
  }
}

interface MarginOrder extends Pick<OrderInput, 'clientOrderId' | 'trigger' | 'selfTrade'> {
  readonly price?: number
  readonly lots: number
  readonly tif?: 'gtc' | 'ioc' | 'fok'
  readonly margin?: OrderMargin
}
