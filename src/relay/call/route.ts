/** Finds an upstream that delivers: tries targets in the router's order until one commits or none is left. */
import type { Unrecovered } from '../../engine/command.ts'
import type { Bucket } from '../../engine/metering/rates.ts'
import type { Log } from '../../telemetry/log.ts'
import type { RelayMeter } from '../../telemetry/metrics.ts'
import type { AttemptBegin, AttemptSpan } from '../../telemetry/traces.ts'
import type { Clock, MoneyPort } from '../ports.ts'
import { hasPrice } from '../prices/has-price.ts'
import { Problem } from '../problem.ts'
import { type Provider, spoken } from '../providers/provider.ts'
import { type AttemptResult, attempt } from '../routing/attempt.ts'
import type { Breakers } from '../routing/breaker.ts'
import { fault, type UpstreamFailure } from '../routing/failure.ts'
import type { Router, Target } from '../routing/plan.ts'
import type { RelaySettings } from '../settings.ts'
import { boundVector } from '../usage/bound.ts'
import type { TokenCounter } from '../usage/count.ts'
import { CallMeter } from '../usage/meter.ts'
import { affinityOf } from './affinity.ts'
import type { Call } from './call.ts'
import { byteHeaders, streamHeaders } from './headers.ts'
import { HoldGuard } from './hold.ts'
import type { Sending } from './kind.ts'
import { overridden } from './overrides.ts'

export interface RouteParts {
  readonly money: Pick<MoneyPort, 'extend'>
  readonly providers: ReadonlyMap<string, Provider>
  readonly router: Router
  readonly breakers: Breakers
  readonly counter: TokenCounter
  readonly meter: RelayMeter
  readonly settings: RelaySettings
  readonly log: Log
  readonly clock: Clock
}

export type Delivered = Extract<AttemptResult, { kind: 'json' | 'stream' }>

export type RouteResult =
  | {
      readonly kind: 'delivered'
      readonly target: Target
      readonly result: Delivered
      readonly meter: CallMeter
      readonly unrecovered: readonly Unrecovered[]
    }
  | { readonly kind: 'failed'; readonly problem: Problem; readonly unrecovered: readonly Unrecovered[] }
  | { readonly kind: 'abandoned'; readonly unrecovered: readonly Unrecovered[] }

/** Never throws for what an upstream does. Usage reported by upstreams that delivered nothing is in `unrecovered`. */
export async function route(parts: RouteParts, call: Call): Promise<RouteResult> {
  const plan = parts.router.plan(call.candidates, affinityOf(call))
  const guard = guardOf(parts, call)
  const unrecovered: Unrecovered[] = []
  let last: UpstreamFailure | undefined
  for (let tries = 0; tries < parts.settings.maxAttempts; tries++) {
    const target = plan.next()
    if (!target) break
    const meter = new CallMeter({ bound: call.bound, counter: parts.counter, countInput: call.request.countInput })
    const startedAt = performance.now()
    const span = call.span?.attempt(attemptOf(target))
    const result = await tryTarget(parts, { call, target, meter, guard, traceparent: span?.traceparent })
    span?.end(endOf(result))
    report(parts, { call, target, result, ms: performance.now() - startedAt })
    if (result.kind === 'json' || result.kind === 'stream')
      return { kind: 'delivered', target, result, meter, unrecovered }
    const reported = meter.reported()
    if (reported) unrecovered.push({ cardId: target.candidate.card.cardId, ...reported })
    if (result.kind === 'abandoned') return { kind: 'abandoned', unrecovered }
    last = result.failure
    if (!last.retryable || call.outlet.gone) break
  }
  const problem = last?.problem ?? new Problem('no_channel', { retryAfterMs: Math.max(1_000, plan.waitMs()) })
  return { kind: 'failed', problem, unrecovered }
}

interface Try {
  readonly call: Call
  readonly target: Target
  readonly meter: CallMeter
  readonly guard: HoldGuard
  readonly traceparent: string | undefined
}

function attemptOf({ candidate: { channel, model } }: Target): AttemptBegin {
  return { channel: channel.name, provider: channel.provider, model: model.upstream }
}

function endOf(result: AttemptResult): Parameters<AttemptSpan['end']>[0] {
  const failure = failureOf(result)
  const code = result.kind === 'abandoned' ? 'client_gone' : (failure?.problem.code ?? null)
  return { delivered: result.kind === 'json' || result.kind === 'stream', code, status: failure?.status ?? null }
}

