/** From an authenticated request to a call: body, policy, candidates, bound, idempotency. Money starts in call/path.ts. */
import { randomBytes } from 'node:crypto'
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { parseCredits } from '../base/decimal.ts'
import type { Credits } from '../base/money.ts'
import { type Bucket, type UsageVector, usageSum } from '../engine/metering/rates.ts'
import type { CallBegin, CallSpan, CallTracer } from '../telemetry/traces.ts'
import { checkModel } from './access/authenticate.ts'
import type { RateLimits } from './access/rate-limit.ts'
import { type RawBody, rawBody } from './body/raw.ts'
import { readBody } from './body/read.ts'
import type { Call, CallEnd } from './call/call.ts'
import { fitToBalance } from './call/fit.ts'
import type { CallKind, CallRequest, Kept, PathFacts, Prepared } from './call/kind.ts'
import { limitsOf } from './call/limits.ts'
import { type PathParts, runCall } from './call/path.ts'
import { respondProblem } from './call/respond.ts'
import { type Channel, serves } from './channels/channel.ts'
import type { Dialect } from './dialects/dialect.ts'
import type { Outlet } from './outlet/outlet.ts'
import type { Candidate, ChannelDirectory, Principal, QuotePort } from './ports.ts'
import { asProblem, Problem } from './problem.ts'
import { type Provider, spoken } from './providers/provider.ts'
import { idempotencyKey, type LeadingRun, type Runs, requestHash } from './replay/runs.ts'

export interface ServeParts extends PathParts {
  readonly rates: RateLimits
  readonly channels: ChannelDirectory
  readonly runs: Runs
  readonly quotes: QuotePort
  readonly kept: Kept
  /** Left out: calls are not traced. */
  readonly tracer?: CallTracer
}

/** Who asks for what, and where the answer goes; the body comes beside it. */
export interface Asking {
  readonly outlet: Outlet
  readonly principal: Principal
  readonly dialect: Dialect
  readonly kind: CallKind
  readonly path: PathFacts
  readonly startedAt: number
  /** The most it may cost, where the caller says so. */
  readonly maxCost?: Credits | undefined
  /** The caller's own trace, as it came. */
  readonly traceparent?: string | undefined
}

export interface Incoming extends Omit<Asking, 'maxCost' | 'traceparent'> {
  readonly request: IncomingMessage
}

/** The body of a request, loaded. */
export function readRaw({ settings }: Pick<ServeParts, 'settings'>, request: IncomingMessage): Promise<RawBody> {
  const type = request.headers['content-type'] ?? ''
  return readBody(request, settings).then((bytes) => loaded(rawBody(bytes, type, settings)))
}

function loaded(body: RawBody): RawBody | Promise<RawBody> {
  return body.load()?.then(() => body) ?? body
}

/** Settles once the call is booked and its last bytes are written. Throws a Problem while nothing was authorised. */
export async function serveCall(parts: ServeParts, incoming: Incoming, body: RawBody): Promise<void> {
  const { request, outlet, principal, dialect, kind, path, startedAt } = incoming
  const { headers } = request
  const retryKey = idempotencyKey(headers['idempotency-key'])
  const maxCost = maxCostOf(headers)
  const traceparent = typeof headers['traceparent'] === 'string' ? headers['traceparent'] : undefined
  const asking = { outlet, principal, dialect, kind, path, startedAt, maxCost, traceparent }
  const open = callOf(parts, asking, await preparedFor(parts, asking, body))
  if (retryKey === undefined) return void (await measuredCall(parts, open))
  // Some dialects name model and form in the path.
  const { model, stream } = open.request
  const hash = await requestHash(`${incoming.kind.name} ${model} ${stream}`, body.identity())
  const run = await parts.runs.enter({
    account: incoming.principal.account,
    key: retryKey,
    hash,
    callId: open.id,
    outlet: incoming.outlet,
  })
  if (run) await leadRun(parts, { ...open, outlet: run.outlet, retry: { key: retryKey, hash } }, run.finish)
}

/** The call that a loaded body asks for, with its candidates and bound. Refuses what can be refused before money. */
export async function openCall(parts: ServeParts, asking: Asking, given: RawBody): Promise<Call> {
  return callOf(parts, asking, await preparedFor(parts, asking, given))
}

