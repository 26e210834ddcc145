/** The exchange dialect put together: its market data, its users, its paths and sockets; and its end. */
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import type { Log } from '../../telemetry/log.ts'
import type { SocketMeter } from '../../telemetry/metrics.ts'
import type { RouteDeps } from '../ports.ts'
import { type DialectLimits, dialectLimits, OrderCounts, Weights } from './limits.ts'
import { openTape } from './market/tape.ts'
import { ShownOrders } from './orders/shown-orders.ts'
import { mountRest } from './rest.ts'
import { DialectHub, type DialectHubLimits } from './sockets/hub.ts'
import { Reports } from './sockets/reports.ts'
import { UserStreams } from './sockets/user-streams.ts'

export interface DialectOptions {
  readonly deps: RouteDeps
  readonly trustProxy: number
  readonly log: Log
  readonly meter: SocketMeter
  readonly limits?: Partial<DialectLimits & DialectHubLimits> | undefined
}

export interface Dialect {
  mount(app: FastifyInstance): Promise<void>
  /** Takes an upgrade of one of its paths. */
  upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void
  readonly size: number
  /** Tells every client that the server goes away. */
  close(): void
}

export async function openDialect({ deps: given, trustProxy, log, meter, limits }: DialectOptions): Promise<Dialect> {
  const { core } = given
  const { tape, close } = await openTape(given)
  const newest = core.peek(({ state }) => state.market.orders.nextId() - 1)
  const failed = (error: unknown): void => log.warn('balances could not be read for a user stream', { error })
  const users = new UserStreams(given, new Reports(newest), failed)
  const allLimits = { ...dialectLimits, ...limits }
  const shown = new ShownOrders(given)
  const deps = { ...given, tape, users, shown, orderCounts: new OrderCounts(allLimits) }
  const weights = new Weights(allLimits)
  const hub = new DialectHub({ deps, weights, trustProxy, log, meter, ...(limits ? { limits } : {}) })
  const unsubscribe = core.subscribe((batch) => {
    shown.take(batch)
    users.take(batch)
    hub.batch()
    if (batch.some(({ events }) => events.some(({ type }) => type === 'key.revoked'))) hub.dropEnded()
  })
  return {
    mount: (app) => mountRest(app, { deps, weights, trustProxy, log }),
    upgrade: (request, stream, head) => hub.upgrade(request, stream, head),
    get size() {
      return hub.size
    },
    close() {
      unsubscribe()
      close()
      hub.close()
    },
  }
}
