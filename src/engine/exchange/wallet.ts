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
export function freeSlot(holder: Holder): Slot {
  return holder.side === 'buy' ? creditsSlot(holder) : coinsSlot(holder)
}

/** The same while an order or a list holds it. */
export function heldSlot({ account, side, onMargin }: Holder): Slot {
  if (side === 'buy') return userSlot(account, onMargin ? U.marginOrder : U.order)
  return userSlot(account, onMargin ? U.lcoMarginOrder : U.lcoOrder)
}

/** Where the wallet's free µCR are. */
export function creditsSlot({ account, onMargin }: Omit<Holder, 'side'>): Slot {
  return userSlot(account, onMargin ? U.margin : U.available)
}

/** Where its free LCO are. */
export function coinsSlot({ account, onMargin }: Omit<Holder, 'side'>): Slot {
  return userSlot(account, onMargin ? U.lcoMargin : U.lco)
}
