/** The server that bench/network.ts loads, in a process of its own: real journal, history, identity and keys; no relay, wide limits. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AccountId } from '../src/engine/ledger/chart.ts'
import { keyByHash } from '../src/engine/views.ts'
import { startHistory } from '../src/history/history.ts'
import { createIdentity } from '../src/identity/identity.ts'
import { createKeys, type Keys } from '../src/identity/keys/keys.ts'
import type { IdentityTables } from '../src/identity/schema.ts'
import { openSqliteJournal } from '../src/journal/sqlite/open.ts'
import type { Core } from '../src/sequencer/core.ts'
import { openCore } from '../src/sequencer/open.ts'
import { runPort } from '../src/server/run-port.ts'
import { createServer } from '../src/server/server.ts'
import { openDatabase } from '../src/sql/open.ts'
import { createLog } from '../src/telemetry/log.ts'
import { createMetrics } from '../src/telemetry/metrics.ts'
import { createTexts } from '../src/texts/texts.ts'
import { funding } from './order-workload.ts'

export interface Started {
  readonly port: number
  /** One key with the scope trade for each account. */
  readonly secrets: readonly string[]
}

const accounts = Number(process.argv[2])
const dir = mkdtempSync(join(tmpdir(), 'lx-bench-network-'))
process.on('exit', () => rmSync(dir, { recursive: true, force: true }))
process.on('disconnect', () => process.exit(0))

const log = createLog({ level: 'error' })
const metrics = createMetrics()
const journal = await openSqliteJournal({ dir })
const core = await openCore({
  journal,
  engine: { simulation: true },
  onFatal: (error) => {
    throw error
  },
})
const history = await startHistory({ dataDir: dir, engine: { simulation: true } })
core.subscribe((batch) => history.notifyDurable(batch.at(-1)?.seq ?? 0))
const identityDb = await openDatabase<IdentityTables>({ file: join(dir, 'identity.db') })
const identity = await createIdentity({
  db: identityDb,
  sessionKey: new Uint8Array(32).fill(1),
  nameKey: new Uint8Array(32),
  publicUrl: null,
  trustedOrigins: [],
  openAccount: async () => {
    throw new Error('nobody signs in')
  },
  log,
  meter: metrics.identity,
})
const keys = await createKeys({
  db: identityDb,
  core: { ...methods(core), view: (hash) => core.peek((engine) => keyByHash(engine, hash, core.now())) },
  log,
})
await Promise.all(funding(accounts).map(({ type, input }) => core.submit(type, input)))
const secrets = await tradeKeys(keys)
const wide = { requests: 1_000_000_000, windowMs: 60_000 }
const server = await createServer({
  ...{ core, identity, keys, log, metrics },
  history: { ...history, failure: () => null },
  runs: runPort(keys),
  texts: createTexts(identityDb),
  offers: { offered: () => [], candidates: () => [] },
  channels: {
    list: () => [],
    get: () => undefined,
    create: unused,
    update: unused,
    remove: unused,
    onChange: () => undefined,
  },
  relay: {
    handle: unused,
    health: () => ({ state: 'closed', failures: 0, waitMs: 0, probed: undefined }),
    probe: unused,
    stop: async () => undefined,
  },
  alerts: { firing: () => [], ended: async () => [], acknowledge: async () => undefined },
  quarantine: { of: async () => new Map(), review: async () => undefined, reviewed: async () => 0 },
  backup: null,
  instance: { version: 'bench', simulation: true, demo: false, startedAt: Date.now(), publicUrl: null },
  settings: {
    trustProxy: 0,
    metricsToken: null,
    webFolder: dir,
    limits: { byAddress: { name: 'address', ...wide }, byAccount: { name: 'account', ...wide } },
  },
})
const { port } = await server.listen(0, '127.0.0.1')
process.send?.({ port, secrets } satisfies Started)

async function tradeKeys({ create }: Keys): Promise<string[]> {
  const made: string[] = []
  for (let account = 1; account <= accounts; account++) {
    const result = await create(
      { account: account as AccountId, operator: false },
      {
        name: 'bench',
        scopes: ['trade'],
        allowedModels: null,
        allowedIps: null,
        limits: { requestsPerMinute: null, tokensPerMinute: null, concurrent: null },
        fitToBalance: false,
      },
      { expiresAt: null, budget: { total: null, daily: null, monthly: null } },
    )
    if (!result.ok) throw new Error(result.code)
    made.push(result.value.secret)
  }
  return made
}

function methods({ submit, now }: Core): Pick<Core, 'submit' | 'now'> {
  return { submit: submit.bind(core), now: now.bind(core) }
}

function unused(): never {
  throw new Error('not part of this bench')
}
