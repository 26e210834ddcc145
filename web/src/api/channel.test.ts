/** Claims about live channels as stores. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type ChannelDefinition, openChannel } from './channel.ts'
import { bookChannel, candlesChannel, tradesChannel } from './channels.ts'
import type { ChannelSink, LiveSocket } from './socket.ts'

const counter: ChannelDefinition<number> = {
  channel: 'counter',
  start() {
    let sum = 0
    return {
      take: (_kind, data) => {
        sum += Number(data)
      },
      view: () => sum,
    }
  },
}

function setUp() {
  const sinks: ChannelSink[] = []
  let left = 0
  const socket: Pick<LiveSocket, 'subscribe'> = {
    subscribe: (_channel, sink) => {
      sinks.push(sink)
      return () => {
        left++
      }
    },
  }
  const store = openChannel(socket, counter)
  return { store, sink: () => sinks.at(-1) as ChannelSink, left: () => left, joined: () => sinks.length }
}

describe('a live channel', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('shows at most ten times a second and loses no update', () => {
    const { store, sink } = setUp()
    let renders = 0
    store.subscribe(() => renders++)
    sink().message('snapshot', 1)
    for (let update = 0; update < 1000; update++) {
      vi.advanceTimersByTime(1)
      sink().message('update', 1)
    }
    vi.advanceTimersByTime(100)
    expect(renders).toBeLessThanOrEqual(12)
    expect(store.get()).toMatchObject({ status: 'live', data: 1001 })
  })
  it('shows once when a message comes before the timer that is due already', () => {
    const { store, sink } = setUp()
    let renders = 0
    store.subscribe(() => renders++)
    sink().message('snapshot', 1)
    vi.advanceTimersByTime(50)
    sink().message('update', 1)
    vi.setSystemTime(Date.now() + 60)
    sink().message('update', 1)
    vi.advanceTimersByTime(60)
    expect(renders).toBe(2)
  })
  it('starts over with each snapshot', () => {
    const { store, sink } = setUp()
    store.subscribe(() => {})
    sink().message('snapshot', 5)
    vi.advanceTimersByTime(200)
    sink().message('snapshot', 7)
    expect(store.get()).toMatchObject({ data: 7 })
  })
  it('stays subscribed through a page change and leaves when nobody comes back', () => {
    const { store, left, joined } = setUp()
    const away = store.subscribe(() => {})
    away()
    vi.advanceTimersByTime(1_000)
    const again = store.subscribe(() => {})
    vi.advanceTimersByTime(60_000)
    expect([joined(), left()]).toEqual([1, 0])
    again()
    vi.advanceTimersByTime(60_000)
    expect(left()).toBe(1)
    expect(store.get()).toEqual({ status: 'loading' })
  })
  it('says why it was refused', () => {
    const { store, sink } = setUp()
    store.subscribe(() => {})
    sink().refused('unauthorized')
    expect(store.get()).toEqual({ status: 'refused', code: 'unauthorized' })
  })
})

describe('what channels hold', () => {
  it('keeps the book sorted best first and drops levels of quantity zero', () => {
    const book = bookChannel.start()
    book.take('snapshot', {
      bids: [
        ['0.10000', '5.0'],
        ['0.09000', '1.0'],
      ],
      asks: [['0.11000', '2.0']],
    })
    book.take('update', {
      bids: [
        ['0.10000', '0.0'],
        ['0.10500', '3.0'],
      ],
      asks: [['0.10900', '1.0']],
    })
    expect(book.view()).toMatchObject({
      bids: [
        ['0.10500', '3.0'],
        ['0.09000', '1.0'],
      ],
      asks: [
        ['0.10900', '1.0'],
        ['0.11000', '2.0'],
      ],
    })
  })
  it('shows trades newest first whichever way they came', () => {
    const trades = tradesChannel.start()
    trades.take('snapshot', [{ tradeId: 2 }, { tradeId: 1 }])
    trades.take('update', [{ tradeId: 3 }, { tradeId: 4 }])
    expect(trades.view().map(({ tradeId }) => tradeId)).toEqual([4, 3, 2, 1])
  })
  it('replaces the running candle instead of adding it twice', () => {
    const candles = candlesChannel('1m').start()
    candles.take('snapshot', [{ time: 60_000, close: '1' }])
    candles.take('update', [{ time: 60_000, close: '2' }])
    expect(candles.view()).toMatchObject([{ time: 60_000, close: '2' }])
  })
})
