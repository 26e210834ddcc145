/** What there is to trade and to borrow on margin, at which price and rate. For everybody. */
import { formatDecimal } from '../../../base/decimal.ts'
import { mulDivFloor } from '../../../base/math.ts'
import type { Asset } from '../../../engine/ledger/chart.ts'
import { marginTotals, marketView, poolView } from '../../../engine/views.ts'
import { ifUpToDate } from '../../past.ts'
import type { Ask, DialectEndpoint } from '../endpoint.ts'
import { amountText, assetIn, assetName, neededAsset } from '../orders/read-margin.ts'
import { refuse } from '../refusal.ts'
import { BASE, priceOf, priceText, QUOTE, SYMBOL } from '../text.ts'

/** Asked without a signature by some clients and with one by others: there is nothing in them to protect. */
const open = { security: 'none', weight: 1 } as const

export const marginMarketEndpoints: readonly DialectEndpoint[] = [
  { rest: ['GET /sapi/v1/margin/allPairs'], ...open, answer: pairs },
  { rest: ['GET /sapi/v1/margin/isolated/allPairs'], ...open, answer: () => [] },
  { rest: ['GET /sapi/v1/margin/allAssets'], ...open, answer: allAssets },
  { rest: ['GET /sapi/v1/margin/priceIndex'], ...open, answer: priceIndex },
  { rest: ['GET /sapi/v1/margin/crossMarginData'], ...open, weight: 5, answer: crossMarginData },
  { rest: ['GET /sapi/v1/margin/interestRateHistory'], ...open, weight: 5, answer: rates },
]

const assets: readonly Asset[] = ['CR', 'LCO']
const fullNames: Readonly<Record<Asset, string>> = { CR: 'Credits', LCO: 'L-Coin' }
const LATEST_RATES = 20
const MOST_RATES = 100

function pairs({ params }: Ask): readonly object[] {
  params.symbols()
  const can = { isBuyAllowed: true, isMarginTrade: true, isSellAllowed: true }
  return [{ base: BASE, id: 1, ...can, quote: QUOTE, symbol: SYMBOL }]
}

function allAssets({ params }: Ask): readonly object[] {
  const only = assetIn(params)
  return assets
    .filter((asset) => only === undefined || asset === only)
    .map((asset) => ({
      ...{ assetFullName: fullNames[asset], assetName: assetName(asset), isBorrowable: true },
      ...{ isMortgageable: asset === 'CR', userMinBorrow: amountText(asset, 1), userMinRepay: amountText(asset, 1) },
    }))
}

/** The mark. */
async function priceIndex({ deps, params, now }: Ask): Promise<object> {
  params.symbol()
  const { mark, pair } = await deps.core.read((engine) => ({
    mark: marketView(engine, now).mark,
    pair: engine.state.parameters['market.pair'],
  }))
  if (mark === null) throw refuse(-3042, 'PriceIndex not available for this margin pair.')
  return { calcTime: now, price: priceText(priceOf(mark, pair)), symbol: SYMBOL }
}

async function crossMarginData({ deps, params, now }: Ask): Promise<readonly object[]> {
  const only = assetIn(params, 'coin')
  const rows = await deps.core.read((engine) =>
    assets.map((asset) => ({ pool: poolView(engine, asset, now), totals: marginTotals(engine, now) })),
  )
  return rows
    .filter(({ pool }) => only === undefined || pool.asset === only)
    .map(({ pool: { asset, borrowPpm, claims }, totals }) => ({
      ...{ vipLevel: 0, coin: assetName(asset), transferIn: asset === 'CR', borrowable: true },
      ...{ dailyInterest: dailyText(borrowPpm), yearlyInterest: `${formatDecimal(borrowPpm, 6)}00` },
      borrowLimit: amountText(asset, asset === 'CR' ? claims : totals.lco.account),
      marginablePairs: [SYMBOL],
    }))
}

/** A yearly rate in parts per million as a share of one a day, floored. */
function dailyText(ratePpm: number): string {
  return formatDecimal(mulDivFloor(ratePpm, 100, 365), 8)
}

/** The rate of now first, then those of hours in which it changed; only the first where history is behind. */
async function rates({ deps, params, now }: Ask): Promise<readonly object[]> {
  const asset = neededAsset(params)
  const limit = params.limit(LATEST_RATES, MOST_RATES)
  const [from, end] = [params.time('startTime'), params.time('endTime')]
  const current = await deps.core.read((engine) => poolView(engine, asset, now).borrowPpm)
  const history = await ifUpToDate(deps)
  const past = (await history?.lending.points({ asset, from, to: end === undefined ? undefined : end + 1 })) ?? []
  const points = past.map(({ at, borrowRate }) => ({ at: at as number, rate: borrowRate })).reverse()
  const isPast = end !== undefined && end < now
  return [...(isPast ? [] : [{ at: now as number, rate: current }]), ...points].slice(0, limit).map(({ at, rate }) => ({
    ...{ asset: assetName(asset), dailyInterestRate: dailyText(rate), timestamp: at, vipLevel: 0 },
  }))
}
