/** OpenRouter, through its package for the AI SDK. */
import { aiSdkProvider } from '../ai-sdk/provider.ts'
import type { Provider } from '../provider.ts'

export function openRouterProvider(): Provider {
  return aiSdkProvider({
    name: 'openrouter',
    title: 'OpenRouter',
    needsBaseUrl: false,
    needsKey: true,
    also: ['lx.embeddings', 'openai.images'],
    async open({ channel, secret, fetch }) {
      const { createOpenRouter } = await import('@openrouter/ai-sdk-provider')
      const provider = createOpenRouter({
        apiKey: secret,
        fetch,
        compatibility: 'strict',
        ...(channel.baseUrl && { baseURL: channel.baseUrl }),
      })
      return {
        language: (model) => provider.chat(model, { usage: { include: true } }),
        image: (model) => provider.imageModel(model),
        // Its embedding models pass over the dimensions of a call.
        embedding: (model, dimensions) =>
          provider.textEmbeddingModel(model, dimensions === undefined ? {} : { extraBody: { dimensions } }),
      }
    },
  })
}
