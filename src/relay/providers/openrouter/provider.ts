/** OpenRouter, through its package for the AI SDK. */
import { aiSdkProvider } from '../ai-sdk/provider.ts'
import type { Provider } from '../provider.ts'

export function openRouterProvider(): Provider {
  return aiSdkProvider({
    name: 'openrouter',
    title: 'OpenRouter',
    needsBaseUrl: false,
    needsKey: true,
    async open({ channel, secret, fetch }) {
      const { createOpenRouter } = await import('@openrouter/ai-sdk-provider')
      const provider = createOpenRouter({
        apiKey: secret,
        fetch,
        compatibility: 'strict',
        ...(channel.baseUrl && { baseURL: channel.baseUrl }),
      })
      return (model) => provider.chat(model, { usage: { include: true } })
    },
  })
}
