/** Every endpoint of the exchange dialect in one table: a new one is a file and a line here. */
import type { HTTPMethods } from 'fastify'
import type { DialectEndpoint } from './endpoint.ts'
import { accountEndpoints } from './endpoints/account.ts'
import { bookEndpoints } from './endpoints/book.ts'
import { candleEndpoints } from './endpoints/candles.ts'
import { generalEndpoints } from './endpoints/general.ts'
import { marginAccountEndpoints } from './endpoints/margin-account.ts'
import { marginMarketEndpoints } from './endpoints/margin-market.ts'
import { marginOrderEndpoints } from './endpoints/margin-orders.ts'
import { marginRecordEndpoints } from './endpoints/margin-records.ts'
import { orderChangeEndpoints } from './endpoints/order-changes.ts'
import { orderListEndpoints } from './endpoints/order-lists.ts'
import { orderEndpoints } from './endpoints/orders.ts'
import { ownOrderEndpoints } from './endpoints/own-orders.ts'
import { tickerEndpoints } from './endpoints/tickers.ts'
import { tradeEndpoints } from './endpoints/trades.ts'
import { userStreamEndpoints } from './endpoints/user-stream.ts'
import { walletEndpoints } from './endpoints/wallet.ts'

const dialectEndpoints: readonly DialectEndpoint[] = [
  ...generalEndpoints,
  ...bookEndpoints,
  ...tradeEndpoints,
  ...candleEndpoints,
  ...tickerEndpoints,
  ...orderEndpoints,
  ...orderChangeEndpoints,
  ...orderListEndpoints,
  ...ownOrderEndpoints,
  ...accountEndpoints,
  ...userStreamEndpoints,
  ...walletEndpoints,
  ...marginMarketEndpoints,
  ...marginAccountEndpoints,
  ...marginOrderEndpoints,
  ...marginRecordEndpoints,
]

/** Below these nothing else lives: an unknown path there is refused in the dialect. */
export const prefixes = ['/api/v3', '/sapi', '/fapi', '/dapi'] as const

export const restEndpoints: readonly (readonly [HTTPMethods, string, DialectEndpoint])[] = dialectEndpoints.flatMap(
  (endpoint) => endpoint.rest.map((route) => [methodOf(route), route.slice(route.indexOf(' ') + 1), endpoint] as const),
)

function methodOf(route: string): HTTPMethods {
  return route.slice(0, route.indexOf(' ')) as HTTPMethods
}

export const socketEndpoints: ReadonlyMap<string, DialectEndpoint> = new Map(
  dialectEndpoints.flatMap((endpoint) => (endpoint.socket === undefined ? [] : [[endpoint.socket, endpoint] as const])),
)
