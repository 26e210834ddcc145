/** Rows of history as the wire shows them: orders, fills, trades, candles, entries, calls. */
import { formatCredits, formatDecimal, formatLco, formatPico } from '../../base/decimal.ts'
import { mulDivFloor } from '../../base/math.ts'
import type { CallSummary } from '../../contract/calls.ts'
import type { LedgerEntry as WireEntry } from '../../contract/ledger.ts'
import type { Trade, Candle as WireCandle } from '../../contract/market.ts'
import type { Fill as WireFill, Order as WireOrder } from '../../contract/orders.ts'
import type { Pair } from '../../engine/exchange/pair.ts'
import type { AccountId } from '../../engine/ledger/chart.ts'
import type { CallRecord } from '../../history/queries/calls.ts'
import type { Candle, MarkParts } from '../../history/queries/candles.ts'
import type { LedgerEntry, LedgerPosting } from '../../history/queries/ledger.ts'
import type { PreventedMatch } from '../../history/queries/order-lists.ts'
import type { DoneOrder } from '../../history/queries/orders.ts'
import type { AggregateTrade, Fill, PublicTrade } from '../../history/queries/trades.ts'
import { microPriceText, milliText } from './amounts.ts'
import { wireTrigger } from './orders.ts'
import { wireUsage } from './rates.ts'

export function wireDoneOrder(order: DoneOrder, pair: Pair): WireOrder {
  return {
    orderId: order.orderId,
    clientOrderId: order.clientOrderId,
    side: order.side,
    type: order.kind === 'limit' ? 'limit' : 'market',
    timeInForce: order.tif,
    postOnly: order.postOnly,
    selfTrade: order.selfTrade,
    price: order.price === null ? null : microPriceText(order.price, pair),
    quantity: order.quantity === null ? null : milliText(order.quantity, pair),
    quote: order.quote === null ? null : formatCredits(order.quote),
    filledQuantity: milliText(order.filled, pair),
    filledNotional: formatCredits(order.filledNotional),
    averagePrice: order.filled === 0 ? null : formatDecimal(mulDivFloor(order.filledNotional, 1000, order.filled), 6),
    fee: formatCredits(order.fee),
    status: order.status,
    trigger: wireTrigger(order.trigger, (price) => microPriceText(price, pair)),
    triggeredAt: order.triggeredAt,
    iceberg: order.iceberg === null ? null : milliText(order.iceberg, pair),
    listId: order.listId,
    margin: order.margin,
    placedAt: order.placedAt,
    updatedAt: order.doneAt,
  }
}

export function wirePrevented(match: PreventedMatch, pair: Pair) {
  return { ...match, price: microPriceText(match.price, pair), quantity: milliText(match.quantity, pair) }
}

export function wireFill(fill: Fill, pair: Pair): WireFill {
  const { tradeId, orderId, at, side, role, wallet, counterparty } = fill
  return {
    ...{ tradeId, orderId, at, side, role, wallet, counterparty },
    price: microPriceText(fill.price, pair),
    quantity: milliText(fill.quantity, pair),
    notional: formatCredits(fill.notional),
    fee: formatCredits(fill.fee),
  }
}

export function wirePublicTrade(trade: PublicTrade, pair: Pair): Trade {
  const { tradeId, at, takerSide, source } = trade
  return {
    ...{ tradeId, at, takerSide, source },
    price: microPriceText(trade.price, pair),
    quantity: milliText(trade.quantity, pair),
    notional: formatCredits(trade.notional),
  }
}

export function wireAggregate(trade: AggregateTrade, pair: Pair) {
  const { aggregateId, firstTradeId, lastTradeId, at, takerSide } = trade
  return {
    ...{ aggregateId, firstTradeId, lastTradeId, at, takerSide },
    price: microPriceText(trade.price, pair),
    quantity: milliText(trade.quantity, pair),
    notional: formatCredits(trade.notional),
  }
}

/** undefined: no mark was ever taken. */
export function wireMark(parts: MarkParts | undefined, pair: Pair) {
  const text = (price: MarkParts['mark'] | undefined) => (price ? microPriceText(price, pair) : null)
  return {
    ...{ mark: text(parts?.mark), frozen: parts?.frozen ?? false, at: parts?.at ?? null },
    ...{ impactMid: text(parts?.impactMid), twap5m: text(parts?.twap5m) },
    ...{ vwap60s: text(parts?.vwap60s), median30m: text(parts?.median30m) },
  }
}

export function wireCandle(candle: Candle, pair: Pair): WireCandle {
  return {
    time: candle.start,
    open: microPriceText(candle.open, pair),
    high: microPriceText(candle.high, pair),
    low: microPriceText(candle.low, pair),
    close: microPriceText(candle.close, pair),
    volume: milliText(candle.quantity, pair),
    quoteVolume: formatCredits(candle.notional),
    trades: candle.trades,
  }
}

/** Other people's accounts are not named. */
export function wireEntry({ entryId, seq, at, kind, ref, postings }: LedgerEntry, reader: AccountId): WireEntry {
  return { entryId, sequence: seq, at, kind, ref, postings: postings.map((posting) => wirePosting(posting, reader)) }
}

function wirePosting({ name, account, purpose, asset, amount }: LedgerPosting, reader: AccountId) {
  const foreign = account !== null && account !== reader
  return {
    account: foreign ? `user:*:${purpose}:${asset}` : name,
    purpose,
    asset,
    amount: formatDecimal(amount, asset === 'CR' ? 6 : 8),
  }
}

export function wireCall(call: CallRecord, keyName: string | null): CallSummary {
  return {
    callId: call.callId,
    at: call.at,
    keyId: call.keyId,
    keyName,
    model: call.model,
    dialect: call.facts?.dialect ?? null,
    stream: call.facts?.stream ?? false,
    state: call.status,
    outcome: call.outcome,
    status: call.facts?.status ?? null,
    error: call.error,
    latencyMs: call.facts?.latencyMs ?? null,
    firstTokenMs: call.facts?.firstTokenMs ?? null,
    usage: wireUsage(call.usage),
    inputTokens: call.tokensIn,
    outputTokens: call.tokensOut,
    estimated: call.estimated,
    tier: call.tier,
    service: call.service,
    list: formatPico(call.list),
    charged: formatCredits(call.captured),
    mined: formatLco(call.mined),
  }
}
