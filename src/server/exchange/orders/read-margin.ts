/** Parameters of margin requests: assets and their amounts, side effects of orders, cross or isolated. Books nothing. */
import type { OrderMargin } from '../../../engine/command.ts'
import type { Asset } from '../../../engine/ledger/chart.ts'
import type { Params } from '../params.ts'
import { refusals, refuse } from '../refusal.ts'
import { BASE, decimalIn, lcoText, priceText, QUOTE } from '../text.ts'

const assetNames: Readonly<Record<Asset, string>> = { CR: QUOTE, LCO: BASE }
const decimals: Readonly<Record<Asset, number>> = { CR: 6, LCO: 8 }

export const assetName = (asset: Asset): string => assetNames[asset]

/** Units of an asset. */
export function amountText(asset: Asset, units: number): string {
  return asset === 'CR' ? priceText(units) : lcoText(units)
}

/** undefined when it was not sent. */
export function assetIn(params: Params, name = 'asset'): Asset | undefined {
  const text = params.text(name)
  if (text === undefined) return undefined
  if (text === QUOTE) return 'CR'
  if (text === BASE) return 'LCO'
  throw refuse(-3027, 'Not a valid margin asset.')
}

export function neededAsset(params: Params): Asset {
  const asset = assetIn(params)
  if (asset === undefined) throw refusals.missing('asset')
  return asset
}

/** Units of the asset. */
export function amountIn(params: Params, asset: Asset): number {
  const amount = decimalIn('amount', params.needed('amount'), decimals[asset])
  if (amount === undefined) throw refuse(-1111, "Parameter 'amount' has too much precision.")
  return amount
}

/** There is one margin account a person: isolated ones are refused. */
export function checkCross(params: Params): void {
  if (params.flag('isIsolated') || params.has('isolatedSymbol')) throw refuse(-3028, 'Not a valid margin pair.')
}

const effects = ['NO_SIDE_EFFECT', 'MARGIN_BUY', 'AUTO_REPAY', 'AUTO_BORROW_REPAY'] as const

export function effectIn(params: Params): OrderMargin {
  checkCross(params)
  const effect = params.choice('sideEffectType', effects, () => refusals.illegal('sideEffectType'))
  return {
    borrow: effect === 'MARGIN_BUY' || effect === 'AUTO_BORROW_REPAY',
    repay: effect === 'AUTO_REPAY' || effect === 'AUTO_BORROW_REPAY',
    reduceOnly: false,
  }
}
