/** What went wrong with one upstream: whether another may be tried, who is to blame, what the caller is told. */
import type { JsonObject } from '../body/parse.ts'
import { isObject } from '../body/parse.ts'
import { type Channel, withoutSecrets } from '../channels/channel.ts'
import { Problem, type RelayCode } from '../problem.ts'

export interface UpstreamFailure {
  readonly problem: Problem
  /** Another upstream may do better. */
  readonly retryable: boolean
  /** `upstream` and `key` count against the key's health; `limit` rests it; `request` is the caller's doing. */
  readonly blame: 'upstream' | 'key' | 'limit' | 'request'
  /** HTTP status of the upstream; left out when it answered none. */
  readonly status?: number
}

/** An upstream that could not be read or reached, or broke off. */
export function faultOf(problem: Problem): UpstreamFailure {
  return { problem, retryable: true, blame: 'upstream' }
}

export const fault = (code: RelayCode, message?: string): UpstreamFailure =>
  faultOf(new Problem(code, message === undefined ? {} : { message }))

export interface ErrorResponse {
  readonly status: number
  readonly retryAfter: string | undefined
  readonly body: Buffer
  /** Its credentials are taken out of the upstream's words. */
  readonly channel: Pick<Channel, 'keys' | 'headers'>
}

/** An HTTP status of 300 and up. Only refusals of the request itself carry the upstream's own words. */
export function failureOfStatus(response: ErrorResponse): UpstreamFailure {
  return { ...judged(response), status: response.status }
}

function judged(response: ErrorResponse): UpstreamFailure {
  const { status } = response
  const retryAfterMs = retryAfter(response.retryAfter)
  const wait = retryAfterMs === undefined ? {} : { retryAfterMs }
  if (status === 429)
    return failure(new Problem('upstream_rate_limited', { retryAfterMs: retryAfterMs ?? 1000 }), 'limit')
  if (status === 401 || status === 402 || status === 403) return failure(new Problem('upstream_key_refused'), 'key')
  if (status === 408) return failure(new Problem('upstream_timeout'), 'upstream')
  if (status >= 500 || status < 400) return failure(new Problem('upstream_error', wait), 'upstream')
  if (status === 404)
    return {
      problem: new Problem('upstream_error', { message: 'The upstream does not know this model or endpoint.' }),
      retryable: true,
      blame: 'request',
    }
  const message = messageIn(response)
  const problem = new Problem('upstream_refused', message === undefined ? { status } : { status, message })
  return { problem, retryable: false, blame: 'request' }
}

function failure(problem: Problem, blame: UpstreamFailure['blame']): UpstreamFailure {
  return { problem, retryable: true, blame }
}

/** Seconds or an HTTP date, as milliseconds from now, at most an hour. */
function retryAfter(header: string | undefined): number | undefined {
  if (header === undefined) return undefined
  const seconds = /^\d{1,9}(\.\d+)?$/.test(header.trim()) ? Number(header) : (Date.parse(header) - Date.now()) / 1000
  return Number.isFinite(seconds) ? Math.min(Math.max(Math.ceil(seconds * 1000), 0), 3_600_000) : undefined
}

function messageIn({ body, channel }: ErrorResponse): string | undefined {
  const value = parsed(body)
  if (!value) return undefined
  const error = value['error']
  const message = typeof error === 'string' ? error : isObject(error) ? error['message'] : value['message']
  if (typeof message !== 'string' || message === '') return undefined
  return withoutSecrets(message, channel)
    .replace(/\b(sk|key|pk|xai|gsk)-[\w*.-]{4,}/g, '…')
    .slice(0, 2_000)
}

function parsed(body: Buffer): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'))
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}
