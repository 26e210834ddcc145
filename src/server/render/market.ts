/** Market views and trades as the wire shows them. */
import { formatCredits } from '../../base/decimal.ts'
import type { Millis } from '../../base/money.ts'
import type { Ticker, Trade } from '../../contract/market.ts'
import type { TradeEvent } from '../../engine/event.ts'
import type { Pair } from '../../engine/exchange/pair.ts'
import type { LevelRow, MarketView } from '../../engine/views.ts'
import { lotsText, ticksText } from './amounts.ts'

export interface TickerInput {
  readonly view: MarketView
  /** Best level a side, if any. */
  readonly best: { readonly bids: readonly LevelRow[]; readonly asks: readonly LevelRow[] }
  readonly trading: boolean
  readonly now: Millis
}

export function wireTicker({ view, best, trading, now }: TickerInput): Ticker {
  const { pair, stats24h: stats } = view
  const price = (ticks: Parameters<typeof ticksText>[0] | null | undefined) => (ticks ? ticksText(ticks, pair) : null)
  return {
    last: price(view.last),
    mark: price(view.mark),
    frozen: view.frozen,
    pausedUntil: view.pausedUntil > now ? view.pausedUntil : null,
    trading,
    bid: best.bids[0] ? wireLevel(best.bids[0], pair) : null,
    ask: best.asks[0] ? wireLevel(best.asks[0], pair) : null,
    open24h: price(stats?.open),
    high24h: price(stats?.high),
    low24h: price(stats?.low),
    changeBps: stats ? Math.round(((stats.close - stats.open) / stats.open) * 10_000) : null,
    volume24h: lotsText(stats?.lots ?? (0 as NonNullable<typeof stats>['lots']), pair),
    quoteVolume24h: formatCredits(stats?.notional ?? (0 as NonNullable<typeof stats>['notional'])),
    asOf: now,
  }
}

export function wireLevel([price, lots]: LevelRow, pair: Pair): [string, string] {
  return [ticksText(price, pair), lotsText(lots, pair)]
}

export function wireTrade(event: TradeEvent, at: Millis, pair: Pair): Trade {
  return {
    tradeId: event.tradeId,
    at,
    price: ticksText(event.price, pair),
    quantity: lotsText(event.lots, pair),
    notional: formatCredits((event.price * event.lots) as Parameters<typeof formatCredits>[0]),
    takerSide: event.takerSide,
    source: event.source,
  }
}
