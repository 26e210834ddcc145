/** The platform API with the contract's own types: requests, answers checked against their schema, refusals as failures. */
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Endpoint } from '../contract/endpoint.ts'
import {
  type BodyOf,
  type EndpointId,
  endpoints,
  type ParamsOf,
  pathOf,
  type QueryOf,
  type ResponseOf,
} from '../contract/index.ts'
import { problem } from '../contract/problem.ts'
import { CliFailure, refusal } from './failure.ts'

type Given<Name extends string, Value> = [Value] extends [undefined | Record<string, never>]
  ? unknown
  : { readonly [N in Name]: Value }
type Optional<Name extends string, Value> = [Value] extends [Record<string, never>]
  ? unknown
  : { readonly [N in Name]?: Value }

/** What an endpoint takes. */
export type RequestOf<Id extends EndpointId> = Given<'params', ParamsOf<Id>> &
  Optional<'query', Partial<QueryOf<Id>>> &
  Given<'body', BodyOf<Id>>

/** Who asks: nobody, a key, or the cookie of a session. */
export type Credential = { readonly key: string } | { readonly cookie: string } | null

export interface Api {
  readonly url: string
  /** Throws CliFailure for every refusal and when the server is not reached. What may be sent twice is tried three times. */
  call<Id extends EndpointId>(id: Id, request: RequestOf<Id>): Promise<ResponseOf<Id>>
}

/** Plain HTTP with this server and credential. */
export interface Http {
  readonly url: string
  /** Throws CliFailure when no answer comes. */
  send(
    path: string,
    init: {
      readonly method: string
      readonly body?: unknown
      readonly headers?: Readonly<Record<string, string>>
      readonly signal?: AbortSignal
    },
  ): Promise<Response>
}

export function createHttp(url: string, credential: Credential): Http {
  const who: Record<string, string> =
    credential === null
      ? {}
      : 'key' in credential
        ? { authorization: `Bearer ${credential.key}` }
        : { cookie: credential.cookie }
  return {
    url,
    async send(path, { method, body, headers, signal }) {
      const sent: RequestInit = {
        method,
        headers: { accept: 'application/json', ...who, ...headers },
        redirect: 'manual',
      }
      if (body !== undefined) {
        sent.body = JSON.stringify(body)
        sent.headers = { ...sent.headers, 'content-type': 'application/json' }
      }
      if (signal) sent.signal = signal
      try {
        return await fetch(url + path, sent)
      } catch (error) {
        throw new CliFailure('network', `${url} was not reached: ${causeOf(error)}`)
      }
    },
  }
}

const TRIES = 3
const LONGEST_WAIT_MS = 5_000

export function createApi(http: Http): Api {
  return {
    url: http.url,
    async call(id, request) {
      const endpoint: Endpoint = endpoints[id]
      const { params, query, body } = request as { params?: never; query?: Record<string, unknown>; body?: unknown }
      const path = pathOf(id, params ?? ({} as never)) + queryText(query ?? {})
      // The same key on every try: a lost answer never books twice.
      const headers: Record<string, string> = endpoint.idempotent ? { 'idempotency-key': randomUUID() } : {}
      const repeatable = endpoint.method === 'GET' || (endpoint.idempotent ?? false)
      const send = () => http.send(path, { method: endpoint.method, body, headers }).then(whole)
      const answer = await tried(repeatable ? TRIES : 1, send)
      if (answer.status >= 300) throw refusalIn(answer)
      const parsed = endpoint.response.safeParse(jsonIn(answer))
      if (!parsed.success) {
        throw new CliFailure(
          'refused',
          `${http.url} answered ${id} in a form this lx does not know: their versions differ.`,
        )
      }
      return parsed.data as ResponseOf<typeof id>
    },
  }
}

/** An answer that has arrived to its end. */
interface Arrived {
  readonly url: string
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

async function whole(response: Response): Promise<Arrived> {
  const { url, status, headers } = response
  try {
    return { url, status, headers, text: await response.text() }
  } catch (error) {
    throw new CliFailure('network', `The connection broke off in the middle of the answer: ${causeOf(error)}`)
  }
}

/** Again after a lost connection or a 503, as long as the server asks to wait within reason. */
async function tried(times: number, send: () => Promise<Arrived>): Promise<Arrived> {
  for (let attempt = 1; ; attempt++) {
    const answer = await send().catch((error: unknown) => {
      if (attempt >= times || !(error instanceof CliFailure)) throw error
      return undefined
    })
    if (answer && (answer.status !== 503 || attempt >= times)) return answer
    const wait = Number(answer?.headers.get('retry-after') ?? 0) * 1000 || 200 * attempt
    if (answer && wait > LONGEST_WAIT_MS) return answer
    await sleep(wait)
  }
}

/** The failure behind an answer that is no success, once it is read. */
export async function refusalOf(response: Response): Promise<CliFailure> {
  return refusalIn(await whole(response))
}

/** From the platform's problem form, the relay's or the identity store's. */
function refusalIn(answer: Arrived): CliFailure {
  const { status, headers } = answer
  const body = status < 400 ? undefined : jsonIn(answer)
  const parsed = problem.safeParse(body)
  if (parsed.success) return refusal(parsed.data)
  const reason = status === 401 || status === 403 ? 'auth' : status >= 500 ? 'network' : 'refused'
  const said = messageIn(body) ?? `The server answered with status ${status}.`
  const wait = headers.get('retry-after')
  return new CliFailure(reason, wait === null ? said : `${said} Try again in ${wait} s.`)
}

/** `{error: {code, message}}` of the relay, `{code, message}` of the identity store. */
function messageIn(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null) return undefined
  const inner: object = 'error' in body && typeof body.error === 'object' && body.error !== null ? body.error : body
  if (!('message' in inner) || typeof inner.message !== 'string') return undefined
  return 'code' in inner && typeof inner.code === 'string' ? `${inner.code}: ${inner.message}` : inner.message
}

function jsonIn({ url, status, text }: Arrived): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new CliFailure('network', `${url} did not answer in JSON (status ${status}). Is this an L-Exchange?`)
  }
}

function queryText(query: Readonly<Record<string, unknown>>): string {
  const pairs = Object.entries(query).filter(([, value]) => value !== undefined)
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs.map(([name, value]) => [name, String(value)]))}`
}

function causeOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error
  if (cause instanceof AggregateError && cause.errors.length > 0) return causeOf(cause.errors[0])
  return cause instanceof Error ? cause.message || cause.name : String(cause)
}
