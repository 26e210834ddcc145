/** JSON text of values of any size: small ones at once, large ones in turns of the event loop. The text is what JSON.stringify gives. */
import { inTurns, PIECE_BYTES, type Steps } from './turns.ts'

/** A JSON value, without functions and without members of its own ways of being written. */
export function jsonBytes(value: unknown): Promise<Buffer> | Buffer {
  return weightOf(value, PIECE_BYTES) < PIECE_BYTES ? Buffer.from(JSON.stringify(value)) : inTurns(written(value))
}

/** In steps, with at most so many characters in one. */
export function* written(value: unknown, piece = PIECE_BYTES): Steps<Buffer> {
  const out = new Pieces(piece)
  yield* write(value, out)
  return out.done()
}

class Pieces {
  readonly size: number
  readonly #buffers: Buffer[] = []
  #text = ''
  #parts = 0

  constructor(size: number) {
    this.size = size
  }

  /** True when it is time to pause. */
  add(text: string): boolean {
    this.#text += text
    this.#parts += 1
    if (this.#text.length < this.size) return this.#parts % 256 === 0
    this.#flush()
    return true
  }

  done(): Buffer {
    this.#flush()
    return Buffer.concat(this.#buffers)
  }

  #flush(): void {
    this.#buffers.push(Buffer.from(this.#text))
    this.#text = ''
  }
}

function* write(value: unknown, out: Pieces): Steps<void> {
  const isSmall = weightOf(value, out.size) < out.size
  if (typeof value === 'string' && !isSmall) yield* writeString(value, out)
  else if (isSmall || typeof value !== 'object' || value === null) {
    if (out.add(JSON.stringify(value) ?? 'null')) yield
  } else if (Array.isArray(value)) yield* writeArray(value, out)
  else yield* writeObject(value, out)
}

function* writeArray(items: readonly unknown[], out: Pieces): Steps<void> {
  out.add('[')
  for (const [i, item] of items.entries()) {
    if (i > 0) out.add(',')
    yield* write(item, out)
  }
  out.add(']')
}

function* writeObject(object: object, out: Pieces): Steps<void> {
  out.add('{')
  const members = Object.entries(object).filter(([, member]) => member !== undefined)
  for (const [i, [name, member]] of members.entries()) {
    out.add(`${i === 0 ? '' : ','}${JSON.stringify(name)}:`)
    yield* write(member, out)
  }
  out.add('}')
}

function* writeString(text: string, out: Pieces): Steps<void> {
  out.add('"')
  for (let at = 0; at < text.length; ) {
    const end = Math.min(text.length, at + out.size)
    const cut = end < text.length && isHighSurrogate(text.charCodeAt(end - 1)) ? end - 1 : end
    out.add(JSON.stringify(text.slice(at, cut)).slice(1, -1))
    at = cut
    yield
  }
  out.add('"')
}

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff
}

/** About the characters of a value's JSON, counted no further than `most`. */
function weightOf(value: unknown, most: number): number {
  if (typeof value === 'string') return value.length + 2
  if (typeof value !== 'object' || value === null) return 8
  let weight = 2
  if (Array.isArray(value)) {
    for (const item of value) {
      weight += weightOf(item, most - weight) + 1
      if (weight >= most) return weight
    }
    return weight
  }
  for (const [name, member] of Object.entries(value)) {
    weight += name.length + weightOf(member, most - weight) + 4
    if (weight >= most) return weight
  }
  return weight
}
