/** Opens the data directory: journal, core, history, and the two SQL files beside them; closes them in the opposite order. */
import { join } from 'node:path'
import type { Millis } from '../base/money.ts'
import type { Config } from '../config.ts'
import { historyCursor } from '../history/file.ts'
import { type History, startHistory } from '../history/history.ts'
import type { IdentityTables } from '../identity/schema.ts'
import type { Journal } from '../journal/port.ts'
import { openSqliteJournal } from '../journal/sqlite/open.ts'
import { type RelayTables, relayMigrations } from '../relay/channels/schema.ts'
import type { Core } from '../sequencer/core.ts'
import { openCore } from '../sequencer/open.ts'
import { migrate } from '../sql/migrate.ts'
import { type OpenDatabase, openDatabase } from '../sql/open.ts'
import type { RootLog } from '../telemetry/log.ts'
import type { CoreMeter } from '../telemetry/metrics.ts'

/** Commands between snapshots: replaying so many takes a second or two at start. */
const SNAPSHOT_EVERY = 250_000
/** Between two full recounts in the history worker. */
const RECOUNT_EVERY_MS = 3_600_000

export interface Stores {
  readonly journal: Journal
  readonly core: Core
  readonly history: FollowedHistory
  readonly identityDb: OpenDatabase<IdentityTables>
  readonly relayDb: OpenDatabase<RelayTables>
  /** Answers what was taken, projects what is in the journal, closes every file. */
  close(): Promise<void>
}

/** History that remembers why it stopped. */
export interface FollowedHistory extends History {
  failure(): string | null
}

interface StoreOptions {
  readonly config: Config
  readonly log: RootLog
  readonly meter: Pick<CoreMeter, 'command'>
  onFatal(error: Error): void
}

export async function openStores({ config, log, meter, onFatal }: StoreOptions): Promise<Stores> {
  const { dataDir: dir, simulation, testClock } = config
  const opened: (() => Promise<void>)[] = []
  const keep = <T>(value: T, close: () => Promise<void>): T => {
    opened.unshift(close)
    return value
  }
  try {
    const journal = await openSqliteJournal({ dir, onNotice: (text) => log.warn(text) })
    keep(journal, () => journal.close())
    const core = await openCore({
      journal,
      engine: { simulation },
      onFatal,
      onApplied: meter.command,
      seen: await historyCursor(dir),
      ...(testClock === null ? {} : { virtualStart: testClock as Millis }),
    })
    keep(core, () => core.close())
    if (testClock === null) warnOfFuture(core.now(), log)
    let stopped: string | null = null
    const following = await startHistory({
      dataDir: dir,
      engine: { simulation },
      snapshotEvery: SNAPSHOT_EVERY,
      recountEveryMs: RECOUNT_EVERY_MS,
      onFault: onFatal,
      onFailure: (error) => {
        stopped = error.message
        log.error('history has stopped; trading and calls go on', { error })
      },
    })
    keep(following, () => following.close())
    const history: FollowedHistory = { ...following, failure: () => stopped }
    core.subscribe((batch) => {
      const last = batch.at(-1)
      if (last) history.notifyDurable(last.seq)
    })
    const identityDb = await openDatabase<IdentityTables>({ file: join(dir, 'identity.db') })
    keep(identityDb, () => identityDb.close())
    const relayDb = await openDatabase<RelayTables>({ file: join(dir, 'relay.db') })
    keep(relayDb, () => relayDb.close())
    await migrate<RelayTables>(relayDb, relayMigrations)
    // The core answers what it took before history projects the last of it and the journal closes.
    const close = () => closeAll([core, history, relayDb, identityDb, journal].map((part) => () => part.close()))
    return { journal, core, history, identityDb, relayDb, close }
  } catch (error) {
    await closeAll(opened)
    throw error
  }
}

/** What a machine's clock may have been ahead by. */
const AHEAD_MS = 60_000

/** A journal that was written with a test clock, or while the machine's clock was wrong. */
function warnOfFuture(journalNow: number, log: RootLog): void {
  if (journalNow <= Date.now() + AHEAD_MS) return
  const until = new Date(journalNow).toISOString()
  log.warn('time stands still: the journal is ahead of the machine’s clock; go on with LX_TEST_CLOCK', { until })
}

async function closeAll(closers: (() => Promise<void>)[]): Promise<void> {
  for (const close of closers.splice(0)) await close()
}
