/** Writes refusals and failures to an outlet in the caller's dialect: as a response, or in band once one has started. */
import type { Dialect } from '../dialects/dialect.ts'
import type { Outlet } from '../outlet/outlet.ts'
import type { Problem } from '../problem.ts'

export interface ProblemAnswer {
  readonly outlet: Outlet
  readonly dialect: Dialect
  readonly problem: Problem
  readonly callId: string | null
  readonly headers?: Readonly<Record<string, string>>
}

export function respondProblem({ outlet, dialect, problem, callId, headers }: ProblemAnswer): void {
  if (outlet.started) return outlet.breakOff(Buffer.from(dialect.errorEvent(problem, callId)))
  const body = Buffer.from(dialect.errorBody(problem, callId))
  outlet.start(problem.status, { ...problemHeaders(problem), ...headers, ...jsonHeaders(body) })
  outlet.end(body)
}

export function respondJson(outlet: Outlet, body: string, headers: Readonly<Record<string, string>> = {}): void {
  const bytes = Buffer.from(body)
  outlet.start(200, { ...headers, ...jsonHeaders(bytes) })
  outlet.end(bytes)
}

function jsonHeaders(body: Buffer): Record<string, string> {
  return {
    'content-type': 'application/json; charset=utf-8',
    'content-length': String(body.length),
    'cache-control': 'no-store',
  }
}

function problemHeaders(problem: Problem): Record<string, string> {
  const headers: Record<string, string> = { 'x-lx-charge': 'free', 'x-lx-charge-reason': problem.code }
  if (problem.retryAfterMs !== null)
    headers['retry-after'] = String(Math.max(1, Math.ceil(problem.retryAfterMs / 1000)))
  // The official clients repeat every 409 and 501; neither goes away by that.
  if (problem.status === 409 || problem.status === 501) headers['x-should-retry'] = 'false'
  if (problem.code === 'body_too_large' || problem.code === 'body_timeout') headers['connection'] = 'close'
  return headers
}
