/** Ollama, through its package for the AI SDK. The base URL ends in /api. */
import { aiSdkProvider } from '../ai-sdk/provider.ts'
import type { Provider } from '../provider.ts'

export function ollamaProvider(): Provider {
  return aiSdkProvider({
    name: 'ollama',
    title: 'Ollama',
    needsBaseUrl: true,
    needsKey: false,
    also: ['lx.embeddings'],
    async open({ channel, secret, fetch }) {
      const { createOllama } = await import('ollama-ai-provider-v2')
      const headers = secret === '' ? {} : { authorization: `Bearer ${secret}` }
      const provider = createOllama({ baseURL: channel.baseUrl, fetch, headers })
      return {
        language: (model) => provider(model),
        embedding: (model) => provider.embeddingModel(model),
      }
    },
  })
}
