/** One HTTP request and its problem details. Types of the platform API are in platform.ts, caching in queries.ts. */

import type { Problem } from '../../../src/contract/problem.ts'

export type ProblemBody = Partial<Omit<Problem, 'status'>>

/** A refused or failed request. `code` is stable and has a text in the `errors` namespace when known. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem'
  readonly code: string
  readonly title: string
  readonly status: number
  readonly traceId: string | undefined
  readonly detail: string | undefined
  readonly fields: NonNullable<Problem['errors']>
  readonly context: NonNullable<Problem['context']>
  readonly retryAfterSeconds: number | undefined

  constructor(body: ProblemBody & { status: number }, retryAfterSeconds?: number) {
    super(body.title ?? body.code ?? `HTTP ${body.status}`)
    this.code = body.code ?? `http_${body.status}`
    this.title = body.title ?? `HTTP ${body.status}`
    this.status = body.status
    this.traceId = body.traceId
    this.detail = body.detail
    this.fields = body.errors ?? []
    this.context = body.context ?? {}
    this.retryAfterSeconds = retryAfterSeconds
  }
}

export type QueryValue = string | number | boolean | undefined
export interface RequestOptions {
  query?: Record<string, QueryValue> | undefined
  body?: unknown
  signal?: AbortSignal | undefined
  /** Sent as Idempotency-Key. Mutations get a fresh one when none is given; pass one to make a retry safe. */
  idempotencyKey?: string | undefined
}
export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

export function withQuery(path: string, query: Record<string, QueryValue> = {}): string {
  const search = new URLSearchParams()
  for (const [key, value] of Object.entries(query))
    if (value !== undefined && value !== '') search.set(key, String(value))
  const text = search.toString()
  return text ? `${path}?${text}` : path
}

/** Whether the server answers at all. */
export const reachable = (): Promise<boolean> =>
  fetch('/healthz', { method: 'HEAD', cache: 'no-store' }).then(
    () => true,
    () => false,
  )

/** crypto.randomUUID needs a secure context; this works on plain http too. */
export function freshKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** The parsed JSON answer. Throws ApiProblem for anything else, also for a network that is not there (status 0). */
export async function request<Answer>(method: Method, path: string, options: RequestOptions = {}): Promise<Answer> {
  const headers: Record<string, string> = { accept: 'application/json' }
  if (options.body !== undefined) headers['content-type'] = 'application/json'
  if (method !== 'GET') headers['idempotency-key'] = options.idempotencyKey ?? freshKey()
  let response: Response
  try {
    response = await fetch(withQuery(path, options.query), {
      method,
      headers,
      credentials: 'same-origin',
      body: options.body === undefined ? null : JSON.stringify(options.body),
      signal: options.signal ?? null,
    })
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new ApiProblem({ code: 'network_unreachable', status: 0 })
  }
  return readAnswer<Answer>(response)
}

async function readAnswer<Answer>(response: Response): Promise<Answer> {
  const text = await response.text()
  const isJson = (response.headers.get('content-type') ?? '').includes('json')
  if (response.ok && (text === '' || isJson)) return (text === '' ? undefined : JSON.parse(text)) as Answer
  throw problemOf(response, isJson ? text : '')
}

function problemOf(response: Response, json: string): ApiProblem {
  let body: ProblemBody & { message?: string } = {}
  try {
    body = JSON.parse(json || '{}')
  } catch {
    // Not the server's own answer (a proxy's page); status and header say enough.
  }
  const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN)
  // Identity's own endpoints answer {code: "INVALID_EMAIL", message}.
  const identity = {
    code: body.code?.toLowerCase(),
    title: body.title ?? body.message,
    traceId: body.traceId ?? response.headers.get('x-request-id'),
  }
  const known = Object.fromEntries(Object.entries(identity).filter(([, value]) => value != null))
  return new ApiProblem(
    { ...body, ...known, status: response.status },
    Number.isFinite(retryAfter) ? retryAfter : undefined,
  )
}
