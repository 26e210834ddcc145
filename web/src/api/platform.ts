/** The platform API with the contract's own types: call('GET /keys/{keyId}', { params }). Types only; no schema reaches the bundle. */
import type { z } from 'zod'
import type { Endpoint } from '../../../src/contract/endpoint.ts'
import type { Endpoints } from '../../../src/contract/index.ts'
import { type Method, type QueryValue, request } from './client.ts'

type Routes = { [Id in keyof Endpoints as `${Endpoints[Id]['method']} ${Endpoints[Id]['path']}`]: Endpoints[Id] }
export type Route = keyof Routes

type Part<E extends Endpoint, Name extends 'params' | 'query'> = E extends {
  readonly [N in Name]: infer S extends z.ZodType
}
  ? z.output<S>
  : undefined
type Body<E extends Endpoint> = E extends { readonly body: infer S extends z.ZodType } ? z.input<S> : undefined

/** What a route answers. */
export type Answer<R extends Route> = z.output<Routes[R]['response']>
/** What a route takes as its body. */
export type BodyOf<R extends Route> = Body<Routes[R]>

type Given<Name extends string, Value> = undefined extends Value ? { [N in Name]?: undefined } : { [N in Name]: Value }
type Optional<Name extends string, Value> = undefined extends Value
  ? { [N in Name]?: undefined }
  : { [N in Name]?: Value }

export type CallOptions<R extends Route> = Given<'params', Part<Routes[R], 'params'>> &
  Optional<'query', Part<Routes[R], 'query'>> &
  Given<'body', Body<Routes[R]>> & { signal?: AbortSignal; idempotencyKey?: string }

type Needed<R extends Route> =
  Record<never, never> extends CallOptions<R> ? [options?: CallOptions<R>] : [options: CallOptions<R>]

/** One request to the platform API. Throws ApiProblem for every refusal and for a network that is not there. */
export function call<R extends Route>(route: R, ...[options]: Needed<R>): Promise<Answer<R>> {
  const [method, template] = route.split(' ') as [Method, string]
  const { params, query, body, signal, idempotencyKey } = (options ?? {}) as {
    params?: Record<string, string | number>
    query?: Record<string, QueryValue>
    body?: unknown
    signal?: AbortSignal
    idempotencyKey?: string
  }
  const path = template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(params?.[name] ?? '')))
  return request<Answer<R>>(method, path.startsWith('/api/') ? path : `/api/v1${path}`, {
    query,
    body,
    signal,
    idempotencyKey,
  })
}

/** A query key that groups by route, so that invalidate('GET /keys') reaches every page of the list. */
export const keyOf = <R extends Route>(route: R, ...rest: unknown[]): readonly unknown[] => [route, ...rest]
