/** Reranking through the AI SDK's models. */
import { NoSuchModelError } from '@ai-sdk/provider'
import type { JsonObject } from '../../body/parse.ts'
import { compact } from '../../generation/compact.ts'
import type { LxRanking, LxRerank } from '../../kinds/rerank/lx.ts'
import type { Models } from './models.ts'

export async function rerank(body: JsonObject, models: Models, signal: AbortSignal): Promise<JsonObject> {
  const { model: modelId, query, documents, topN, maxTokensPerDoc } = body as JsonObject & LxRerank
  const model = models.reranking?.(modelId)
  if (!model) throw new NoSuchModelError({ modelId, modelType: 'rerankingModel' })
  const { ranking, response } = await model.doRerank({
    query,
    documents: { type: 'text', values: [...documents] },
    abortSignal: signal,
    providerOptions: { cohere: compact({ maxTokensPerDoc }) },
    ...compact({ topN }),
  })
  const answer: LxRanking = {
    ranked: ranking.map(({ index, relevanceScore }) => ({ index, score: relevanceScore })),
    ...(response?.body === undefined ? {} : { raw: response.body }),
  }
  return { ...answer }
}
