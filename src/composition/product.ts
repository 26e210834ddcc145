/** The whole product from one configuration: opens the data directory, puts the parts together, listens; and ends in order. */
import { hostname } from 'node:os'
import { fileURLToPath } from 'node:url'
import manifest from '../../package.json' with { type: 'json' }
import type { Config, TracingConfig } from '../config.ts'
import { type AlertRule, alertRules } from '../contract/admin-traffic.ts'
import { treasuryView } from '../engine/views.ts'
import { clientAddress } from '../identity/client-address.ts'
import { createIdentity, type Identity } from '../identity/identity.ts'
import { createKeys, type Keys } from '../identity/keys/keys.ts'
import { deriveKey, loadMasterKey } from '../identity/master-key.ts'
import { createChannelDirectory, type LiveDirectory } from '../relay/channels/directory.ts'
import { type ChannelStore, openChannelStore } from '../relay/channels/store.ts'
import { createVault } from '../relay/channels/vault.ts'
import { openKept } from '../relay/kept.ts'
import { createProviders } from '../relay/providers/registry.ts'
import { createRelay, type Relay } from '../relay/relay.ts'
import { sqlReplayStore } from '../relay/replay/sql.ts'
import { defaultSettings } from '../relay/settings.ts'
import { loadTokenCounter } from '../relay/usage/count.ts'
import { type Alerts, openAlerts } from '../relay/watch/alerts.ts'
import { createQuarantine, type Quarantine } from '../relay/watch/quarantine.ts'
import { RecentTraffic } from '../relay/watch/window.ts'
import type { Core } from '../sequencer/core.ts'
import { backupInto } from '../server/backup.ts'
import { runPort } from '../server/run-port.ts'
import { createServer, type RunningServer } from '../server/server.ts'
import type { RootLog } from '../telemetry/log.ts'
import { createMetrics, type Metrics } from '../telemetry/metrics.ts'
import type { CallTracer } from '../telemetry/traces.ts'
import { createTexts } from '../texts/texts.ts'
import { ensureOperator, prepareInstance } from './first-start.ts'
import { keyView } from './key-view.ts'
import { cardDirectory, keyDirectory, moneyPort, quotePort } from './relay-ports.ts'
import { openStores, type Stores } from './stores.ts'
import { channelStates, readWatched, rememberingMeter } from './watch.ts'

export interface Product {
  readonly url: string
  /** One-time link that makes the operator; null when there is one. */
  readonly setupLink: string | null
  /** Finishes what runs (up to `drainMs`), then closes every file. */
  close(drainMs: number): Promise<void>
}

interface ProductOptions {
  readonly log: RootLog
  /** The core has failed: nothing more is answered, the process must end. */
  onFatal(error: Error): void
}

const SWEEP_MS = 3_600_000

export async function startProduct(config: Config, { log, onFatal }: ProductOptions): Promise<Product> {
  for (const secret of [config.admin?.password, config.metricsToken]) if (secret) log.redactor.hide(secret)
  const metrics = createMetrics({ process: true })
  const stores = await openStores({ config, log, meter: metrics.core, onFatal })
  try {
    const parts = await assemble(config, { stores, log, metrics })
    const { port } = await parts.server.listen(config.port, config.host)
    const url = config.publicUrl ?? `http://${shownHost(config.host)}:${port}`
    const token = await parts.identity.setup.issue()
    return {
      url,
      setupLink: token === null ? null : `${url}/setup?token=${token}`,
      close: async (drainMs) => {
        clearInterval(parts.sweep)
        await parts.server.close(drainMs)
        await parts.alerts.stop()
        await parts.tracer?.close()
        await parts.keys.close()
        await stores.close()
      },
    }
  } catch (error) {
    await stores.close()
    throw error
  }
}

interface Assembled {
  readonly server: RunningServer
  readonly identity: Identity
  readonly keys: Keys
  readonly alerts: Alerts
  readonly tracer: CallTracer | null
  readonly sweep: NodeJS.Timeout
}

