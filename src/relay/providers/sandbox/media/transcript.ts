/** What the sandbox hears: the words of its own speech, and in any other sound words that are always the same for it. */
import { audioLength } from '../../../audio/length.ts'
import type { UpstreamRequest } from '../../provider.ts'
import { compose, hashOf } from '../compose.ts'
import { type Language, languageOf, piecesOf } from '../language.ts'
import { readMagic } from '../magic.ts'
import { isSandboxModel } from '../models.ts'
import { eventPiece, jsonPiece, type MediaAnswer, MediaRefusal } from './answer.ts'
import { fileHash, type MediaFields, readFields } from './fields.ts'
import { wordsIn } from './melody.ts'
import { type Heard, writeTranscript } from './transcript-formats.ts'

const WORDS_A_SECOND = 2
/** A second of sound. */
const AUDIO_TOKENS = 10
const MAX_WORDS = 500
/** What is written about when nothing can be heard. */
const subjects: Readonly<Record<Language, string>> = { en: 'sound', ja: 'こえ', zh: '声音' }

export function answerTranscript(request: UpstreamRequest): MediaAnswer {
  const fields = readFields(request)
  const model = fields.text('model')
  if (!isSandboxModel(model, 'transcription'))
    throw new MediaRefusal(`The sandbox has no model ${model.slice(0, 100)} here.`, 404)
  const [file] = fields.files
  if (!file || file.length === 0) throw new MediaRefusal('Send the sound as file.')
  const { magic } = readMagic(fields.text('prompt').slice(0, 10_000))
  const heard = hear(file, fields, request.path.endsWith('translations') ? 'translate' : 'transcribe')
  if (fields.is('stream')) return { magic, contentType: 'text/event-stream', pieces: events(heard) }
  const format = fields.text('response_format') || 'json'
  const written = writeTranscript(format, heard, fields.list('timestamp_granularities').includes('word'))
  if (written === undefined) throw new MediaRefusal(`The sandbox does not write ${format.slice(0, 40)}.`)
  if (typeof written !== 'string') return { magic, contentType: 'application/json', pieces: jsonPiece(written) }
  return {
    magic,
    contentType: format === 'vtt' ? 'text/vtt' : 'text/plain; charset=utf-8',
    pieces: [Buffer.from(written)],
  }
}

function hear(file: Buffer, fields: MediaFields, task: Heard['task']): Heard {
  const seconds = audioLength(file).milliseconds / 1_000
  const said = wordsIn(file)
  if (said !== undefined && (task === 'transcribe' || languageOf(said) === 'en'))
    return heardAs({ text: said, language: languageOf(said), seconds, task }, fields)
  const language = task === 'translate' ? 'en' : languageFor(fields.text('language'))
  const words = Math.min(Math.max(Math.round(seconds * WORDS_A_SECOND), 1), MAX_WORDS)
  const { text } = compose(subjects[language], hashOf(fileHash(file)), words)
  return heardAs({ text, language, seconds, task }, fields)
}

function languageFor(wanted: string): Language {
  return wanted === 'ja' || wanted === 'zh' ? wanted : 'en'
}

function heardAs(heard: Omit<Heard, 'usage'>, fields: MediaFields): Heard {
  const { text, language, seconds } = heard
  if (fields.text('model') === 'sandbox-whisper')
    return { ...heard, usage: { type: 'duration', seconds: Math.ceil(seconds) } }
  const words = Math.ceil(fields.text('prompt').length / 3)
  const sound = Math.ceil(seconds * AUDIO_TOKENS)
  const output = piecesOf(text, language).length
  const usage = {
    type: 'tokens',
    input_tokens: words + sound,
    output_tokens: output,
    total_tokens: words + sound + output,
    input_token_details: { text_tokens: words, audio_tokens: sound },
  }
  return { ...heard, usage }
}

function* events({ text, language, usage }: Heard): Generator<Buffer> {
  for (const delta of piecesOf(text, language)) yield eventPiece({ type: 'transcript.text.delta', delta })
  yield eventPiece({ type: 'transcript.text.done', text, usage })
}
