/** The channels of one account: orders, balances, calls; margin's are margin-feeds.ts. Made when somebody listens, forgotten a while after the last one left. */
import type { Millis } from '../../base/money.ts'
import type { Balances } from '../../contract/account.ts'
import type { CallSummary } from '../../contract/calls.ts'
import type { Order } from '../../contract/orders.ts'
import type { OwnChannel } from '../../contract/socket.ts'
import type { Event } from '../../engine/event.ts'
import { type AccountId, accountOf, type Slot } from '../../engine/ledger/chart.ts'
import { openOrders } from '../../engine/views.ts'
import type { Published } from '../../sequencer/core.ts'
import { readAccount } from '../booking.ts'
import { upToDate } from '../past.ts'
import type { RouteDeps } from '../ports.ts'
import { wireBalances } from '../render/account.ts'
import { callOfEvent } from '../render/call-event.ts'
import { wireCall } from '../render/history.ts'
import { wireOrder } from '../render/orders.ts'
import { Feed } from './feed.ts'
import { openMargin, openMarginCloses, openMarginNotices } from './margin-feeds.ts'
import { openNotices } from './notice-feed.ts'
import type { Opener, OwnFeed } from './own-feed.ts'

const KEEP = 200
const CALLS = 20
/** A page that reloads finds its channels where it left them. */
const LINGER_MS = 60_000

interface Entry {
  readonly opening: Promise<OwnFeed>
  open: OwnFeed | undefined
  /** Events that came while the present state was read. */
  waiting: { readonly event: Event; readonly at: Millis; readonly seq: number }[]
  idleSince: number | undefined
}

export class OwnFeeds {
  readonly #deps: RouteDeps
  readonly #log: (error: unknown) => void
  readonly #entries = new Map<AccountId, Map<OwnChannel, Entry>>()

  constructor(deps: RouteDeps, log: (error: unknown) => void) {
    this.#deps = deps
    this.#log = log
  }

  /** The account's channel, in step with the core. */
  async find(account: AccountId, channel: OwnChannel): Promise<Feed> {
    const channels = this.#entries.get(account) ?? new Map<OwnChannel, Entry>()
    this.#entries.set(account, channels)
    const entry = channels.get(channel) ?? this.#open(account, channel, channels)
    entry.idleSince = undefined
    return (await entry.opening).feed
  }

  #open(account: AccountId, channel: OwnChannel, channels: Map<OwnChannel, Entry>): Entry {
    const opening = openers[channel](this.#deps, account, this.#log)
    const entry: Entry = { opening, open: undefined, waiting: [], idleSince: undefined }
    channels.set(channel, entry)
    opening.then(
      (own) => {
        entry.open = own
        for (const { event, at, seq } of entry.waiting) own.take(event, at, seq)
        entry.waiting = []
      },
      () => channels.delete(channel),
    )
    return entry
  }

  take(batch: readonly Published[]): void {
    if (this.#entries.size === 0) return
    for (const { seq, at, events } of batch) {
      for (const event of events) {
        for (const account of accountsOf(event)) this.#give(account, { event, at, seq })
        if (event.type === 'mark') this.#tellMark({ event, at, seq })
      }
    }
  }

  /** It concerns everybody who listens to the own margin account. */
  #tellMark(item: Entry['waiting'][number]): void {
    for (const channels of this.#entries.values()) {
      const entry = channels.get('margin')
      if (entry) give(entry, item)
    }
  }

  #give(account: AccountId, item: Entry['waiting'][number]): void {
    const channels = this.#entries.get(account)
    if (!channels) return
    for (const entry of channels.values()) give(entry, item)
  }

  flush(): void {
    for (const channels of this.#entries.values()) for (const { open } of channels.values()) open?.flush()
  }

  /** Forgets channels nobody has listened to for a while. */
  sweep(now: number): void {
    for (const [account, channels] of this.#entries) {
      for (const [channel, entry] of channels) {
        if (!entry.open || entry.open.feed.listeners > 0) entry.idleSince = undefined
        else entry.idleSince ??= now
        if (entry.idleSince !== undefined && now - entry.idleSince >= LINGER_MS) channels.delete(channel)
      }
      if (channels.size === 0) this.#entries.delete(account)
    }
  }
}

function give(entry: Entry, item: Entry['waiting'][number]): void {
  if (entry.open) entry.open.take(item.event, item.at, item.seq)
  else entry.waiting.push(item)
}