function callOf(parts: ServeParts, asking: Asking, prepared: Prepared): Call {
  const { outlet, principal, dialect, kind, startedAt, maxCost, traceparent } = asking
  const { body, keep, candidates, request, bound, fitted } = readPrepared(parts, asking, prepared)
  return {
    id: newCallId(),
    startedAt,
    principal,
    kind,
    dialect,
    request,
    prefix: body.bytes,
    fitted,
    candidates,
    bound,
    outlet,
    maxCost,
    retry: undefined,
    keep,
    durable: undefined,
    timing: { firstByteAt: null },
    failures: [],
    traceparent,
    span: undefined,
  }
}

export type ReadParts = Pick<ServeParts, 'kept' | 'settings' | 'clock' | 'channels' | 'providers' | 'meter' | 'quotes'>

type ReadAsking = Pick<Asking, 'kind' | 'principal' | 'path'>

/** What a loaded body asks for, who may serve it and the most it can use: the same for a call and for the quote of one. */
export async function readCall(parts: ReadParts, asking: ReadAsking, given: RawBody) {
  return readPrepared(parts, asking, await preparedFor(parts, asking, given))
}

/** The body that is read, loaded: with what is kept here in it, where it names some of that. */
function preparedFor(parts: ReadParts, asking: ReadAsking, given: RawBody): Prepared | Promise<Prepared> {
  const { kind, principal } = asking
  const preparing = kind.prepare?.(parts, { body: given, principal })
  if (!preparing) return { body: given }
  return preparing.then((prepared) => prepared.body.load()?.then(() => prepared) ?? prepared)
}

function readPrepared(parts: ReadParts, { kind, principal, path }: ReadAsking, { body, wrap, keep }: Prepared) {
  const read = kind.read(body, path)
  const asked = wrap ? wrap(read) : read
  const candidates = candidatesFor(parts, { principal, kind }, asked)
  const limits = limitsOf(candidates, parts.settings.defaultMaxOutput)
  const { request, bound, fitted } = fitToBalance(parts, { principal, asked, candidates, limits })
  return { body, keep, candidates, request, bound, fitted }
}

/** Runs a call to its end and counts it. Rejects with a Problem while nothing was authorised. */
export function measuredCall(parts: ServeParts, call: Call): Promise<CallEnd> {
  const span = parts.tracer?.begin(beginOf(call))
  if (span) return tracedCall(parts, { ...call, span }, span)
  return runCall(parts, call).then((end) => {
    count(parts, call, end)
    return end
  })
}

async function tracedCall(parts: ServeParts, call: Call, span: CallSpan): Promise<CallEnd> {
  try {
    const end = await runCall(parts, call)
    const { input, output } = count(parts, call, end)
    const { status, outcome, charge, estimated, problem } = end
    const used = { inputTokens: input, outputTokens: output, estimated }
    span.end({ status, outcome, charge, ...used, code: problem?.code ?? null })
    return end
  } catch (error) {
    span.end({ ...refusedEnd, code: asProblem(error).code, status: asProblem(error).status })
    throw error
  }
}

/** Gives the key's rate and the metrics what the call has used. */
function count(parts: ServeParts, call: Call, end: CallEnd): ReturnType<typeof tokensOf> {
  const tokens = tokensOf(end.usage)
  const { firstByteAt } = call.timing
  parts.rates.spend(call.principal, tokens.input + tokens.output)
  parts.meter.call({
    dialect: call.dialect.name,
    model: call.request.model,
    channel: end.channel,
    outcome: end.outcome,
    charge: end.charge,
    seconds: (performance.now() - call.startedAt) / 1000,
    firstTokenSeconds: firstByteAt === null ? null : (firstByteAt - call.startedAt) / 1000,
    inputTokens: tokens.input,
    outputTokens: tokens.output,
    estimated: end.estimated,
  })
  return tokens
}

const refusedEnd = { outcome: 'refused', charge: 'free', inputTokens: 0, outputTokens: 0, estimated: false }

function beginOf({ id, kind, dialect, request, traceparent, startedAt }: Call): CallBegin {
  const { model, stream } = request
  const agoMs = performance.now() - startedAt
  return { callId: id, kind: kind.modelKind, dialect: dialect.name, model, stream, traceparent, agoMs }
}

