/** One line of a batch as one paid call: the answer is kept before it is billed, and billed at most once whatever crashes. */
import { QuietOutlet } from '../outlet/quiet.ts'
import type { KeyDirectory } from '../ports.ts'
import { asProblem, isPassing, Problem, type ProblemCode } from '../problem.ts'
import { type QuietParts, quietCall } from '../quiet.ts'
import type { Batch, LineName, OpenLine } from './batch.ts'
import type { BatchForm } from './form.ts'

export interface LineParts extends QuietParts {
  readonly keys: KeyDirectory
  /** The process is about to end. */
  readonly isStopping: () => boolean
}

export interface LineWork {
  readonly batch: Batch
  readonly form: BatchForm
  readonly line: OpenLine
  /** From 1. */
  readonly tries: number
}

/** `later`: to be tried again; `pause`: and with it all of the account. `left`: for the next start. */
export type LineEnd =
  | { readonly kind: 'ended' | 'left' }
  | { readonly kind: 'later' | 'pause'; readonly waitMs: number }

/** An upstream may do better another time. */
const mending: readonly ProblemCode[] = [
  'no_channel',
  'upstream_rate_limited',
  'upstream_error',
  'upstream_unreachable',
  'upstream_timeout',
  'upstream_malformed',
  'upstream_cut',
  'answer_not_kept',
]

const MAX_WAIT_MS = 300_000
/** For refusals that name no time. */
const PASSING_MS = 1_000

export async function makeLine(parts: LineParts, work: LineWork): Promise<LineEnd> {
  const { kept, money } = parts
  const { batch, line } = work
  const name: LineName = { batchId: batch.id, position: line.position }
  if (line.keptBy !== null) {
    const state = money.stateOf(line.keptBy)
    if (state === 'held') return { kind: 'later', waitMs: PASSING_MS }
    if (state === undefined) {
      await kept.batches.done(name)
      return { kind: 'ended' }
    }
  }
  const outlet = new QuietOutlet(0)
  try {
    const end = await asked(parts, work, outlet)
    if (end.problem === null) await kept.batches.done(name)
    else return await unanswered(parts, work, { problem: end.problem, status: end.status, billed: end.billed })
    return { kind: 'ended' }
  } catch (error) {
    const problem = asProblem(error)
    if (problem.code === 'internal_error')
      parts.log.error('a line of a batch failed inside the relay', { ...name, error })
    if (isPassing(problem)) return { kind: 'pause', waitMs: problem.retryAfterMs ?? PASSING_MS }
    return await unanswered(parts, work, { problem, status: problem.status, billed: false })
  }
}

async function asked(parts: LineParts, { batch, form, line }: LineWork, outlet: QuietOutlet) {
  const found = parts.keys.current(batch.account, batch.keyId)
  if (!found.ok) throw new Problem(found.reason)
  const kind = form.kinds.get(batch.endpoint)
  if (!kind) throw new Problem('endpoint_not_supported')
  const { principal } = found
  const { maxResultBytes } = parts.settings.batches
  // Asked before the call: what can not be kept would be made for nothing.
  if ((await parts.kept.batches.resultBytes(batch.account)) >= maxResultBytes)
    throw new Problem('storage_full', {
      message: `Results of an account's batches have at most ${maxResultBytes} bytes together: delete files that batches have left.`,
    })
  parts.rates.enter(principal)
  return quietCall(parts, {
    ...{ outlet, principal, dialect: form.dialect, kind, body: line.request },
    retryKey: `batch ${batch.id} ${line.position}`,
    keep(answer, callId) {
      if (answer.length > parts.settings.maxReplayBytes) throw new Problem('response_too_large')
      const result = { status: 200, callId, body: Buffer.from(answer) }
      return parts.kept.batches.keep({ batchId: batch.id, position: line.position }, result)
    },
  })
}

interface Unanswered {
  readonly problem: Problem
  readonly status: number
  readonly billed: boolean
}

async function unanswered(parts: LineParts, work: LineWork, { problem, status, billed }: Unanswered): Promise<LineEnd> {
  const { batch, form, line, tries } = work
  if (!billed && parts.isStopping()) return { kind: 'left' }
  const { maxTries, retryMs } = parts.settings.batches
  if (!billed && mending.includes(problem.code) && tries < maxTries) {
    const waitMs = Math.min(Math.max(retryMs * 2 ** (tries - 1), problem.retryAfterMs ?? 0), MAX_WAIT_MS)
    return { kind: 'later', waitMs }
  }
  const body = Buffer.from(form.dialect.errorBody(problem, null))
  await parts.kept.batches.refused({ batchId: batch.id, position: line.position }, { status, callId: null, body })
  return { kind: 'ended' }
}
