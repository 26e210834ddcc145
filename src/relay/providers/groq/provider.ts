/** Groq, through the AI SDK's package. */
import { aiSdkProvider } from '../ai-sdk/provider.ts'
import type { Provider } from '../provider.ts'

export function groqProvider(): Provider {
  return aiSdkProvider({
    name: 'groq',
    title: 'Groq',
    needsBaseUrl: false,
    needsKey: true,
    also: ['openai.transcriptions'],
    async open({ channel, secret, fetch }) {
      const { createGroq } = await import('@ai-sdk/groq')
      const provider = createGroq({ apiKey: secret, fetch, ...(channel.baseUrl && { baseURL: channel.baseUrl }) })
      return {
        language: (model) => provider(model),
        transcription: (model) => provider.transcription(model),
      }
    },
  })
}
