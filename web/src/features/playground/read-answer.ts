/** Reads one answer of the relay, streamed or plain, and hands on what it says as it comes. */
import { createParser } from 'eventsource-parser'
import { factsOfComment, NOTHING, type Reply, takeFacts, takeJson } from './reply.ts'

export interface Progress {
  reply: Reply
  /** as it came over the wire, headers first, cut at RAW_LIMIT */
  raw: string
  /** text or reasoning has begun */
  speaking: boolean
}

const RAW_LIMIT = 400_000

/** Resolves with the whole; `show` is called for every piece before. A stream cut without an error frame gets one. */
export async function readAnswer(response: Response, show: (progress: Progress) => void): Promise<Progress> {
  const streamed = (response.headers.get('content-type') ?? '').startsWith('text/event-stream')
  const facts = new Map([...response.headers].filter(([name]) => name.startsWith('x-lx-')))
  const start: Reply = { ...takeFacts(NOTHING, facts), status: response.status }
  const state = { reply: start, raw: headText(response) }
  const progress = (): Progress => ({ ...state, speaking: state.reply.text !== '' || state.reply.reasoning !== '' })
  show(progress())
  if (!streamed) {
    const text = await response.text()
    state.raw += pretty(text)
    state.reply = takeJson(state.reply, parsed(text))
    if (!response.ok && !state.reply.problem)
      state.reply = { ...state.reply, problem: { code: `http_${response.status}`, message: text.slice(0, 300) } }
    return progress()
  }
  const parser = createParser({
    onEvent: ({ data }) => {
      if (data !== '[DONE]') state.reply = takeJson(state.reply, parsed(data))
    },
    onComment: (comment) => {
      state.reply = takeFacts(state.reply, factsOfComment(comment))
    },
  })
  try {
    for await (const text of piecesOf(response)) {
      if (state.raw.length < RAW_LIMIT) state.raw += text
      parser.feed(text)
      show(progress())
      // An error frame is the last word; not every proxy hands on that the connection ended after it.
      if (state.reply.problem) break
    }
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    state.reply = { ...state.reply, problem: state.reply.problem ?? { code: 'network_unreachable', message: '' } }
  }
  return progress()
}

/** Readers, since not every browser iterates streams. */
async function* piecesOf(response: Response): AsyncGenerator<string> {
  const reader = response.body
    ?.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, BufferSource>)
    .getReader()
  try {
    while (reader) {
      const { value, done } = await reader.read()
      if (done) return
      yield value
    }
  } finally {
    // Lets go of the connection when nobody reads on.
    reader?.cancel().catch(() => {})
  }
}

function headText({ status, headers }: Response): string {
  const names = ['content-type', ...[...headers.keys()].filter((name) => name.startsWith('x-lx-')).sort()]
  return [`HTTP ${status}`, ...names.map((name) => `${name}: ${headers.get(name) ?? ''}`), '', ''].join('\n')
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function pretty(text: string): string {
  const value = parsed(text)
  return value === undefined ? text : JSON.stringify(value, null, 2)
}
