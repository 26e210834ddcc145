/** What everything about margin needs: accounts, market and pools of one instant; and what an account holds and owes there. */
import type { Credits, Lco, Ticks } from '../../base/money.ts'
import type { Desk } from '../exchange/market.ts'
import { type AccountId, type Asset, U, type UserOffset, userSlot } from '../ledger/chart.ts'
import { debtOf } from '../lending/loans.ts'
import type { LendingDesk } from '../lending/pool.ts'
import type { MarginAccounts } from './accounts.ts'
import { levelAt, type Position } from './position.ts'

export interface MarginDesk {
  readonly margin: MarginAccounts
  /** Its ledger, out, parameters and time are the pools' too. */
  readonly exchange: Desk
  readonly lending: LendingDesk
  /** Operators can stop new loans. */
  readonly borrowing: boolean
}

/** What open margin orders hold included, interest up to now too. */
export function positionOf({ exchange: { ledger }, lending }: MarginDesk, account: AccountId): Position {
  const balance = (offset: UserOffset): number => ledger.balance(userSlot(account, offset))
  return {
    cash: (balance(U.margin) + balance(U.marginOrder)) as Credits,
    coins: (balance(U.lcoMargin) + balance(U.lcoMarginOrder)) as Lco,
    debtCredits: debtOf(lending, account, 'CR') as Credits,
    debtCoins: debtOf(lending, account, 'LCO') as Lco,
  }
}

/** What the account owes in; undefined when it owes nothing. */
export function debtAsset({ lending }: MarginDesk, account: AccountId): Asset | undefined {
  return lending.lending.loanOf(account)?.asset
}

/** At the last mark, live or not; null without debt. Whoever owes has seen a mark. */
export function levelOf(desk: MarginDesk, account: AccountId): number | null {
  return levelAt(positionOf(desk, account), markOf(desk), desk.exchange.pair)
}

/** The last mark; 1 tick before there was any. */
export function markOf({ exchange }: MarginDesk): Ticks {
  return exchange.market.mark.price ?? (1 as Ticks)
}

/** Units of an asset in the margin account that no order holds. */
export function freeOf({ exchange: { ledger } }: MarginDesk, account: AccountId, asset: Asset): number {
  return ledger.balance(userSlot(account, asset === 'CR' ? U.margin : U.lcoMargin))
}
