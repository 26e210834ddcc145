/** The one WebSocket: subscriptions resumed by sequence numbers, back-off, connection state. What channels mean is in channels.ts. */

import type { ServerMessage } from '../../../src/contract/socket.ts'

export type ConnectionState = 'connecting' | 'open' | 'waiting' | 'offline'

export interface ChannelSink {
  message(kind: 'snapshot' | 'update', data: unknown): void
  refused(code: string): void
}

interface Subscription {
  sink: ChannelSink
  /** last sequence applied; undefined until the first snapshot */
  seq: number | undefined
  requestId: number
}

export interface WireEvents {
  open(): void
  message(text: string): void
  close(): void
}

/** What is needed of a browser's WebSocket; tests give their own. */
export interface Wire {
  send(text: string): void
  close(): void
}

export interface SocketOptions {
  connect: (events: WireEvents) => Wire
  /** setTimeout in the app */
  later: (action: () => void, ms: number) => void
  /** 0…1, Math.random in the app: spreads reconnects after a restart */
  jitter: () => number
}

const FIRST_WAIT_MS = 400
const LONGEST_WAIT_MS = 20_000

export interface LiveSocket {
  subscribe(channel: string, sink: ChannelSink): () => void
  /** Drops the connection and dials again at once: after sign-in, sign-out, coming back online. */
  reconnect(): void
  setOnline(online: boolean): void
  state(): ConnectionState
  onState(listener: () => void): () => void
}

export function createSocket(options: SocketOptions): LiveSocket {
  const subscriptions = new Map<string, Subscription>()
  const listeners = new Set<() => void>()
  let wire: Wire | undefined
  let state: ConnectionState = 'connecting'
  let failures = 0
  /** the dial whose events count; 0 while there is none */
  let current = 0
  let nextAttempt = 1
  let nextId = 1
  let started = false

  const setState = (next: ConnectionState) => {
    if (next === state) return
    state = next
    for (const listener of listeners) listener()
  }

  const ask = (channel: string, subscription: Subscription) => {
    subscription.requestId = nextId++
    const since = subscription.seq === undefined ? {} : { since: subscription.seq }
    wire?.send(JSON.stringify({ op: 'subscribe', id: subscription.requestId, channel, ...since }))
  }

  const receive = (message: ServerMessage) => {
    if ('op' in message) {
      if (message.op === 'error') refuse(message)
      return
    }
    const subscription = subscriptions.get(message.channel)
    if (!subscription) return
    if (message.kind === 'update') {
      if (subscription.seq === undefined || message.seq <= subscription.seq) return
      if (message.seq !== subscription.seq + 1) {
        // A gap: what we hold is not the truth any more; ask for a fresh snapshot.
        subscription.seq = undefined
        ask(message.channel, subscription)
        return
      }
    }
    subscription.seq = message.seq
    subscription.sink.message(message.kind, message.data)
  }

  const refuse = (message: { id?: unknown; code: string }) => {
    for (const subscription of subscriptions.values()) {
      if (subscription.requestId === message.id) subscription.sink.refused(message.code)
    }
  }

  const dial = () => {
    if (state === 'offline') return
    setState('connecting')
    const attempt = nextAttempt++
    current = attempt
    wire = options.connect({
      open() {
        if (current !== attempt) return
        failures = 0
        setState('open')
        for (const [channel, subscription] of subscriptions) ask(channel, subscription)
      },
      message(text) {
        if (current === attempt) receive(JSON.parse(text) as ServerMessage)
      },
      close() {
        if (current === attempt) lost()
      },
    })
  }

  const lost = () => {
    current = 0
    wire = undefined
    setState('waiting')
    const longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** failures)
    failures = Math.min(failures + 1, 10)
    options.later(
      () => {
        if (current === 0 && state === 'waiting') dial()
      },
      longest * (0.5 + options.jitter() / 2),
    )
  }

  const hangUp = () => {
    const old = wire
    current = 0
    wire = undefined
    old?.close()
  }

  return {
    subscribe(channel, sink) {
      const subscription: Subscription = { sink, seq: undefined, requestId: 0 }
      subscriptions.set(channel, subscription)
      if (!started) {
        started = true
        dial()
      } else if (state === 'open') ask(channel, subscription)
      return () => {
        if (subscriptions.get(channel) !== subscription) return
        subscriptions.delete(channel)
        if (state === 'open') wire?.send(JSON.stringify({ op: 'unsubscribe', channel }))
      }
    },
    reconnect() {
      if (!started || state === 'offline') return
      hangUp()
      for (const subscription of subscriptions.values()) subscription.seq = undefined
      dial()
    },
    setOnline(online) {
      if (!online) {
        setState('offline')
        hangUp()
      } else if (state === 'offline') {
        setState('waiting')
        if (started) dial()
      }
    },
    state: () => state,
    onState(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
