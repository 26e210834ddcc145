/** OpenAI's chat completions as a wire. */
import type { Wire } from '../wire.ts'
import { chatStreamReader } from './chunk-reader.ts'
import { generationOfChat } from './generation.ts'
import { chatPartReader, partsOfChat } from './parts.ts'
import { readChatRequest } from './request.ts'
import { readChatResponse } from './response.ts'
import { writeChatRequest } from './write-request.ts'
import { chatWriter } from './writer.ts'

export const openAiChat: Wire = {
  name: 'openai.chat',
  readRequest: (body) => readChatRequest(body),
  generationOf: generationOfChat,
  writer: chatWriter,
  path: () => '/chat/completions',
  writeRequest: writeChatRequest,
  readWhole: readChatResponse,
  streamReader: chatStreamReader,
  partsOf: partsOfChat,
  partReader: chatPartReader,
}
