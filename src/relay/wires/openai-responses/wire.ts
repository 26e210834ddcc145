/** OpenAI's responses as a wire. It keeps nothing: conversations come here whole. */
import type { Wire } from '../wire.ts'
import { generationOfResponses } from './generation.ts'
import { partsOfResponse, responsesPartReader } from './parts.ts'
import { readResponsesRequest } from './request.ts'
import { readResponse, responsesStreamReader } from './response.ts'
import { writeResponsesRequest } from './write-request.ts'
import { responsesWriter } from './writer.ts'

export const openAiResponses: Wire = {
  name: 'openai.responses',
  readRequest: (body) => readResponsesRequest(body),
  generationOf: generationOfResponses,
  writer: responsesWriter,
  path: () => '/responses',
  writeRequest: writeResponsesRequest,
  readWhole: readResponse,
  streamReader: () => responsesStreamReader(),
  partsOf: partsOfResponse,
  partReader: responsesPartReader,
}
