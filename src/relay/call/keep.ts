/** Between delivery and bill: an answer that the caller is to find again is kept first, so that nothing is billed that is lost. */
import type { Log } from '../../telemetry/log.ts'
import { Problem } from '../problem.ts'
import type { Call } from './call.ts'
import type { KeepAnswer } from './kind.ts'
import type { RouteResult } from './route.ts'

/**
 * The same result once the answer is kept. Where it can not be kept, a whole answer is withheld and free, and a stream
 * ends as broken off. Broken streams are not kept.
 */
export async function keepDelivered(
  { log }: { readonly log: Log },
  call: Call & { readonly keep: KeepAnswer },
  routed: RouteResult,
): Promise<RouteResult> {
  if (routed.kind !== 'delivered') return routed
  const { result, target, meter, unrecovered } = routed
  const answer = result.kind === 'json' ? result.body : result.end.kind === 'done' ? result.end.last : undefined
  if (answer === undefined) return routed
  try {
    // What is kept was held for certain: after a crash the core knows what became of it.
    await call.durable
    await call.keep(answer, call.id)
    return routed
  } catch (error) {
    log.error('an answer could not be kept', { callId: call.id, error })
    const problem = error instanceof Problem ? error : new Problem('answer_not_kept', { retryAfterMs: 5_000 })
    if (result.kind === 'stream') return { ...routed, result: { ...result, end: { kind: 'cut', problem } } }
    const { usage, service } = meter.result()
    const spent = { cardId: target.candidate.card.cardId, usage, service }
    return { kind: 'failed', problem, unrecovered: [...unrecovered, spent] }
  }
}
