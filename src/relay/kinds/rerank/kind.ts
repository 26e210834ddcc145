/** Reranking as Cohere and Jina ask for it: verbatim to upstreams that answer in that form, translated for the AI SDK's. Never streamed. */
import { booleanField, integerField, modelField } from '../../body/fields.ts'
import { isObject, type JsonBody, type JsonObject } from '../../body/parse.ts'
import { withMembers } from '../../body/patch.ts'
import type { CallKind, CallRequest, Sending, Upstream, WholeReading } from '../../call/kind.ts'
import { neverStreamed } from '../../call/unstreamed.ts'
import { compact } from '../../generation/compact.ts'
import { Problem } from '../../problem.ts'
import type { UsageReading } from '../../usage/reading.ts'
import { stringIn } from '../../wires/members.ts'
import { errorOf } from '../../wires/openai-chat/response.ts'
import { lxRerank } from './lx.ts'
import type { Ranked } from './rerank.ts'
import { mostSearchUnits, readRerankUsage, searchUnits } from './usage.ts'

const MAX_DOCUMENTS = 10_000
const MAX_TOKENS = 100_000_000

export const rerank: CallKind = {
  name: 'rerank',
  modelKind: 'rerank',
  read: (raw) => callRequest(asked(raw.json())),
}

interface Asked {
  readonly body: JsonBody
  readonly model: string
  readonly query: string
  /** As sent: texts, or objects with a text among their members. */
  readonly documents: readonly (string | JsonObject)[]
  readonly texts: readonly string[]
  readonly topN: number | undefined
  readonly maxTokensPerDoc: number | undefined
  /** The answer repeats the documents. */
  readonly repeats: boolean
}

function asked(body: JsonBody): Asked {
  const { value } = body
  const documents: unknown = value['documents']
  if (!isDocuments(documents))
    throw new Problem('invalid_field', {
      param: 'documents',
      message: `documents must be 1 to ${MAX_DOCUMENTS} strings or objects.`,
    })
  return {
    body,
    model: modelField(value),
    query: queryOf(value['query']),
    documents,
    texts: documents.map(textOf),
    topN: integerField(value, 'top_n', [1, MAX_TOKENS]),
    maxTokensPerDoc: integerField(value, 'max_tokens_per_doc', [1, MAX_TOKENS]),
    repeats: booleanField(value, 'return_documents') ?? false,
  }
}

function isDocuments(value: unknown): value is readonly (string | JsonObject)[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > MAX_DOCUMENTS) return false
  return value.every((item) => typeof item === 'string' || isObject(item))
}

function queryOf(query: unknown): string {
  if (typeof query === 'string' && query !== '') return query
  const text = isObject(query) ? stringIn(query, 'text') : undefined
  if (text !== undefined && text !== '') return text
  throw new Problem('invalid_field', { param: 'query', message: 'query must be a non-empty string.' })
}

function textOf(document: string | JsonObject): string {
  return typeof document === 'string' ? document : (stringIn(document, 'text') ?? JSON.stringify(document))
}

/** A query is read again with every document. */
function callRequest(request: Asked): CallRequest {
  const { body, model, query, texts } = request
  return {
    model,
    stream: false,
    bound: () => ({
      input: body.bytes.length + Buffer.byteLength(query) * texts.length,
      inputAudio: 0,
      output: 0,
      outputAudio: false,
      toolCalls: 0,
      units: { calls: mostSearchUnits(texts) },
    }),
    countInput: (counter) => counter.count(texts.join(' ')) + counter.count(query) * texts.length,
    wire: (speaks) => speaks.find((name) => name === 'cohere.rerank' || name === 'lx.rerank'),
    sending: (to) => (to.wire === 'lx.rerank' ? translated(request, to) : verbatim(request, to)),
  }
}

const unstreamed = { contentType: 'application/json', stream: false, streamReader: neverStreamed } as const

function verbatim(request: Asked, { model }: Upstream): Sending {
  return {
    ...unstreamed,
    path: '/rerank',
    body: withMembers(request.body, model.upstream === request.model ? {} : { model: model.upstream }),
    whole: ({ value }) => value && readWhole(value, request),
  }
}

function readWhole(value: JsonObject, { texts }: Asked): WholeReading | undefined {
  const error = errorOf(value)
  if (Array.isArray(value['results']) || Array.isArray(value['data']))
    return { ...said, usage: withUnits(readRerankUsage(value), texts), finish: 'stop', error: undefined }
  return error && { ...said, usage: undefined, finish: 'error', error }
}

const said = { text: '', reasoning: '' } as const

/** Search units are counted here where the upstream does not say. */
function withUnits(usage: UsageReading | undefined, texts: readonly string[]): UsageReading {
  const known = usage ?? { input: undefined, output: undefined, quarantined: false }
  return { ...known, units: { calls: searchUnits(texts.length), ...known.units } }
}

function translated(request: Asked, to: Upstream): Sending {
  const { query, texts, topN, maxTokensPerDoc } = request
  const rerank = { query, documents: texts, ...compact({ topN, maxTokensPerDoc }) }
  return {
    ...unstreamed,
    path: lxRerank.path,
    body: Buffer.from(JSON.stringify(lxRerank.writeRequest(rerank, to.model.upstream))),
    whole({ value }) {
      const answer = value && lxRerank.rankingOf(value)
      if (!answer || answer.ranked.some(({ index }) => texts[index] === undefined)) return undefined
      const usage = withUnits(answer.usage, texts)
      const body = Buffer.from(JSON.stringify(written({ request, ranked: answer.ranked, usage, id: to.callId })))
      return { ...said, usage, finish: 'stop', error: undefined, body }
    },
  }
}

interface Written {
  readonly request: Asked
  readonly ranked: readonly Ranked[]
  readonly usage: UsageReading
  readonly id: string
}

/** Cohere's form, with the model's name where Jina has it. */
function written({ request, ranked, usage, id }: Written): JsonObject {
  const results = ranked.map(({ index, score }) => ({
    index,
    relevance_score: score,
    ...(request.repeats ? { document: documentOf(request.documents[index] ?? '') } : {}),
  }))
  const billed = { search_units: usage.units?.calls, ...compact({ input_tokens: usage.input?.input }) }
  return { id, model: request.model, results, meta: { api_version: { version: '2' }, billed_units: billed } }
}

function documentOf(document: string | JsonObject): JsonObject {
  return typeof document === 'string' ? { text: document } : document
}