interface Opened {
  readonly stores: Stores
  readonly log: RootLog
  readonly metrics: Metrics
}

async function assemble(config: Config, { stores, log, metrics }: Opened): Promise<Assembled> {
  const { core } = stores
  const master = loadMasterKey(config.masterKey, config.dataDir)
  const identity = await openIdentity(config, { stores, core, master, log, metrics })
  const keys = await createKeys({
    db: stores.identityDb,
    core: {
      submit: (type, input, idem) => core.submit(type, input, idem),
      now: () => core.now(),
      view: keyView(core),
    },
    log,
    runKey: deriveKey(master, 'runs'),
    box: createVault(deriveKey(master, 'signing-secrets')),
  })
  const texts = createTexts(stores.identityDb)
  const gateway = await openGateway(config, { stores, core, identity, keys, master, log, metrics })
  await prepareInstance({ core, ...gateway, acts: identity.acts, simulation: config.simulation })
  await gateway.relay.start()
  const { channels, directory, relay, quarantine, alerts } = gateway
  watch(metrics, { stores, core, identity, keys, channels, relay, alerts })
  alerts.start()
  const server = await createServer({
    core,
    history: stores.history,
    identity,
    keys,
    runs: runPort(keys),
    texts,
    offers: directory,
    channels,
    relay,
    alerts,
    quarantine,
    backup: backupInto(config.dataDir),
    instance: {
      version: manifest.version,
      simulation: config.simulation,
      demo: false,
      startedAt: Date.now(),
      publicUrl: config.publicUrl,
    },
    log,
    metrics,
    settings: { trustProxy: config.trustProxy, metricsToken: config.metricsToken, webFolder },
  })
  const sweepAll = async (): Promise<void> => {
    await gateway.sweep()
    await identity.sweep()
    if (await hasAll(stores)) await texts.sweep(stores.history.queries.texts.used)
  }
  const sweep = setInterval(() => void sweepAll().catch((error) => log.warn('nothing was swept', { error })), SWEEP_MS)
  sweep.unref()
  return { server, identity, keys, alerts, tracer: gateway.tracer, sweep }
}

/** Whether history shows every command that is durable by now. */
async function hasAll({ core, history }: Stores): Promise<boolean> {
  const wanted = core.status().durableSeq
  return (await history.caughtUpTo(wanted)) >= wanted
}

const webFolder = fileURLToPath(new URL('../../web/dist', import.meta.url))

interface Shared {
  readonly stores: Stores
  readonly core: Core
  readonly master: Uint8Array
  readonly log: RootLog
  readonly metrics: Metrics
}

async function openIdentity(config: Config, { stores, core, master, log, metrics }: Shared): Promise<Identity> {
  const identity = await createIdentity({
    db: stores.identityDb,
    sessionKey: deriveKey(master, 'sessions'),
    nameKey: deriveKey(master, 'pseudonyms'),
    publicUrl: config.publicUrl,
    trustedOrigins: config.trustedOrigins,
    openAccount: async ({ identityId, operator }) => {
      const outcome = await core.submit('account.open', { identity: identityId, operator })
      if (!outcome.ok) throw new Error(`the core refused an account: ${outcome.code}`)
      return outcome.result.account
    },
    log,
    meter: metrics.identity,
  })
  if (config.admin) await ensureOperator(identity, config.admin, core.now())
  return identity
}

interface Gateway {
  readonly channels: ChannelStore
  readonly directory: LiveDirectory
  readonly relay: Relay
  readonly quarantine: Quarantine
  readonly alerts: Alerts
  readonly tracer: CallTracer | null
  sweep(): Promise<void>
}

