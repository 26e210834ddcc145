/** The sandbox's speech: a melody in WAV, as bare samples, or as events. It knows no other codec, so every other format gets WAV. */
import type { UpstreamRequest } from '../../provider.ts'
import { readMagic } from '../magic.ts'
import { isSandboxModel } from '../models.ts'
import { eventPiece, type MediaAnswer, MediaRefusal } from './answer.ts'
import { readFields } from './fields.ts'
import { melody, melodyBytes, RATE, wavHead } from './melody.ts'

const MAX_TEXT = 4_096
/** Audio tokens a second. */
const TOKENS = 20

export function answerSpeech(request: UpstreamRequest): MediaAnswer {
  const fields = readFields(request)
  const model = fields.text('model')
  if (!isSandboxModel(model, 'speech'))
    throw new MediaRefusal(`The sandbox has no model ${model.slice(0, 100)} here.`, 404)
  const { magic, rest } = readMagic(fields.text('input'))
  if ([...rest].length > MAX_TEXT) throw new MediaRefusal(`input has at most ${MAX_TEXT} characters.`)
  const bare = fields.text('response_format') === 'pcm'
  const pieces = sound(rest, { voice: fields.text('voice'), bare })
  if (fields.text('stream_format') !== 'sse') return { magic, contentType: bare ? 'audio/pcm' : 'audio/wav', pieces }
  return { magic, contentType: 'text/event-stream', pieces: events(rest, pieces) }
}

function* sound(text: string, { voice, bare }: { readonly voice: string; readonly bare: boolean }): Generator<Buffer> {
  if (!bare) yield wavHead(text)
  yield* melody(text, voice)
}

function* events(text: string, pieces: Iterable<Buffer>): Generator<Buffer> {
  for (const piece of pieces) yield eventPiece({ type: 'speech.audio.delta', audio: piece.toString('base64') })
  const input = Math.ceil(text.length / 3)
  const output = Math.ceil((melodyBytes(text) / 2 / RATE) * TOKENS)
  const usage = { input_tokens: input, output_tokens: output, total_tokens: input + output }
  yield eventPiece({ type: 'speech.audio.done', usage })
}
