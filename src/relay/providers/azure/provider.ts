/** Azure OpenAI, through the AI SDK's package. The base URL is https://{resource}.openai.azure.com/openai, a model's upstream name its deployment. */
import { aiSdkProvider } from '../ai-sdk/provider.ts'
import type { Provider } from '../provider.ts'

export function azureProvider(): Provider {
  return aiSdkProvider({
    name: 'azure',
    title: 'Azure OpenAI',
    needsBaseUrl: true,
    needsKey: true,
    also: ['lx.embeddings', 'openai.images', 'openai.speech', 'openai.transcriptions'],
    async open({ channel, secret, fetch }) {
      const { createAzure } = await import('@ai-sdk/azure')
      const provider = createAzure({ baseURL: channel.baseUrl, apiKey: secret, fetch })
      return {
        language: (model) => provider.chat(model),
        embedding: (model) => provider.embeddingModel(model),
        image: (model) => provider.image(model),
        speech: (model) => provider.speech(model),
        transcription: (model) => provider.transcription(model),
      }
    },
  })
}
