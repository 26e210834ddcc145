/** The OpenAI dialect: errors and models. Its calls are in chat.ts and embeddings.ts. */
import type { Dialect } from '../dialect.ts'
import { openAiError, openAiErrorEvent } from './errors.ts'
import { openAiModel, openAiModels } from './models.ts'

export const openAi: Dialect = {
  name: 'openai',
  comments: true,
  errorBody: openAiError,
  errorEvent: openAiErrorEvent,
  models: openAiModels,
  model: openAiModel,
}
