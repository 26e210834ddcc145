/** Both balances of an account as the dialect tells them. */
import type { AccountView } from '../../engine/views.ts'
import { BASE, lcoText, priceText, QUOTE } from './text.ts'

export interface Balance {
  readonly asset: string
  readonly free: string
  readonly locked: string
}

/** Locked: in open orders, and held by calls that run. What is staked is not for trading and not told here. */
export function balancesOf({ credits, lco }: AccountView): readonly [quote: Balance, base: Balance] {
  return [
    { asset: QUOTE, free: priceText(credits.available), locked: priceText(credits.order + credits.hold) },
    { asset: BASE, free: lcoText(lco.available), locked: lcoText(lco.order) },
  ]
}
