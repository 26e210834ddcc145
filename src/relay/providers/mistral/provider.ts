/** Mistral, through the AI SDK's package. */
import { aiSdkProvider } from '../ai-sdk/provider.ts'
import type { Provider } from '../provider.ts'

export function mistralProvider(): Provider {
  return aiSdkProvider({
    name: 'mistral',
    title: 'Mistral',
    needsBaseUrl: false,
    needsKey: true,
    also: ['lx.embeddings', 'openai.speech', 'openai.transcriptions'],
    async open({ channel, secret, fetch }) {
      const { createMistral } = await import('@ai-sdk/mistral')
      const provider = createMistral({ apiKey: secret, fetch, ...(channel.baseUrl && { baseURL: channel.baseUrl }) })
      return {
        language: (model) => provider(model),
        embedding: (model) => provider.embeddingModel(model),
        speech: (model) => provider.speech(model),
        transcription: (model) => provider.transcription(model),
      }
    },
  })
}
