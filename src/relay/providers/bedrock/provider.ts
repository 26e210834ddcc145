/** Amazon Bedrock, through the AI SDK's package. The base URL names the region; a key is an API key, or `id:secret` or `id:secret:session`. */
import { aiSdkProvider } from '../ai-sdk/provider.ts'
import type { Provider } from '../provider.ts'

export function bedrockProvider(): Provider {
  return aiSdkProvider({
    name: 'bedrock',
    title: 'Amazon Bedrock',
    needsBaseUrl: true,
    needsKey: true,
    also: ['lx.embeddings', 'lx.rerank', 'openai.images'],
    async open({ channel, secret, fetch }) {
      const { createAmazonBedrock } = await import('@ai-sdk/amazon-bedrock')
      const baseURL = channel.baseUrl
      const options = { region: regionOf(baseURL), fetch, ...credentialsOf(secret) }
      const provider = createAmazonBedrock({ ...options, baseURL })
      // Reranking is another service of the same region.
      const agents = createAmazonBedrock({
        ...options,
        baseURL: baseURL.replace('//bedrock-runtime', '//bedrock-agent-runtime'),
      })
      return {
        language: (model) => provider(model),
        embedding: (model) => provider.embeddingModel(model),
        image: (model) => provider.image(model),
        reranking: (model) => agents.rerankingModel(model),
      }
    },
  })
}

/** https://bedrock-runtime.eu-central-1.amazonaws.com → eu-central-1 */
function regionOf(baseUrl: string): string {
  return /bedrock-runtime(?:-fips)?\.([a-z0-9-]+)\./.exec(baseUrl)?.[1] ?? 'us-east-1'
}

function credentialsOf(secret: string) {
  const [accessKeyId = '', secretAccessKey, sessionToken] = secret.split(':')
  if (secretAccessKey === undefined) return { apiKey: secret }
  return { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) }
}
