/** The models that a package of the AI SDK opens, and what is asked of those that are no language models. */
import type { EmbeddingModelV4, LanguageModelV4, RerankingModelV4 } from '@ai-sdk/provider'
import type { JsonObject } from '../../body/parse.ts'
import type { MediaModels } from './media.ts'

/** Each opened by its name; kinds that a package has none of are left out. */
export interface Models extends MediaModels {
  language(model: string): LanguageModelV4
  embedding?(model: string, dimensions: number | undefined): EmbeddingModelV4
  reranking?(model: string): RerankingModelV4
}

/** Answers whole, in the JSON of the wire that it was asked in. Throws what the package throws. */
export type Task = (asked: JsonObject, models: Models, signal: AbortSignal) => Promise<JsonObject>
