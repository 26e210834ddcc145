/** `POST /v1/quote`: what a call with this body would cost at most and probably, and mine. Books nothing. */
import type { IncomingMessage } from 'node:http'
import { formatCredits, formatLco, formatPico } from '../base/decimal.ts'
import { usageRecord, usageVector } from '../engine/metering/rates.ts'
import { Rejection } from '../engine/rejections.ts'
import type { CallQuote } from '../engine/views.ts'
import type { CallKind } from './call/kind.ts'
import { limitsOf } from './call/limits.ts'
import { chat } from './dialects/openai/chat.ts'
import { embeddings } from './dialects/openai/embeddings.ts'
import type { ChannelDirectory, Clock, Principal, QuotePort } from './ports.ts'
import { Problem, rejectionProblem } from './problem.ts'
import { candidatesFor, readJson } from './serve.ts'
import type { RelaySettings } from './settings.ts'
import { boundVector } from './usage/bound.ts'
import type { TokenCounter } from './usage/count.ts'

export interface QuoteParts {
  readonly channels: ChannelDirectory
  readonly quotes: QuotePort
  readonly counter: TokenCounter
  readonly settings: RelaySettings
  readonly clock: Clock
}

const VALID_MS = 60_000
/** Output tokens of a usual answer, where the caller's limit allows them. */
const USUAL_OUTPUT = 400

/** The body of the answer. Refuses like the call itself would before money. */
export async function quoteCall(parts: QuoteParts, request: IncomingMessage, principal: Principal): Promise<string> {
  const body = await readJson(request, parts.settings)
  const kind = kindOf(body.value)
  const call = kind.read(body)
  const candidates = candidatesFor(parts.channels, { principal, kind }, call)
  const bound = call.bound(limitsOf(candidates, parts.settings.defaultMaxOutput))
  const cards = candidates.map(({ card }) => card)
  const cardIds = cards.map(({ cardId }) => cardId)
  const input = Math.min(call.countInput(parts.counter), bound.input)
  const usual = usageVector({
    input,
    output: Math.min(bound.output, USUAL_OUTPUT),
    toolCalls: bound.toolCalls,
    calls: 1,
  })
  const { account } = principal
  const highest = accepted(await parts.quotes.quote({ account, cardIds, usage: boundVector(bound, cards) }))
  const expected = accepted(await parts.quotes.quote({ account, cardIds, usage: usual }))
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

function kindOf(value: Readonly<Record<string, unknown>>): CallKind {
  if (value['messages'] !== undefined) return chat
  if (value['input'] !== undefined) return embeddings
  throw new Problem('invalid_field', {
    param: 'messages',
    message: 'Send the body of a chat completion or an embedding.',
  })
}
