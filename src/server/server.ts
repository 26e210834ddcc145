/** The whole server from its parts: pages, API, relay, sockets on one port, and its orderly end. */
import type { Role } from '../contract/account.ts'
import type { AccountId } from '../engine/ledger/chart.ts'
import type { RootLog } from '../telemetry/log.ts'
import type { Metrics } from '../telemetry/metrics.ts'
import { createApp, sendProblem } from './app.ts'
import { createAuditor } from './audit.ts'
import { mountAuth } from './auth-paths.ts'
import type { CallerSource } from './caller.ts'
import { type Dialect, type DialectOptions, openDialect } from './exchange/dialect.ts'
import { isDialectSocket } from './exchange/sockets/hub.ts'
import { Exports } from './exports.ts'
import { createFront, type Front } from './http.ts'
import { createRateLimit, type LimitPolicy } from './limits.ts'
import { mountEndpoints, nothingHere } from './mount.ts'
import { mountApp } from './pages/app-pages.ts'
import { mountDocs } from './pages/docs.ts'
import { webFiles } from './pages/files.ts'
import { mountHealth, type Readiness } from './pages/health.ts'
import { historyState } from './past.ts'
import { personOf } from './person.ts'
import type { RouteDeps } from './ports.ts'
import { relayWithSession } from './relay-session.ts'
import { createRoutes } from './routes/index.ts'
import { type Hub, type HubLimits, openHub } from './sockets/hub.ts'
import { mountUdf } from './udf/udf.ts'

export interface ServerSettings {
  /** Hops of X-Forwarded-For to believe. */
  readonly trustProxy: number
  /** Bearer token for /metrics; null: this machine only. */
  readonly metricsToken: string | null
  /** Folder of the built web app. */
  readonly webFolder: string
  readonly limits?: {
    readonly byAddress?: LimitPolicy
    readonly byAccount?: LimitPolicy
    readonly sockets?: Partial<HubLimits>
    readonly exchange?: DialectOptions['limits']
  }
  /** Holds every answer against the contract: tests. */
  readonly checkAnswers?: boolean
}

export interface ServerParts extends Omit<RouteDeps, 'live'> {
  readonly log: RootLog
  readonly metrics: Metrics
  readonly settings: ServerSettings
}

export interface RunningServer {
  listen(port: number, host: string): Promise<{ readonly port: number; readonly host: string }>
  /**
   * Takes no new connections and calls, tells sockets, waits for open requests and streams up to `graceMs`, then cuts
   * what is left. Core, history and identity stay open: the caller closes them afterwards, in that order.
   */
  close(graceMs: number): Promise<void>
}

/** Visitors and failed keys by address group; everybody who is known by account. */
const defaultLimits = {
  byAddress: { name: 'address', requests: 12_000, windowMs: 60_000 },
  byAccount: { name: 'account', requests: 60_000, windowMs: 60_000 },
} as const satisfies Record<string, LimitPolicy>

export async function createServer(parts: ServerParts): Promise<RunningServer> {
  const { core, identity, keys, relay, log, metrics, settings } = parts
  const callers: CallerSource = { sessions: identity.sessions, keys: keys.directory, rolesOf: rolesIn(parts) }
  let front: Front | undefined
  let hub: Hub | undefined
  let dialect: Dialect | undefined
  const deps: RouteDeps = {
    ...parts,
    live: {
      state: () => (front?.draining ? 'draining' : 'running'),
      sockets: () => (hub?.size ?? 0) + (dialect?.size ?? 0),
    },
  }
  const readiness = () => readinessOf(deps, front?.draining !== false)
  const { trustProxy, limits } = settings
  dialect = await openDialect({ deps, trustProxy, log, meter: metrics.sockets, limits: limits?.exchange })
  const exchange = dialect
  const app = await buildApp(parts, deps, { callers, readiness, dialect: exchange })
  const sockets = await openHub({
    deps,
    callers,
    trustProxy,
    log,
    meter: metrics.sockets,
    ...(limits?.sockets ? { limits: limits.sockets } : {}),
  })
  hub = sockets
  front = createFront({
    relay: {
      handle: relayWithSession({
        ...{ core, relay, origins: identity },
        sessions: identity.sessions,
        groups: identity.groups,
      }),
      ...(relay.upgrade ? { upgrade: relay.upgrade.bind(relay) } : {}),
    },
    app: (request, response) => app.routing(request, response),
    socket: (request, stream, head) => sockets.upgrade(request, stream, head),
    dialect: { is: isDialectSocket, upgrade: (...upgrade) => exchange.upgrade(...upgrade) },
    log,
  })
  const { listen, drain } = front
  return {
    listen,
    async close(graceMs) {
      const drained = drain(graceMs)
      sockets.statusChanged()
      sockets.close()
      exchange.close()
      await relay.stop(graceMs)
      await drained
      await app.close()
    },
  }
}

interface AppOptions {
  readonly callers: CallerSource
  readonly readiness: () => Readiness
  readonly dialect: Dialect
}

async function buildApp(
  { identity, log, metrics, settings, instance }: ServerParts,
  deps: RouteDeps,
  { callers, readiness, dialect }: AppOptions,
) {
  const { trustProxy, metricsToken, limits } = settings
  const app = createApp({ log, meter: metrics.http })
  mountHealth(app, { readiness, metrics, metricsToken })
  mountDocs(app, { version: instance.version, simulation: instance.simulation })
  await mountAuth(app, identity, trustProxy)
  await dialect.mount(app)
  const byAddress = createRateLimit(limits?.byAddress ?? defaultLimits.byAddress)
  const steadyNow = () => performance.now()
  await mountUdf(app, { deps, byAddress, trustProxy, steadyNow })
  mountEndpoints(app, createRoutes(deps), {
    callers,
    origins: identity,
    identityOf: (account) => deps.core.peek(({ state }) => state.accounts.get(account)?.identity ?? null),
    auditor: createAuditor({ acts: identity.acts, now: () => deps.core.now(), clean: log.redactor.text, log }),
    trustProxy,
    byAddress,
    byAccount: createRateLimit(limits?.byAccount ?? defaultLimits.byAccount),
    steadyNow,
    exports: new Exports(),
    checkAnswers: settings.checkAnswers ?? false,
  })
  const pages = mountApp(app, webFiles(settings.webFolder))
  app.setNotFoundHandler(async (request, reply) => {
    const path = request.url.split('?', 1)[0] ?? '/'
    return (await pages(request, reply)) || sendProblem(nothingHere(path), request, reply)
  })
  await app.ready()
  return app
}

function readinessOf(deps: RouteDeps, away: boolean): Readiness {
  const { reason, ...history } = historyState(deps)
  if (away) return { ok: false, code: 'maintenance' }
  if (deps.core.status().failed) return { ok: false, code: 'core_stopped' }
  return reason === null ? { ok: true, history } : { ok: false, code: 'history_stopped', detail: reason }
}

/** The roles of the person behind an account: what a key with the scope admin is worth. */
function rolesIn(parts: ServerParts): (account: AccountId) => Promise<readonly Role[]> {
  return async (account) => {
    const person = await personOf(parts, account)
    return person && !person.disabled ? person.roles : []
  }
}
