/** Claims about one connection's limits, on a socket under the test's control. */
import { EventEmitter } from 'node:events'
import { describe, expect, it } from 'vitest'
import type { AccountId } from '../../engine/ledger/chart.ts'
import type { Caller } from '../caller.ts'
import { type Channels, type ClientSocket, Connection, defaultLimits } from './connection.ts'
import { Feed } from './feed.ts'

class FakeSocket implements ClientSocket {
  readonly events = new EventEmitter()
  readonly OPEN = 1
  readyState = 1
  bufferedAmount = 0
  readonly sent: string[] = []
  ended: number | 'terminated' | undefined

  on(event: string, listener: (data: Buffer, binary: boolean) => void): void {
    this.events.on(event, listener)
  }

  send(text: string): void {
    this.sent.push(text)
  }

  close(code: number): void {
    this.ended = code
  }

  terminate(): void {
    this.ended = 'terminated'
  }
}

const trader: Caller = { account: 1 as AccountId, session: null, keyId: null, operator: false, scopes: ['trade'] }

function setUp(more: Partial<Channels> = {}) {
  const socket = new FakeSocket()
  const dropped: string[] = []
  const feed = new Feed({ name: 'book', firstSeq: 0, keep: 5, snapshot: () => 'all' })
  const channels: Channels = {
    publicFeed: (channel) => (channel === 'book' ? feed : undefined),
    ownFeed: async () => feed,
    authenticate: async () => trader,
    enterOrders: async () => [],
    now: () => 0,
    dropped: (reason) => dropped.push(reason),
    sent: () => undefined,
    ...more,
  }
  const limits = { ...defaultLimits, waitingBytes: 1000, messages: 10, batches: 2 }
  new Connection(socket, channels, { caller: trader, limits })
  const say = (message: unknown) => socket.events.emit('message', Buffer.from(JSON.stringify(message)), false)
  const settle = () => new Promise((resolve) => setImmediate(resolve))
  return { socket, feed, dropped, say, settle }
}

describe('a connection', () => {
  it('is cut when more waits for its reader than allowed, and holds nothing of the feed any more', async () => {
    const { socket, feed, dropped, say, settle } = setUp()
    say({ op: 'subscribe', channel: 'book' })
    await settle()
    expect(feed.listeners).toBe(1)
    feed.publish('a')
    expect(socket.sent.length).toBe(3)
    socket.bufferedAmount = 1001
    feed.publish('b')
    expect(socket.sent.length).toBe(3)
    expect(dropped).toEqual(['tooSlow'])
    expect(socket.ended).toBe('terminated')
    expect(feed.listeners).toBe(0)
  })

  it('is closed when it talks faster than allowed', () => {
    const { socket, dropped, say } = setUp()
    for (let i = 0; i < 11; i++) say({ op: 'ping' })
    expect(dropped).toEqual(['badMessages'])
    expect(socket.ended).toBeDefined()
  })

  it('is told to wait when too many of its order batches are under way', async () => {
    const { promise, resolve } = Promise.withResolvers<unknown>()
    const { socket, say, settle } = setUp({ enterOrders: () => promise })
    for (const id of [1, 2, 3]) say({ op: 'orders', id, items: [{ op: 'cancel', orderId: 1 }] })
    await settle()
    expect(socket.sent.map((text) => JSON.parse(text))).toMatchObject([{ op: 'error', id: 3, code: 'overloaded' }])
    resolve([])
    await settle()
    expect(socket.sent.length).toBe(3)
  })

  it('leaves every channel when it ends', async () => {
    const { socket, feed, say, settle } = setUp()
    say({ op: 'subscribe', channel: 'book' })
    await settle()
    socket.events.emit('close')
    expect(feed.listeners).toBe(0)
  })
})
