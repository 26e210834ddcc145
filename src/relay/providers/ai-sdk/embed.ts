/** Embeddings through the AI SDK's models: as many calls as a model needs for the texts, their usage together. */
import { type EmbeddingModelV4, NoSuchModelError, type SharedV4ProviderOptions } from '@ai-sdk/provider'
import type { JsonObject } from '../../body/parse.ts'
import { compact } from '../../generation/compact.ts'
import type { Embedding } from '../../kinds/embeddings/embedding.ts'
import type { LxEmbedding, LxVectors } from '../../kinds/embeddings/lx.ts'
import { cohereInputType, novaPurpose } from '../../kinds/embeddings/task.ts'
import type { Models } from './models.ts'

/** Calls at a time for the texts of one request. */
const PARALLEL = 8

export async function embed(body: JsonObject, models: Models, signal: AbortSignal): Promise<JsonObject> {
  const asked = body as JsonObject & LxEmbedding
  const model = models.embedding?.(asked.model, asked.dimensions)
  if (!model) throw new NoSuchModelError({ modelId: asked.model, modelType: 'embeddingModel' })
  const groups = grouped(asked.texts, (await model.maxEmbeddingsPerCall) ?? asked.texts.length)
  const width = (await model.supportsParallelCalls) ? PARALLEL : 1
  const results: LxVectors[] = []
  for (let at = 0; at < groups.length; at += width) {
    signal.throwIfAborted()
    const calls = groups.slice(at, at + width).map((texts) => one(model, { ...asked, texts }, signal))
    results.push(...(await Promise.all(calls)))
  }
  return { ...together(results) }
}

function grouped(texts: readonly string[], size: number): (readonly string[])[] {
  const groups: (readonly string[])[] = []
  for (let at = 0; at < texts.length; at += size) groups.push(texts.slice(at, at + size))
  return groups
}

async function one(model: EmbeddingModelV4, asked: LxEmbedding, signal: AbortSignal): Promise<LxVectors> {
  const { embeddings, usage } = await model.doEmbed({
    values: [...asked.texts],
    abortSignal: signal,
    providerOptions: optionsOf(asked),
    ...compact({ dimensions: asked.dimensions }),
  })
  // Where a package found no figure it may say NaN.
  const tokens = usage && Number.isFinite(usage.tokens) ? usage.tokens : undefined
  return { vectors: embeddings, ...compact({ tokens }) }
}

/** Unknown as a whole when some call did not say. */
function together(results: readonly LxVectors[]): LxVectors {
  const vectors = results.flatMap((result) => result.vectors)
  const told = results.flatMap(({ tokens }) => tokens ?? [])
  if (told.length < results.length) return { vectors }
  return { vectors, tokens: told.reduce((sum, tokens) => sum + tokens, 0) }
}

/** Each provider reads its own name and passes over the others'. */
function optionsOf({ model, dimensions, task, title }: LxEmbedding): SharedV4ProviderOptions {
  const google = compact({ outputDimensionality: dimensions, taskType: task, title })
  return {
    bedrock: bedrockOptions(model, { dimensions, task }),
    cohere: compact({ inputType: cohereInputType(task), outputDimension: dimensions }),
    ollama: compact({ dimensions }),
    openai: compact({ dimensions }),
    vertex: google,
  }
}

/** Each family of models has words of its own. */
function bedrockOptions(
  model: string,
  { dimensions, task }: { readonly [K in 'dimensions' | 'task']: Embedding[K] | undefined },
) {
  if (model.includes('cohere.embed')) return compact({ inputType: cohereInputType(task), outputDimension: dimensions })
  if (model.includes('nova')) return compact({ embeddingPurpose: novaPurpose(task), embeddingDimension: dimensions })
  return compact({ dimensions })
}
