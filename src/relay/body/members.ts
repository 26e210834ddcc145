/** Where the top-level members of a JSON object lie in its bytes, so that single values can be replaced and all else stays as it came. */
import type { RelaySettings } from '../settings.ts'

/** Byte offsets, end exclusive. */
export interface Span {
  readonly start: number
  readonly end: number
}

export interface Members {
  readonly spans: ReadonlyMap<string, Span>
  /** Offset of the closing brace. */
  readonly close: number
}

export type MembersFault = 'not_object' | 'duplicate' | 'too_complex' | 'malformed'

const QUOTE = 0x22
const BACKSLASH = 0x5c
const COMMA = 0x2c
const COLON = 0x3a
const OPEN_OBJECT = 0x7b
const CLOSE_OBJECT = 0x7d
const OPEN_ARRAY = 0x5b
const CLOSE_ARRAY = 0x5d

/**
 * Linear in the bytes and bounded in depth and separators, so it is safe to run before JSON.parse and tells what that
 * would cost. Offsets are right for valid JSON; for anything else it may return a fault or nonsense that JSON.parse refuses.
 */
export function findMembers(
  bytes: Buffer,
  limits: Pick<RelaySettings, 'maxJsonDepth' | 'maxJsonNodes'>,
): Members | MembersFault {
  const first = skipSpace(bytes, 0)
  if (bytes[first] !== OPEN_OBJECT) return first < bytes.length ? 'not_object' : 'malformed'
  const spans = new Map<string, Span>()
  let depth = 0
  let nodes = 0
  let key: string | undefined
  let keyStart = -1
  let valueStart = -1
  for (let i = first; i < bytes.length; i++) {
    const byte = bytes[i]
    if (byte === QUOTE) {
      const end = stringEnd(bytes, i)
      if (end < 0) return 'malformed'
      if (depth === 1 && valueStart < 0) keyStart = i
      i = end
    } else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
      if (++depth > limits.maxJsonDepth || ++nodes > limits.maxJsonNodes) return 'too_complex'
    } else if (byte === COLON) {
      if (++nodes > limits.maxJsonNodes) return 'too_complex'
      if (depth !== 1 || valueStart >= 0) continue
      key = keyAt(bytes, keyStart, i)
      if (key === undefined) return 'malformed'
      if (spans.has(key)) return 'duplicate'
      valueStart = skipSpace(bytes, i + 1)
    } else if (byte === COMMA || byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
      if (depth === 1 && key !== undefined && valueStart >= 0) {
        spans.set(key, { start: valueStart, end: trimEnd(bytes, i) })
        key = undefined
        valueStart = -1
      }
      if (byte === COMMA) {
        if (++nodes > limits.maxJsonNodes) return 'too_complex'
      } else if (--depth === 0) return { spans, close: i }
    }
  }
  return 'malformed'
}

/** Bytes looked at one by one behind an escaped quote: they come in crowds, and each native search has its price. */
const WALK = 256

/** Index of the closing quote of the string that opens at `open`; −1 when there is none. */
export function stringEnd(bytes: Buffer, open: number): number {
  let end = bytes.indexOf(QUOTE, open + 1)
  while (end > 0) {
    let slashes = 0
    while (bytes[end - 1 - slashes] === BACKSLASH) slashes++
    if (slashes % 2 === 0) return end
    let i = end + 1
    for (const until = i + WALK; i < until && bytes[i] !== QUOTE; i++) if (bytes[i] === BACKSLASH) i += 1
    if (bytes[i] === QUOTE) return i
    end = bytes.indexOf(QUOTE, i)
  }
  return -1
}

function keyAt(bytes: Buffer, start: number, colon: number): string | undefined {
  if (start < 0) return undefined
  const end = trimEnd(bytes, colon)
  if (isPlain(bytes, start, end)) return bytes.toString('latin1', start + 1, end - 1)
  try {
    const key: unknown = JSON.parse(bytes.toString('utf8', start, end))
    return typeof key === 'string' ? key : undefined
  } catch {
    return undefined
  }
}

/** A string of letters, digits and underscores: it says what it reads. */
function isPlain(bytes: Buffer, start: number, end: number): boolean {
  if (end - start < 2 || bytes[start] !== QUOTE || bytes[end - 1] !== QUOTE) return false
  for (let i = start + 1; i < end - 1; i++) if (!isWordByte(bytes[i] as number)) return false
  return true
}

function isWordByte(byte: number): boolean {
  return (
    (byte >= 0x61 && byte <= 0x7a) || byte === 0x5f || (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x30 && byte <= 0x39)
  )
}

function skipSpace(bytes: Buffer, from: number): number {
  let i = from
  while (isSpace(bytes[i])) i++
  return i
}

function trimEnd(bytes: Buffer, end: number): number {
  let i = end
  while (i > 0 && isSpace(bytes[i - 1])) i--
  return i
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09
}
