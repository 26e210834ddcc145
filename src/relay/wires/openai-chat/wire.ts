/** OpenAI's chat completions as a wire. */
import { Problem } from '../../problem.ts'
import type { Wire } from '../wire.ts'
import { chatStreamReader } from './chunk-reader.ts'
import { readChatRequest } from './request.ts'
import { readChatResponse } from './response.ts'

export const openAiChat: Wire = {
  name: 'openai.chat',
  readRequest: (body) => readChatRequest(body),
  path: () => '/chat/completions',
  readWhole: readChatResponse,
  streamReader: chatStreamReader,
  generationOf: notYet,
  writer: notYet,
  writeRequest: notYet,
  partsOf: notYet,
  partReader: notYet,
}

function notYet(): never {
  throw new Problem('wrong_endpoint', { param: 'model' })
}
