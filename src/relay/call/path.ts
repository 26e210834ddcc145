/** The one path of every call after policy: authorise, route, stream, capture, and only then the last bytes. Billing sits here, so no endpoint can skip it. */
import type { CallAuthorize } from '../../engine/command.ts'
import { HeldOutlet } from '../outlet/held.ts'
import type { MoneyPort, QuarantineNotes } from '../ports.ts'
import { asProblem, Problem, rejectionProblem } from '../problem.ts'
import { type Call, type CallEnd, factsOf, finishCode } from './call.ts'
import type { Bill } from './headers.ts'
import { billComment, billHeaders, callHeaders, withBill } from './headers.ts'
import { holdTerms } from './hold-terms.ts'
import { keepDelivered } from './keep.ts'
import { respondProblem } from './respond.ts'
import { type RouteParts, type RouteResult, route } from './route.ts'
import { capture, release } from './settle.ts'

export interface PathParts extends RouteParts {
  readonly money: MoneyPort
  readonly bootId: string
  readonly quarantine?: QuarantineNotes
}

type Delivery = Extract<RouteResult, { kind: 'delivered' }>

/** Throws a Problem only before anything was authorised; afterwards every end is booked and answered here. */
export async function runCall(parts: PathParts, asked: Call): Promise<CallEnd> {
  // While the hold is on its way to the disk the call may start upstream: a crash in between costs what a crash right after would.
  const durable = authorize(parts, asked)
  const held = parts.money.isHeld(asked.id)
  if (!held) await durable
  const call = held ? begun(asked, durable) : asked
  let routed: RouteResult
  try {
    routed = await route(parts, call)
    if (call.keep) routed = await keepDelivered(parts, { ...call, keep: call.keep }, routed)
    if (routed.kind === 'delivered') return await deliver(parts, call, routed)
  } catch (error) {
    parts.log.error('a call failed inside the relay', { callId: call.id, error })
    routed = { kind: 'failed', problem: new Problem('internal_error'), unrecovered: [] }
  }
  const gone = routed.kind === 'abandoned' || call.outlet.gone
  const problem = routed.kind === 'failed' ? routed.problem : new Problem('upstream_cut')
  const outcome = gone ? 'client_gone' : 'error'
  const status = gone ? 499 : problem.status
  const facts = factsOf(call, { status, outcome, error: gone ? null : problem.code })
  const bill = await release(parts, { callId: call.id, facts, unrecovered: routed.unrecovered, reason: problem.code })
  const headers = withBill(callHeaders(call, undefined), bill)
  respondProblem({ outlet: call.outlet, dialect: call.dialect, problem, callId: call.id, headers })
  return freeEnd(status, outcome, problem)
}

function freeEnd(status: number, outcome: string, problem: Problem): CallEnd {
  return { status, outcome, charge: 'free', billed: false, channel: '', usage: [], estimated: false, problem }
}

/** A call whose hold is not on the disk yet: nothing reaches the client before it is there. */
function begun(call: Call, durable: Promise<void>): Call {
  durable.catch((error: unknown) => {
    respondProblem({ outlet: call.outlet, dialect: call.dialect, problem: asProblem(error), callId: call.id })
  })
  return { ...call, outlet: new HeldOutlet(call.outlet, durable), durable }
}

/** Settles once the hold is on the disk. */
function authorize({ money, bootId }: PathParts, call: Call): Promise<void> {
  const { principal, maxCost, retry } = call
  const { account, keyId } = principal
  const { cardIds, bound, services } = holdTerms(call)
  const input: { -readonly [K in keyof CallAuthorize]: CallAuthorize[K] } = {
    bootId,
    callId: call.id,
    account,
    keyId,
    cardIds,
    bound,
  }
  if (services !== undefined) input.services = services
  if (maxCost !== undefined) input.maxCost = maxCost
  if (retry !== undefined) {
    input.retryKey = retry.key
    input.retryHash = retry.hash
  }
  return money.authorize(input).then((answer) => {
    if (!answer.ok) throw rejectionProblem(answer.code, answer.detail)
  })
}

