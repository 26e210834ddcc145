/** A long JSON request body: read in turns of the event loop, to the same result and the same refusals as a short one. */
import { isUtf8 } from 'node:buffer'
import { Problem } from '../problem.ts'
import type { RelaySettings } from '../settings.ts'
import type { Members, Span } from './members.ts'
import { type Outline, outlineOf } from './outline.ts'
import { isObject, type JsonBody } from './parse.ts'
import { membersOf, NotJson, parseOutlined } from './pieces.ts'
import { inTurns, PIECE_BYTES, type Steps } from './turns.ts'

/** Of one look whether all is UTF-8. */
const CHECKED_BYTES = 4 * 1024 * 1024

type Limits = Pick<RelaySettings, 'maxJsonDepth' | 'maxJsonNodes'>

export function isLong(bytes: Uint8Array): boolean {
  return bytes.length > PIECE_BYTES
}

/** As `parseBody`. */
export function parseLongBody(bytes: Buffer, limits: Limits): Promise<JsonBody> {
  return inTurns(longBody(bytes, limits))
}

/** The value of a JSON text of our own or of an upstream, of any size; undefined when it is none. */
export async function parseJson(bytes: Buffer): Promise<unknown> {
  if (!isUtf8(bytes)) return undefined
  try {
    return isLong(bytes) ? (await parseLongBody(bytes, unbounded)).value : JSON.parse(bytes.toString('utf8'))
  } catch (error) {
    if (error instanceof Problem || error instanceof SyntaxError) return undefined
    throw error
  }
}

/** Ours, or an upstream's: as large as bodies may be. */
const unbounded: Limits = { maxJsonDepth: 1_000, maxJsonNodes: Number.POSITIVE_INFINITY }

/** In steps; exported for tests. */
export function* longBody(bytes: Buffer, limits: Limits, piece = PIECE_BYTES): Steps<JsonBody> {
  const outline = yield* outlineOf(bytes, limits, piece)
  if (outline === 'too_complex') throw new Problem('too_complex')
  if (outline === 'not_object') throw new Problem('body_not_object')
  if (outline === 'malformed' || !(yield* isText(bytes))) throw new Problem('malformed_json')
  try {
    const members = yield* topMembers(bytes, outline)
    if (members === 'duplicate') throw new Problem('duplicate_field')
    const value = yield* parseOutlined(bytes, outline)
    if (!isObject(value)) throw new Problem('body_not_object')
    return { bytes, members, value }
  } catch (error) {
    throw error instanceof NotJson ? new Problem('malformed_json') : error
  }
}

/** UTF-8, looked at in pieces that break no character. */
function* isText(bytes: Buffer): Steps<boolean> {
  for (let at = 0; at < bytes.length; ) {
    let end = Math.min(bytes.length, at + CHECKED_BYTES)
    while (end < bytes.length && end > at + 4 && ((bytes[end] as number) & 0xc0) === 0x80) end -= 1
    if (!isUtf8(bytes.subarray(at, end))) return false
    at = end
    yield
  }
  return true
}

function* topMembers(bytes: Buffer, outline: Outline): Steps<Members | 'duplicate'> {
  const spans = new Map<string, Span>()
  for (const { key, keyEnd, value } of membersOf(bytes, outline)) {
    const name = nameAt(bytes, key, keyEnd)
    if (spans.has(name)) return 'duplicate'
    spans.set(name, value)
    if (spans.size % 1_000 === 0) yield
  }
  return { spans, close: outline.containers.get(outline.root)?.end ?? 0 }
}

function nameAt(bytes: Buffer, start: number, end: number): string {
  if (end - start > PIECE_BYTES) throw new Problem('too_complex')
  try {
    return String(JSON.parse(bytes.toString('utf8', start, end)))
  } catch {
    throw new NotJson()
  }
}
