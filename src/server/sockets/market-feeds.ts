/** The public channels: book, trades, ticker, candles, system, forced closes, offerings, wars, governance. Fed from published events; flushed by the hub's timer. */
import type { Millis } from '../../base/money.ts'
import { type Interval, intervals, type Trade } from '../../contract/market.ts'
import type { Status } from '../../contract/system.ts'
import { depth, marketView } from '../../engine/views.ts'
import type { Published } from '../../sequencer/core.ts'
import { pairNow } from '../booking.ts'
import { historyState } from '../past.ts'
import type { RouteDeps } from '../ports.ts'
import { wireCandle, wirePublicTrade } from '../render/history.ts'
import { wireTicker, wireTrade } from '../render/market.ts'
import { readProposals } from '../routes/governance.ts'
import { readOfferings } from '../routes/offerings.ts'
import { wireStatus } from '../routes/system.ts'
import { BookFeed } from './book-feed.ts'
import { Feed } from './feed.ts'
import { openCloses } from './margin-feeds.ts'
import { openPredictions } from './prediction-feed.ts'
import { openWars } from './war-feed.ts'
import { type Opening, openWhole } from './whole-feed.ts'

/** Trades in a snapshot and in memory. */
const TRADES = 100
const KEEP = 300
/** The present candle and the one before it, which an update may still close. */
const CANDLES = 2

export interface MarketFeeds {
  find(channel: string): Feed | undefined
  take(batch: readonly Published[]): void
  /** Sends what changed; called at most every 100 ms. */
  flush(): void
  /** The state of the service changed without an event. */
  statusChanged(): void
}

/** Reads the present state of the core and follows from there. Subscribe `take` before awaiting this. */
export async function openMarketFeeds(deps: RouteDeps, log: (error: unknown) => void): Promise<MarketFeeds> {
  const { core } = deps
  const first = await core.read((engine) => ({ seq: engine.seq, depth: depth(engine, Number.MAX_SAFE_INTEGER) }))
  const book = new BookFeed(first.seq, () => pairNow(core))
  book.load(first.depth)
  const trades = await openTrades(deps, first.seq)
  const ticker = await openWhole({ name: 'ticker', firstSeq: first.seq, read: () => readTicker(deps), log })
  const system = await openSystem(deps, { firstSeq: first.seq, log })
  const closes = await openCloses(deps, { name: 'forcedCloses', log })
  const wars = await openWars(deps, { firstSeq: first.seq, log })
  const offerings = await openWhole({ name: 'offerings', firstSeq: first.seq, read: () => readOfferings(deps), log })
  const governance = await openWhole({ name: 'governance', firstSeq: first.seq, read: () => readProposals(deps), log })
  const predictions = await openPredictions(deps)
  const candles = new Map(
    await Promise.all(
      intervals.map(
        async (interval) => [interval, await openCandles(deps, { interval, firstSeq: first.seq, log })] as const,
      ),
    ),
  )
  const feeds = new Map<string, Feed>(
    [book, trades, ticker, system, closes, offerings, wars, predictions, governance].map(({ feed }) => [
      feed.name,
      feed,
    ]),
  )
  for (const { feed } of candles.values()) feeds.set(feed.name, feed)

  const takeOne = ({ seq, at, events }: Published): void => {
    for (const event of events) {
      if (event.type === 'book' && seq > first.seq) book.take(event)
      else if (event.type === 'trade') trades.take(wireTrade(event, at, pairNow(core)))
      else if (event.type === 'switch.changed') system.stale()
      closes.take(event)
      wars.take(event)
      if (event.type.startsWith('offering.') && event.type !== 'offering.used') offerings.stale()
      if (event.type.startsWith('governance.')) governance.stale()
      predictions.take(event, seq)
      if (event.type === 'trade') for (const candle of candles.values()) candle.stale()
      if (tickerEvents.has(event.type)) ticker.stale()
    }
  }

  return {
    find: (channel) => feeds.get(channel),
    take: (batch) => batch.forEach(takeOne),
    flush() {
      book.flush()
      trades.flush()
      ticker.flush()
      system.flush()
      closes.flush()
      wars.flush()
      offerings.flush()
      predictions.flush()
      governance.flush()
      for (const candle of candles.values()) candle.flush()
    },
    statusChanged: () => system.stale(),
  }
}

const tickerEvents = new Set<string>(['book', 'trade', 'mark', 'trading.paused', 'switch.changed', 'parameter.changed'])

async function readTicker({ core }: RouteDeps) {
  const now = core.now()
  const input = await core.read((engine) => ({
    view: marketView(engine, now),
    best: depth(engine, 1),
    trading: engine.state.switches.trading,
    now,
  }))
  return wireTicker(input)
}

/** Newest trades first in the snapshot, in the order of happening in updates. */
async function openTrades({ core, history }: RouteDeps, firstSeq: number) {
  await history.caughtUpTo(firstSeq)
  const pair = pairNow(core)
  const { items } = await history.queries.trades.list({ limit: TRADES })
  let recent: Trade[] = items.map((trade) => wirePublicTrade(trade, pair))
  let pending: Trade[] = []
  const feed = new Feed({ name: 'trades', firstSeq, keep: KEEP, snapshot: () => recent })
  return {
    feed,
    take(trade: Trade) {
      if (trade.tradeId <= (recent[0]?.tradeId ?? 0)) return
      recent = [trade, ...recent.slice(0, TRADES - 1)]
      pending.push(trade)
      feed.changed()
    },
    flush() {
      if (pending.length === 0) return
      const batch = pending
      pending = []
      feed.publish(batch)
    },
  }
}

/** State and clock of the service. Its snapshot tells the time of joining; a virtual clock that was moved is news. */
async function openSystem(deps: RouteDeps, opening: Opening) {
  const { core } = deps
  const present = (status: Status): Status => ({ ...status, now: core.now() })
  const whole = await openWhole<Status>({ ...opening, name: 'system', read: () => wireStatus(deps), present })
  let toldAt = core.now()
  let told = historyState(deps).state
  return {
    feed: whole.feed,
    stale: whole.stale,
    flush() {
      const now = core.now()
      if (now !== toldAt && core.status().virtualClock) whole.stale()
      toldAt = now
      const { state } = historyState(deps)
      if (state !== told) whole.stale()
      told = state
      // The snapshot carries the time: the kept text of it lasts no longer than a flush.
      whole.feed.changed()
      whole.flush()
    },
  }
}

interface CandleChannel extends Opening {
  readonly interval: Interval
}

/** The newest candles of one interval, read from history so that they equal what REST shows. */
function openCandles(deps: RouteDeps, { interval, firstSeq, log }: CandleChannel) {
  const { core, history } = deps
  const read = async () => {
    await history.caughtUpTo(core.status().durableSeq)
    const rows = await history.queries.candles.list({ interval, limit: CANDLES, now: core.now() as Millis })
    const pair = pairNow(core)
    return rows.map((row) => wireCandle(row, pair))
  }
  return openWhole({ name: `candles:${interval}`, firstSeq, read, log })
}
