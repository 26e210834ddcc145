/** The shape of one endpoint of the exchange dialect: reached by REST, by a socket's request, or both. No behaviour. */
import type { Millis } from '../../base/money.ts'
import type { RouteDeps } from '../ports.ts'
import type { OrderCounts } from './limits.ts'
import type { Tape } from './market/tape.ts'
import type { ShownOrders } from './orders/shown-orders.ts'
import type { Params } from './params.ts'
import type { Signatory } from './signatory.ts'
import type { UserStreams } from './sockets/user-streams.ts'

/** What endpoints work with. */
export interface DialectDeps extends RouteDeps {
  readonly tape: Tape
  readonly users: UserStreams
  readonly shown: ShownOrders
  readonly orderCounts: OrderCounts
}

export interface Ask {
  readonly deps: DialectDeps
  readonly params: Params
  /** The sequencer's clock when the request came. */
  readonly now: Millis
}

export interface OwnAsk extends Ask {
  readonly caller: Signatory
}

interface Common {
  /** `GET /api/v3/depth` */
  readonly rest: readonly string[]
  /** `depth`: the method of a socket's request; left out where there is none. */
  readonly socket?: string
  /** What a request counts towards the limit of its address. */
  readonly weight: number | ((params: Params) => number)
  /** Orders that it counts as. */
  readonly orders?: number
}

/**
 * `none`: anybody; `key`: whoever names a key, unsigned; `read`: signed; `trade`: signed by a key that may trade.
 * What `answer` gives is the body, as it is.
 */
export type DialectEndpoint =
  | (Common & { readonly security: 'none'; readonly answer: (ask: Ask) => unknown })
  | (Common & { readonly security: 'key' | 'read' | 'trade'; readonly answer: (ask: OwnAsk) => unknown })