async function deliver(parts: PathParts, call: Call, delivery: Delivery): Promise<CallEnd> {
  const ending = endingOf(call, delivery)
  const metered = delivery.meter.result()
  const { estimated, quarantined, usage, service } = metered
  const { status, outcome } = ending
  const error = outcome === 'client_gone' ? null : (ending.problem?.code ?? null)
  const facts = factsOf(call, { status, outcome, estimated, quarantined, error })
  if (quarantined) parts.quarantine?.note(call.id, delivery.meter.evidence())
  const { cardId } = delivery.target.candidate.card
  const whole = ending.problem === null && !call.outlet.gone
  let bill: Bill
  try {
    bill = await capture(parts, {
      capture: { callId: call.id, cardId, usage, service, facts, unrecovered: delivery.unrecovered },
      charge: whole ? 'metered' : 'partial',
      reason: whole ? null : outcome,
    })
  } catch (error) {
    parts.log.error('a delivered call could not be booked', { callId: call.id, error })
    const problem = asProblem(error)
    if (delivery.result.kind === 'stream' && delivery.result.form === 'bytes') call.outlet.breakOff(nothing)
    else respondProblem({ outlet: call.outlet, dialect: call.dialect, problem, callId: call.id })
    return freeEnd(problem.status, 'error', problem)
  }
  sendEnd(call, delivery, { bill, problem: ending.problem })
  const { name } = delivery.target.candidate.channel
  return {
    status,
    outcome,
    charge: bill.charge,
    billed: bill.charge !== 'free',
    channel: name,
    usage,
    estimated,
    problem: ending.problem,
  }
}

interface Ending {
  readonly status: number
  readonly outcome: string
  /** What the client is told in band when the stream did not end well. */
  readonly problem: Problem | null
}

function endingOf(call: Call, { result }: Delivery): Ending {
  const gone = call.outlet.gone
  if (result.kind === 'json') {
    return {
      status: gone ? 499 : 200,
      outcome: gone ? 'client_gone' : finishCode(result.reading.finish),
      problem: null,
    }
  }
  const { end } = result
  switch (end.kind) {
    case 'done':
      return { status: 200, outcome: gone ? 'client_gone' : finishCode(end.finish), problem: null }
    case 'cut':
      return { status: 200, outcome: 'upstream_cut', problem: end.problem }
    case 'hold_exhausted':
      return { status: 200, outcome: 'hold_exhausted', problem: new Problem('hold_exhausted') }
    case 'client_gone':
      return { status: call.outlet.started ? 200 : 499, outcome: 'client_gone', problem: new Problem('upstream_cut') }
  }
}

/** The bytes that waited for the capture. */
function sendEnd(
  call: Call,
  { result, target }: Delivery,
  { bill, problem }: { bill: Bill; problem: Problem | null },
): void {
  const { outlet, dialect } = call
  if (result.kind === 'json') {
    const headers = withBill(callHeaders(call, target.candidate), bill)
    headers['content-type'] = result.contentType
    headers['content-length'] = String(result.body.length)
    headers['cache-control'] = 'no-store'
    outlet.start(200, headers)
    return outlet.end(result.body)
  }
  const last = result.end.kind === 'done' ? result.end.last : nothing
  if (result.form === 'bytes') return problem ? outlet.breakOff(last) : outlet.end(last, billHeaders(bill))
  const comment = Buffer.from(dialect.comments ? billComment(call, bill) : '')
  if (problem) return outlet.breakOff(Buffer.concat([comment, Buffer.from(dialect.errorEvent(problem, call.id))]))
  outlet.end(Buffer.concat([comment, last]), dialect.comments ? undefined : billHeaders(bill))
}

const nothing = new Uint8Array()
