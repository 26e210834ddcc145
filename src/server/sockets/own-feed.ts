/** What a channel of one account does with events and time. The channels are own-feeds.ts and margin-feeds.ts. */
import type { Millis } from '../../base/money.ts'
import type { Event } from '../../engine/event.ts'
import type { AccountId } from '../../engine/ledger/chart.ts'
import type { RouteDeps } from '../ports.ts'
import type { Feed } from './feed.ts'

export interface OwnFeed {
  readonly feed: Feed
  take(event: Event, at: Millis, seq: number): void
  flush(): void
}

export type Opener = (deps: RouteDeps, account: AccountId, log: (error: unknown) => void) => Promise<OwnFeed>
