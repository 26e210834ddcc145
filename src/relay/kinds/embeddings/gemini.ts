/** Embeddings in Gemini's dialect: one content or a batch of them, as clients ask and as upstreams answer. */
import { integerField } from '../../body/fields.ts'
import { isObject, type JsonBody, type JsonObject } from '../../body/parse.ts'
import { withMembers } from '../../body/patch.ts'
import type { PathFacts, WholeReading } from '../../call/kind.ts'
import { compact } from '../../generation/compact.ts'
import { Problem } from '../../problem.ts'
import { measureInline } from '../../usage/inline-media.ts'
import type { UsageReading } from '../../usage/reading.ts'
import { geminiError } from '../../wires/gemini-generate/response.ts'
import { readGeminiUsage } from '../../wires/gemini-generate/usage.ts'
import { objectIn, objectsIn, stringIn } from '../../wires/members.ts'
import type { Embedding, EmbeddingDialect, EmbeddingRequest, EmbeddingWire, Vectors } from './embedding.ts'
import { taskOf } from './task.ts'
import { vectorsIn } from './vectors.ts'

const MAX_DIMENSIONS = 1_000_000

/** `:batchEmbedContents`, which says all that `:embedContent` can; upstreams are asked in it. */
export const geminiBatchEmbed: EmbeddingDialect & EmbeddingWire = {
  name: 'gemini.embed',
  read: (body, path) => request({ body, path, method: 'batchEmbedContents', requests: requestsOf(body.value) }),
  path: (model) => pathOf(model, 'batchEmbedContents'),
  writeRequest: ({ texts, dimensions, task, title }, model) => ({
    requests: texts.map((text) => ({
      model: `models/${model}`,
      content: { parts: [{ text }] },
      ...compact({ outputDimensionality: dimensions, taskType: task, title }),
    })),
  }),
  vectorsOf(value) {
    const error = geminiError(value)
    if (error) return { vectors: [], usage: undefined, error }
    const vectors = vectorsIn(objectsIn(value, 'embeddings').map(({ values }) => values))
    return vectors && { vectors, usage: usageOf(value), error: undefined }
  },
}

/** `:embedContent`. */
export const geminiEmbed: EmbeddingDialect = {
  name: 'gemini.embed',
  read: (body, path) => request({ body, path, method: 'embedContent', requests: [checked(body.value)] }),
}

interface Asked {
  readonly body: JsonBody
  readonly path: PathFacts
  readonly method: 'embedContent' | 'batchEmbedContents'
  readonly requests: readonly JsonObject[]
}

function request({ body, path, method, requests }: Asked): EmbeddingRequest {
  const model = (path.model ?? '').replace(/^models\//, '')
  const batch = method === 'batchEmbedContents'
  return {
    model,
    bound(imageTokens) {
      const media = measureInline(requests, imageTokens)
      return body.bytes.length - media.bytes + media.tokens
    },
    countInput: (counter) => counter.count(requests.flatMap(textsOf).join(' ')),
    verbatim: (upstream) => ({ path: pathOf(upstream, method), body: renamed({ body, requests, batch, upstream }) }),
    readWhole: readAnswer,
    embedding: () => embeddingOf(requests),
    write: (vectors) => written(vectors, batch),
  }
}

function pathOf(model: string, method: string): string {
  return `/models/${encodeURIComponent(model)}:${method}`
}

/** Every request of a batch names its model again; what is billed is the one of the path. */
function renamed(asked: Pick<Asked, 'body' | 'requests'> & { readonly batch: boolean; readonly upstream: string }) {
  const { body, requests, batch, upstream } = asked
  const name = `models/${upstream}`
  const isOther = (one: JsonObject): boolean => one['model'] !== undefined && one['model'] !== name
  if (!requests.some(isOther)) return body.bytes
  if (!batch) return withMembers(body, { model: name })
  return withMembers(body, { requests: requests.map((one) => (isOther(one) ? { ...one, model: name } : one)) })
}

function requestsOf(value: JsonObject): readonly JsonObject[] {
  const requests: unknown = value['requests']
  if (Array.isArray(requests) && requests.length > 0 && requests.every(isObject)) return requests.map(checked)
  throw new Problem('invalid_field', { param: 'requests', message: 'requests must be a non-empty array of objects.' })
}

function checked(one: JsonObject): JsonObject {
  integerField(one, 'outputDimensionality', [1, MAX_DIMENSIONS])
  const content = one['content']
  if (typeof content === 'string' || isObject(content)) return one
  throw new Problem('invalid_field', { param: 'content', message: 'content must be an object with parts.' })
}

function partsOf(one: JsonObject): readonly JsonObject[] {
  const content = one['content']
  return isObject(content) ? objectsIn(content, 'parts') : [{ text: content }]
}

function textsOf(one: JsonObject): readonly string[] {
  return partsOf(one).flatMap((part) => stringIn(part, 'text') ?? [])
}

function embeddingOf(requests: readonly JsonObject[]): Embedding {
  const [first = {}] = requests
  for (const name of ['outputDimensionality', 'taskType', 'title']) {
    if (requests.every((one) => one[name] === first[name])) continue
    throw unsupported(name, `${name} must be the same in the whole batch for this model.`)
  }
  const texts = requests.map((one) => {
    if (partsOf(one).some((part) => typeof part['text'] !== 'string'))
      throw unsupported('content', 'Only text can be embedded by this model.')
    return textsOf(one).join('\n')
  })
  const { outputDimensionality: dimensions, title } = first
  return {
    texts,
    ...compact({
      dimensions: typeof dimensions === 'number' ? dimensions : undefined,
      task: taskOf(first['taskType']),
      title: typeof title === 'string' ? title : undefined,
    }),
  }
}

function unsupported(param: string, message: string): Problem {
  return new Problem('unsupported_value', { param, message })
}

function written(vectors: Vectors['vectors'], batch: boolean): JsonObject {
  if (batch) return { embeddings: vectors.map((values) => ({ values })) }
  return { embedding: { values: vectors[0] ?? [] } }
}

function readAnswer(value: JsonObject): WholeReading | undefined {
  const error = geminiError(value)
  if (error) return { usage: undefined, finish: 'error', text: '', reasoning: '', error }
  if (!objectIn(value, 'embedding') && !Array.isArray(value['embeddings'])) return undefined
  return { usage: usageOf(value), finish: 'stop', text: '', reasoning: '', error: undefined }
}

/** Told by the newest models only. */
function usageOf(value: JsonObject): UsageReading | undefined {
  return readGeminiUsage(value['usageMetadata'])
}
