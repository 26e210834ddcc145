/** What the server's test world stands on: core, history, identity, keys and channels on databases in memory. */
import type { Millis } from '../../base/money.ts'
import type { Engine } from '../../engine/engine.ts'
import { keyByHash } from '../../engine/views.ts'
import { historyMigrations } from '../../history/migrations.ts'
import { createProjector } from '../../history/projector.ts'
import { createQueries } from '../../history/queries.ts'
import type { HistorySchema } from '../../history/schema.ts'
import { createIdentity } from '../../identity/identity.ts'
import { createKeys } from '../../identity/keys/keys.ts'
import type { IdentityTables } from '../../identity/schema.ts'
import { hashing } from '../../identity/testing/world.ts'
import { memoryStore, openMemoryJournal } from '../../journal/memory.ts'
import { createChannelDirectory } from '../../relay/channels/directory.ts'
import { type RelayTables, relayMigrations } from '../../relay/channels/schema.ts'
import { openChannelStore } from '../../relay/channels/store.ts'
import { createVault } from '../../relay/channels/vault.ts'
import { openAlerts } from '../../relay/watch/alerts.ts'
import { createQuarantine } from '../../relay/watch/quarantine.ts'
import type { Reading } from '../../relay/watch/rules.ts'
import type { Core } from '../../sequencer/core.ts'
import { openCore } from '../../sequencer/open.ts'
import type { Recount } from '../../sequencer/recount.ts'
import { migrate } from '../../sql/migrate.ts'
import { openLocal } from '../../sql/open.ts'
import { createLog } from '../../telemetry/log.ts'
import { createMetrics } from '../../telemetry/metrics.ts'
import { createTexts } from '../../texts/texts.ts'
import type { createServer } from '../server.ts'

/** Tuesday, 6 January 2026, 00:00 UTC. */
export const START = 1_767_657_600_000 as Millis

export type Opened = Awaited<ReturnType<typeof openStores>>

/** `systemClock`: time goes on by itself, for clients that look at their own clock. */
export async function openStores({ systemClock = false }: { readonly systemClock?: boolean } = {}) {
  const lines: string[] = []
  const log = createLog({ level: 'warn', write: (line) => lines.push(line) })
  const metrics = createMetrics()
  const journal = await openMemoryJournal(memoryStore())
  const core = await openCore({
    journal,
    engine: { simulation: true, paranoid: true },
    ...(systemClock ? {} : { virtualStart: START }),
    onFatal: (error) => lines.push(`fatal ${error.message}`),
  })
  const historyDb = openLocal<HistorySchema>({ file: ':memory:' })
  await migrate<HistorySchema>(historyDb, historyMigrations)
  const history = followed(core, historyDb)
  const identityDb = openLocal<IdentityTables>({ file: ':memory:' })
  let ahead = 0
  const identity = await createIdentity({
    now: () => Date.now() + ahead,
    db: identityDb,
    sessionKey: new Uint8Array(32).fill(3),
    nameKey: new Uint8Array(32).fill(4),
    publicUrl: null,
    trustedOrigins: ['https://trusted.example'],
    openAccount: async ({ identityId, operator }) => {
      const outcome = await core.submit('account.open', { identity: identityId, operator })
      if (!outcome.ok) throw new Error(outcome.code)
      return outcome.result.account
    },
    log,
    meter: metrics.identity,
    hashing,
  })
  const keys = await openKeys(core, { db: identityDb, log })
  const { relayDb, directory, channels } = await openChannels(core)
  const now = () => core.now()
  const quarantine = createQuarantine({ db: relayDb, now, log })
  let reading: Reading = quiet
  const alerts = await openAlerts({ db: relayDb, read: async () => reading, now, log })
  return {
    core,
    history,
    identity,
    /** Moves the clock of sessions and lock-outs, not the market's. */
    later: (ms: number) => {
      ahead += ms
    },
    keys,
    texts: createTexts(identityDb),
    channels,
    directory,
    quarantine,
    alerts,
    found: async (more: Partial<Reading>) => {
      reading = { ...quiet, ...more }
      await alerts.evaluate()
    },
    log,
    metrics,
    lines,
    databases: [historyDb, identityDb, relayDb],
  }
}

const quiet: Reading = {
  ...{ channels: [], tries: [], margins: [], unpriced: [], quarantined: 0, wars: [] },
  history: { lag: 0, failed: false },
  imbalance: { credits: 0, lco: 0 },
}

/** Keys of people, their secrets sealed. */
function openKeys(core: Core, { db, log }: Pick<Parameters<typeof createKeys>[0], 'db' | 'log'>) {
  return createKeys({
    db,
    core: {
      submit: (type, input, idem) => core.submit(type, input, idem),
      view: (hash) => core.peek((engine) => keyByHash(engine, hash, core.now())),
      now: () => core.now(),
    },
    log,
    box: createVault(new Uint8Array(32).fill(6)),
  })
}

async function openChannels(core: Core) {
  const relayDb = openLocal<RelayTables>({ file: ':memory:' })
  await migrate<RelayTables>(relayDb, relayMigrations)
  const directory = createChannelDirectory({
    active: (channel, model) =>
      core.peek(({ state: { cards } }) => {
        const cardId = cards.current(channel, model)
        const card = cardId === undefined ? undefined : cards.get(cardId)
        return cardId === undefined || !card ? undefined : { cardId, ...card }
      }),
  })
  const channels = await openChannelStore({
    db: relayDb,
    vault: createVault(new Uint8Array(32).fill(5)),
    clock: { now: () => core.now() },
    provider: (name) => (['sandbox', 'openai'].includes(name) ? { needsBaseUrl: name === 'openai' } : undefined),
  })
  channels.onChange(() => directory.refresh(channels.list()))
  return { relayDb, directory, channels }
}

function countedNow(engine: Engine): Recount {
  engine.audit()
  return { seq: engine.seq, at: engine.now, tookMs: 1, fault: null }
}

/** History in this thread, fed by what the core publishes. */
function followed(core: Core, db: Parameters<typeof createQueries>[0]) {
  const projector = createProjector(db)
  let position = 0
  let failure: string | null = null
  let tail: Promise<void> = Promise.resolve()
  core.subscribe((batch) => {
    if (failure !== null) return
    tail = tail
      .then(() => projector.project(batch))
      .then(() => {
        position = batch.at(-1)?.seq ?? position
      })
  })
  return {
    queries: createQueries(db),
    position: () => position,
    /** Counted when asked for: there is no worker. */
    recount: () => core.peek(countedNow),
    failure: () => failure,
    /** Stops here, as a projector does that can not write. */
    fail(reason: string) {
      failure = reason
    },
    caughtUpTo: async () => {
      await tail
      return position
    },
  }
}

export async function close(
  server: Awaited<ReturnType<typeof createServer>>,
  { core, history, keys, databases }: Opened,
): Promise<void> {
  await server.close(1000)
  await keys.close()
  await core.close()
  await history.caughtUpTo()
  for (const db of databases) await db.close()
}
