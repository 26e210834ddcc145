/** What a route gets and gives: typed by the contract's table. No HTTP. */
import type { IncomingHttpHeaders } from 'node:http'
import type { BodyOf, EndpointId, Endpoints, ParamsOf, QueryOf, ResponseOf } from '../contract/index.ts'
import type { Idempotency } from '../engine/command.ts'
import type { Note } from './audit.ts'
import type { Caller } from './caller.ts'

/** The caller of an endpoint: never missing where the contract asks for one. */
type CallerOf<Id extends EndpointId> = Endpoints[Id]['auth'] extends 'public' ? Caller | undefined : Caller

/** One validated request. */
export interface ApiRequest<Id extends EndpointId> {
  readonly params: ParamsOf<Id>
  readonly query: QueryOf<Id>
  readonly body: BodyOf<Id>
  readonly caller: CallerOf<Id>
  /** The caller's Idempotency-Key bound to this very request; undefined when there is none. */
  readonly idempotency: Idempotency | undefined
  readonly address: string
  readonly headers: IncomingHttpHeaders
  /** Adds to the record of an operator's act; says nothing where none is kept. */
  readonly note: (note: Note) => void
  /** Adds a header to the answer: cookies of setup. */
  readonly setHeader: (name: string, value: string | string[]) => void
}

export type Route<Id extends EndpointId> = (request: ApiRequest<Id>) => Promise<ResponseOf<Id>> | ResponseOf<Id>

/** One route for each endpoint; a missing or surplus one is a type error. */
export type Routes = { readonly [Id in EndpointId]: Route<Id> }
/** The routes of one resource. */
export type RoutesOf<Prefix extends string> = { readonly [Id in Extract<EndpointId, `${Prefix}.${string}`>]: Route<Id> }
