/** Files inside a request, in base64 or by URL: their bytes are no text, so each kind has a bound of its own. */
import { isObject } from '../body/parse.ts'

export interface InlineMedia {
  /** Of the request body, to be left out of the text's bound. */
  readonly bytes: number
  /** Bound of the tokens that the files become. */
  readonly tokens: number
}

/** A file named by id or address may fill a context window. */
const REMOTE_FILE_TOKENS = 200_000
/** Below this many characters base64 is bounded as text like any other. */
const SMALL = 256

/** Walks any shape: `data` beside a media type is a file. Never fewer tokens than an upstream may count. */
export function measureInline(roots: readonly unknown[], imageTokens: number): InlineMedia {
  let bytes = 0
  let tokens = 0
  const stack: unknown[] = [...roots]
  while (stack.length > 0) {
    const value = stack.pop()
    if (Array.isArray(value)) {
      for (const item of value) stack.push(item)
      continue
    }
    if (!isObject(value)) continue
    const mediaType = value['media_type'] ?? value['mimeType'] ?? value['mime_type']
    const data = value['data']
    if (typeof mediaType === 'string' && typeof data === 'string' && data.length > SMALL) {
      bytes += data.length
      tokens += mediaType.startsWith('image/') ? imageTokens : mediaTokens(mediaType, data)
      continue
    }
    if (isRemote(value)) tokens += isImage(value) ? imageTokens : REMOTE_FILE_TOKENS
    for (const member of Object.values(value)) if (typeof member === 'object') stack.push(member)
  }
  return { bytes, tokens }
}

/** Text inside a document is at most a token a byte; pages also count as images, far below that. */
function mediaTokens(mediaType: string, data: string): number {
  return mediaType.startsWith('audio/') || mediaType.startsWith('video/')
    ? Math.ceil(data.length / 16) + 1_024
    : data.length
}

function isRemote(value: Readonly<Record<string, unknown>>): boolean {
  if (typeof value['fileUri'] === 'string' || typeof value['file_uri'] === 'string') return true
  const source = value['source']
  return isObject(source) && (source['type'] === 'url' || source['type'] === 'file')
}

function isImage(value: Readonly<Record<string, unknown>>): boolean {
  const type = value['mimeType'] ?? value['mime_type']
  return value['type'] === 'image' || (typeof type === 'string' && type.startsWith('image/'))
}
