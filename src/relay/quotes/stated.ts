/** Quotes of sound that is only told of: a transcription by its seconds, speech by its characters. Nothing here is ever sent. */
import { integerField, modelField } from '../body/fields.ts'
import type { JsonObject } from '../body/parse.ts'
import type { CallKind, CallRequest } from '../call/kind.ts'
import { told } from '../kinds/speech/openai.ts'
import { heard } from '../kinds/transcriptions/openai.ts'
import { Problem } from '../problem.ts'
import { numberIn, stringIn } from '../wires/members.ts'

const MAX_SECONDS = 86_400
const MAX_CHARACTERS = 1_000_000
/** No character takes more in UTF-8. */
const BYTES_PER_CHARACTER = 4

/** `{"model", "seconds", "prompt"}` */
export const statedTranscription: CallKind = {
  name: 'audio.transcriptions',
  modelKind: 'transcription',
  read(raw) {
    const { value } = raw.json()
    const length = { milliseconds: Math.ceil(secondsIn(value) * 1_000) }
    return unsent(heard({ model: modelField(value), prompt: stringIn(value, 'prompt') ?? '', length }))
  },
}

/** `{"model", "characters", "instructions", "speed"}` */
export const statedSpeech: CallKind = {
  name: 'speech',
  modelKind: 'speech',
  read(raw) {
    const { value } = raw.json()
    const characters = integerField(value, 'characters', [1, MAX_CHARACTERS]) ?? 1
    const size = { characters, bytes: characters * BYTES_PER_CHARACTER, tokens: () => characters }
    const speed = Math.min(Math.max(numberIn(value, 'speed') ?? 1, 0.05), 1)
    return unsent(told({ model: modelField(value), instructions: stringIn(value, 'instructions') ?? '', speed, size }))
  },
}

/** As a call is held for: seconds of sound, up to a day. */
export function secondsIn(value: JsonObject): number {
  const seconds = value['seconds']
  if (typeof seconds === 'number' && seconds > 0 && seconds <= MAX_SECONDS) return seconds
  const message = `Send the form with its file, or say how long it is: seconds, above 0 and up to ${MAX_SECONDS}.`
  throw new Problem('invalid_field', { param: 'seconds', message })
}

function unsent(request: Omit<CallRequest, 'sending' | 'stream'>): CallRequest {
  return {
    ...request,
    stream: false,
    sending: () => {
      throw new Problem('internal_error')
    },
  }
}
