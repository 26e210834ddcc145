/** `POST /v1/quote`: what a call with this body would cost at most and probably, and mine. Books nothing. */
import type { IncomingMessage } from 'node:http'
import { formatCredits, formatLco, formatPico } from '../base/decimal.ts'
import { usageRecord, usageVector } from '../engine/metering/rates.ts'
import { Rejection } from '../engine/rejections.ts'
import type { CallQuote } from '../engine/views.ts'
import type { RelayMeter } from '../telemetry/metrics.ts'
import { modelField } from './body/fields.ts'
import { rawBody } from './body/raw.ts'
import { readBody } from './body/read.ts'
import type { CallKind, Kept } from './call/kind.ts'
import { limitsOf } from './call/limits.ts'
import { chat, completions, embeddings, plainResponses } from './endpoints/kinds.ts'
import { moderations } from './kinds/moderations/openai.ts'
import { rerank } from './kinds/rerank/kind.ts'
import type { ChannelDirectory, Clock, Principal, QuotePort } from './ports.ts'
import { Problem, rejectionProblem } from './problem.ts'
import type { Provider } from './providers/provider.ts'
import { candidatesFor } from './serve.ts'
import type { RelaySettings } from './settings.ts'
import { boundVector } from './usage/bound.ts'
import type { TokenCounter } from './usage/count.ts'

export interface QuoteParts {
  readonly channels: ChannelDirectory
  readonly providers: ReadonlyMap<string, Provider>
  readonly quotes: QuotePort
  readonly counter: TokenCounter
  readonly settings: RelaySettings
  readonly clock: Clock
  readonly kept: Kept
  readonly meter: RelayMeter
}

const VALID_MS = 60_000
/** Output tokens of a usual answer, where the caller's limit allows them. */
const USUAL_OUTPUT = 400

/** The body of the answer. Refuses like the call itself would before money. */
export async function quoteCall(parts: QuoteParts, request: IncomingMessage, principal: Principal): Promise<string> {
  const body = rawBody(await readBody(request, parts.settings), 'application/json', parts.settings)
  await body.load()
  const kind = kindOf(parts, principal, body.json().value)
  const prepared = await kind.prepare?.(parts, { body, principal })
  const whole = prepared?.body ?? body
  await whole.load()
  const call = kind.read(whole, {})
  const candidates = candidatesFor(parts, { principal, kind }, call)
  const bound = call.bound(limitsOf(candidates, parts.settings.defaultMaxOutput))
  const cards = candidates.map(({ card }) => card)
  const cardIds = cards.map(({ cardId }) => cardId)
  const input = Math.min(call.countInput(parts.counter), bound.input)
  const usual = usageVector({
    input,
    output: Math.min(bound.output, USUAL_OUTPUT),
    calls: 1,
    ...bound.units,
    toolCalls: bound.toolCalls,
  })
  const asked = { account: principal.account, cardIds, services: call.services }
  const highest = accepted(await parts.quotes.quote({ ...asked, usage: boundVector(bound, cards) }))
  const expected = accepted(await parts.quotes.quote({ ...asked, usage: usual }))
  return JSON.stringify({
    object: 'quote',
    model: call.model,
    currency: 'CR',
    tier: highest.tier,
    highest: { cost: formatCredits(highest.hold), usage: usageRecord(boundVector(bound, cards)) },
    expected: { cost: formatPico(expected.charge), mined: formatLco(expected.mined), usage: usageRecord(usual) },
    valid_until: new Date(parts.clock.now() + VALID_MS).toISOString(),
  })
}

function accepted(quoted: CallQuote | Rejection): CallQuote {
  if (quoted instanceof Rejection) throw rejectionProblem(quoted.code, quoted.detail)
  return quoted
}

/** What shares a member's name is told apart by the kind of the model. */
function kindOf({ channels }: QuoteParts, principal: Principal, value: Readonly<Record<string, unknown>>): CallKind {
  if (value['messages'] !== undefined) return chat
  if (value['documents'] !== undefined) return rerank
  const { kinds } = channels.carries(modelField(value), principal.groups)
  if (value['prompt'] !== undefined && kinds.includes('chat')) return completions
  if (value['input'] !== undefined) {
    if (kinds.includes('moderation')) return moderations
    return kinds.includes('chat') ? plainResponses : embeddings
  }
  throw new Problem('invalid_field', {
    param: 'messages',
    message: 'Send the body of a completion, a response, an embedding, a reranking or a moderation.',
  })
}
