/** OpenAI's legacy text completions as a wire. */
import type { Wire } from '../wire.ts'
import { generationOfCompletion } from './generation.ts'
import { completionPartReader, partsOfCompletion } from './parts.ts'
import { readCompletionRequest } from './request.ts'
import { completionStreamReader, readCompletion } from './response.ts'
import { writeCompletionRequest } from './write-request.ts'
import { completionWriter } from './writer.ts'

export const openAiCompletions: Wire = {
  name: 'openai.completions',
  readRequest: (body) => readCompletionRequest(body),
  generationOf: generationOfCompletion,
  writer: completionWriter,
  path: () => '/completions',
  writeRequest: writeCompletionRequest,
  readWhole: (value) => readCompletion(value),
  streamReader: (showUsage) => completionStreamReader(showUsage),
  partsOf: partsOfCompletion,
  partReader: completionPartReader,
}
