/** Cohere, through the AI SDK's package. */
import { aiSdkProvider } from '../ai-sdk/provider.ts'
import type { Provider } from '../provider.ts'

export function cohereProvider(): Provider {
  return aiSdkProvider({
    name: 'cohere',
    title: 'Cohere',
    needsBaseUrl: false,
    needsKey: true,
    also: ['lx.embeddings', 'lx.rerank'],
    async open({ channel, secret, fetch }) {
      const { createCohere } = await import('@ai-sdk/cohere')
      const provider = createCohere({ apiKey: secret, fetch, ...(channel.baseUrl && { baseURL: channel.baseUrl }) })
      return {
        language: (model) => provider(model),
        embedding: (model) => provider.embeddingModel(model),
        reranking: (model) => provider.rerankingModel(model),
      }
    },
  })
}
