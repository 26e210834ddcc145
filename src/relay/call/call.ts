/** One call on its way: who, what, where to, and the bound it was authorised for. Data only; the way is in path.ts. */
import type { Credits } from '../../base/money.ts'
import type { CallFacts, CallFailure } from '../../engine/command.ts'
import type { UsageVector } from '../../engine/metering/rates.ts'
import type { CallSpan } from '../../telemetry/traces.ts'
import type { Dialect } from '../dialects/dialect.ts'
import type { Outlet } from '../outlet/outlet.ts'
import type { Candidate, Principal } from '../ports.ts'
import type { Problem, ProblemCode } from '../problem.ts'
import type { CallBound } from '../usage/bound.ts'
import type { CallKind, CallRequest, KeepAnswer } from './kind.ts'

export interface Call {
  readonly id: string
  /** performance.now() when the request arrived. */
  readonly startedAt: number
  readonly principal: Principal
  readonly kind: CallKind
  readonly dialect: Dialect
  readonly request: CallRequest
  /** The body as it came; its beginning tells conversations apart. */
  readonly prefix: Buffer
  /** The longest answer, where it was cut to the balance; tokens. */
  readonly fitted: number | undefined
  readonly candidates: readonly Candidate[]
  readonly bound: CallBound
  readonly outlet: Outlet
  readonly maxCost: Credits | undefined
  /** The caller's Idempotency-Key with the hash of what it was sent with. */
  readonly retry: { readonly key: string; readonly hash: string } | undefined
  /** Keeps the answer where the caller is to find it again; nothing is billed before that is done. */
  readonly keep: KeepAnswer | undefined
  /** The hold is on disk; only of a call that began before that. */
  readonly durable: Promise<void> | undefined
  /** Filled in on the way; performance.now() at the first content byte. */
  readonly timing: { firstByteAt: number | null }
  /** Filled in on the way: tries that delivered nothing, in order. */
  readonly failures: CallFailure[]
  /** The caller's own trace, as it came. */
  readonly traceparent: string | undefined
  /** Of its trace, where calls are traced. */
  readonly span: CallSpan | undefined
}

/** How a call ended, for records and metrics. */
export interface CallEnd {
  readonly status: number
  readonly outcome: string
  readonly charge: 'metered' | 'partial' | 'free'
  /** Captured: repeats of its Idempotency-Key get the stored response. */
  readonly billed: boolean
  /** Name of the channel that delivered; empty when none did. */
  readonly channel: string
  readonly usage: UsageVector
  readonly estimated: boolean
  /** What the caller was told when it did not end well. */
  readonly problem: Problem | null
}

/** Records hold short codes only, never text of an upstream's or a caller's; every dialect's words become OpenAI's. */
export function finishCode(finish: string): string {
  return finishes.get(finish) ?? 'other'
}

const finishes: ReadonlyMap<string, string> = new Map([
  ...['stop', 'length', 'tool_calls', 'content_filter', 'function_call'].map((word) => [word, word] as const),
  ['tool-calls', 'tool_calls'],
  ['content-filter', 'content_filter'],
])

export interface FactsInput {
  readonly status: number
  readonly outcome: string
  readonly estimated?: boolean
  readonly quarantined?: boolean
  /** What the caller was told of the failure; null when it did not fail. */
  readonly error?: ProblemCode | null
}

export function factsOf(call: Call, input: FactsInput): CallFacts {
  return {
    latencyMs: Math.round(performance.now() - call.startedAt),
    firstTokenMs: call.timing.firstByteAt === null ? null : Math.round(call.timing.firstByteAt - call.startedAt),
    dialect: call.dialect.name,
    stream: call.request.stream,
    status: input.status,
    outcome: input.outcome,
    estimated: input.estimated ?? false,
    quarantined: input.quarantined ?? false,
    ...(input.error ? { error: input.error } : {}),
    ...(call.failures.length > 0 ? { failures: call.failures } : {}),
  }
}
