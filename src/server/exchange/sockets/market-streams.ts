/** The public streams of the market: which there are, what each event holds, when it is sent. */
import type { Millis } from '../../../base/money.ts'
import { candleIntervals, shiftedStart } from '../../../history/periods.ts'
import { bestTexts, depthOf, levelText } from '../endpoints/book.ts'
import { changePercent, weightedAverage } from '../endpoints/tickers.ts'
import type { DayStats } from '../market/day-window.ts'
import type { DepthBook, DepthFollower } from '../market/depth-book.ts'
import type { LiveCandle } from '../market/live-candles.ts'
import type { Tape } from '../market/tape.ts'
import type { TapeAggregate, TapeTrade } from '../market/tape-trade.ts'
import { priceText, quantityText, SYMBOL } from '../text.ts'
import { Stream } from './stream.ts'

const low = SYMBOL.toLowerCase()
const partialLevels = [5, 10, 20] as const
/** Calls of `flush` between two events of the slower streams: 1 s where it is called every 100 ms. */
const SLOW = 10
/** What follows a depth stream's name; without it an event comes once a second. */
const fastSpeeds = ['@100ms'] as const
const slowSpeeds = ['', '@1000ms'] as const
type Speeds = readonly string[]
/** Minutes whose trades the average price is made of. */
const AVERAGE_MINUTES = 5

export class MarketStreams {
  readonly #tape: Tape
  readonly #now: () => Millis
  readonly #streams = new Map<string, Stream>()
  readonly #diffs: { readonly fast: DepthFollower; readonly slow: DepthFollower }
  #flushes = 0
  #fastId: number
  #slowId: number
  #best = ''
  #dayText = ''

  constructor(tape: Tape, now: () => Millis) {
    this.#tape = tape
    this.#now = now
    this.#diffs = { fast: tape.book.follow(), slow: tape.book.follow() }
    this.#fastId = tape.book.id
    this.#slowId = tape.book.id
    for (const name of streamNames) this.#streams.set(name, new Stream(name))
    tape.listen(this)
  }

  find(name: string): Stream | undefined {
    return this.#streams.get(name)
  }

  trade(trade: TapeTrade): void {
    this.#publish(`${low}@trade`, () => tradeEvent(trade, this.#now()))
  }

  aggregate(aggregate: TapeAggregate): void {
    this.#publish(`${low}@aggTrade`, () => aggregateEvent(aggregate, this.#now()))
  }

