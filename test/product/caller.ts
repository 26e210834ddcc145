/** A program with a key: sends requests as they are to a running server and reads whole answers. Judges nothing. */

export interface Sent {
  readonly method?: string
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  /** Take what came when the server breaks the answer off, instead of rejecting. */
  readonly mayBreak?: boolean
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** undefined when the body is not JSON. */
  readonly json: unknown
  /** The stable name in a problem of the platform API or an error of the relay. */
  readonly code: string | undefined
}

/** Bodies that are text or bytes go as they are, anything else as JSON. Rejects when the connection breaks before the end. */
export async function ask(
  address: string,
  { method = 'GET', body, headers, mayBreak = false }: Sent = {},
): Promise<Answer> {
  const init: RequestInit = { method, redirect: 'manual', headers: { ...headers } }
  if (body !== undefined) {
    init.body = typeof body === 'string' || body instanceof Uint8Array ? Buffer.from(body) : JSON.stringify(body)
    init.headers = { 'content-type': 'application/json', ...headers }
  }
  const response = await fetch(address, init)
  const text = await textOf(response, mayBreak)
  const json = parsed(text)
  return { status: response.status, headers: response.headers, text, json, code: codeIn(json) }
}

async function textOf(response: Response, mayBreak: boolean): Promise<string> {
  if (!mayBreak) return response.text()
  const decoder = new TextDecoder()
  const reader = response.body?.getReader()
  let text = ''
  for (;;) {
    const read = await reader?.read().catch(() => undefined)
    if (!read || read.done) return text
    text += decoder.decode(read.value, { stream: true })
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

interface Named {
  readonly code?: string
  readonly error?: { readonly code?: string }
}

function codeIn(json: unknown): string | undefined {
  const { code, error } = Object(json) as Named
  return code ?? error?.code
}

/** One key at one server. */
export class Caller {
  readonly url: string
  readonly key: string

  constructor(url: string, key: string) {
    this.url = url
    this.key = key
  }

  send(path: string, { headers, ...sent }: Sent = {}): Promise<Answer> {
    return ask(this.url + path, { ...sent, headers: { authorization: `Bearer ${this.key}`, ...headers } })
  }

  post(path: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return this.send(path, { method: 'POST', body, headers })
  }

  /** One chat completion; a stream may end in the middle. */
  chat(prompt: string, more: object = {}, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    const body = { model: 'sandbox-chat', messages: [{ role: 'user', content: prompt }], ...more }
    return this.send('/v1/chat/completions', { method: 'POST', body, headers, mayBreak: true })
  }
}

/** What a call's answer says of its bill: response headers, or the comment at the end of a stream. */
export function billOf({ headers, text }: Answer): { readonly callId: string; readonly cost: string } | undefined {
  const comment = /^: (x-lx-call-id=.*)$/m.exec(text)?.[1]
  const fields = new Map(comment?.split(' ').map((field) => field.split('=', 2) as [string, string]))
  const callId = fields.get('x-lx-call-id') ?? headers.get('x-lx-call-id')
  const cost = fields.get('x-lx-cost') ?? headers.get('x-lx-cost')
  return callId && cost ? { callId, cost } : undefined
}
