/** A small market whose accounts have margin wallets, with a lender that asks nothing but a limit. The real rules are engine/margin/. */

import type { Credits, Lots, Ticks } from '../../src/base/money.ts'
import type { OrderInput, OrderMargin, ResultOf } from '../../src/engine/command.ts'
import type { MarginNeed, MarginPolicy } from '../../src/engine/exchange/margin-policy.ts'
import { type AccountId, U, userSlot } from '../../src/engine/ledger/chart.ts'
import type { Outcome } from '../../src/engine/outcome.ts'
import { reject } from '../../src/engine/rejections.ts'
import { MarketWorld } from './market-world.ts'

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

  constructor(accounts = 4) {
    super(accounts)
    const { state } = this.driver.engine
    Object.assign(state, { marginPolicy: this.#lender() })
    const clear = state.market.marginTouched.clear.bind(state.market.marginTouched)
    state.market.marginTouched.clear = () => {
      if (state.market.marginTouched.size > 0) this.touched = [...state.market.marginTouched]
      clear()
    }
  }

  #lender(): MarginPolicy {
    const { ledger } = this.driver.engine.state
    const loan = { CR: U.loan, LCO: U.lcoLoan } as const
    const free = { CR: U.margin, LCO: U.lcoMargin } as const
    return {
      isOpen: (account) => account !== 1,
      debtOf: (_at, account, asset) => -ledger.balance(userSlot(account, loan[asset])),
      check: (_at, { account, side }, need) => {
        this.asked.push(need)
        const asset = side === 'buy' ? 'CR' : 'LCO'
        const owed = -ledger.balance(userSlot(account, loan[asset]))
        return need.borrow > 0 && owed + need.borrow > this.lends[asset] ? reject('borrowing_unavailable') : undefined
      },
      borrow: (_at, { account, asset, amount }) =>
        ledger.move(userSlot(account, loan[asset]), userSlot(account, free[asset]), amount),
    }
  }

  /** Moves what is available into the margin wallet, or back. */
  fund(account: number, { credits = 0, lots = 0 }): void {
    const { ledger } = this.driver.engine.state
    const slot = (offset: Parameters<typeof userSlot>[1]) => userSlot(account as AccountId, offset)
    if (credits > 0) ledger.move(slot(U.available), slot(U.margin), credits)
    if (lots > 0) ledger.move(slot(U.lco), slot(U.lcoMargin), lots * 10_000_000)
  }

  /** Owes so many µCR or lots that it has in its margin wallet. */
  lend(account: number, { credits = 0, lots = 0 }): void {
    const { marginPolicy } = this.driver.engine.state
    if (credits > 0)
      marginPolicy.borrow(this.driver.now, { account: account as AccountId, asset: 'CR', amount: credits })
    const amount = lots * 10_000_000
    if (lots > 0) marginPolicy.borrow(this.driver.now, { account: account as AccountId, asset: 'LCO', amount })
  }

  /** Interest: the account owes so many LCO units more, which account 1 gets. */
  accrue(account: number, units: number): void {
    this.driver.engine.state.ledger.move(
      userSlot(account as AccountId, U.lcoLoan),
      userSlot(1 as AccountId, U.lco),
      units,
    )
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
    const lots = (offset: Parameters<MarketWorld['balance']>[1]) => this.balance(account, offset) / 10_000_000
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
