/** Calls without a client: work in the background goes the one path of every call, at most once for each retry key. */
import type { Credits } from '../base/money.ts'
import type { Concurrency } from './access/concurrency.ts'
import { rawBody } from './body/raw.ts'
import type { CallEnd } from './call/call.ts'
import type { KeepAnswer } from './call/kind.ts'
import { requestHash } from './replay/runs.ts'
import { type Asking, measuredCall, openCall, type ServeParts } from './serve.ts'

export interface QuietParts extends ServeParts {
  readonly concurrency: Concurrency
}

export interface QuietAsking extends Omit<Asking, 'path' | 'startedAt'> {
  /** JSON. */
  readonly body: Buffer
  /** No other call is ever billed under it. A space in it keeps it apart from callers' own. */
  readonly retryKey: string
  /** The most it may cost. */
  readonly maxCost?: Credits | undefined
  /** Keeps the answer before it is billed, beside what its kind keeps. */
  readonly keep?: KeepAnswer
}

/**
 * Settles when the call is booked. Throws a Problem while nothing was authorised: `call_already_done` when it was billed
 * before, one of `isPassing` when it would be taken later.
 */
export async function quietCall(parts: QuietParts, asking: QuietAsking): Promise<CallEnd> {
  const { body: bytes, retryKey, keep, maxCost, ...who } = asking
  const leave = parts.concurrency.enter(asking.principal)
  parts.meter.inFlight(1)
  try {
    const body = rawBody(bytes, 'application/json', parts.settings)
    await body.load()
    const call = await openCall(parts, { ...who, path: {}, startedAt: performance.now() }, body)
    const hash = await requestHash(asking.kind.name, body.identity())
    return await measuredCall(parts, { ...call, maxCost, keep: both(keep, call.keep), retry: { key: retryKey, hash } })
  } finally {
    leave()
    parts.meter.inFlight(-1)
  }
}

function both(one: KeepAnswer | undefined, two: KeepAnswer | undefined): KeepAnswer | undefined {
  if (!one || !two) return one ?? two
  return async (answer, callId) => {
    await one(answer, callId)
    await two(answer, callId)
  }
}
