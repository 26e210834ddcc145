/** Embeddings: the request as far as the bill needs, and its response. Never streamed. */
import { modelField } from '../../body/fields.ts'
import type { JsonObject } from '../../body/parse.ts'
import { withMembers } from '../../body/patch.ts'
import type { RawBody } from '../../body/raw.ts'
import type { CallKind, CallRequest, WholeReading } from '../../call/kind.ts'
import { neverStreamed } from '../../call/unstreamed.ts'
import { Problem } from '../../problem.ts'
import { collectText } from '../../usage/collect-text.ts'
import { readOpenAiUsage } from '../../usage/openai-usage.ts'
import { errorOf } from '../../wires/openai-chat/response.ts'

export const embeddings: CallKind = {
  name: 'embeddings',
  modelKind: 'embedding',
  read: readEmbeddings,
}

function readEmbeddings(raw: RawBody): CallRequest {
  const body = raw.json()
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
    model,
    stream: false,
    // Every token id takes at least two bytes of the body, every token of text at least one.
    bound: () => ({ input: body.bytes.length, inputAudio: 0, output: 0, outputAudio: false, toolCalls: 0 }),
    countInput: (counter) => counter.count(collectText([input])) + tokenIds(input),
    wire: (speaks) => speaks.find((name) => name === 'openai.embeddings'),
    sending: (to) => ({
      path: '/embeddings',
      contentType: 'application/json',
      body: withMembers(body, to.model.upstream === model ? {} : { model: to.model.upstream }),
      stream: false,
      whole: ({ value }) => value && readEmbeddingsResponse(value),
      streamReader: neverStreamed,
    }),
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

function readEmbeddingsResponse(value: JsonObject): WholeReading | undefined {
  const error = errorOf(value)
  if (!Array.isArray(value['data']))
    return error && { usage: undefined, finish: 'error', text: '', reasoning: '', error }
  return { usage: readOpenAiUsage(value['usage']), finish: 'stop', text: '', reasoning: '', error: undefined }
}
