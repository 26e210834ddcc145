/** Problems on their way out: one error class, the table of all codes, RFC 9457 bodies. Which request failed is answer.ts's business. */

import { formatDecimal } from '../base/decimal.ts'
import { type EngineCode, engineCodes, type ProblemCode, type ServerCode, serverErrors } from '../contract/errors.ts'
import type { Problem } from '../contract/problem.ts'
import { type RejectionCode, type RejectionDetail, rejectionStatus, rejectionText } from '../engine/rejections.ts'

/** One field at fault. `path` starts with params, query or body. */
export interface FieldProblem {
  readonly path: string
  readonly code: string
  readonly message: string
}

export interface Refused {
  readonly detail?: string | undefined
  readonly context?: RejectionDetail | undefined
  readonly fields?: readonly FieldProblem[]
  readonly retryAfterSeconds?: number
  readonly headers?: Readonly<Record<string, string>>
}

/** A refusal by name; anything else that is thrown is our own fault and becomes internal_error. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly code: ProblemCode
  readonly more: Refused

  constructor(code: ProblemCode, more: Refused = {}) {
    super(code)
    this.code = code
    this.more = more
  }
}

const known = new Set<string>(engineCodes)

export function statusOf(code: ProblemCode): number {
  return isServerCode(code) ? serverErrors[code][0] : rejectionStatus(asRejection(code))
}

export function titleOf(code: ProblemCode): string {
  return isServerCode(code) ? serverErrors[code][1] : rejectionText(asRejection(code))
}

/** The engine's rejection under its name on the wire. */
function wireCode(code: RejectionCode): EngineCode {
  return known.has(code) ? (code as EngineCode) : 'malformed_command'
}

/** Decimals of the amounts in a rejection's detail; what is not listed is a plain number. */
const amountDecimals: { readonly [C in RejectionCode]?: number } = {
  insufficient_credits: 6,
  insufficient_treasury: 6,
  insufficient_lco: 8,
  insufficient_stake: 8,
  below_min_notional: 6,
  above_max_notional: 6,
  exceeds_payable: 6,
  faucet_daily_cap: 6,
  key_budget_exceeded: 6,
  max_cost_exceeded: 6,
  leverage_limit: 6,
  lco_cap: 8,
  account_lco_cap: 8,
  depth_cap: 6,
  lco_depth_cap: 8,
}

/** A rejection of the engine on its way to the caller; amounts in its detail become decimal strings. */
export function refusalOf({
  code,
  detail,
}: {
  readonly code: RejectionCode
  readonly detail: RejectionDetail | undefined
}): Refusal {
  return new Refusal(wireCode(code), detail ? { context: wireDetail(code, detail) } : {})
}

function wireDetail(code: RejectionCode, detail: RejectionDetail): RejectionDetail {
  const decimals = amountDecimals[code]
  if (decimals === undefined) return detail
  const text = (value: number | string) => (typeof value === 'number' ? formatDecimal(value, decimals) : value)
  return Object.fromEntries(Object.entries(detail).map(([name, value]) => [name, text(value)]))
}

/** Seconds to wait before another try, where waiting can help. */
export function retryAfter(code: ProblemCode, stated: number | undefined): number | undefined {
  if (stated !== undefined) return stated
  const status = statusOf(code)
  if (status === 503) return code === 'trading_stopped' || code === 'relay_stopped' ? 60 : 1
  return undefined
}

/** Where a code is explained, relative to this server. */
function docsOf(code: string): string {
  return `/docs/errors#${code}`
}

export function problemBody(code: ProblemCode, more: Refused, traceId: string): Problem {
  const wait = retryAfter(code, more.retryAfterSeconds)
  return {
    type: docsOf(code),
    title: titleOf(code),
    status: statusOf(code),
    code,
    ...(more.detail === undefined ? {} : { detail: more.detail }),
    ...(more.context === undefined ? {} : { context: { ...more.context } }),
    traceId,
    docs: docsOf(code),
    ...(wait === undefined ? {} : { retryAfterSeconds: wait }),
    ...(more.fields ? { errors: [...more.fields] } : {}),
  }
}

/** What was thrown as a refusal; `internal_error` for anything we did not name, which the caller of this logs. */
export function asRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error
  if (!(error instanceof Error)) return new Refusal('internal_error')
  if (error.name === 'InvalidCursor') return new Refusal('invalid_cursor')
  if (error.name === 'Overloaded') return new Refusal('overloaded')
  if (error.name === 'CoreStopped') return new Refusal('core_stopped', { retryAfterSeconds: 5 })
  return fromFramework(error)
}

/** Fastify's own errors by their code. */
function fromFramework(error: Error): Refusal {
  const { code, statusCode } = error as Error & { readonly code?: unknown; readonly statusCode?: unknown }
  switch (code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new Refusal('payload_too_large')
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
    case 'FST_ERR_CTP_INVALID_TYPE':
      return new Refusal('unsupported_media_type')
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
      return new Refusal('malformed_json')
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return new Refusal('uri_too_long')
    default:
      if (typeof statusCode !== 'number' || statusCode < 400 || statusCode >= 500) return new Refusal('internal_error')
      return new Refusal('malformed_request')
  }
}

function isServerCode(code: ProblemCode): code is ServerCode {
  return Object.hasOwn(serverErrors, code)
}

function asRejection(code: EngineCode | ServerCode): RejectionCode {
  return code as RejectionCode
}
