/** What a request for a video asks for, in JSON or as a form, and how it is sent on: only the model's name is changed, and the length named where it was left out. */
import { modelField } from '../body/fields.ts'
import { type FormBody, formField, isForm, withField } from '../body/form.ts'
import { formModel } from '../body/form-fields.ts'
import type { JsonBody, JsonObject } from '../body/parse.ts'
import { withMembers } from '../body/patch.ts'
import type { RawBody } from '../body/raw.ts'
import type { Sending } from '../call/kind.ts'
import { neverStreamed } from '../call/unstreamed.ts'
import { Problem } from '../problem.ts'
import { objectIn } from '../wires/members.ts'

export interface VideoAsk {
  readonly model: string
  readonly prompt: string
  readonly seconds: number
  /** 720x1280. */
  readonly size: string
  /** What is sent to an upstream that has the model under this name. */
  body(upstreamModel: string): { readonly contentType: string; readonly bytes: Buffer }
}

const MAX_PROMPT = 32_000
const MAX_SECONDS = 60
/** What OpenAI makes of a request that does not say. */
const DEFAULT_SECONDS = 4
const DEFAULT_SIZE = '720x1280'

/** What other upstreams of OpenAI's form take for the length or the number of films, which are billed by `seconds` alone. */
const otherAmounts = [
  ...['duration', 'duration_seconds', 'durationSeconds', 'video_length', 'length', 'num_frames', 'frames'],
  ...['n', 'n_variants', 'num_videos', 'number_of_videos', 'sample_count', 'batch_size'],
] as const

export function readAsk(raw: RawBody): VideoAsk {
  const has = isForm(raw.contentType)
    ? (name: string) => raw.form().parts.some((part) => part.name === name)
    : (name: string) => raw.json().value[name] !== undefined
  const param = otherAmounts.find(has)
  if (param)
    throw new Problem('unsupported_value', { param, message: 'A request makes one film, as long as seconds says.' })
  return isForm(raw.contentType) ? formAsk(raw.form()) : jsonAsk(raw.json())
}

function jsonAsk(body: JsonBody): VideoAsk {
  const { value } = body
  const reference = objectIn(value, 'input_reference')
  if (reference?.['file_id'] !== undefined) throw fileRefused()
  const seconds = value['seconds']
  if (seconds !== undefined && seconds !== null && typeof seconds !== 'number' && typeof seconds !== 'string')
    throw secondsRefused()
  const given = seconds === undefined || seconds === null ? undefined : String(seconds)
  return {
    model: modelField(value),
    prompt: promptOf(value['prompt']),
    seconds: secondsOf(given),
    size: sizeOf(value['size'] ?? undefined),
    body: (model) => ({
      contentType: 'application/json',
      bytes: withMembers(body, { model, ...(given === undefined ? { seconds: String(DEFAULT_SECONDS) } : {}) }),
    }),
  }
}

function formAsk(form: FormBody): VideoAsk {
  if (form.parts.some(({ name }) => name === 'input_reference[file_id]')) throw fileRefused()
  const given = formField(form, 'seconds')
  return {
    model: formModel(form),
    prompt: promptOf(formField(form, 'prompt')),
    seconds: secondsOf(given),
    size: sizeOf(formField(form, 'size')),
    body: (model) => ({ contentType: form.contentType, bytes: formBytes(form, model, given === undefined) }),
  }
}

function formBytes(form: FormBody, model: string, nameSeconds: boolean): Buffer {
  const last = form.parts.at(-1)
  if (!nameSeconds || !last) return withField(form, 'model', model)
  // The model's field may grow or shrink, so the new part goes in first; it stands behind all others.
  const mark = form.bytes.subarray(last.end)
  const line = mark.subarray(0, closing(mark))
  const part = `\r\nContent-Disposition: form-data; name="seconds"\r\n\r\n${DEFAULT_SECONDS}`
  const bytes = Buffer.concat([form.bytes.subarray(0, last.end), line, Buffer.from(part), mark])
  return withField({ ...form, bytes }, 'model', model)
}

/** Where the dashes begin that end the form: `mark` is its last boundary with them and what may follow. */
function closing(mark: Buffer): number {
  const end = mark.indexOf('\r\n', 2)
  return (end < 0 ? mark.length : end) - 2
}

function promptOf(value: unknown): string {
  if (typeof value === 'string' && value !== '' && value.length <= MAX_PROMPT) return value
  throw new Problem('invalid_field', {
    param: 'prompt',
    message: `prompt must be a string of 1 to ${MAX_PROMPT} characters.`,
  })
}

function secondsOf(text: string | undefined): number {
  if (text === undefined) return DEFAULT_SECONDS
  const seconds = /^\d{1,2}$/.test(text) ? Number(text) : 0
  if (seconds >= 1 && seconds <= MAX_SECONDS) return seconds
  throw secondsRefused()
}

function sizeOf(value: unknown): string {
  if (value === undefined) return DEFAULT_SIZE
  if (typeof value === 'string' && /^\d{2,4}x\d{2,4}$/.test(value)) return value
  throw new Problem('invalid_field', { param: 'size', message: 'size must be like 720x1280.' })
}

function secondsRefused(): Problem {
  const message = `seconds must be a whole number from 1 to ${MAX_SECONDS}.`
  return new Problem('invalid_field', { param: 'seconds', message })
}

function fileRefused(): Problem {
  return new Problem('unsupported_value', {
    param: 'input_reference',
    message: 'Send the picture itself, not a file’s id.',
  })
}

/** The prompt of a remix. */
export function remixPrompt(raw: RawBody): string {
  return promptOf(isForm(raw.contentType) ? formField(raw.form(), 'prompt') : raw.json().value['prompt'])
}

/** As other calls are sent, so that a channel's overrides hold here too. */
export function videoSending(path: string, { contentType, bytes }: ReturnType<VideoAsk['body']>): Sending {
  return { path, contentType, body: bytes, stream: false, whole: () => undefined, streamReader: neverStreamed }
}

export function remixBody(prompt: string): ReturnType<VideoAsk['body']> {
  const value: JsonObject = { prompt }
  return { contentType: 'application/json', bytes: Buffer.from(JSON.stringify(value)) }
}
