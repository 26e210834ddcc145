/** Embeddings: the request as far as the bill needs, and its response. Never streamed. */
import { modelField } from '../../body/fields.ts'
import type { JsonBody, JsonObject } from '../../body/parse.ts'
import { withMembers } from '../../body/patch.ts'
import type { CallKind, CallRequest, ResponseReading } from '../../call/kind.ts'
import { Problem } from '../../problem.ts'
import { errorOf } from './chat-response.ts'
import { collectText } from './text.ts'
import { readOpenAiUsage } from './usage.ts'

export const embeddings: CallKind = {
  name: 'embeddings',
  modelKind: 'embedding',
  upstreamPath: '/embeddings',
  read: readEmbeddings,
  readResponse: readEmbeddingsResponse,
  chunkReader: () => () => 'malformed',
}

function readEmbeddings(body: JsonBody): CallRequest {
  const { value } = body
  const model = modelField(value)
  const input = value['input']
  if (!isInput(input)) {
    throw new Problem('invalid_field', {
      param: 'input',
      message: 'input must be a string, an array of strings, or token ids.',
    })
  }
  return {
    body,
    model,
    stream: false,
    showUsage: true,
    // Every token id takes at least two bytes of the body, every token of text at least one.
    bound: () => ({ input: body.bytes.length, inputAudio: 0, output: 0, outputAudio: false, toolCalls: 0 }),
    countInput: (counter) => counter.count(collectText([input])) + tokenIds(input),
    upstreamBody: (_channel, target) => withMembers(body, target.upstream === model ? {} : { model: target.upstream }),
  }
}

function isInput(input: unknown): boolean {
  if (typeof input === 'string') return true
  if (!Array.isArray(input) || input.length === 0) return false
  return (
    input.every((item) => typeof item === typeof input[0]) && ['string', 'number', 'object'].includes(typeof input[0])
  )
}

function tokenIds(input: unknown): number {
  if (!Array.isArray(input)) return 0
  return input.reduce(
    (sum: number, item) => sum + (Array.isArray(item) ? item.length : typeof item === 'number' ? 1 : 0),
    0,
  )
}

function readEmbeddingsResponse(value: JsonObject): ResponseReading | undefined {
  const error = errorOf(value)
  if (!Array.isArray(value['data']))
    return error && { usage: undefined, finish: 'error', text: '', reasoning: '', error }
  return { usage: readOpenAiUsage(value['usage']), finish: 'stop', text: '', reasoning: '', error: undefined }
}
