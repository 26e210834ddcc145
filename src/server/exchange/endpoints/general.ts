/** ping, time and exchangeInfo: what there is and which orders it takes, from the parameters as they are. */
import { MAX_LOTS, MAX_PRICE } from '../../../engine/exchange/book/types.ts'
import { pairOf } from '../../../engine/exchange/pair.ts'
import type { ParameterValues } from '../../../engine/parameters.ts'
import type { Ask, DialectEndpoint } from '../endpoint.ts'
import { limitRows } from '../limits.ts'
import { orderTypes, selfTradeModes } from '../orders/words.ts'
import { BASE, lcoText, priceText, QUOTE, SYMBOL } from '../text.ts'

export const generalEndpoints: readonly DialectEndpoint[] = [
  { rest: ['GET /api/v3/ping'], socket: 'ping', security: 'none', weight: 1, answer: () => ({}) },
  {
    rest: ['GET /api/v3/time'],
    socket: 'time',
    security: 'none',
    weight: 1,
    answer: ({ now }) => ({ serverTime: now }),
  },
  { rest: ['GET /api/v3/exchangeInfo'], socket: 'exchangeInfo', security: 'none', weight: 20, answer: exchangeInfo },
  { rest: ['GET /fapi/v1/exchangeInfo'], security: 'none', weight: 1, answer: noContracts },
  { rest: ['GET /dapi/v1/exchangeInfo'], security: 'none', weight: 1, answer: noContracts },
]

function noContracts({ now }: Ask) {
  return { timezone: 'UTC', serverTime: now, rateLimits: [], exchangeFilters: [], symbols: [] }
}

async function exchangeInfo({ deps, params, now }: Ask) {
  params.symbols()
  const { parameters, trading, pausedUntil } = await deps.core.read(({ state }) => ({
    parameters: { ...state.parameters },
    trading: state.switches.trading,
    pausedUntil: state.market.mark.pausedUntil,
  }))
  const status = !trading ? 'HALT' : pausedUntil > now ? 'BREAK' : 'TRADING'
  return {
    timezone: 'UTC',
    serverTime: now,
    rateLimits: limitRows(deps.orderCounts.limits),
    exchangeFilters: [],
    symbols: [{ symbol: SYMBOL, status, ...assets, ...abilities, filters: filters(parameters), ...permissions }],
  }
}

const assets = {
  ...{ baseAsset: BASE, baseAssetPrecision: 8, quoteAsset: QUOTE, quotePrecision: 8, quoteAssetPrecision: 8 },
  ...{ baseCommissionPrecision: 8, quoteCommissionPrecision: 8 },
}
const abilities = {
  orderTypes,
  ...{ icebergAllowed: true, ocoAllowed: true, otoAllowed: true, opoAllowed: false },
  ...{ quoteOrderQtyMarketAllowed: true, allowTrailingStop: true, cancelReplaceAllowed: true, amendAllowed: true },
  ...{ pegInstructionsAllowed: false, isSpotTradingAllowed: true, isMarginTradingAllowed: true },
}
const permissions = {
  permissions: [],
  permissionSets: [['SPOT', 'MARGIN']],
  defaultSelfTradePreventionMode: 'EXPIRE_MAKER',
  allowedSelfTradePreventionModes: selfTradeModes,
}

function filters(p: ParameterValues) {
  const { tickMicro, lotUnits } = pairOf(p['market.pair'])
  const [tick, lot] = [priceText(tickMicro), lcoText(lotUnits)]
  const notional = (key: 'market.minNotional' | 'market.maxNotional') => priceText(p[key])
  return [
    { filterType: 'PRICE_FILTER', minPrice: tick, maxPrice: priceText(tickMicro * MAX_PRICE), tickSize: tick },
    { filterType: 'LOT_SIZE', minQty: lot, maxQty: lcoText(largest(lotUnits)), stepSize: lot },
    {
      ...{ filterType: 'NOTIONAL', minNotional: notional('market.minNotional'), applyMinToMarket: true },
      ...{ maxNotional: notional('market.maxNotional'), applyMaxToMarket: true, avgPriceMins: 0 },
    },
    { filterType: 'ICEBERG_PARTS', limit: p['market.icebergParts'] },
    { filterType: 'TRAILING_DELTA', ...trailing },
    { filterType: 'MAX_NUM_ORDERS', maxNumOrders: p['market.openOrders'] },
    { filterType: 'MAX_NUM_ALGO_ORDERS', maxNumAlgoOrders: p['market.triggers'] },
  ]
}

const trailing = {
  ...{ minTrailingAboveDelta: 10, maxTrailingAboveDelta: 2000 },
  ...{ minTrailingBelowDelta: 10, maxTrailingBelowDelta: 2000 },
}

/** 1e-8 LCO of the largest order, within the safe integers. */
function largest(lotUnits: number): number {
  return Math.min(MAX_LOTS, Math.floor(Number.MAX_SAFE_INTEGER / lotUnits)) * lotUnits
}
