/** The channels of margin: the own account with each mark, own calls and forced closes, everybody's forced closes. */
import type { ForcedClose, MarginNotice } from '../../contract/margin-records.ts'
import type { ChannelData } from '../../contract/socket.ts'
import type { EventType } from '../../engine/event.ts'
import { pairOf } from '../../engine/exchange/pair.ts'
import type { AccountId } from '../../engine/ledger/chart.ts'
import { marginStanding } from '../../engine/views.ts'
import type { HistoryQueries } from '../../history/queries.ts'
import type { Core } from '../../sequencer/core.ts'
import { pairNow } from '../booking.ts'
import type { RouteDeps } from '../ports.ts'
import { wireMarginStanding } from '../render/margin.ts'
import { wireClose, wireNotice } from '../render/margin-records.ts'
import { Feed } from './feed.ts'
import type { Opener } from './own-feed.ts'

/** An account is told again no sooner: each telling works out its level anew. */
const PACE_MS = 1_000
const RECENT = 50
/** Rows read at a time: more than one command can make. */
const READ = 1_000
const KEEP = 300

/** Events of margin with the account that they concern. */
const marginEvents: ReadonlySet<EventType> = new Set<EventType>([
  'margin.opened',
  'margin.called',
  'margin.closing',
  'margin.closed',
  'margin.recovered',
  'margin.loss',
  'margin.taken_over',
])

/** The own account again with each mark and whenever anything of it has changed, once a second at most. */
export const openMargin: Opener = async ({ core }, account, log) => {
  let value = await readStanding(core, account)
  let stale = false
  let reading = false
  let toldAt = Number.NEGATIVE_INFINITY
  const feed = new Feed({ name: 'margin', firstSeq: value.seq, keep: 0, snapshot: () => value.data })
  const refresh = async (): Promise<void> => {
    stale = false
    reading = true
    toldAt = performance.now()
    try {
      value = await readStanding(core, account)
      feed.publish(value.data)
    } catch (error) {
      log(error)
    } finally {
      reading = false
    }
  }
  return {
    feed,
    take(event, _at, seq) {
      const concerns = event.type === 'mark' || event.type === 'entry' || marginEvents.has(event.type)
      if (concerns && seq > value.seq) stale = true
    },
    flush() {
      if (stale && !reading && feed.listeners > 0 && performance.now() - toldAt >= PACE_MS) void refresh()
    },
  }
}

async function readStanding(core: Core, account: AccountId) {
  const asOf = core.now()
  return core.read((engine) => {
    const { parameters } = engine.state
    const view = marginStanding(engine, account, asOf)
    const standing = view && wireMarginStanding(view, { parameters, pair: pairOf(parameters['market.pair']) })
    return { seq: engine.seq, data: { account: standing ?? null, asOf } satisfies ChannelData['margin'] }
  })
}

interface Tail<T> {
  readonly name: string
  /** The events after which there is something new. */
  readonly events: readonly EventType[]
  /** Newest first, at most so many. */
  readonly read: (borrowing: HistoryQueries['borrowing'], limit: number) => Promise<readonly T[]>
  readonly idOf: (item: T) => number
  readonly log: (error: unknown) => void
}

/** The newest rows of a list of history, and those that come, as REST shows them. */
async function openTail<T>(deps: RouteDeps, { name, events, read, idOf, log }: Tail<T>) {
  const firstSeq = deps.core.status().durableSeq
  let stale = false
  let reading = false
  const list = async (limit: number): Promise<readonly T[]> => {
    const wanted = deps.core.status().durableSeq
    // What history has not come to yet is read at the next flush.
    if ((await deps.history.caughtUpTo(wanted)) < wanted && deps.history.failure() === null) stale = true
    return read(deps.history.queries.borrowing, limit)
  }
  let recent = await list(RECENT)
  const feed = new Feed({ name, firstSeq, keep: KEEP, snapshot: () => recent })
  const refresh = async (): Promise<void> => {
    stale = false
    reading = true
    try {
      const [last] = recent
      const newest = await list(READ)
      const fresh = newest.filter((item) => last === undefined || idOf(item) > idOf(last))
      recent = newest.slice(0, RECENT)
      feed.changed()
      if (fresh.length > 0) feed.publish(fresh.toReversed())
    } catch (error) {
      log(error)
    } finally {
      reading = false
    }
  }
  return {
    feed,
    take(event: { readonly type: EventType }): void {
      if (events.includes(event.type)) stale = true
    },
    flush(): void {
      if (stale && !reading) void refresh()
    },
  }
}

export const openMarginNotices: Opener = (deps, account, log) =>
  openTail<MarginNotice>(deps, {
    name: 'marginNotices',
    events: ['margin.opened', 'margin.called', 'margin.closing', 'margin.recovered'],
    read: async (borrowing, limit) => {
      const { items } = await borrowing.notices({ account, limit })
      const pair = pairNow(deps.core)
      return items.map((notice) => wireNotice(notice, pair))
    },
    idOf: ({ noticeId }) => noticeId,
    log,
  })

export const openMarginCloses: Opener = (deps, account, log) => openCloses(deps, { name: 'marginCloses', account, log })

interface Closes {
  readonly name: string
  /** Everybody's without one. */
  readonly account?: AccountId
  readonly log: (error: unknown) => void
}

export function openCloses(deps: RouteDeps, { name, account, log }: Closes) {
  return openTail<ForcedClose>(deps, {
    name,
    events: ['margin.closed'],
    read: async (borrowing, limit) => {
      const { items } = await borrowing.closes({ account, limit })
      const pair = pairNow(deps.core)
      return items.map((close) => wireClose(close, pair))
    },
    idOf: ({ closeId }) => closeId,
    log,
  })
}
