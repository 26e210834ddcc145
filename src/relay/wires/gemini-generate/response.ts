/** generateContent answers and stream chunks: content, finish, usage, in-band errors. Reads only; bytes are forwarded as they came. */
import type { JsonObject } from '../../body/parse.ts'
import type { ChunkReading, StreamReader, UpstreamMessage, WholeReading } from '../../call/kind.ts'
import type { Finish } from '../../generation/part.ts'
import { objectIn, objectsIn, parsedObject, stringIn } from '../members.ts'
import { readGeminiUsage } from './usage.ts'

export function readGenerateResponse(value: JsonObject): WholeReading | undefined {
  const error = geminiError(value)
  if (error) return { usage: undefined, finish: 'error', text: '', reasoning: '', error }
  const said = saidIn(value)
  if (!said) return undefined
  const { text, reasoning, finish } = said
  return { usage: readGeminiUsage(value['usageMetadata']), finish: finish ?? 'stop', text, reasoning, error: undefined }
}

/** A stream has no mark of its end: it is whole when it ends after a finish. */
export function generateStreamReader(): StreamReader {
  let calls = false
  return {
    ending: Buffer.alloc(0),
    marksEnd: false,
    read(data) {
      if (data.charCodeAt(0) !== 0x7b) return undefined
      const value = parsedObject(data)
      if (!value) return 'malformed'
      const chunk = readChunk(value)
      calls ||= hasCall(value)
      return chunk.finish === 'stop' && calls ? { ...chunk, finish: 'tool-calls' } : chunk
    },
  }
}

function hasCall(value: JsonObject): boolean {
  const [candidate = {}] = objectsIn(value, 'candidates')
  return objectsIn(objectIn(candidate, 'content') ?? {}, 'parts').some((part) => objectIn(part, 'functionCall'))
}

function readChunk(value: JsonObject): ChunkReading {
  const said = saidIn(value)
  return {
    text: said?.text ?? '',
    reasoning: said?.reasoning ?? '',
    commits: said !== undefined && (said.content || said.finish !== undefined),
    finish: said?.finish,
    usage: readGeminiUsage(value['usageMetadata']),
    hidden: false,
    error: geminiError(value),
    ends: false,
  }
}

interface Said {
  readonly text: string
  readonly reasoning: string
  readonly finish: Finish | undefined
  readonly content: boolean
}

/** Undefined when the value is no answer. */
function saidIn(value: JsonObject): Said | undefined {
  const candidates = objectsIn(value, 'candidates')
  const blocked = stringIn(objectIn(value, 'promptFeedback') ?? {}, 'blockReason')
  if (candidates.length === 0) {
    if (blocked !== undefined) return { text: '', reasoning: '', finish: 'content-filter', content: false }
    return value['usageMetadata'] === undefined
      ? undefined
      : { text: '', reasoning: '', finish: undefined, content: false }
  }
  let [text, reasoning, content] = ['', '', false]
  for (const part of candidates.flatMap((candidate) => objectsIn(objectIn(candidate, 'content') ?? {}, 'parts'))) {
    const words = stringIn(part, 'text') ?? ''
    if (part['thought'] === true) reasoning += words
    else text += words
    const call = objectIn(part, 'functionCall')
    if (call) text += `${stringIn(call, 'name') ?? ''}${JSON.stringify(call['args'] ?? {})}`
    content ||= words !== '' || call !== undefined || objectIn(part, 'inlineData') !== undefined
  }
  const reason = candidates[0]?.['finishReason']
  return { text, reasoning, finish: typeof reason === 'string' ? finishOf(reason, candidates) : undefined, content }
}

const finishes: Readonly<Record<string, Finish>> = {
  STOP: 'stop',
  MAX_TOKENS: 'length',
  SAFETY: 'content-filter',
  RECITATION: 'content-filter',
  BLOCKLIST: 'content-filter',
  PROHIBITED_CONTENT: 'content-filter',
  SPII: 'content-filter',
  IMAGE_SAFETY: 'content-filter',
}

/** Gemini stops alike with and without calls. */
export function finishOf(reason: string, candidates: readonly JsonObject[]): Finish {
  const parts = objectsIn(objectIn(candidates[0] ?? {}, 'content') ?? {}, 'parts')
  if (reason === 'STOP' && parts.some((part) => objectIn(part, 'functionCall'))) return 'tool-calls'
  return finishes[reason] ?? 'other'
}

export function geminiError(value: JsonObject): UpstreamMessage | undefined {
  const error = objectIn(value, 'error')
  if (!error) return undefined
  return {
    message: stringIn(error, 'message') ?? 'The upstream reported an error.',
    code: stringIn(error, 'status') ?? null,
  }
}
