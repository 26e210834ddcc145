/** Where clients ask for vectors, in OpenAI's and in Gemini's dialect. */
import { geminiBatchEmbed, geminiEmbed } from '../kinds/embeddings/gemini.ts'
import { embeddingKind } from '../kinds/embeddings/kind.ts'
import { callEndpoint, type Endpoint } from './endpoint.ts'
import { embeddings } from './kinds.ts'

const one = embeddingKind('embed', geminiEmbed)
const batch = embeddingKind('embed-batch', geminiBatchEmbed)

export const embeddingEndpoints: readonly Endpoint[] = [
  callEndpoint('/v1/embeddings', embeddings),
  ...(['v1', 'v1beta'] as const).flatMap((version) => [
    callEndpoint(`/${version}/models/{model+}:embedContent`, one, { dialect: 'gemini' }),
    callEndpoint(`/${version}/models/{model+}:batchEmbedContents`, batch, { dialect: 'gemini' }),
  ]),
]
