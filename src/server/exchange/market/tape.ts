/** The market as the dialect shows it, kept up to date from published events: book, last day, running candles, trades as they come. */
import type { Credits, Millis } from '../../../base/money.ts'
import type { TradeEvent } from '../../../engine/event.ts'
import { type Pair, pairOf } from '../../../engine/exchange/pair.ts'
import { depth, type LevelRow } from '../../../engine/views.ts'
import { type CandleInterval, candleIntervals } from '../../../history/periods.ts'
import type { Candle } from '../../../history/queries/candles.ts'
import { milliLco, unitPrice } from '../../../history/units.ts'
import type { Published } from '../../../sequencer/core.ts'
import type { RouteDeps } from '../../ports.ts'
import { DayWindow } from './day-window.ts'
import { DepthBook, type DepthLevel } from './depth-book.ts'
import { LiveCandles } from './live-candles.ts'
import type { TapeAggregate, TapeTrade } from './tape-trade.ts'

/** Book updates that one command makes at most, on the average: keeps numbers rising over restarts. */
const UPDATES_A_COMMAND = 100

export interface TapeListener {
  trade(trade: TapeTrade): void
  aggregate(aggregate: TapeAggregate): void
}

interface Opened {
  readonly seq: number
  readonly pair: Pair
  readonly book: DepthBook
  readonly day: DayWindow
  readonly candles: LiveCandles
  readonly aggregateId: number
}

export class Tape {
  readonly book: DepthBook
  readonly day: DayWindow
  readonly candles: LiveCandles
  readonly #seq: number
  readonly #listeners = new Set<TapeListener>()
  #pair: Pair
  #aggregateId: number

  constructor({ seq, pair, book, day, candles, aggregateId }: Opened) {
    this.#seq = seq
    this.#pair = pair
    this.book = book
    this.day = day
    this.candles = candles
    this.#aggregateId = aggregateId
  }

  listen(listener: TapeListener): void {
    this.#listeners.add(listener)
  }

  take(batch: readonly Published[]): void {
    for (const command of batch) this.#command(command)
  }

  #command({ seq, at, events }: Published): void {
    let open: (TapeAggregate & { readonly takerOrder: number }) | undefined
    for (const event of events) {
      if (event.type === 'book' && seq > this.#seq) this.book.take(event, this.#pair)
      else if (event.type === 'parameter.changed' && event.key === 'market.pair') this.#pair = pairOf(event.after)
      else if (event.type === 'trade' && event.tradeId > (this.day.lastTrade?.tradeId ?? 0)) {
        const trade = tapeTrade(event, at, this.#pair)
        this.day.take(trade)
        this.candles.take(trade)
        for (const listener of this.#listeners) listener.trade(trade)
        if (open?.takerOrder === event.takerOrder && open.price === trade.price)
          open = { ...open, ...added(open, trade) }
        else {
          if (open) this.#tell(open)
          this.#aggregateId += 1
          const { takerOrder } = event
          open = { ...trade, aggregateId: this.#aggregateId, firstTradeId: trade.tradeId, takerOrder }
        }
      }
    }
    if (open) this.#tell(open)
  }

  #tell(aggregate: TapeAggregate): void {
    for (const listener of this.#listeners) listener.aggregate(aggregate)
  }
}

/** What the next trade of an aggregate changes. */
function added(open: TapeAggregate, { tradeId, quantity, notional }: TapeTrade) {
  return {
    tradeId,
    quantity: (open.quantity + quantity) as TapeTrade['quantity'],
    notional: (open.notional + notional) as Credits,
  }
}

function tapeTrade({ tradeId, price, lots, takerSide }: TradeEvent, at: Millis, pair: Pair): TapeTrade {
  const notional = (price * lots) as Credits
  return { tradeId, at, price: unitPrice(pair, price), quantity: milliLco(pair, lots), notional, takerSide }
}

/** Reads the present state of core and history and follows from there; `close` ends that. */
export async function openTape(deps: Pick<RouteDeps, 'core' | 'history'>): Promise<{ tape: Tape; close: () => void }> {
  const { core, history } = deps
  const waiting: Published[] = []
  let tape: Tape | undefined
  const close = core.subscribe((batch) => {
    if (tape) tape.take(batch)
    else waiting.push(...batch)
  })
  const first = await core.read((engine) => ({
    seq: engine.seq,
    pair: pairOf(engine.state.parameters['market.pair']),
    levels: depth(engine, Number.MAX_SAFE_INTEGER),
  }))
  await history.caughtUpTo(first.seq)
  const book = new DepthBook(first.seq * UPDATES_A_COMMAND)
  const level = ([price, lots]: LevelRow): DepthLevel => [unitPrice(first.pair, price), milliLco(first.pair, lots)]
  book.load(first.levels.bids.map(level), first.levels.asks.map(level))
  tape = new Tape({ seq: first.seq, pair: first.pair, book, ...(await readPast(deps)) })
  tape.take(waiting.splice(0))
  return { tape, close }
}

/** Read again when a trade came in between: all of it must tell of the same trades. */
async function readPast({ core, history }: Pick<RouteDeps, 'core' | 'history'>) {
  const { trades, candles } = history.queries
  const newest = async () => (await trades.list({ limit: 1 })).items[0]
  for (;;) {
    const before = await newest()
    const now = core.now()
    const minutes = await candles.list({ interval: '1m', limit: 1441, now })
    const running = new Map<CandleInterval, Candle>()
    for (const interval of candleIntervals) {
      const [candle] = await candles.list({ interval, limit: 1, now })
      if (candle) running.set(interval, candle)
    }
    const [aggregate] = await trades.aggregates({ limit: 1 })
    const last = await newest()
    if (before?.tradeId !== last?.tradeId) continue
    const day = new DayWindow(minutes, last)
    return { day, candles: new LiveCandles(running, last?.tradeId ?? 0), aggregateId: aggregate?.aggregateId ?? 0 }
  }
}
