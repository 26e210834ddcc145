/** Images, audio and files in chat messages: their bytes are no text, so each kind has a bound of its own. */
import { isObject, type JsonObject } from '../../body/parse.ts'

export interface Media {
  /** Of the request body, to be left out of the text's bound. */
  readonly bytes: number
  /** Bound of the tokens that images and files become. */
  readonly tokens: number
  readonly audioTokens: number
}

/** A file named by id may fill a context window; so may a video. */
const REMOTE_FILE_TOKENS = 200_000
/** Speech is at most 10 tokens and at least 1,000 bytes of the leanest MP3 a second. */
const AUDIO_BYTES_PER_TOKEN = 64

/** Never fewer tokens than the upstream may count. Strings are measured in characters, which base64 has as many of as bytes. */
export function measureMedia(messages: readonly JsonObject[], imageTokens: number): Media {
  let bytes = 0
  let tokens = 0
  let audioTokens = 0
  for (const { content } of messages) {
    if (!Array.isArray(content)) continue
    for (const part of content) {
      if (!isObject(part)) continue
      const data = dataOf(part)
      if (data === undefined) continue
      if (data.kind === 'image') tokens += imageTokens
      else if (data.kind === 'audio') audioTokens += Math.ceil(data.text.length / AUDIO_BYTES_PER_TOKEN) + 64
      else tokens += data.text === '' ? REMOTE_FILE_TOKENS : data.text.length
      bytes += data.text.length
    }
  }
  return { bytes, tokens, audioTokens }
}

interface PartData {
  readonly kind: 'image' | 'audio' | 'file'
  /** Empty when the upstream fetches it. */
  readonly text: string
}

function dataOf(part: JsonObject): PartData | undefined {
  if (part['type'] === 'image_url') return { kind: 'image', text: textOf(part['image_url'], 'url') }
  if (part['type'] === 'input_audio') return { kind: 'audio', text: textOf(part['input_audio'], 'data') }
  if (part['type'] === 'file') return { kind: 'file', text: textOf(part['file'], 'file_data') }
  if (part['type'] === 'video_url') return { kind: 'file', text: '' }
  return undefined
}

function textOf(value: unknown, name: string): string {
  if (typeof value === 'string') return value
  const text = isObject(value) ? value[name] : undefined
  return typeof text === 'string' ? text : ''
}
