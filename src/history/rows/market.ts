/** Trades, done orders, marks and pauses → trades, candles, orders, marks. Prices leave ticks for µCR per LCO here. */
import type { Credits } from '../../base/money.ts'
import type { OrderView } from '../../engine/command.ts'
import type { TradeEvent } from '../../engine/event.ts'
import type { AccountId } from '../../engine/ledger/chart.ts'
import { candleIntervals, intervalStart, minuteStart } from '../periods.ts'
import type { Flag } from '../tables/flag.ts'
import { type MilliLco, milliLco, unitPrice } from '../units.ts'
import { addActivity } from './accounts.ts'
import type { CommandContext, PendingFill, RowBuilder } from './context.ts'

export const tradeRows: RowBuilder<'trade'> = (event, context) => {
  const { pair } = context.state
  const trade: PendingFill = {
    id: event.tradeId,
    aggregate: aggregateOf(event, context),
    seq: context.seq,
    at: context.at,
    price: unitPrice(pair, event.price),
    quantity: milliLco(pair, event.lots),
    notional: (event.price * event.lots) as Credits,
    taker_side: event.takerSide,
    maker: event.maker,
    taker: event.taker,
    maker_order: event.makerOrder,
    taker_order: event.takerOrder,
    maker_margin: event.makerMargin ? 1 : 0,
    taker_margin: event.takerMargin ? 1 : 0,
    maker_fee: event.makerFee,
    taker_fee: event.takerFee,
  }
  context.lastTrade = trade
  candleRows(trade, context)
  addTrader(context, event.maker, { traded: trade.notional, fees: event.makerFee })
  addTrader(context, event.taker, { traded: trade.notional, fees: event.takerFee })
  if (event.source === 'buyback') context.fundFills.push(trade)
  else context.rows.append('trades', { ...trade, buyback: null, slice: null })
}

function aggregateOf(event: TradeEvent, { state, lastTrade }: CommandContext): number {
  const same = lastTrade?.taker_order === event.takerOrder && lastTrade.price === unitPrice(state.pair, event.price)
  if (!same) state.aggregate += 1
  return state.aggregate
}

function addTrader(context: CommandContext, account: AccountId, sums: { traded: Credits; fees: Credits }): void {
  if (account > 0) addActivity(context, account, { trades: 1, ...sums })
}

function candleRows({ at, price, quantity, notional, taker_side }: PendingFill, { rows }: CommandContext): void {
  const bought = taker_side === 'buy'
  for (const interval of candleIntervals) {
    rows.merge('candles', {
      interval,
      start: intervalStart(interval, at),
      open: price,
      high: price,
      low: price,
      close: price,
      quantity,
      notional,
      taker_buy_quantity: bought ? quantity : (0 as MilliLco),
      taker_buy_notional: bought ? notional : (0 as Credits),
      trades: 1,
    })
  }
}

export const orderDoneRows: RowBuilder<'order.done'> = ({ order, cause, refusal }, { seq, rows, state: { pair } }) => {
  rows.append('orders', {
    id: order.orderId,
    seq,
    account: order.account,
    client_order_id: order.clientOrderId,
    side: order.side,
    kind: order.kind,
    tif: order.tif,
    post_only: order.postOnly ? 1 : 0,
    self_trade: order.selfTrade,
    price: order.price === null ? null : unitPrice(pair, order.price),
    quantity: order.lots === null ? null : milliLco(pair, order.lots),
    quote: order.quote,
    filled: milliLco(pair, order.filledLots),
    filled_notional: order.filledNotional,
    fee: order.fee,
    status: order.status,
    cause,
    refusal: refusal ?? null,
    ...triggerColumns(order, pair),
    iceberg: order.iceberg === null ? null : milliLco(pair, order.iceberg),
    list: order.listId,
    ...marginColumns(order),
    placed_at: order.placedAt,
    done_at: order.updatedAt,
  })
}

function triggerColumns({ trigger, triggeredAt }: OrderView, pair: Parameters<typeof unitPrice>[0]) {
  return {
    trigger_kind: trigger?.kind ?? null,
    trigger_price: trigger === null || trigger.price === null ? null : unitPrice(pair, trigger.price),
    trail_bps: trigger?.trailBps ?? null,
    triggered_at: triggeredAt,
  }
}

function marginColumns({ margin }: OrderView) {
  return {
    margin: flag(margin !== null),
    borrow: flag(margin?.borrow === true),
    repay: flag(margin?.repay === true),
    reduce_only: flag(margin?.reduceOnly === true),
  }
}

function flag(is: boolean): Flag {
  return is ? 1 : 0
}

export const listDoneRows: RowBuilder<'list.done'> = ({ list }, { seq, rows }) => {
  rows.append('order_lists', {
    id: list.listId,
    seq,
    account: list.account,
    client_list_id: list.clientListId,
    kind: list.kind,
    orders: JSON.stringify(list.orders),
    placed_at: list.placedAt,
    done_at: list.updatedAt,
  })
}

export const preventedRows: RowBuilder<'trade.prevented'> = (event, { seq, at, rows, state: { pair } }) => {
  rows.append('prevented_matches', {
    id: event.preventedId,
    seq,
    at,
    account: event.account,
    maker_order: event.makerOrder,
    taker_order: event.takerOrder,
    taker_side: event.takerSide,
    price: unitPrice(pair, event.price),
    quantity: milliLco(pair, event.lots),
    mode: event.mode,
  })
}

export const markRows: RowBuilder<'mark'> = (event, { rows, state: { pair } }) => {
  const price = (value: typeof event.mark) => (value === null ? null : unitPrice(pair, value))
  rows.merge('marks', {
    minute: minuteStart(event.at),
    at: event.at,
    mark: price(event.mark),
    frozen: event.frozen ? 1 : 0,
    impact_mid: price(event.impactMid),
    twap_5m: price(event.twap5m),
    vwap_60s: price(event.vwap60s),
    median_30m: price(event.median30m),
  })
}

export const tradingPausedRows: RowBuilder<'trading.paused'> = ({ until }, { seq, at, rows, state }) => {
  rows.append('trading_pauses', { id: ++state.change, seq, at, until })
}
