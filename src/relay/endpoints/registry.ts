/** Every endpoint of the gateway: a new one is one file or folder and one line here. What is not listed answers 501, never 404. */
import { fileEndpoints } from '../files/endpoints.ts'
import { moderations } from '../kinds/moderations/openai.ts'
import { rerank } from '../kinds/rerank/kind.ts'
import { responseEndpoints } from '../responses/endpoints.ts'
import { geminiGenerate } from '../wires/gemini-generate/wire.ts'
import { generationKind } from '../wires/kind.ts'
import { countEndpoints } from './count-tokens.ts'
import { embeddingEndpoints } from './embeddings.ts'
import { callEndpoint, type Endpoint } from './endpoint.ts'
import { chat, messages } from './kinds.ts'
import { mediaEndpoints } from './media.ts'
import { modelEndpoints } from './models.ts'
import { quoteEndpoint } from './quote.ts'
import { realtimeEndpoints } from './realtime.ts'

/** Google's clients ask in either. */
const geminiVersions = ['v1', 'v1beta'] as const

const generate = generationKind('generate', geminiGenerate)

export const endpoints: readonly Endpoint[] = [
  callEndpoint('/v1/chat/completions', chat),
  callEndpoint('/v1/messages', messages, { dialect: 'anthropic' }),
  ...geminiVersions.flatMap((version) => [
    callEndpoint(`/${version}/models/{model+}:generateContent`, generate, { dialect: 'gemini', stream: false }),
    callEndpoint(`/${version}/models/{model+}:streamGenerateContent`, generate, { dialect: 'gemini', stream: true }),
  ]),
  ...embeddingEndpoints,
  callEndpoint('/v1/moderations', moderations),
  callEndpoint('/v1/rerank', rerank),
  callEndpoint('/v2/rerank', rerank),
  ...responseEndpoints,
  ...mediaEndpoints,
  ...fileEndpoints,
  ...countEndpoints,
  ...modelEndpoints,
  quoteEndpoint,
  ...realtimeEndpoints,
]
