/** One request from its route to its answer: who asks, what may be asked, and which part answers. */
import type { IncomingMessage } from 'node:http'
import { authenticate, checkScope, mayUse } from './access/authenticate.ts'
import type { Concurrency } from './access/concurrency.ts'
import type { RateLimits } from './access/rate-limit.ts'
import { preflightHeaders } from './call/headers.ts'
import type { CallKind } from './call/kind.ts'
import { respondJson } from './call/respond.ts'
import { chat } from './dialects/openai/chat.ts'
import { embeddings } from './dialects/openai/embeddings.ts'
import type { ResponseOutlet } from './outlet/response.ts'
import type { ChannelDirectory, KeyDirectory, Principal } from './ports.ts'
import { Problem } from './problem.ts'
import { type QuoteParts, quoteCall } from './quote.ts'
import type { CallKindName, Route } from './routes.ts'
import { type ServeParts, serveCall } from './serve.ts'

export interface AnswerParts extends ServeParts, QuoteParts {
  readonly keys: KeyDirectory
  readonly concurrency: Concurrency
  readonly rates: RateLimits
  readonly addressOf: (request: IncomingMessage) => string
  /** Throws while the relay takes no new calls. */
  readonly checkOpen: () => void
}

export interface Asked {
  readonly request: IncomingMessage
  readonly outlet: ResponseOutlet
  readonly route: Route
  readonly session: Principal | undefined
  readonly startedAt: number
}

const kinds: Readonly<Record<CallKindName, CallKind>> = { chat, embeddings }

/** Throws a Problem for every refusal before a call was authorised; a call's own end is answered in call/path.ts. */
export async function answer(parts: AnswerParts, asked: Asked): Promise<void> {
  const { request, outlet, route, session } = asked
  const { endpoint } = route
  if (endpoint.kind === 'preflight') {
    outlet.start(204, preflightHeaders)
    return outlet.end(new Uint8Array())
  }
  if (endpoint.kind === 'unsupported') throw new Problem('endpoint_not_supported')
  const principal = session ?? authenticate(parts.keys, request.headers, parts.addressOf(request))
  checkScope(principal)
  switch (endpoint.kind) {
    case 'models':
      return respondJson(outlet, route.dialect.models(offeredTo(parts.channels, principal)))
    case 'model': {
      const model = offeredTo(parts.channels, principal).find((one) => one.model === endpoint.model)
      if (!model) throw new Problem('model_not_found', { param: 'model' })
      return respondJson(outlet, route.dialect.model(model))
    }
    case 'quote':
      return respondJson(outlet, await quoteCall(parts, request, principal))
    case 'call':
      return answerCall(parts, asked, { principal, kind: kinds[endpoint.call] })
  }
}

async function answerCall(
  parts: AnswerParts,
  { request, outlet, route, startedAt }: Asked,
  { principal, kind }: { readonly principal: Principal; readonly kind: CallKind },
): Promise<void> {
  parts.checkOpen()
  parts.rates.enter(principal)
  const leave = parts.concurrency.enter(principal)
  parts.meter.inFlight(1)
  try {
    await serveCall(parts, { request, outlet, principal, dialect: route.dialect, kind, startedAt })
  } finally {
    leave()
    parts.meter.inFlight(-1)
  }
}

function offeredTo(channels: ChannelDirectory, principal: Principal) {
  return channels.offered().filter(({ model }) => mayUse(principal, model))
}
