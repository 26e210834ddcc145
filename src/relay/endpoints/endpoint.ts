/** What an endpoint of the gateway is: a method and a path, and how it answers. The endpoints are listed in registry.ts. */
import type { IncomingMessage } from 'node:http'
import type { Concurrency } from '../access/concurrency.ts'
import type { RateLimits } from '../access/rate-limit.ts'
import type { BatchRunner } from '../batches/runner.ts'
import type { CallKind } from '../call/kind.ts'
import type { Dialect, DialectName } from '../dialects/dialect.ts'
import type { Outlet } from '../outlet/outlet.ts'
import type { ResponseOutlet } from '../outlet/response.ts'
import type { KeyDirectory, Principal, RunPort } from '../ports.ts'
import type { ClientSecrets } from '../realtime/secrets.ts'
import type { Background } from '../responses/background.ts'
import { readRaw, type ServeParts, serveCall } from '../serve.ts'
import type { VideoJobs } from '../videos/jobs.ts'
import type { VideoWatch } from '../videos/watch.ts'

export interface AnswerParts extends ServeParts {
  readonly keys: KeyDirectory
  readonly runPort: RunPort
  readonly concurrency: Concurrency
  readonly rates: RateLimits
  readonly secrets: ClientSecrets
  readonly film: { readonly jobs: VideoJobs; readonly watch: VideoWatch }
  readonly addressOf: (request: IncomingMessage) => string
  /** Throws while the relay takes no new calls. */
  readonly checkOpen: () => void
  readonly background: Background
  readonly batches: BatchRunner
}

/** One authenticated request. */
export interface Asked {
  readonly request: IncomingMessage
  readonly outlet: ResponseOutlet
  readonly dialect: Dialect
  readonly principal: Principal
  /** What stood in the path where the endpoint's path has `{name}`, decoded. */
  readonly params: Readonly<Record<string, string>>
  readonly startedAt: number
}

export interface Endpoint {
  readonly method: 'GET' | 'POST' | 'DELETE'
  /** `/v1/videos/{id}/content`; `{model+}` takes slashes too. */
  readonly path: string
  /** The dialect it always answers in; by the request's headers when left out. */
  readonly dialect?: DialectName
  /** Throws, or rejects with, a Problem for every refusal before a call was authorised; a call's own end is answered in call/path.ts. */
  answer(parts: AnswerParts, asked: Asked): Promise<void>
}

export interface CallOptions {
  readonly dialect?: DialectName
  readonly stream?: boolean
  /** Gives answers of calls another form on their way out. */
  readonly shape?: (outlet: Outlet, request: IncomingMessage) => Outlet
}

/** An endpoint that makes paid calls of one kind. `path.model` and `path.stream` come from the path where the dialect puts them there. */
export function callEndpoint(path: string, kind: CallKind, options: CallOptions = {}): Endpoint {
  const { dialect, stream, shape } = options
  return {
    method: 'POST',
    path,
    ...(dialect && { dialect }),
    answer: (parts, asked) =>
      asCall(parts, asked, () => {
        const { request, principal, dialect: spoken, startedAt } = asked
        const facts = { headers: request.headers, model: asked.params['model'], stream }
        const outlet = shape?.(asked.outlet, request) ?? asked.outlet
        const incoming = { request, outlet, principal, dialect: spoken, kind, path: facts, startedAt }
        return readRaw(parts, request).then((body) => serveCall(parts, incoming, body))
      }),
  }
}

/** Does what counts as a call while it lasts: for the key's rate, and among the calls at a time. */
export async function asCall(
  parts: AnswerParts,
  { principal, outlet }: Asked,
  work: () => Promise<void>,
): Promise<void> {
  parts.checkOpen()
  enterRate(parts.rates, principal, outlet)
  const leave = parts.concurrency.enter(principal)
  parts.meter.inFlight(1)
  try {
    await work()
  } finally {
    leave()
    parts.meter.inFlight(-1)
  }
}

/** An endpoint that asks no upstream and counts for the key's rate all the same. */
export function rateLimited(answer: Endpoint['answer']): Endpoint['answer'] {
  return (parts, asked) => {
    enterRate(parts.rates, asked.principal, asked.outlet)
    return answer(parts, asked)
  }
}

/** Takes one request of the key's rate; the answer says what is left, also when it is a refusal. */
export function enterRate(rates: RateLimits, principal: Principal, outlet: ResponseOutlet): void {
  try {
    rates.enter(principal)
  } finally {
    const headers = rates.headers(principal)
    if (headers) outlet.also(headers)
  }
}
