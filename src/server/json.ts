/** Request bodies from bytes to JSON values: strict UTF-8, no lone surrogates, no prototype keys. Shapes are the contract's business. */
import { Refusal } from './problem.ts'

/** A byte order mark is kept, and is no JSON. */
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
/** An escaped surrogate; a lone one can only come in this way, as raw bytes it is not UTF-8. */
const escapedSurrogate = /\\u[dD][89a-fA-F]/
const prototypeKey = /"(?:__proto__|\\u005f|\\u005F)/

/** The value of a JSON body. Throws malformed_json. */
export function parseJson(bytes: Uint8Array): unknown {
  const text = decode(bytes)
  const value = parse(text)
  if (escapedSurrogate.test(text) && !wellFormed(value)) {
    throw new Refusal('malformed_json', { detail: 'A text in the body holds half of a surrogate pair.' })
  }
  if (prototypeKey.test(text) && hasPrototypeKey(value)) {
    throw new Refusal('malformed_json', { detail: 'The member name "__proto__" is not accepted.' })
  }
  return value
}

function decode(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes)
  } catch {
    throw new Refusal('malformed_json', { detail: 'The body is not UTF-8.' })
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Refusal('malformed_json')
  }
}

/** Looks at every text without recursion: the nesting is the caller's. */
function wellFormed(root: unknown): boolean {
  const open: unknown[] = [root]
  while (open.length > 0) {
    const value = open.pop()
    if (typeof value === 'string' && !value.isWellFormed()) return false
    if (typeof value === 'object' && value !== null) {
      for (const [name, member] of Object.entries(value)) {
        if (!name.isWellFormed()) return false
        open.push(member)
      }
    }
  }
  return true
}

function hasPrototypeKey(root: unknown): boolean {
  const open: unknown[] = [root]
  while (open.length > 0) {
    const value = open.pop()
    if (typeof value !== 'object' || value === null) continue
    if (Object.hasOwn(value, '__proto__')) return true
    open.push(...Object.values(value))
  }
  return false
}
