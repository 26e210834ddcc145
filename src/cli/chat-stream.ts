/** Chat completions through the relay: the streamed answer piece by piece, and the bill that comes with it. */
import { createParser } from 'eventsource-parser'
import { z } from 'zod'
import { type Http, refusalOf } from './client.ts'
import { CliFailure } from './failure.ts'

export interface Message {
  readonly role: 'system' | 'user'
  readonly content: string
}

export interface ChatRequest {
  readonly model: string
  readonly messages: readonly Message[]
  readonly max_tokens?: number
  readonly temperature?: number
}

/** The x-lx- facts of an answer; null where the server sent none. */
export interface Bill {
  readonly callId: string | null
  readonly cost: string | null
  readonly mined: string | null
  readonly balance: string | null
  readonly charge: string | null
  readonly reason: string | null
}

const chunk = z.object({
  choices: z.array(z.object({ delta: z.object({ content: z.string().nullish() }).nullish() })).optional(),
  error: z.object({ message: z.string() }).nullish(),
})

const path = '/v1/chat/completions'

/** Hands over the text as it comes. Throws CliFailure when it is refused, and when it breaks off in the middle. */
export async function streamChat(
  http: Http,
  request: ChatRequest,
  handle: { readonly headers: Record<string, string>; readonly onText: (text: string) => void },
): Promise<Bill> {
  const response = await http.send(path, {
    method: 'POST',
    body: { ...request, stream: true },
    headers: handle.headers,
  })
  if (!response.ok || !response.body) throw await refusalOf(response)
  const facts = new Map<string, string>(response.headers)
  let ended = false
  const parser = createParser({
    onEvent: ({ data }) => {
      if (data === '[DONE]') ended = true
      else handle.onText(textOf(data))
    },
    onComment: (comment) => {
      for (const [, name = '', value = ''] of comment.matchAll(/(x-lx-[a-z-]+)=(\S+)/g)) facts.set(name, value)
    },
  })
  await readThrough(response.body, (text) => parser.feed(text))
  if (!ended) throw new CliFailure('network', 'The answer ended in the middle.')
  return billOf((name) => facts.get(name))
}

async function readThrough(body: ReadableStream<Uint8Array>, onText: (text: string) => void): Promise<void> {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  try {
    for (let piece = await reader.read(); !piece.done; piece = await reader.read())
      onText(decoder.decode(piece.value, { stream: true }))
  } catch (error) {
    if (error instanceof CliFailure) throw error
    throw new CliFailure('network', 'The connection broke off in the middle of the answer.')
  }
}

function textOf(data: string): string {
  const parsed = chunk.safeParse(parse(data))
  if (!parsed.success) return ''
  if (parsed.data.error) throw new CliFailure('refused', parsed.data.error.message)
  return parsed.data.choices?.[0]?.delta?.content ?? ''
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The whole answer at once, as the server gives it. */
export async function completeChat(
  http: Http,
  request: ChatRequest,
  headers: Record<string, string>,
): Promise<{ readonly completion: unknown; readonly bill: Bill }> {
  const response = await http.send(path, { method: 'POST', body: request, headers })
  if (!response.ok) throw await refusalOf(response)
  return { completion: await response.json(), bill: billOf((name) => response.headers.get(name) ?? undefined) }
}

const quote = z.object({
  model: z.string(),
  tier: z.string(),
  highest: z.object({ cost: z.string() }),
  expected: z.object({ cost: z.string(), mined: z.string() }),
  valid_until: z.string(),
})
export type ChatQuote = z.infer<typeof quote>

/** What the call would cost; books nothing. */
export async function quoteChat(http: Http, request: ChatRequest): Promise<ChatQuote> {
  const response = await http.send('/v1/quote', { method: 'POST', body: request })
  if (!response.ok) throw await refusalOf(response)
  const parsed = quote.safeParse(await response.json())
  if (!parsed.success) throw new CliFailure('refused', 'The server answered the quote in a form this lx does not know.')
  return parsed.data
}

function billOf(fact: (name: string) => string | undefined): Bill {
  const read = (name: string) => fact(`x-lx-${name}`) ?? null
  return {
    callId: read('call-id'),
    cost: read('cost'),
    mined: read('mined'),
    balance: read('balance'),
    charge: read('charge'),
    reason: read('charge-reason'),
  }
}
