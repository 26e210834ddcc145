/** The one WebSocket: subscriptions resumed by sequence numbers, back-off, connection state. What channels mean is in channels.ts. */
import type { ServerMessage } from '../../../src/contract/socket.ts'

export type ConnectionState = 'connecting' | 'open' | 'waiting' | 'offline'

export interface ChannelSink {
  message(kind: 'snapshot' | 'update', data: unknown): void
  refused(code: string): void
}

interface Subscription {
  readonly channel: string
  readonly sink: ChannelSink
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
const NO_DIAL = 0

/** Dials at the first subscription. At most one subscription a channel: stores share it (channel.ts). */
export class LiveSocket {
  private readonly options: SocketOptions
  private readonly subscriptions = new Map<string, Subscription>()
  private readonly listeners = new Set<() => void>()
  private wire: Wire | undefined
  private current: ConnectionState = 'connecting'
  /** the dial whose events count */
  private dialled = NO_DIAL
  private dials = 0
  private failures = 0
  private requests = 0
  private started = false

  constructor(options: SocketOptions) {
    this.options = options
  }

  subscribe(channel: string, sink: ChannelSink): () => void {
    const subscription: Subscription = { channel, sink, seq: undefined, requestId: 0 }
    this.subscriptions.set(channel, subscription)
    if (!this.started) {
      this.started = true
      this.dial()
    } else if (this.current === 'open') this.ask(subscription)
    return () => this.leave(subscription)
  }

  /** Drops the connection and dials again at once with fresh snapshots: after sign-in and sign-out. */
  reconnect(): void {
    if (!this.started || this.current === 'offline') return
    this.hangUp()
    for (const subscription of this.subscriptions.values()) subscription.seq = undefined
    this.dial()
  }

  setOnline(online: boolean): void {
    if (!online) {
      this.change('offline')
      this.hangUp()
    } else if (this.current === 'offline') {
      this.change('waiting')
      if (this.started) this.dial()
    }
  }

  /** Bound, for useSyncExternalStore. */
  readonly state = (): ConnectionState => this.current

  /** Bound, for useSyncExternalStore. */
  readonly onState = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  private change(next: ConnectionState): void {
    if (next === this.current) return
    this.current = next
    for (const listener of this.listeners) listener()
  }

  private dial(): void {
    if (this.current === 'offline') return
    this.change('connecting')
    const dial = ++this.dials
    this.dialled = dial
    this.wire = this.options.connect({
      open: () => this.dialled === dial && this.opened(),
      message: (text) => this.dialled === dial && this.receive(JSON.parse(text) as ServerMessage),
      close: () => this.dialled === dial && this.lost(),
    })
  }

  private hangUp(): void {
    const old = this.wire
    this.wire = undefined
    this.dialled = NO_DIAL
    old?.close()
  }

  private opened(): void {
    this.failures = 0
    this.change('open')
    for (const subscription of this.subscriptions.values()) this.ask(subscription)
  }

  private lost(): void {
    this.wire = undefined
    this.dialled = NO_DIAL
    this.change('waiting')
    const longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** this.failures)
    this.failures = Math.min(this.failures + 1, 10)
    const redial = () => {
      if (this.dialled === NO_DIAL && this.current === 'waiting') this.dial()
    }
    this.options.later(redial, longest * (0.5 + this.options.jitter() / 2))
  }

  private ask(subscription: Subscription): void {
    const { channel, seq } = subscription
    subscription.requestId = ++this.requests
    const since = seq === undefined ? {} : { since: seq }
    this.wire?.send(JSON.stringify({ op: 'subscribe', id: subscription.requestId, channel, ...since }))
  }

  private leave(subscription: Subscription): void {
    const { channel } = subscription
    if (this.subscriptions.get(channel) !== subscription) return
    this.subscriptions.delete(channel)
    if (this.current === 'open') this.wire?.send(JSON.stringify({ op: 'unsubscribe', channel }))
  }

  private receive(message: ServerMessage): void {
    if ('op' in message) {
      if (message.op === 'error') this.refuse(message.id, message.code)
      return
    }
    const subscription = this.subscriptions.get(message.channel)
    if (!subscription) return
    if (message.kind === 'update') {
      if (subscription.seq === undefined || message.seq <= subscription.seq) return
      if (message.seq !== subscription.seq + 1) {
        // A gap: what we hold is not the truth any more; ask for a fresh snapshot.
        subscription.seq = undefined
        this.ask(subscription)
        return
      }
    }
    subscription.seq = message.seq
    subscription.sink.message(message.kind, message.data)
  }

  private refuse(requestId: unknown, code: string): void {
    for (const subscription of this.subscriptions.values()) {
      if (subscription.requestId === requestId) subscription.sink.refused(code)
    }
  }
}