/** Loaded only when it is wanted. */
async function openTracer(config: TracingConfig, log: RootLog): Promise<CallTracer> {
  for (const secret of Object.values(config.headers)) log.redactor.hide(secret)
  const { startTracing } = await import('../telemetry/otlp.ts')
  return startTracing({ ...config, version: manifest.version })
}

interface GatewayInput extends Shared {
  readonly identity: Identity
  readonly keys: Keys
}

async function openGateway({ trustProxy, storeUnasked, tracing }: Config, shared: GatewayInput): Promise<Gateway> {
  const { stores, core, identity, keys, master, log, metrics } = shared
  const clock = { now: () => Date.now() }
  const vault = createVault(deriveKey(master, 'channel-secrets'))
  const providers = createProviders()
  const byName = new Map(providers.map((provider) => [provider.name, provider]))
  const channels = await openChannelStore({
    db: stores.relayDb,
    vault,
    clock,
    provider: (name) => byName.get(name),
  })
  const directory = createChannelDirectory(cardDirectory(core))
  const refresh = (): void => {
    for (const channel of channels.list()) for (const { secret } of channel.keys) log.redactor.hide(secret)
    directory.refresh(channels.list())
  }
  refresh()
  channels.onChange(refresh)
  const settings = { ...defaultSettings, ...(storeUnasked ? {} : { keepUnaskedMs: 0 }) }
  const replays = sqlReplayStore({ db: stores.relayDb, vault, clock, settings })
  const kept = openKept({ db: stores.relayDb, vault, clock, settings })
  const tracer = tracing && (await openTracer(tracing, log))
  const recent = new RecentTraffic(clock.now)
  const quarantine = createQuarantine({ db: stores.relayDb, now: clock.now, log })
  const relay = createRelay({
    money: moneyPort(core),
    keys: keyDirectory({ core, keys, groups: identity.groups }),
    channels: directory,
    replays,
    kept,
    runPort: runPort(keys),
    settings,
    quotes: quotePort(core),
    providers,
    counter: await loadTokenCounter(),
    clock,
    log,
    ...(tracer && { tracer }),
    meter: rememberingMeter(metrics.relay, recent),
    quarantine,
    node:
      hostname()
        .replace(/[^\x21-\x7e]/g, '')
        .slice(0, 64) || 'node',
    addressOf: (request) => clientAddress(request.socket.remoteAddress, request.headers, trustProxy),
  })
  const watched = { core, history: stores.history, channels, relay, recent, quarantine }
  const alerts = await openAlerts({ db: stores.relayDb, read: () => readWatched(watched), now: clock.now, log })
  const sweep = async (): Promise<void> => {
    for (const store of [replays, ...Object.values(kept), quarantine, alerts]) await store.sweep()
  }
  return { channels, directory, relay, quarantine, alerts, tracer, sweep }
}

interface Watched {
  readonly stores: Stores
  readonly core: Core
  readonly identity: Identity
  readonly keys: Keys
  readonly channels: ChannelStore
  readonly relay: Relay
  readonly alerts: Alerts
}

function watch(metrics: Metrics, { stores, core, identity, keys, channels, relay, alerts }: Watched): void {
  metrics.watch({
    core: () => core.status(),
    history: () => {
      const seq = stores.history.position()
      return { seq, lag: core.status().durableSeq - seq, failed: stores.history.failure() !== null }
    },
    recount: () => stores.history.recount(),
    ledgerImbalance: () => core.peek((engine) => ({ ...treasuryView(engine).imbalance })),
    channels: () => channelStates(channels, relay),
    alerts: () => Object.fromEntries(alertRules.map((rule) => [rule, firing(alerts, rule)])),
    identity: () => ({ cachedSessions: identity.sessions.cached, keys: keys.directory.size }),
  })
}

const firing = (alerts: Alerts, rule: AlertRule): number =>
  alerts.firing().filter((alert) => alert.rule === rule).length

/** What a browser on this machine can open. */
function shownHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1'
  return host.includes(':') ? `[${host}]` : host
}
