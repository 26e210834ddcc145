/** Google Vertex AI, through the AI SDK's package. The base URL names project and location; a key is a service account's JSON or an API key of express mode. */
import { isObject } from '../../body/parse.ts'
import { aiSdkProvider } from '../ai-sdk/provider.ts'
import type { Provider } from '../provider.ts'

export function vertexProvider(): Provider {
  return aiSdkProvider({
    name: 'vertex',
    title: 'Google Vertex AI',
    needsBaseUrl: true,
    needsKey: true,
    also: ['lx.embeddings', 'openai.images', 'openai.speech', 'openai.transcriptions'],
    async open({ channel, secret, fetch }) {
      const { createGoogleVertex } = await import('@ai-sdk/google-vertex')
      const baseURL = channel.baseUrl
      const account = serviceAccount(secret)
      const provider = createGoogleVertex({
        ...placeOf(baseURL),
        baseURL,
        fetch,
        ...(account ? { googleAuthOptions: { credentials: account } } : { apiKey: secret }),
      })
      return {
        language: (model) => provider(model),
        embedding: (model) => provider.embeddingModel(model),
        image: (model) => provider.image(model),
        speech: (model) => provider.speech(model),
        transcription: (model) => provider.transcription(model),
      }
    },
  })
}

/** …/projects/{project}/locations/{location}/publishers/google */
function placeOf(baseUrl: string): { readonly project?: string; readonly location?: string } {
  const found = /\/projects\/([^/]+)\/locations\/([^/]+)/.exec(baseUrl)
  return found?.[1] && found[2] ? { project: found[1], location: found[2] } : {}
}

function serviceAccount(secret: string): { readonly client_email: string; readonly private_key: string } | undefined {
  if (!secret.startsWith('{')) return undefined
  const value: unknown = JSON.parse(secret)
  if (!isObject(value)) return undefined
  const { client_email, private_key } = value
  return typeof client_email === 'string' && typeof private_key === 'string' ? { client_email, private_key } : undefined
}
