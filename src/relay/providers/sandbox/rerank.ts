/** The sandbox's reranker: a document scores by how many words of the query it has, and how much of it they are. Always the same for the same texts. */
import { isObject, type JsonObject } from '../../body/parse.ts'
import { hashOf } from './compose.ts'

/** This runs in the server's own thread: so many documents, and so much of all of them. */
const MAX_DOCUMENTS = 10_000
const MAX_CHARACTERS = 4_000_000
const QUERY_CHARACTERS = 10_000
const UNIT_DOCUMENTS = 100

/** Undefined when that would be too many documents. */
export function answerRerank(value: JsonObject): JsonObject | undefined {
  const documents = Array.isArray(value['documents']) ? value['documents'] : []
  if (documents.length === 0 || documents.length > MAX_DOCUMENTS) return undefined
  const texts = documents.map(textOf)
  const query = textOf(value['query'])
  const asked = new Set(wordsOf(query, QUERY_CHARACTERS))
  const each = Math.floor(MAX_CHARACTERS / texts.length)
  const ranked = texts.map((text, index) => ({ index, relevance_score: scoreOf(wordsOf(text, each), asked) }))
  ranked.sort((a, b) => b.relevance_score - a.relevance_score || a.index - b.index)
  const most = typeof value['top_n'] === 'number' ? value['top_n'] : ranked.length
  const results = ranked
    .slice(0, most)
    .map((one) => (value['return_documents'] === true ? { ...one, document: { text: texts[one.index] } } : one))
  const units = Math.ceil(texts.length / UNIT_DOCUMENTS)
  return {
    id: `rerank-sandbox-${hashOf(`${query} ${texts.length}`).toString(16)}`,
    model: value['model'],
    results,
    meta: { api_version: { version: '2' }, billed_units: { search_units: units } },
    usage: { total_tokens: texts.reduce((sum, text) => sum + tokensOf(text) + tokensOf(query), 0) },
  }
}

/** Lower case; each letter of Japanese and Chinese counts as a word. */
const word = /[\u3040-\u30ff\u4e00-\u9fff]|[\p{L}\p{N}]{1,40}/gu

function wordsOf(text: string, characters: number): readonly string[] {
  return text.slice(0, characters).toLowerCase().match(word) ?? []
}

/** From 0 to 1, six decimals. */
function scoreOf(words: readonly string[], asked: ReadonlySet<string>): number {
  if (words.length === 0 || asked.size === 0) return 0
  const found = words.filter((word) => asked.has(word))
  const share = new Set(found).size / asked.size
  return Math.round((share * 0.9 + (found.length / words.length) * 0.1) * 1e6) / 1e6
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  if (!isObject(value)) return ''
  return typeof value['text'] === 'string' ? value['text'] : JSON.stringify(value)
}

function tokensOf(text: string): number {
  return Math.ceil(text.length / 3) + 1
}