/** Accounts that an event concerns; an entry concerns those whose slots it moves. */
function accountsOf(event: Event): readonly AccountId[] {
  if (event.type === 'entry') return slotAccounts(event.moves)
  if ('order' in event) return [event.order.account]
  if (event.type === 'wars.paid') return event.prizes.map(({ account }) => account)
  return 'account' in event ? [event.account] : []
}

/** Moves are [from, to, amount] flattened. */
function slotAccounts(moves: readonly number[]): AccountId[] {
  const found = new Set<AccountId>()
  for (let i = 0; i < moves.length; i++) {
    const account = i % 3 === 2 ? undefined : accountOf(moves[i] as Slot)
    if (account !== undefined) found.add(account)
  }
  return [...found]
}

const openers: Readonly<Record<OwnChannel, Opener>> = {
  orders: openOrdersFeed,
  balances: openBalances,
  calls: openCalls,
  margin: openMargin,
  marginNotices: openMarginNotices,
  marginCloses: openMarginCloses,
  notifications: openNotices,
}

/** Open orders; an update has every order that changed since the last one, done ones too. */
async function openOrdersFeed({ core }: RouteDeps, account: AccountId): Promise<OwnFeed> {
  const first = await core.read((engine) => ({ seq: engine.seq, orders: openOrders(engine, account) }))
  const open = new Map<number, Order>(first.orders.map((order) => [order.orderId, wireOrder(order)]))
  const changed = new Map<number, Order>()
  const newest = () => [...open.values()].sort((a, b) => b.orderId - a.orderId)
  const feed = new Feed({ name: 'orders', firstSeq: first.seq, keep: KEEP, snapshot: newest })
  return {
    feed,
    take(event, _at, seq) {
      if (seq <= first.seq || !('order' in event)) return
      const order = wireOrder(event.order)
      if (order.status === 'open' || order.status === 'pending') open.set(order.orderId, order)
      else open.delete(order.orderId)
      changed.set(order.orderId, order)
      feed.changed()
    },
    flush() {
      if (changed.size === 0) return
      const orders = [...changed.values()]
      changed.clear()
      feed.publish(orders)
    },
  }
}

/** The whole balances again whenever an entry moved one of them. */
async function openBalances({ core }: RouteDeps, account: AccountId, log: (error: unknown) => void): Promise<OwnFeed> {
  const read = async (): Promise<Balances> => {
    const { view, sequence } = await readAccount(core, account)
    return wireBalances(view, { sequence, asOf: core.now() })
  }
  let value = await read()
  let stale = false
  let reading = false
  const feed = new Feed({ name: 'balances', firstSeq: value.sequence, keep: 0, snapshot: () => value })
  const refresh = async (): Promise<void> => {
    stale = false
    reading = true
    try {
      value = await read()
      feed.publish(value)
    } catch (error) {
      log(error)
    } finally {
      reading = false
    }
  }
  return {
    feed,
    take(event, _at, seq) {
      if (event.type === 'entry' && seq > value.sequence) stale = true
    },
    flush() {
      if (stale && !reading) void refresh()
    },
  }
}

/** Calls as they end. */
async function openCalls({ core, history, keys }: RouteDeps, account: AccountId): Promise<OwnFeed> {
  const { durableSeq } = core.status()
  const { calls } = await upToDate({ core, history })
  const names = new Map(
    (await keys.list(account, { limit: 1000, revoked: true })).map(({ profile }) => [
      profile.keyId as number,
      profile.name,
    ]),
  )
  const nameOf = (keyId: number | null) => (keyId === null ? null : (names.get(keyId) ?? null))
  const { items } = await calls.list({ account, limit: CALLS })
  const known = new Set(items.map(({ callId }) => callId))
  let recent: CallSummary[] = items.map((call) => wireCall(call, nameOf(call.keyId)))
  let pending: CallSummary[] = []
  const feed = new Feed({ name: 'calls', firstSeq: durableSeq, keep: KEEP, snapshot: () => recent })
  return {
    feed,
    take(event, at) {
      const call = callOfEvent(event, at)
      if (!call || known.has(call.callId)) return
      const summary = { ...call, keyName: nameOf(call.keyId) }
      recent = [summary, ...recent.slice(0, CALLS - 1)]
      pending.push(summary)
      feed.changed()
    },
    flush() {
      if (pending.length === 0) return
      const calls = pending
      pending = []
      feed.publish(calls)
    },
  }
}
