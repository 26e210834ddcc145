/** Which call a body would be, where only the body is given: by its own members, and by the kinds of its model. */
import { modelField } from '../body/fields.ts'
import { type FormBody, formFiles } from '../body/form.ts'
import type { JsonObject } from '../body/parse.ts'
import type { CallKind } from '../call/kind.ts'
import type { ModelKind } from '../channels/channel.ts'
import { completions, embeddings, plainResponses } from '../endpoints/kinds.ts'
import { imageKind } from '../kinds/images/openai.ts'
import { moderations } from '../kinds/moderations/openai.ts'
import { rerank } from '../kinds/rerank/kind.ts'
import { speech } from '../kinds/speech/openai.ts'
import { transcriptionKind } from '../kinds/transcriptions/openai.ts'
import { Problem } from '../problem.ts'
import { statedSpeech, statedTranscription } from './stated.ts'

/** Videos and responses of sessions are no calls of the one path: they are held for apart. */
export type QuoteKind = CallKind | 'video' | 'realtime'

const generations = imageKind('generations')
const edits = imageKind('edits')
const transcriptions = transcriptionKind('transcriptions')

export function kindOfForm(form: FormBody): QuoteKind {
  if (formFiles(form, 'file').length > 0) return transcriptions
  return form.parts.some(({ name }) => name === 'image' || name === 'image[]') ? edits : 'video'
}

/** What shares a member's name is told apart by the kinds of the model. */
export function kindOfJson(value: JsonObject, kinds: readonly ModelKind[]): QuoteKind {
  if (value['documents'] !== undefined) return rerank
  const named = byModel(value, kinds)
  if (named) return named
  if (value['prompt'] !== undefined) return kinds.includes('chat') ? completions : generations
  if (value['input'] !== undefined) return kinds.includes('chat') ? plainResponses : embeddings
  modelField(value)
  throw new Problem('invalid_field', {
    param: 'messages',
    message: 'Send the body of a call: of a completion, a response, an embedding, a picture, a video, speech …',
  })
}

/** Of models that are asked in one way only. */
function byModel(value: JsonObject, kinds: readonly ModelKind[]): QuoteKind | undefined {
  const has = (kind: ModelKind): boolean => kinds.includes(kind)
  if (has('moderation')) return moderations
  if (has('embedding')) return embeddings
  if (has('speech')) return value['characters'] === undefined ? speech : statedSpeech
  if (has('transcription')) return statedTranscription
  if (has('image') && !has('chat')) return value['image'] === undefined && !value['images'] ? generations : edits
  if (has('video')) return 'video'
  return has('realtime') ? 'realtime' : undefined
}
