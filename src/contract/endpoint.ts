/** The shape of one endpoint: from it come validation, docs, OpenAPI and the clients' types. No behaviour, no HTTP. */
import type { z } from 'zod'
import type { ProblemCode } from './errors.ts'

/** What a virtual key may do. A session may do all but `admin`; `admin` belongs to operators. */
export const scopes = ['relay', 'read', 'trade', 'earn', 'wallet', 'admin'] as const
export type Scope = (typeof scopes)[number]

/**
 * Who may call: anyone; a signed-in browser only; an operator (session, or key with scope `admin`);
 * or a session and keys that carry one of the listed scopes.
 */
export type Access = 'public' | 'session' | 'operator' | readonly Scope[]

export type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'

/** How an act of an operator is written down. Only what is named here is told: a body can hold secrets. */
export interface Audit {
  /** `thing.verb`, e.g. `treasury.fund`: what the record calls the act. */
  readonly action: string
  /** Parameters and body members that say what was acted on. */
  readonly target?: readonly string[]
  /** Parameters and body members whose values are told; of all others only that they were sent. */
  readonly says?: readonly string[]
}

interface Common {
  /** `resource.verb`, the key of the endpoint in the table and its operationId. */
  readonly id: string
  /** With `{name}` for each path parameter. Relative to /api/v1 unless it starts with /api/. */
  readonly path: string
  readonly summary: string
  readonly description?: string
  /** Takes an `Idempotency-Key`: the second delivery of the same request gets the first answer and books nothing. */
  readonly idempotent?: boolean
  /** Told from history, and holds everything that was acknowledged before the request; else it answers `historyErrors`. */
  readonly history?: true
  /** Also answers `?format=csv`: all items of the list, or those of the page when a size is asked for. */
  readonly csv?: boolean
  /** Status of success when it is not 200. */
  readonly status?: 201 | 202
  readonly params?: z.ZodObject
  readonly query?: z.ZodObject
  readonly body?: z.ZodType
  readonly response: z.ZodType
  /** Refusals of its own; those every endpoint may give (validation, auth, limits) are in `commonErrors`. */
  readonly errors?: readonly ProblemCode[]
}

/** Who may do what; nothing that operators change goes without a record. */
type Permission =
  | { readonly method: Method; readonly auth: Exclude<Access, 'operator'>; readonly audit?: Audit }
  | { readonly method: 'GET'; readonly auth: 'operator'; readonly audit?: undefined }
  | { readonly method: Exclude<Method, 'GET'>; readonly auth: 'operator'; readonly audit: Audit }

export type Endpoint = Common & Permission

/** Keeps the literal types of a table entry and checks its shape. */
export function endpoint<const E extends Endpoint>(definition: E): E {
  return definition
}

/** A table whose keys are its endpoints' ids. */
export function table<const E extends readonly Endpoint[]>(
  ...list: E
): { readonly [K in E[number]['id']]: Extract<E[number], { id: K }> } {
  return Object.fromEntries(list.map((item) => [item.id, item])) as {
    readonly [K in E[number]['id']]: Extract<E[number], { id: K }>
  }
}
