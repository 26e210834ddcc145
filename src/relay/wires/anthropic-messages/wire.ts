/** Anthropic's messages as a wire. */
import type { Wire } from '../wire.ts'
import { generationOfMessages } from './generation.ts'
import { messagesPartReader, partsOfMessages } from './parts.ts'
import { readMessagesRequest } from './request.ts'
import { messagesStreamReader, readMessagesResponse } from './response.ts'
import { writeMessagesRequest } from './write-request.ts'
import { messagesWriter } from './writer.ts'

export const anthropicMessages: Wire = {
  name: 'anthropic.messages',
  readRequest: readMessagesRequest,
  generationOf: generationOfMessages,
  writer: messagesWriter,
  path: () => '/messages',
  writeRequest: writeMessagesRequest,
  readWhole: readMessagesResponse,
  streamReader: () => messagesStreamReader(),
  partsOf: partsOfMessages,
  partReader: messagesPartReader,
}
