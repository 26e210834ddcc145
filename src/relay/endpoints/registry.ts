/** Every endpoint of the gateway: a new one is one file or folder and one line here. What is not listed answers 501, never 404. */
import { anthropicBatchEndpoints } from '../batches/anthropic-endpoints.ts'
import { openAiBatchEndpoints } from '../batches/openai-endpoints.ts'
import { fileEndpoints } from '../files/endpoints.ts'
import { moderations } from '../kinds/moderations/openai.ts'
import { rerank } from '../kinds/rerank/kind.ts'
import { responseEndpoints } from '../responses/endpoints.ts'
import { videoEndpoints } from '../videos/endpoints.ts'
import { countEndpoints } from './count-tokens.ts'
import { embeddingEndpoints } from './embeddings.ts'
import { callEndpoint, type Endpoint } from './endpoint.ts'
import { geminiEndpoints } from './gemini.ts'
import { chat, completions, messages } from './kinds.ts'
import { mediaEndpoints } from './media.ts'
import { modelEndpoints } from './models.ts'
import { quoteEndpoint } from './quote.ts'
import { realtimeEndpoints } from './realtime.ts'
import { runEndpoints } from './runs.ts'

export const endpoints: readonly Endpoint[] = [
  callEndpoint('/v1/chat/completions', chat),
  callEndpoint('/v1/completions', completions),
  callEndpoint('/v1/messages', messages, { dialect: 'anthropic' }),
  ...geminiEndpoints,
  ...embeddingEndpoints,
  callEndpoint('/v1/moderations', moderations),
  callEndpoint('/v1/rerank', rerank),
  callEndpoint('/v2/rerank', rerank),
  ...responseEndpoints,
  ...mediaEndpoints,
  ...fileEndpoints,
  ...openAiBatchEndpoints,
  ...anthropicBatchEndpoints,
  ...countEndpoints,
  ...modelEndpoints,
  quoteEndpoint,
  ...runEndpoints,
  ...realtimeEndpoints,
  ...videoEndpoints,
]
