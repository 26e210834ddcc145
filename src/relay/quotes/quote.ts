/** `POST /v1/quote`: what a call with this body would cost at most and probably, and mine. Books nothing. */
import type { IncomingMessage } from 'node:http'
import { formatCredits, formatLco, formatPico } from '../../base/decimal.ts'
import { type UsageVector, usageRecord, usageVector } from '../../engine/metering/rates.ts'
import { Rejection } from '../../engine/rejections.ts'
import type { CallQuote } from '../../engine/views.ts'
import { modelField } from '../body/fields.ts'
import { isForm } from '../body/form.ts'
import { type RawBody, rawBody } from '../body/raw.ts'
import { readBody } from '../body/read.ts'
import { type Holding, holdTerms } from '../call/hold-terms.ts'
import type { CallRequest, Given } from '../call/kind.ts'
import type { DialectName } from '../dialects/dialect.ts'
import { chat, messages } from '../endpoints/kinds.ts'
import type { Candidate, Principal } from '../ports.ts'
import { hasPrice } from '../prices/has-price.ts'
import { rejectionProblem } from '../problem.ts'
import { sessionCandidates } from '../realtime/candidates.ts'
import { type ReadParts, readCall, type ServeParts } from '../serve.ts'
import { readAsk } from '../videos/ask.ts'
import { sizedName, videoBound, videoCandidates } from '../videos/candidates.ts'
import { kindOfForm, kindOfJson, type QuoteKind } from './kind.ts'
import { sessionQuote } from './session.ts'
import { USUAL_OUTPUT } from './usual.ts'

export type QuoteParts = ReadParts & Pick<ServeParts, 'counter'>

/** What a call with the body would hold, and what it would probably use. */
interface Quoted extends Holding {
  readonly request: Pick<CallRequest, 'model' | 'services' | 'countInput' | 'likely'>
}

const VALID_MS = 60_000

interface QuoteAsk {
  readonly request: IncomingMessage
  readonly principal: Principal
  /** By the request's headers: a body with messages is Anthropic's where the caller is one of its clients. */
  readonly dialect: DialectName
}

/** The body of the answer. Refuses like the call itself would before money. */
export async function quoteCall(parts: QuoteParts, { request, principal, dialect }: QuoteAsk): Promise<string> {
  const type = request.headers['content-type'] ?? ''
  const bytes = await readBody(request, parts.settings)
  const body = rawBody(bytes, isForm(type) ? type : 'application/json', parts.settings)
  await body.load()
  const kind = kindOf(parts, body, { principal, dialect })
  const asked = await quotedOf(parts, kind, { principal, body })
  const { cardIds, bound, services } = holdTerms(asked)
  const terms = { account: principal.account, cardIds, services }
  const usual = usualOf(parts, asked)
  const highest = accepted(await parts.quotes.quote({ ...terms, usage: bound }))
  const expected = accepted(await parts.quotes.quote({ ...terms, usage: usual }))
  return JSON.stringify({
    object: 'quote',
    model: asked.request.model,
    currency: 'CR',
    tier: highest.tier,
    highest: { cost: formatCredits(highest.hold), usage: usageRecord(bound) },
    expected: { cost: formatPico(expected.charge), mined: formatLco(expected.mined), usage: usageRecord(usual) },
    ...(highest.quota ? { quota: quotaOf(highest.quota) } : {}),
    valid_until: new Date(parts.clock.now() + VALID_MS).toISOString(),
  })
}

/** Of a model that the launchpad has shared out: in CR of list price. */
function quotaOf({ offering, remaining, need }: NonNullable<CallQuote['quota']>) {
  return { offering, remaining: formatCredits(remaining), highest: formatCredits(need) }
}

function accepted(quoted: CallQuote | Rejection): CallQuote {
  if (quoted instanceof Rejection) throw rejectionProblem(quoted.code, quoted.detail)
  return quoted
}

async function quotedOf(parts: QuoteParts, kind: QuoteKind, { principal, body }: Given): Promise<Quoted> {
  if (kind === 'video') {
    const ask = readAsk(body)
    const candidates = videoCandidates(parts, principal, ask)
    const bound = videoBound(ask)
    const likely = () => ({ units: bound.units ?? {}, exact: true })
    return { candidates, bound, request: { model: ask.model, countInput: () => 0, likely } }
  }
  if (kind === 'realtime') {
    const { value } = body.json()
    const candidates = sessionCandidates(parts, principal, modelField(value))
    return { candidates, ...sessionQuote(value, candidates, parts.settings.defaultMaxOutput) }
  }
  return readCall(parts, { kind, principal, path: {} }, body)
}

function kindOf(
  { channels }: QuoteParts,
  body: RawBody,
  { principal, dialect }: Pick<QuoteAsk, 'principal' | 'dialect'>,
): QuoteKind {
  if (isForm(body.contentType)) return kindOfForm(body.form())
  const { value } = body.json()
  if (value['messages'] !== undefined) return dialect === 'anthropic' ? messages : chat
  const model = modelField(value)
  const { kinds } = channels.carries(model, principal.groups)
  const size = typeof value['size'] === 'string' ? value['size'] : ''
  return kinds.length === 0 && sizedName({ channels }, principal, { model, size }) ? 'video' : kindOfJson(value, kinds)
}

/** Never above the bound in what both count alike. */
function usualOf({ counter }: QuoteParts, { request, candidates, bound }: Quoted): UsageVector {
  const [first] = candidates
  const output = Math.min(bound.output, USUAL_OUTPUT)
  if (!request.likely || !first) {
    const { toolCalls, units } = bound
    const input = Math.min(request.countInput(counter), bound.input)
    return usageVector({ input, output, calls: 1, ...units, toolCalls })
  }
  const prices = pricesOf(candidates)
  const { input, output: written, units } = request.likely({ model: first.model, counter, prices })
  return usageVector({ calls: 1, ...bound.units, ...input, ...(written ?? { output }), ...units })
}

function pricesOf(candidates: readonly Candidate[]) {
  return (bucket: Parameters<typeof hasPrice>[1]): boolean => candidates.some(({ card }) => hasPrice(card, bucket))
}
