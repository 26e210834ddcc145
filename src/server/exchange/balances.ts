/** Both balances of a wallet as the dialect tells them. */
import type { Wallet } from '../../engine/command.ts'
import type { AccountView } from '../../engine/views.ts'
import { BASE, lcoText, priceText, QUOTE } from './text.ts'

export interface Balance {
  readonly asset: string
  readonly free: string
  readonly locked: string
}

/** Locked: in open orders, and held by calls that run. What is staked is not for trading and not told here. */
export function balancesOf(
  { credits, lco }: AccountView,
  wallet: Wallet = 'spot',
): readonly [quote: Balance, base: Balance] {
  if (wallet === 'margin')
    return [
      { asset: QUOTE, free: priceText(credits.margin), locked: priceText(credits.marginOrder) },
      { asset: BASE, free: lcoText(lco.margin), locked: lcoText(lco.marginOrder) },
    ]
  return [
    { asset: QUOTE, free: priceText(credits.available), locked: priceText(credits.order + credits.hold) },
    { asset: BASE, free: lcoText(lco.available), locked: lcoText(lco.order) },
  ]
}