function tryTarget(parts: RouteParts, tried: Try): Promise<AttemptResult> {
  const { call, target } = tried
  const provider = parts.providers.get(target.candidate.channel.provider)
  if (!provider) return Promise.resolve(noChannel)
  const sending = sendingTo(parts, { call, target, provider })
  if (sending instanceof Promise) return sending.then((written) => send(parts, { ...tried, provider }, written))
  return send(parts, { ...tried, provider }, sending)
}

const noChannel: AttemptResult = { kind: 'failed', failure: fault('no_channel') }

function send(
  parts: RouteParts,
  { call, target, provider, meter, guard, traceparent }: Try & { readonly provider: Provider },
  sending: Written,
): Promise<AttemptResult> {
  if (!sending) return Promise.resolve(noChannel)
  if (sending instanceof Problem) {
    const failure: UpstreamFailure = { problem: sending, retryable: true, blame: 'request' }
    return Promise.resolve({ kind: 'failed', failure })
  }
  const { candidate, key, healthId } = target
  const { path, contentType, body, stream, headers, accepts, passes, assumed } = sending
  const accept = accepts || passes ? '*/*' : undefined
  if (assumed) meter.assume(assumed)
  parts.breakers.begin(healthId)
  const { channel } = candidate
  return attempt({
    provider,
    request: { channel, key, path, method: 'POST', contentType, body, stream, headers, accept, traceparent },
    sending,
    outlet: call.outlet,
    meter,
    guard,
    settings: parts.settings,
    commit: (type) => {
      call.timing.firstByteAt = performance.now()
      call.outlet.start(200, type === undefined ? streamHeaders(call, candidate) : byteHeaders(call, candidate, type))
    },
  })
}

interface Sent {
  readonly call: Call
  readonly target: Target
  readonly provider: Provider
}

type Written = Sending | Problem | undefined

/** A Problem when the request can not be said in the upstream's wire; undefined when it speaks none. */
function sendingTo(
  { settings, clock, counter }: RouteParts,
  { call, target, provider }: Sent,
): Written | Promise<Written> {
  const { channel, model, card } = target.candidate
  const { request } = call
  const wire = request.wire(spoken(provider, channel))
  if (wire === undefined) return undefined
  const maxOutput = model.maxOutput ?? settings.defaultMaxOutput
  try {
    const now = Math.floor(clock.now() / 1_000)
    const prices = (bucket: Bucket) => hasPrice(card, bucket)
    const asked = { channel, model, wire, maxOutput, callId: call.id, now, counter, prices }
    const sending = request.sending(asked)
    const written =
      sending instanceof Promise ? sending.then((one) => overridden(one, channel)) : overridden(sending, channel)
    return written instanceof Promise ? written.catch(problemOf) : written
  } catch (error) {
    return problemOf(error)
  }
}

/** What a request can not say is a Problem; anything else is a fault here. */
function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error
  throw error
}

function guardOf({ money }: RouteParts, call: Call): HoldGuard {
  const cards = call.candidates.map(({ card }) => card)
  return new HoldGuard({
    money,
    callId: call.id,
    output: call.bound.output,
    boundFor: (output) => boundVector({ ...call.bound, output }, cards),
    mayExtend: call.maxCost === undefined,
  })
}

interface Reported {
  readonly call: Call
  readonly target: Target
  readonly result: AttemptResult
  readonly ms: number
}

function report({ breakers, meter, providers, log }: RouteParts, { call, target, result, ms }: Reported): void {
  const failure = failureOf(result)
  const { healthId: id, candidate } = target
  const { name, provider } = candidate.channel
  if (failure) log.warn('an upstream failed', { callId: call.id, channel: name, code: failure.problem.code })
  if (result.kind === 'failed') {
    const { problem, status = null } = result.failure
    meter.upstreamFailure(name, problem.code)
    call.failures.push({ channel: candidate.channel.id, code: problem.code, status, ms: Math.round(ms) })
  }
  if (result.kind === 'abandoned' || providers.get(provider)?.failsOnDemand) breakers.undecided(id)
  else if (failure) {
    breakers.failed(id, failure)
    meter.breaker(name, breakers.health(id).state === 'open')
  } else if (breakers.succeeded(id)) meter.breaker(name, false)
}

function failureOf(result: AttemptResult): UpstreamFailure | undefined {
  if (result.kind === 'failed') return result.failure
  if (result.kind === 'stream' && result.end.kind === 'cut')
    return { problem: result.end.problem, retryable: false, blame: 'upstream' }
  return undefined
}