  /** Tells what changed since the last call. */
  flush(): void {
    const { book, candles } = this.#tape
    const now = this.#now()
    this.#diff(fastSpeeds, this.#diffs.fast, now)
    if (book.id !== this.#fastId) this.#bookChanged(book, now)
    this.#fastId = book.id
    this.#flushes += 1
    if (this.#flushes % SLOW !== 0) return
    this.#diff(slowSpeeds, this.#diffs.slow, now)
    if (book.id !== this.#slowId) this.#partials(slowSpeeds)
    this.#slowId = book.id
    for (const candle of candles.due(now))
      this.#publish(`${low}@kline_${candle.interval}`, () => candleEvent(candle, now))
    this.#day(now)
  }

  #publish(name: string, data: () => unknown): void {
    const stream = this.#streams.get(name)
    if (stream && !stream.idle) stream.publish(data())
  }

  #bookChanged(book: DepthBook, now: Millis): void {
    this.#partials(fastSpeeds)
    const names = [`${low}@bookTicker`, '!bookTicker']
    if (names.every((name) => this.#streams.get(name)?.idle)) return
    const best = bestEvent(book, now)
    const { b, B, a, A } = best
    const text = [b, B, a, A].join()
    if (text === this.#best) return
    this.#best = text
    for (const name of names) this.#publish(name, () => best)
  }

  #diff(speeds: Speeds, follower: DepthFollower, now: Millis): void {
    const diff = follower.cut()
    if (!diff) return
    const data = () => ({
      ...{ e: 'depthUpdate', E: now, s: SYMBOL, U: diff.first, u: diff.last },
      ...{ b: diff.bids.map(levelText), a: diff.asks.map(levelText) },
    })
    for (const speed of speeds) this.#publish(`${low}@depth${speed}`, data)
  }

  #partials(speeds: Speeds): void {
    for (const levels of partialLevels) {
      for (const speed of speeds) this.#publish(`${low}@depth${levels}${speed}`, () => depthOf(this.#tape.book, levels))
    }
  }

  /** Once a second, when something in it changed. */
  #day(now: Millis): void {
    if (dayStreams.every((name) => this.#streams.get(name)?.idle)) return
    const { day, book } = this.#tape
    const stats = day.stats(now)
    const text = JSON.stringify([stats, book.bids(1), book.asks(1)])
    if (text === this.#dayText) return
    this.#dayText = text
    this.#publish(`${low}@ticker`, () => tickerEvent(this.#tape, stats, now))
    this.#publish('!ticker@arr', () => [tickerEvent(this.#tape, stats, now)])
    this.#publish(`${low}@miniTicker`, () => miniEvent(stats, now))
    this.#publish('!miniTicker@arr', () => [miniEvent(stats, now)])
    this.#publish(`${low}@avgPrice`, () => averageEvent(this.#tape, now))
  }
}

const dayStreams = [`${low}@ticker`, '!ticker@arr', `${low}@miniTicker`, '!miniTicker@arr', `${low}@avgPrice`]

const speeds: Speeds = [...fastSpeeds, ...slowSpeeds]

const streamNames: readonly string[] = [
  ...['trade', 'aggTrade', 'bookTicker'].map((name) => `${low}@${name}`),
  ...['', ...partialLevels].flatMap((levels) => speeds.map((speed) => `${low}@depth${levels}${speed}`)),
  ...candleIntervals.map((interval) => `${low}@kline_${interval}`),
  ...dayStreams,
  '!bookTicker',
]

function tradeEvent({ tradeId, price, quantity, at, takerSide }: TapeTrade, now: Millis) {
  return {
    ...{ e: 'trade', E: now, s: SYMBOL, t: tradeId, p: priceText(price), q: quantityText(quantity), T: at },
    ...{ m: takerSide === 'sell', M: true },
  }
}

function aggregateEvent(trade: TapeAggregate, now: Millis) {
  return {
    ...{
      e: 'aggTrade',
      E: now,
      s: SYMBOL,
      a: trade.aggregateId,
      p: priceText(trade.price),
      q: quantityText(trade.quantity),
    },
    ...{ f: trade.firstTradeId, l: trade.tradeId, T: trade.at, m: trade.takerSide === 'sell', M: true },
  }
}

function bestEvent(book: DepthBook, now: Millis) {
  const { bidPrice: b, bidQty: B, askPrice: a, askQty: A } = bestTexts(book)
  return { u: book.id, s: SYMBOL, b, B, a, A, E: now }
}

function candleEvent({ interval, candle, lastTradeId, closed }: LiveCandle, now: Millis) {
  const { start, trades } = candle
  return {
    ...{ e: 'kline', E: now, s: SYMBOL },
    k: {
      ...{ t: start, T: shiftedStart(interval, start, 1) - 1, s: SYMBOL, i: interval },
      ...{ f: trades === 0 ? -1 : lastTradeId - trades + 1, L: trades === 0 ? -1 : lastTradeId },
      ...{ o: priceText(candle.open), c: priceText(candle.close), h: priceText(candle.high), l: priceText(candle.low) },
      ...{ v: quantityText(candle.quantity), n: trades, x: closed, q: priceText(candle.notional) },
      ...{ V: quantityText(candle.takerBuyQuantity), Q: priceText(candle.takerBuyNotional), B: '0' },
    },
  }
}

function tickerEvent({ book }: Tape, stats: DayStats, now: Millis) {
  const { bidPrice: b, bidQty: B, askPrice: a, askQty: A } = bestTexts(book)
  return {
    ...{ e: '24hrTicker', E: now, s: SYMBOL, p: priceText(stats.last - stats.open), P: changePercent(stats) },
    ...{
      w: weightedAverage(stats),
      x: priceText(stats.open),
      c: priceText(stats.last),
      Q: quantityText(stats.lastQuantity),
    },
    ...{ b, B, a, A, o: priceText(stats.open), h: priceText(stats.high), l: priceText(stats.low) },
    ...{ v: quantityText(stats.quantity), q: priceText(stats.notional), O: stats.from, C: now },
    ...{ F: stats.firstTradeId, L: stats.lastTradeId, n: stats.trades },
  }
}

function miniEvent(stats: DayStats, now: Millis) {
  return {
    ...{ e: '24hrMiniTicker', E: now, s: SYMBOL, c: priceText(stats.last), o: priceText(stats.open) },
    ...{
      h: priceText(stats.high),
      l: priceText(stats.low),
      v: quantityText(stats.quantity),
      q: priceText(stats.notional),
    },
  }
}

function averageEvent({ day }: Tape, now: Millis) {
  const stats = day.stats(now, AVERAGE_MINUTES)
  const price = stats.trades === 0 ? priceText(stats.last) : weightedAverage(stats)
  return { e: 'avgPrice', E: now, s: SYMBOL, i: '5m', w: price, T: day.lastTrade?.at ?? 0 }
}
