/** Which slots an order trades with and is held in: those of what is available to its account, or of its margin wallet. */
import type { OrderSide } from '../command.ts'
import { type AccountId, type Slot, U, userSlot } from '../ledger/chart.ts'

/** Whose and which wallet's; a buy gives µCR, a sell LCO. */
export interface Holder {
  readonly account: AccountId
  readonly side: OrderSide
  readonly onMargin: boolean
}

/** What an order of this side gives, while nothing holds it. */
export function freeSlot(account: AccountId, side: OrderSide, onMargin: boolean): Slot {
  return side === 'buy' ? creditsSlot(account, onMargin) : coinsSlot(account, onMargin)
}

/** The same while an order or a list holds it. */
export function heldSlot(account: AccountId, side: OrderSide, onMargin: boolean): Slot {
  if (side === 'buy') return userSlot(account, onMargin ? U.marginOrder : U.order)
  return userSlot(account, onMargin ? U.lcoMarginOrder : U.lcoOrder)
}

/** Where the wallet's free µCR are. */
export function creditsSlot(account: AccountId, onMargin: boolean): Slot {
  return userSlot(account, onMargin ? U.margin : U.available)
}

/** Where its free LCO are. */
export function coinsSlot(account: AccountId, onMargin: boolean): Slot {
  return userSlot(account, onMargin ? U.lcoMargin : U.lco)
}
