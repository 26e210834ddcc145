/** DeepSeek, through the AI SDK's package. */
import { aiSdkProvider } from '../ai-sdk/provider.ts'
import type { Provider } from '../provider.ts'

export function deepseekProvider(): Provider {
  return aiSdkProvider({
    name: 'deepseek',
    title: 'DeepSeek',
    needsBaseUrl: false,
    needsKey: true,
    async open({ channel, secret, fetch }) {
      const { createDeepSeek } = await import('@ai-sdk/deepseek')
      const provider = createDeepSeek({ apiKey: secret, fetch, ...(channel.baseUrl && { baseURL: channel.baseUrl }) })
      return { language: (model) => provider(model) }
    },
  })
}