export function tokensOf(usage: UsageVector): { readonly input: number; readonly output: number } {
  return { input: usageSum(usage, inputNames), output: usageSum(usage, outputNames) }
}

const inputNames: readonly Bucket[] = ['input', 'cacheRead', 'cacheWrite5m', 'cacheWrite1h', 'inputAudio', 'inputImage']
const outputNames: readonly Bucket[] = ['output', 'reasoning', 'outputAudio', 'outputImage']

/** Refusals go to everyone who follows the run. */
async function leadRun(parts: ServeParts, call: Call, finish: LeadingRun['finish']): Promise<void> {
  let billed = false
  try {
    billed = (await measuredCall(parts, call)).billed
  } catch (error) {
    const problem = asProblem(error)
    respondProblem({ outlet: call.outlet, dialect: call.dialect, problem, callId: call.id })
  }
  await finish(billed)
}

/** The priced channels that can serve the request; refuses when there is none. */
export function candidatesFor(
  { channels, providers, meter }: Pick<ServeParts, 'channels' | 'providers' | 'meter'>,
  { principal, kind }: { readonly principal: Principal; readonly kind: Pick<CallKind, 'modelKind'> },
  request: Pick<CallRequest, 'model' | 'wire' | 'services'>,
): readonly Candidate[] {
  const { model } = request
  checkModel(principal, model)
  const able = channels
    .candidates(model, kind.modelKind)
    .filter(({ channel }) => serves(channel, principal.groups) && canAsk(providers, channel, request))
  const asked = request.services?.[0] ?? 'standard'
  if (asked === 'priority' && able.length > 0) return pricedFor(asked, able)
  if (able.length > 0) return able
  const { known, kinds } = channels.carries(model, principal.groups)
  if (!known)
    throw new Problem('model_not_found', { param: 'model', message: `The model “${model}” does not exist here.` })
  if (!kinds.includes(kind.modelKind)) throw new Problem('wrong_endpoint', { param: 'model' })
  const priced = channels.candidates(model, kind.modelKind).length > 0
  if (!priced) meter.unpriced(model)
  throw new Problem(priced ? 'wrong_endpoint' : 'model_not_priced', { param: 'model' })
}

/** A dearer service tier is passed on only where its price is known: elsewhere the platform would pay for it. */
function pricedFor(service: 'priority', able: readonly Candidate[]): readonly Candidate[] {
  const priced = able.filter(({ card }) => card.services[service] !== undefined)
  if (priced.length > 0) return priced
  const message = `No channel has a price for the service tier ${service}.`
  throw new Problem('unsupported_value', { param: 'service_tier', message })
}

function canAsk(providers: ServeParts['providers'], channel: Channel, request: Pick<CallRequest, 'wire'>): boolean {
  const provider: Provider | undefined = providers.get(channel.provider)
  return provider !== undefined && request.wire(spoken(provider, channel)) !== undefined
}

/** `x-lx-max-cost: 0.25`: credits, at most six decimals. */
export function maxCostOf(headers: IncomingHttpHeaders): Credits | undefined {
  const header = headers['x-lx-max-cost']
  if (header === undefined) return undefined
  const cost = typeof header === 'string' ? parseCredits(header.trim()) : undefined
  if (cost !== undefined && cost >= 0) return cost
  throw new Problem('invalid_header', { param: 'x-lx-max-cost', message: 'x-lx-max-cost is credits, such as 0.25.' })
}

let pool = Buffer.alloc(0)
let used = 0
/** The beginning of ids made in this millisecond. */
let prefix = ''
let prefixedAt = -1

/** Random bytes of an id. */
const UNIQUE = 12

/** `c`, the time in 8 characters of base 36, 96 random bits: ids that rise with time are indexed at one end, not all over. */
export function newCallId(): string {
  if (used + UNIQUE > pool.length) {
    pool = randomBytes(UNIQUE * 256)
    used = 0
  }
  used += UNIQUE
  const now = Date.now()
  if (now !== prefixedAt) {
    prefixedAt = now
    prefix = `c${now.toString(36)}`
  }
  return prefix + pool.toString('base64url', used - UNIQUE, used)
}
