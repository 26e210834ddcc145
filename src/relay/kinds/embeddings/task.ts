/** What embeddings are for, in the words of each dialect that has some. */

/** Gemini's words; the others have fewer. */
export const embeddingTasks = [
  'RETRIEVAL_QUERY',
  'RETRIEVAL_DOCUMENT',
  'SEMANTIC_SIMILARITY',
  'CLASSIFICATION',
  'CLUSTERING',
  'QUESTION_ANSWERING',
  'FACT_VERIFICATION',
  'CODE_RETRIEVAL_QUERY',
] as const
export type EmbeddingTask = (typeof embeddingTasks)[number]

/** Words of Cohere, Jina, Nvidia and Voyage, as clients of OpenAI-compatible servers send them. */
const others: Readonly<Record<string, EmbeddingTask>> = {
  search_query: 'RETRIEVAL_QUERY',
  search_document: 'RETRIEVAL_DOCUMENT',
  query: 'RETRIEVAL_QUERY',
  document: 'RETRIEVAL_DOCUMENT',
  passage: 'RETRIEVAL_DOCUMENT',
  'retrieval.query': 'RETRIEVAL_QUERY',
  'retrieval.passage': 'RETRIEVAL_DOCUMENT',
  'text-matching': 'SEMANTIC_SIMILARITY',
  classification: 'CLASSIFICATION',
  clustering: 'CLUSTERING',
  separation: 'CLUSTERING',
  'code.query': 'CODE_RETRIEVAL_QUERY',
}

/** Undefined for words that nobody knows: they are hints. */
export function taskOf(word: unknown): EmbeddingTask | undefined {
  if (typeof word !== 'string') return undefined
  return embeddingTasks.find((task) => task === word.toUpperCase()) ?? others[word.toLowerCase()]
}

/** Cohere's input types; undefined where it has no word. */
export function cohereInputType(task: EmbeddingTask | undefined): string | undefined {
  return task && inputTypes[task]
}

const inputTypes: Readonly<Record<EmbeddingTask, string | undefined>> = {
  RETRIEVAL_QUERY: 'search_query',
  QUESTION_ANSWERING: 'search_query',
  FACT_VERIFICATION: 'search_query',
  CODE_RETRIEVAL_QUERY: 'search_query',
  RETRIEVAL_DOCUMENT: 'search_document',
  CLASSIFICATION: 'classification',
  CLUSTERING: 'clustering',
  SEMANTIC_SIMILARITY: undefined,
}

/** Nova's purposes; undefined where it has no word. */
export function novaPurpose(task: EmbeddingTask | undefined): string | undefined {
  return task && purposes[task]
}

const purposes: Readonly<Record<EmbeddingTask, string | undefined>> = {
  RETRIEVAL_QUERY: 'TEXT_RETRIEVAL',
  QUESTION_ANSWERING: 'TEXT_RETRIEVAL',
  FACT_VERIFICATION: 'TEXT_RETRIEVAL',
  CODE_RETRIEVAL_QUERY: 'TEXT_RETRIEVAL',
  RETRIEVAL_DOCUMENT: 'GENERIC_INDEX',
  CLASSIFICATION: 'CLASSIFICATION',
  CLUSTERING: 'CLUSTERING',
  SEMANTIC_SIMILARITY: undefined,
}
