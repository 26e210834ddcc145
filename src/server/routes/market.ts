/** /market: ticker, depth, trades, candles, chart marks. All public. */
import { formatCredits, formatDecimal, formatLco } from '../../base/decimal.ts'
import type { Credits } from '../../base/money.ts'
import { depth, marketView } from '../../engine/views.ts'
import { pairNow } from '../booking.ts'
import { upToDate } from '../past.ts'
import type { RouteDeps } from '../ports.ts'
import { lotsText, microPriceText, priceDecimals, quantityDecimals, ticksText } from '../render/amounts.ts'
import { wireAggregate, wireCandle, wireMark, wirePublicTrade } from '../render/history.ts'
import { wireLevel, wireTicker } from '../render/market.ts'
import type { RoutesOf } from '../request.ts'

const DEFAULT_LEVELS = 100
const AVERAGE_MINUTES = 5
const ONE = 1 as never

export function marketRoutes(deps: RouteDeps): RoutesOf<'market'> {
  const { core } = deps
  return {
    'market.get': async () => {
      const now = core.now()
      const { ticker, parameters } = await core.read((engine) => ({
        ticker: {
          view: marketView(engine, now),
          best: depth(engine, 1),
          trading: engine.state.switches.trading,
          now,
        },
        parameters: { ...engine.state.parameters },
      }))
      const { pair } = ticker.view
      return {
        ...wireTicker(ticker),
        symbol: 'LCO/CREDIT',
        tick: ticksText(ONE, pair),
        lot: lotsText(ONE, pair),
        priceDecimals: priceDecimals(pair),
        quantityDecimals: quantityDecimals(pair),
        minNotional: formatCredits(parameters['market.minNotional'] as Credits),
        maxNotional: formatCredits(parameters['market.maxNotional'] as Credits),
        openOrderLimit: parameters['market.openOrders'],
        takerFeeBps: parameters['market.takerFee'],
        makerFeeBps: parameters['market.makerFee'],
        bandBps: parameters['market.band'],
      }
    },

    'market.depth': async ({ query }) => {
      const asOf = core.now()
      const { bids, asks } = await core.read((engine) => depth(engine, query.limit ?? DEFAULT_LEVELS))
      const pair = pairNow(core)
      return { bids: bids.map((row) => wireLevel(row, pair)), asks: asks.map((row) => wireLevel(row, pair)), asOf }
    },

    'market.trades': async ({ query }) => {
      const { trades } = await upToDate(deps)
      const { items, nextCursor } = await trades.list(query)
      const pair = pairNow(core)
      return { items: items.map((trade) => wirePublicTrade(trade, pair)), nextCursor }
    },

    ...priceRoutes(deps),

    'market.candles': async ({ query }) => {
      const { candles } = await upToDate(deps)
      const items = await candles.list({ ...query, now: core.now() })
      const pair = pairNow(core)
      return { interval: query.interval, items: items.map((candle) => wireCandle(candle, pair)) }
    },

    'market.marks': async ({ query }) => {
      const { treasury } = await upToDate(deps)
      const pair = pairNow(core)
      const marks = await treasury.chartMarks(query)
      return {
        items: marks.map(({ kind, at, buybackId, lco, credits, price }) => ({
          ...{ kind, at, buybackId },
          lco: formatLco(lco),
          credits: credits === null ? null : formatDecimal(credits, 6),
          price: price === null ? null : microPriceText(price, pair),
        })),
      }
    },
  }
}

function priceRoutes(
  deps: RouteDeps,
): Pick<RoutesOf<'market'>, 'market.aggregateTrades' | 'market.averagePrice' | 'market.markPrice'> {
  const { core } = deps
  return {
    'market.aggregateTrades': async ({ query }) => {
      const { trades } = await upToDate(deps)
      const items = await trades.aggregates({ ...query, limit: query.limit ?? 500 })
      const pair = pairNow(core)
      return { items: items.map((trade) => wireAggregate(trade, pair)) }
    },

    'market.averagePrice': async () => {
      const { candles } = await upToDate(deps)
      const asOf = core.now()
      const price = await candles.average(AVERAGE_MINUTES, asOf)
      return { minutes: AVERAGE_MINUTES, price: price === null ? null : formatCredits(price), asOf }
    },

    'market.markPrice': async () => {
      const { candles } = await upToDate(deps)
      const pair = pairNow(core)
      return wireMark(await candles.lastMark(), pair)
    },
  }
}
