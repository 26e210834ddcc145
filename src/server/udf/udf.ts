/** The chart data feed for charting libraries: /udf/*. Times are seconds there, and pages of other origins may read it. */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { addressGroup, clientAddress } from '../../identity/client-address.ts'
import { pairNow } from '../booking.ts'
import { limitHeaders, type RateLimit } from '../limits.ts'
import type { RouteDeps } from '../ports.ts'
import { priceDecimals, quantityDecimals } from '../render/amounts.ts'
import { type Bars, type BarsQuery, barsOf } from './bars.ts'
import { chartMarks, timescaleMarks } from './marks.ts'
import { intervalOf, resolutions } from './resolutions.ts'

export interface UdfOptions {
  readonly deps: Pick<RouteDeps, 'core' | 'history'>
  readonly byAddress: RateLimit
  readonly trustProxy: number
  /** Milliseconds of a steady clock, for limits. */
  readonly steadyNow: () => number
}

const NAME = 'LCO/CREDIT'
const TICKER = 'LCOCREDIT'
const description = 'L-Coin in Credits'
const exchange = 'L-Exchange'
/** The newest second that a chart may ask for: far enough for all and safe as milliseconds. */
const LAST_SECOND = 253_402_300_799

type Query = Readonly<Record<string, string | undefined>>

export async function mountUdf(app: FastifyInstance, options: UdfOptions): Promise<void> {
  const { deps } = options
  await app.register((scope, _options, done) => {
    scope.addHook('onRequest', async (request, reply) => {
      const address = clientAddress(request.raw.socket.remoteAddress, request.headers, options.trustProxy)
      reply.headers(limitHeaders(options.byAddress.take(addressGroup(address), options.steadyNow())))
      reply.headers({ 'access-control-allow-origin': '*', 'cross-origin-resource-policy': 'cross-origin' })
    })
    scope.get('/udf/config', () => config)
    scope.get('/udf/time', (_request, reply) =>
      reply.type('text/plain; charset=utf-8').send(String(Math.floor(deps.core.now() / 1000))),
    )
    scope.get('/udf/symbols', (request) => symbolOf(deps, queryOf(request)))
    scope.get('/udf/search', (request) => found(queryOf(request)))
    scope.get('/udf/history', (request) => history(deps, queryOf(request)))
    scope.get('/udf/marks', (request) => marks(deps, queryOf(request), chartMarks))
    scope.get('/udf/timescale_marks', (request) => marks(deps, queryOf(request), timescaleMarks))
    done()
  })
}

const config = {
  ...{ supported_resolutions: resolutions, supports_group_request: false, supports_search: true },
  ...{ supports_marks: true, supports_timescale_marks: true, supports_time: true },
}

/** The first of several values of one name. */
function queryOf({ query }: FastifyRequest): Query {
  const all = Object.entries(query as Record<string, string | string[]>)
  return Object.fromEntries(all.map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]))
}

function isOurs(symbol: string | undefined): boolean {
  const name = symbol?.split(':').at(-1)?.toUpperCase()
  return name === NAME || name === TICKER
}

const unknownSymbol = { s: 'error', errmsg: 'unknown_symbol' } as const

function symbolOf({ core }: UdfOptions['deps'], { symbol }: Query): object {
  if (!isOurs(symbol)) return unknownSymbol
  const pair = pairNow(core)
  return {
    ...{ name: NAME, ticker: TICKER, description, type: 'crypto', session: '24x7', timezone: 'Etc/UTC' },
    ...{ exchange, listed_exchange: exchange, format: 'price', minmov: 1, pricescale: 10 ** priceDecimals(pair) },
    ...{ has_intraday: true, has_daily: true, has_weekly_and_monthly: true, supported_resolutions: resolutions },
    ...{ volume_precision: quantityDecimals(pair), data_status: 'streaming' },
  }
}

function found({ query = '', type = '', exchange: only = '' }: Query): readonly object[] {
  const wanted = query.toUpperCase().replace('/', '')
  const fits = TICKER.includes(wanted) && ['', 'crypto'].includes(type) && ['', exchange].includes(only)
  return fits
    ? [{ symbol: NAME, full_name: `${exchange}:${NAME}`, description, exchange, ticker: TICKER, type: 'crypto' }]
    : []
}

function secondsIn(text: string | undefined): number | undefined {
  if (text === undefined || !/^\d{1,12}$/.test(text)) return undefined
  return Math.min(LAST_SECOND, Number(text))
}

async function history(deps: UdfOptions['deps'], query: Query): Promise<Bars> {
  if (!isOurs(query['symbol'])) return unknownSymbol
  const interval = intervalOf(query['resolution'] ?? '')
  const [from, to] = [secondsIn(query['from']), secondsIn(query['to'])]
  if (!interval || to === undefined) return { s: 'error', errmsg: 'resolution and to are needed' }
  const count = secondsIn(query['countback'])
  if (from === undefined && count === undefined) return { s: 'error', errmsg: 'from or countback is needed' }
  const asked: BarsQuery = { interval, from: from ?? 0, to, ...(count === undefined ? {} : { count }) }
  return barsOf(deps, asked)
}

async function marks(
  deps: UdfOptions['deps'],
  { symbol, from, to }: Query,
  shape: typeof chartMarks | typeof timescaleMarks,
): Promise<object> {
  if (!isOurs(symbol)) return unknownSymbol
  return shape(deps, { from: (secondsIn(from) ?? 0) * 1000, to: ((secondsIn(to) ?? LAST_SECOND - 1) + 1) * 1000 })
}
