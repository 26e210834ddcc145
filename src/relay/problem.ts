/** Every refusal and failure a caller of the relay can meet, in one table, dialect-neutral. Rendering is in dialects/. */
import { type RejectionCode, type RejectionDetail, rejectionStatus, rejectionText } from '../engine/rejections.ts'

const table = {
  // Who is asking
  missing_key: [401, 'No API key. Send it as "Authorization: Bearer sk-lx-…".'],
  invalid_key: [401, 'This API key is not known here.'],
  address_not_allowed: [403, 'This key may not be used from this address.'],
  scope_missing: [403, 'This key may not make API calls.'],
  model_not_allowed: [403, 'This key may not use this model.'],
  // The request
  malformed_json: [400, 'The body is not valid JSON in UTF-8.'],
  body_not_object: [400, 'The body must be a JSON object.'],
  malformed_form: [400, 'The body is not valid multipart/form-data.'],
  duplicate_field: [400, 'A field of the body appears twice.'],
  too_complex: [400, 'The body is nested too deeply or has too many members.'],
  invalid_field: [400, 'A field has the wrong type or is out of range.'],
  invalid_header: [400, 'A request header can not be read.'],
  body_too_large: [413, 'The body is larger than 32 MB.'],
  body_timeout: [408, 'The body did not arrive in time.'],
  unsupported_encoding: [415, 'This content encoding is not accepted; use gzip, deflate, br or zstd.'],
  thread_unsupported_request: [400, 'Threads of messages are not kept here: send the whole conversation.'],
  unsupported_value: [400, 'This value is not supported here.'],
  file_not_found: [404, 'No such file.'],
  response_not_found: [404, 'No such response.'],
  batch_not_found: [404, 'No such batch.'],
  video_not_found: [404, 'No such video.'],
  video_not_ready: [400, 'This video is not finished yet.'],
  not_possible_now: [409, 'This can not be done in its present state.'],
  storage_full: [413, 'There is no room for more in this account.'],
  endpoint_not_supported: [501, 'This endpoint is not supported by this gateway.'],
  upgrade_required: [426, 'This path is a WebSocket.'],
  event_refused: [400, 'This event is not accepted here.'],
  // The model
  model_not_found: [404, 'This model does not exist here.'],
  model_not_priced: [503, 'This model has no price yet; the operator has to set one.'],
  wrong_endpoint: [400, 'This model can not be used with this endpoint.'],
  run_not_found: [404, 'This account has no such run.'],
  // Limits
  too_many_calls: [429, 'Too many calls at a time for this key or tier.'],
  rate_limited: [429, 'Too many requests or tokens a minute for this key.'],
  overloaded: [503, 'The gateway is at its limit; nothing was sent or billed.'],
  shutting_down: [503, 'The gateway is shutting down; nothing was sent or billed.'],
  storage_unavailable: [503, 'Repeats of an Idempotency-Key can not be looked up now; nothing was sent or billed.'],
  answer_not_kept: [503, 'The answer can not be kept now, as was asked for; nothing was billed.'],
  core_stopped: [503, 'The gateway can not book calls now.'],
  too_many_secrets: [429, 'Too many client secrets are open.'],
  session_idle: [408, 'The session was silent for too long.'],
  session_expired: [403, 'The session has reached its longest time.'],
  slow_reader: [408, 'The client took nothing for too long.'],
  // Upstream
  no_channel: [503, 'No channel for this model is available now.'],
  upstream_refused: [400, 'The upstream refused the request.'],
  upstream_error: [502, 'The upstream failed.'],
  upstream_unreachable: [502, 'The upstream can not be reached.'],
  upstream_key_refused: [502, 'The upstream refused the credentials of this channel.'],
  upstream_rate_limited: [429, 'The upstream is rate limited.'],
  upstream_timeout: [504, 'The upstream did not answer in time.'],
  upstream_malformed: [502, 'The upstream sent a response that can not be read.'],
  upstream_cut: [502, 'The upstream broke off its response.'],
  hold_exhausted: [402, 'The response was stopped: it reached the credits available for it.'],
  response_too_large: [502, 'The response is larger than can be kept for this Idempotency-Key.'],
  internal_error: [500, 'Something broke on our side.'],
} as const satisfies Record<string, readonly [status: number, text: string]>

export type RelayCode = keyof typeof table
export type ProblemCode = RelayCode | RejectionCode

export interface ProblemOptions {
  /** Replaces the table's text. */
  readonly message?: string
  /** Field or header at fault. */
  readonly param?: string
  readonly status?: number
  readonly retryAfterMs?: number
}

/** A refusal on its way to the caller. */
export class Problem extends Error {
  override readonly name = 'Problem'
  readonly code: ProblemCode
  readonly status: number
  readonly param: string | null
  readonly retryAfterMs: number | null

  constructor(code: ProblemCode, options: ProblemOptions = {}) {
    super(options.message ?? textOf(code))
    this.code = code
    this.status = options.status ?? statusOf(code)
    this.param = options.param ?? null
    this.retryAfterMs = options.retryAfterMs ?? null
  }
}

const passing: readonly ProblemCode[] = [
  'too_many_calls',
  'rate_limited',
  'overloaded',
  'shutting_down',
  'storage_unavailable',
  'core_stopped',
  'relay_stopped',
]

/** True for refusals that come from the moment, not from the request: the same may be taken later. */
export function isPassing({ code }: Problem): boolean {
  return passing.includes(code)
}

/** The engine's refusal with its numbers in the text, where there are any. */
export function rejectionProblem(code: RejectionCode, detail: RejectionDetail | undefined): Problem {
  const status = rejectionStatus(code)
  const numbers = detail ? Object.entries(detail).map(([name, value]) => `${name} ${value}`) : []
  const text = numbers.length > 0 ? `${rejectionText(code)} (${numbers.join(', ')})` : rejectionText(code)
  return new Problem(code, status === 503 ? { message: text, retryAfterMs: 1000 } : { message: text })
}

/** The problem behind anything thrown; what is not a problem is ours and told to nobody. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error
  if (error instanceof Error && error.name === 'Overloaded') return new Problem('overloaded', { retryAfterMs: 1000 })
  if (error instanceof Error && error.name === 'CoreStopped') return new Problem('core_stopped', { retryAfterMs: 5000 })
  return new Problem('internal_error')
}

function isRelayCode(code: ProblemCode): code is RelayCode {
  return Object.hasOwn(table, code)
}

function statusOf(code: ProblemCode): number {
  return isRelayCode(code) ? table[code][0] : rejectionStatus(code)
}

function textOf(code: ProblemCode): string {
  return isRelayCode(code) ? table[code][1] : rejectionText(code)
}
