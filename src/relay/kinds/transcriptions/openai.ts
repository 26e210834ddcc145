/** Speech written down, in its own language or in English: the form as far as the bill needs, sent as it came but for the model's name. */
import { type AudioLength, audioLength } from '../../audio/length.ts'
import { type FormBody, formField, formFiles, withField } from '../../body/form.ts'
import { formBoolean, formModel } from '../../body/form-fields.ts'
import type { RawBody } from '../../body/raw.ts'
import type { CallKind, CallRequest, ModelLimits, Sending, Upstream } from '../../call/kind.ts'
import { Problem } from '../../problem.ts'
import type { CallBound } from '../../usage/bound.ts'
import { type AssumedUsage, plainInput, plainOutput } from '../../usage/reading.ts'
import { readTranscript, transcriptStreamReader } from './answers.ts'

/** Below a channel's base URL. */
const paths = { transcriptions: '/audio/transcriptions', translations: '/audio/translations' } as const

export function transcriptionKind(task: keyof typeof paths): CallKind {
  return {
    name: `audio.${task}`,
    modelKind: 'transcription',
    read: (raw) => readRequest(raw, paths[task]),
  }
}

interface Asked {
  readonly form: FormBody
  readonly path: string
  readonly model: string
  readonly prompt: string
  readonly stream: boolean
  readonly length: AudioLength
}

const TEMPLATE_TOKENS = 256
/** Audio tokens a second: 10 where they are counted, and never more than this. */
const USUAL_TOKENS = 10
const MOST_TOKENS = 34
/** Tokens of text a second of speech. */
const USUAL_WORDS = 3
/** Of the fastest. */
const MOST_WORDS = 25
const EXTRA_WORDS = 512
/** Upstreams round to whole seconds, and see a little more than the frames. */
const SLACK = 1.02
const SLACK_MS = 2_000

/** Where other upstreams take the sound from instead of the file: its length is not known here. */
const elsewhere = ['url', 'audio_url', 'file_url', 'audio', 'file_id'] as const

function readRequest(raw: RawBody, path: string): CallRequest {
  const form = raw.form()
  const param = elsewhere.find((name) => form.parts.some((part) => part.name === name))
  if (param) throw new Problem('unsupported_value', { param, message: 'Send the sound itself under the name “file”.' })
  const asked: Asked = {
    form,
    path,
    model: formModel(form),
    prompt: formField(form, 'prompt') ?? '',
    stream: formBoolean(form, 'stream') ?? false,
    length: lengthOf(form),
  }
  return { ...heard(asked), stream: asked.stream, sending: (to) => sendingTo(to, asked) }
}

/** What the bill needs of a request. */
export interface Heard extends Pick<Asked, 'model' | 'prompt'> {
  readonly length: Pick<AudioLength, 'milliseconds'>
}

/** The part of a request that needs no sound, only its length. */
export function heard(asked: Heard): Omit<CallRequest, 'sending' | 'stream'> {
  return {
    model: asked.model,
    bound: (limits) => boundOf(asked, limits),
    countInput: (counter) => counter.count(asked.prompt) + audioTokens(asked.length, USUAL_TOKENS),
    likely: (to) => likelyOf(to, asked),
    wire: (speaks) => speaks.find((name) => name === 'openai.transcriptions'),
  }
}

function lengthOf(form: FormBody): AudioLength {
  const [file, second] = formFiles(form, 'file')
  if (!file || second)
    throw new Problem('invalid_field', { param: 'file', message: 'Send one sound file under the name “file”.' })
  return audioLength(form.bytes.subarray(file.start, file.end))
}

function audioTokens({ milliseconds }: Heard['length'], perSecond: number): number {
  return Math.ceil((milliseconds / 1_000) * perSecond)
}

function boundOf({ prompt, length }: Heard, { statedOutput }: ModelLimits): CallBound {
  const milliseconds = Math.ceil(length.milliseconds * SLACK) + SLACK_MS
  const words = Math.ceil((milliseconds / 1_000) * MOST_WORDS) + EXTRA_WORDS
  return {
    input: Buffer.byteLength(prompt) + TEMPLATE_TOKENS,
    inputAudio: audioTokens({ ...length, milliseconds }, MOST_TOKENS),
    output: Math.min(words, statedOutput ?? words),
    outputAudio: false,
    toolCalls: 0,
    units: { milliseconds },
  }
}

function sendingTo(to: Upstream, asked: Asked): Sending {
  const { form, path, stream } = asked
  return {
    path,
    contentType: form.contentType,
    body: withField(form, 'model', to.model.upstream),
    stream,
    // Models that do not stream answer whole, whatever was asked.
    orWhole: true,
    accepts: ['text/plain', 'text/vtt', 'text/srt', 'application/x-subrip'],
    whole: readTranscript,
    streamReader: transcriptStreamReader,
    assumed: () => assumedOf(to, asked),
  }
}

/** With words at a usual pace. */
function likelyOf(to: Pick<Upstream, 'counter' | 'prices'>, asked: Heard): AssumedUsage {
  const words = Math.ceil((asked.length.milliseconds / 1_000) * USUAL_WORDS)
  return { output: plainOutput(to.prices('output') ? words : 0), ...assumedOf(to, asked) }
}

/** What the card prices, by the length of the file; words are counted as they come. */
function assumedOf({ counter, prices }: Pick<Upstream, 'counter' | 'prices'>, { prompt, length }: Heard): AssumedUsage {
  const inTokens = prices('input') || prices('inputAudio')
  const input = { ...plainInput(counter.count(prompt)), inputAudio: audioTokens(length, USUAL_TOKENS) }
  return {
    input: inTokens ? input : plainInput(0),
    ...(!prices('output') && { output: plainOutput(0) }),
    ...(prices('milliseconds') && { units: { milliseconds: length.milliseconds } }),
    exact: false,
  }
}
