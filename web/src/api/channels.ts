/** What each live channel carries and how its updates change what we hold. The wire is socket.ts's job. */

import type { CallSummary } from '../../../src/contract/calls.ts'
import type { ForcedClose, MarginNotice } from '../../../src/contract/margin-records.ts'
import type { Candle, Interval, Trade } from '../../../src/contract/market.ts'
import type { Order } from '../../../src/contract/orders.ts'
import type { PredictionFigures } from '../../../src/contract/prediction-records.ts'
import type { ChannelData } from '../../../src/contract/socket.ts'
import { readClock } from '../clock.ts'
import type { ChannelDefinition } from './channel.ts'

export type Level = readonly [price: string, quantity: string]
export interface BookView {
  /** best first */
  bids: Level[]
  /** best first */
  asks: Level[]
}

/** price text → its size for sorting, and the level */
type BookSide = Map<string, readonly [order: number, level: Level]>

function changeSide(side: BookSide, levels: readonly Level[]): void {
  for (const level of levels) {
    const [price, quantity] = level
    if (Number(quantity) === 0) side.delete(price)
    else side.set(price, [Number(price), level])
  }
}

/** Prices have few enough digits that different ones are different floats, and sorting them takes no exact arithmetic. */
const sorted = (side: BookSide, direction: 1 | -1): Level[] =>
  [...side.values()].sort(([a], [b]) => direction * (a - b)).map(([, level]) => level)

export const bookChannel: ChannelDefinition<BookView> = {
  channel: 'book',
  start() {
    const bids: BookSide = new Map()
    const asks: BookSide = new Map()
    return {
      take(_kind, data) {
        const book = data as ChannelData['book']
        changeSide(bids, book.bids)
        changeSide(asks, book.asks)
      },
      view: () => ({ bids: sorted(bids, -1), asks: sorted(asks, 1) }),
    }
  },
}

/** A channel whose every message is the whole truth. */
function wholeChannel<
  Name extends 'ticker' | 'system' | 'balances' | 'margin' | 'notifications' | 'offerings' | 'wars' | 'governance',
>(channel: Name, arrived?: (data: ChannelData[Name]) => void): ChannelDefinition<ChannelData[Name]> {
  return {
    channel,
    start() {
      let value: ChannelData[Name]
      return {
        take: (_kind, data) => {
          value = data as ChannelData[Name]
          arrived?.(value)
        },
        view: () => value,
      }
    },
  }
}

export const tickerChannel = wholeChannel('ticker')
export const systemChannel = wholeChannel('system', readClock)
export const balancesChannel = wholeChannel('balances')
/** The own margin account with each mark; what it could borrow and take out is the request's to say. */
export const marginChannel = wholeChannel('margin')
/** The running round of Compute Wars. */
export const warsChannel = wholeChannel('wars')
/** How many notifications are not seen, and the newest. */
export const notificationsChannel = wholeChannel('notifications')
/** All offerings, newest first, whenever one or a lock of one has changed. */
export const offeringsChannel = wholeChannel('offerings')
/** Open proposals, newest first, whenever one has changed. */
export const governanceChannel = wholeChannel('governance')

interface ListOptions<Item> {
  key: (item: Item) => string | number
  keep: number
  /** order of the snapshot on the wire; updates are always in the order of happening */
  snapshot: 'newest first' | 'oldest first'
}

/** New and changed items by key; shown newest first. */
function listChannel<Item>(channel: string, { key, keep, snapshot }: ListOptions<Item>): ChannelDefinition<Item[]> {
  return {
    channel,
    start() {
      const items = new Map<string | number, Item>()
      return {
        take(kind, data) {
          const incoming = data as Item[]
          for (const item of kind === 'snapshot' && snapshot === 'newest first' ? [...incoming].reverse() : incoming)
            items.set(key(item), item)
          for (const oldest of items.keys()) {
            if (items.size <= keep) break
            items.delete(oldest)
          }
        },
        view: () => [...items.values()].reverse(),
      }
    },
  }
}

export const tradesChannel = listChannel<Trade>('trades', {
  key: (trade) => trade.tradeId,
  keep: 200,
  snapshot: 'newest first',
})
export const callsChannel = listChannel<CallSummary>('calls', {
  key: (call) => call.callId,
  keep: 200,
  snapshot: 'newest first',
})
/** Open orders and those done since the page opened: filter by status for "open". */
export const ordersChannel = listChannel<Order>('orders', {
  key: (order) => order.orderId,
  keep: 1_000,
  snapshot: 'newest first',
})

/** Own calls, and own forced closes step by step: to tell people of new ones. */
export const marginNoticesChannel = listChannel<MarginNotice>('marginNotices', {
  key: (notice) => notice.noticeId,
  keep: 50,
  snapshot: 'newest first',
})
export const marginClosesChannel = listChannel<ForcedClose>('marginCloses', {
  key: (close) => close.closeId,
  keep: 50,
  snapshot: 'newest first',
})

/** Figures of prediction markets that are not settled, and of those that have changed since. */
export const predictionsChannel = listChannel<PredictionFigures>('predictions', {
  key: (market) => market.marketId,
  keep: 1_000,
  snapshot: 'oldest first',
})

const candleChannels = new Map<Interval, ChannelDefinition<Candle[]>>()
/** Candles that changed since the subscription, newest first; merge them over the REST answer. */
export function candlesChannel(interval: Interval): ChannelDefinition<Candle[]> {
  const known = candleChannels.get(interval)
  if (known) return known
  const made = listChannel<Candle>(`candles:${interval}`, {
    key: (candle) => candle.time,
    keep: 500,
    snapshot: 'oldest first',
  })
  candleChannels.set(interval, made)
  return made
}
