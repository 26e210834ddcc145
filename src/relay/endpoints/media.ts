/** Endpoints whose answers or questions are pictures and sound. */
import { imageKind } from '../kinds/images/openai.ts'
import { speech } from '../kinds/speech/openai.ts'
import { transcriptionKind } from '../kinds/transcriptions/openai.ts'
import { callEndpoint, type Endpoint } from './endpoint.ts'

export const mediaEndpoints: readonly Endpoint[] = [
  callEndpoint('/v1/images/generations', imageKind('generations')),
  callEndpoint('/v1/images/edits', imageKind('edits')),
  callEndpoint('/v1/images/variations', imageKind('variations')),
  callEndpoint('/v1/audio/speech', speech),
  callEndpoint('/v1/audio/transcriptions', transcriptionKind('transcriptions')),
  callEndpoint('/v1/audio/translations', transcriptionKind('translations')),
]
