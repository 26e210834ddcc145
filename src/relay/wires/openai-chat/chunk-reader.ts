/** Reads the chunks of one stream: most differ from the one before only in their text, and those need no parsing. */
import type { ChunkReading, StreamReader } from '../../call/kind.ts'
import { readChatChunk } from './response.ts'

interface Template {
  readonly before: string
  readonly after: string
}

/** No quote, backslash or control character: between a template's halves it is valid JSON as it stands. */
const plain = /^[^"\\\p{Cc}]*$/u

/**
 * Equal to `readChatChunk` on every input (tested): a chunk made of a parsed chunk's bytes around another plain text
 * has the same meaning but for that text.
 */
export function chatChunkReader(): (data: string) => ChunkReading | 'malformed' {
  let template: Template | undefined
  return (data) => {
    if (template) {
      const text = textIn(template, data)
      if (text !== undefined) return reading(text)
    }
    const parsed = readChatChunk(data)
    if (parsed !== 'malformed') template = templateOf(data, parsed) ?? template
    return parsed
  }
}

function textIn({ before, after }: Template, data: string): string | undefined {
  if (data.length <= before.length + after.length || !data.startsWith(before) || !data.endsWith(after)) return undefined
  const text = data.slice(before.length, data.length - after.length)
  return plain.test(text) ? text : undefined
}

/** Undefined unless text is all that the chunk says, and stands in it once, as the content of its only choice. */
function templateOf(data: string, { text, reasoning, finish, usage, error }: ChunkReading): Template | undefined {
  if (text === '' || reasoning !== '' || finish !== undefined || usage || error || !plain.test(text)) return undefined
  const member = `"content":"${text}"`
  const at = data.indexOf(member)
  if (at < 0 || data.indexOf('"content"', at + 1) >= 0 || data.indexOf('"content"') !== at) return undefined
  return { before: data.slice(0, at + '"content":"'.length), after: data.slice(at + member.length - 1) }
}

function reading(text: string): ChunkReading {
  return {
    text,
    reasoning: '',
    commits: true,
    finish: undefined,
    usage: undefined,
    hidden: false,
    error: undefined,
    ends: false,
  }
}

const DONE: ChunkReading = { ...reading(''), commits: false, ends: true }

/** The events of one stream of chat completions. Usage that the caller did not ask for is hidden. */
export function chatStreamReader(showUsage: boolean): StreamReader {
  const readChunk = chatChunkReader()
  return {
    ending: Buffer.from('data: [DONE]\n\n'),
    marksEnd: true,
    read(data) {
      if (data === '[DONE]') return DONE
      if (data.charCodeAt(0) !== 0x7b) return undefined
      const chunk = readChunk(data)
      return showUsage && chunk !== 'malformed' && chunk.hidden ? { ...chunk, hidden: false } : chunk
    },
  }
}
