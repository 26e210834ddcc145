/** Embeddings in OpenAI's dialect: as clients ask for them and as upstreams answer. */
import { integerField, modelField } from '../../body/fields.ts'
import type { JsonBody, JsonObject } from '../../body/parse.ts'
import { withMembers } from '../../body/patch.ts'
import type { WholeReading } from '../../call/kind.ts'
import { compact } from '../../generation/compact.ts'
import { Problem } from '../../problem.ts'
import { readOpenAiUsage } from '../../usage/openai-usage.ts'
import { objectsIn, stringIn } from '../../wires/members.ts'
import { errorOf } from '../../wires/openai-chat/response.ts'
import type { Embedding, EmbeddingDialect, EmbeddingRequest, EmbeddingWire } from './embedding.ts'
import { taskOf } from './task.ts'
import { encoded, vectorsIn } from './vectors.ts'

const MAX_DIMENSIONS = 1_000_000

export const openAiEmbeddings: EmbeddingDialect & EmbeddingWire = {
  name: 'openai.embeddings',
  read,
  path: () => '/embeddings',
  writeRequest: ({ texts, dimensions, user }, model) => ({
    model,
    input: texts,
    encoding_format: 'float',
    ...compact({ dimensions, user }),
  }),
  vectorsOf(value) {
    const error = errorOf(value)
    if (error) return { vectors: [], usage: undefined, error }
    const data = [...objectsIn(value, 'data')].sort((a, b) => Number(a['index'] ?? 0) - Number(b['index'] ?? 0))
    const vectors = vectorsIn(data.map(({ embedding }) => embedding))
    return vectors && { vectors, usage: readOpenAiUsage(value['usage']), error: undefined }
  },
}

function read(body: JsonBody): EmbeddingRequest {
  const { value } = body
  const model = modelField(value)
  const input = inputOf(value['input'])
  const dimensions = integerField(value, 'dimensions', [1, MAX_DIMENSIONS])
  return {
    model,
    // Every token id takes at least two bytes of the body, every token of text at least one.
    bound: () => body.bytes.length,
    countInput: (counter) => counter.count(input.texts.join(' ')) + input.tokenIds,
    verbatim: (upstream) => ({
      path: '/embeddings',
      body: withMembers(body, upstream === model ? {} : { model: upstream }),
    }),
    readWhole,
    embedding: () => embeddingOf(value, input, dimensions),
    write(vectors, tokens) {
      const base64 = value['encoding_format'] === 'base64'
      const data = vectors.map((vector, index) => ({
        object: 'embedding',
        index,
        embedding: base64 ? encoded(vector) : vector,
      }))
      return { object: 'list', data, model, usage: { prompt_tokens: tokens, total_tokens: tokens } }
    },
  }
}

interface Input {
  readonly texts: readonly string[]
  /** How many were sent instead of text. */
  readonly tokenIds: number
}

function inputOf(input: unknown): Input {
  if (typeof input === 'string') return { texts: [input], tokenIds: 0 }
  const items: readonly unknown[] = Array.isArray(input) ? input : []
  if (items.length > 0) {
    if (items.every((item) => typeof item === 'string')) return { texts: items, tokenIds: 0 }
    if (items.every((item) => typeof item === 'number')) return { texts: [], tokenIds: items.length }
    if (items.every(isTokens)) return { texts: [], tokenIds: items.reduce((sum, ids) => sum + ids.length, 0) }
  }
  throw new Problem('invalid_field', {
    param: 'input',
    message: 'input must be a string, an array of strings, or token ids.',
  })
}

function isTokens(item: unknown): item is readonly number[] {
  return Array.isArray(item) && item.every((id) => typeof id === 'number')
}

function embeddingOf(value: JsonObject, { texts, tokenIds }: Input, dimensions: number | undefined): Embedding {
  if (tokenIds > 0 || texts.length === 0) throw unsupported('input', 'Token ids are not understood by this model.')
  const format = value['encoding_format'] ?? 'float'
  if (format !== 'float' && format !== 'base64')
    throw unsupported('encoding_format', 'encoding_format must be float or base64.')
  const task = taskOf(value['task_type'] ?? value['input_type'] ?? value['task'])
  return { texts, ...compact({ dimensions, task, title: stringIn(value, 'title'), user: stringIn(value, 'user') }) }
}

function unsupported(param: string, message: string): Problem {
  return new Problem('unsupported_value', { param, message })
}

function readWhole(value: JsonObject): WholeReading | undefined {
  const error = errorOf(value)
  if (!Array.isArray(value['data']))
    return error && { usage: undefined, finish: 'error', text: '', reasoning: '', error }
  return { usage: readOpenAiUsage(value['usage']), finish: 'stop', text: '', reasoning: '', error: undefined }
}
