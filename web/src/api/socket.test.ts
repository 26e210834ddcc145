/** Claims about the live socket, on a wire under the test's control. */
import { describe, expect, it } from 'vitest'
import { type ChannelSink, LiveSocket, type Wire, type WireEvents } from './socket.ts'

interface FakeWire extends Wire {
  events: WireEvents
  sent: { op: string; id: number; channel: string; since?: number }[]
  closed: boolean
}

function setUp() {
  const wires: FakeWire[] = []
  const timers: { action: () => void; ms: number }[] = []
  const connect = (events: WireEvents) => {
    const wire: FakeWire = {
      events,
      sent: [],
      closed: false,
      send: (text) => wire.sent.push(JSON.parse(text)),
      close: () => {
        wire.closed = true
      },
    }
    wires.push(wire)
    return wire
  }
  const socket = new LiveSocket({ connect, later: (action, ms) => timers.push({ action, ms }), jitter: () => 1 })
  const seen: string[] = []
  const sink: ChannelSink = {
    message: (kind, data) => seen.push(`${kind}:${JSON.stringify(data)}`),
    refused: (code) => seen.push(`refused:${code}`),
  }
  const last = () => wires.at(-1) as FakeWire
  const say = (message: unknown) => last().events.message(JSON.stringify(message))
  return { socket, wires, timers, seen, sink, last, say }
}

describe('live socket', () => {
  it('resumes after a lost connection from the last sequence it applied', () => {
    const { socket, timers, sink, last, say, wires } = setUp()
    socket.subscribe('trades', sink)
    last().events.open()
    say({ channel: 'trades', seq: 7, kind: 'snapshot', data: [] })
    say({ channel: 'trades', seq: 8, kind: 'update', data: 'a' })
    last().events.close()
    expect(socket.state()).toBe('waiting')
    timers[0]?.action()
    last().events.open()
    expect(wires.length).toBe(2)
    expect(last().sent).toMatchObject([{ op: 'subscribe', channel: 'trades', since: 8 }])
  })

  it('asks for a snapshot when a sequence number is missing, and applies nothing until it comes', () => {
    const { socket, sink, last, say, seen } = setUp()
    socket.subscribe('book', sink)
    last().events.open()
    say({ channel: 'book', seq: 1, kind: 'snapshot', data: 's' })
    say({ channel: 'book', seq: 3, kind: 'update', data: 'gap' })
    say({ channel: 'book', seq: 4, kind: 'update', data: 'after' })
    expect(seen).toEqual(['snapshot:"s"'])
    expect(last().sent.at(-1)).not.toHaveProperty('since')
    say({ channel: 'book', seq: 4, kind: 'snapshot', data: 'fresh' })
    say({ channel: 'book', seq: 5, kind: 'update', data: 'ok' })
    expect(seen.slice(1)).toEqual(['snapshot:"fresh"', 'update:"ok"'])
  })

  it('ignores what it has applied already', () => {
    const { socket, sink, last, say, seen } = setUp()
    socket.subscribe('book', sink)
    last().events.open()
    say({ channel: 'book', seq: 5, kind: 'snapshot', data: 's' })
    say({ channel: 'book', seq: 5, kind: 'update', data: 'again' })
    expect(seen).toEqual(['snapshot:"s"'])
  })

  it('waits longer after each failure, up to 20 s, and starts over once connected', () => {
    const { socket, sink, last, timers } = setUp()
    socket.subscribe('book', sink)
    const waits: number[] = []
    for (let round = 0; round < 9; round++) {
      last().events.close()
      const timer = timers.at(-1)
      waits.push(timer?.ms ?? 0)
      timer?.action()
    }
    expect(waits.slice(0, 3)).toEqual([400, 800, 1600])
    expect(Math.max(...waits)).toBe(20_000)
    last().events.open()
    last().events.close()
    expect(timers.at(-1)?.ms).toBe(400)
  })

  it('tells the channel that was refused', () => {
    const { socket, sink, last, say, seen } = setUp()
    socket.subscribe('orders', sink)
    last().events.open()
    say({ op: 'error', id: last().sent[0]?.id, code: 'unauthenticated', message: 'sign in' })
    expect(seen).toEqual(['refused:unauthenticated'])
  })

  it('dials again with fresh snapshots after sign-in', () => {
    const { socket, sink, last, say, wires } = setUp()
    socket.subscribe('balances', sink)
    last().events.open()
    say({ channel: 'balances', seq: 3, kind: 'snapshot', data: {} })
    socket.reconnect()
    expect(wires[0]?.closed).toBe(true)
    last().events.open()
    expect(last().sent[0]).not.toHaveProperty('since')
  })

  it('does not dial while the browser is offline', () => {
    const { socket, sink, last, timers, wires } = setUp()
    socket.subscribe('book', sink)
    socket.setOnline(false)
    last().events.close()
    for (const timer of timers) timer.action()
    expect(wires.length).toBe(1)
    expect(socket.state()).toBe('offline')
    socket.setOnline(true)
    expect(wires.length).toBe(2)
  })
})
