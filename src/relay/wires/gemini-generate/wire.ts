/** Gemini's generateContent as a wire. */
import type { Wire } from '../wire.ts'
import { generationOfGenerate } from './generation.ts'
import { generatePartReader, partsOfGenerate } from './parts.ts'
import { readGenerateRequest } from './request.ts'
import { generateStreamReader, readGenerateResponse } from './response.ts'
import { writeGenerateRequest } from './write-request.ts'
import { generateWriter } from './writer.ts'

export const geminiGenerate: Wire = {
  name: 'gemini.generate',
  readRequest: readGenerateRequest,
  generationOf: generationOfGenerate,
  writer: generateWriter,
  path: ({ model, stream }) =>
    `/models/${encodeURIComponent(model)}:${stream ? 'streamGenerateContent?alt=sse' : 'generateContent'}`,
  writeRequest: writeGenerateRequest,
  readWhole: readGenerateResponse,
  streamReader: generateStreamReader,
  partsOf: partsOfGenerate,
  partReader: generatePartReader,
}
