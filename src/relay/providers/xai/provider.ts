/** xAI, through the AI SDK's package. */
import { aiSdkProvider } from '../ai-sdk/provider.ts'
import type { Provider } from '../provider.ts'

export function xaiProvider(): Provider {
  return aiSdkProvider({
    name: 'xai',
    title: 'xAI',
    needsBaseUrl: false,
    needsKey: true,
    also: ['openai.images', 'openai.speech', 'openai.transcriptions'],
    async open({ channel, secret, fetch }) {
      const { createXai } = await import('@ai-sdk/xai')
      const provider = createXai({ apiKey: secret, fetch, ...(channel.baseUrl && { baseURL: channel.baseUrl }) })
      return {
        language: (model) => provider(model),
        image: (model) => provider.image(model),
        // One of each, whatever it is called.
        speech: () => provider.speech(),
        transcription: () => provider.transcription(),
      }
    },
  })
}
