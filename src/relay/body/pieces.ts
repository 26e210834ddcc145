/** Parses a long JSON text in steps: values that are small by native parsing, larger ones member by member. What comes out is what JSON.parse gives. */
import { stringEnd } from './members.ts'
import { type Container, LONGEST_NUMBER, type Outline } from './outline.ts'
import type { Steps } from './turns.ts'

/** The text is not JSON. */
export class NotJson extends Error {
  override readonly name = 'NotJson'
}

/** Byte offsets, end exclusive. */
interface Part {
  readonly start: number
  readonly end: number
}

/** A member of an object in the text; `key` is where its name opens. */
export interface MemberPart {
  readonly key: number
  readonly keyEnd: number
  readonly value: Part
}

const BACKSLASH = 0x5c
const COLON = 0x3a
const QUOTE = 0x22
const LETTER_U = 0x75

/** The bytes are UTF-8 and `outline` is theirs. Throws `NotJson`. */
export function* parseOutlined(bytes: Buffer, outline: Outline): Steps<unknown> {
  return yield* new Pieces(bytes, outline).value(outline.root, (outline.containers.get(outline.root)?.end ?? 0) + 1)
}

/** The members of the outermost object, in order. Throws `NotJson` where one has no name or no colon. */
export function* membersOf(bytes: Buffer, { root, containers, strings }: Outline): Generator<MemberPart, void> {
  const container = containers.get(root)
  if (!container) return
  for (const part of childrenOf(bytes, root, container)) yield memberOf(bytes, part, strings)
}

class Pieces {
  readonly #bytes: Buffer
  readonly #outline: Outline

  constructor(bytes: Buffer, outline: Outline) {
    this.#bytes = bytes
    this.#outline = outline
  }

  /** A value without space around it. */
  *value(start: number, end: number): Steps<unknown> {
    const container = this.#outline.containers.get(start)
    if (container) {
      if (container.end + 1 !== end) throw new NotJson()
      return yield* container.kind === 'array' ? this.#array(start, container) : this.#object(start, container)
    }
    const quote = this.#outline.strings.get(start)
    if (quote === undefined) {
      // A value as long as this is a container or a string, and known, or a number as long as they may be.
      if (end - start > Math.max(this.#outline.piece, LONGEST_NUMBER) + 2) throw new NotJson()
      return this.#native('', [start, end], '')
    }
    if (quote + 1 !== end) throw new NotJson()
    return yield* this.#string(start, quote)
  }

  *#array(start: number, container: Container): Steps<unknown[]> {
    const items: unknown[] = []
    for (const group of this.#grouped(childrenOf(this.#bytes, start, container))) {
      const [first] = group
      const last = group.at(-1)
      if (!first || !last) continue
      if (this.#isLarge(first)) items.push(yield* this.value(first.start, first.end))
      else {
        const some = this.#native('[', [first.start, last.end], ']')
        if (!Array.isArray(some) || some.length !== group.length) throw new NotJson()
        for (const item of some) items.push(item)
      }
      yield
    }
    return items
  }

  *#object(start: number, container: Container): Steps<Record<string, unknown>> {
    const made: Record<string, unknown> = {}
    for (const group of this.#grouped(childrenOf(this.#bytes, start, container))) {
      const [first] = group
      const last = group.at(-1)
      if (!first || !last) continue
      if (this.#isLarge(first)) {
        const { key, keyEnd, value } = memberOf(this.#bytes, first, this.#outline.strings)
        const name = yield* this.value(key, keyEnd)
        set(made, String(name), yield* this.value(value.start, value.end))
      } else {
        if (group.some((part) => part.start === part.end)) throw new NotJson()
        const some = this.#native('{', [first.start, last.end], '}')
        for (const [name, value] of Object.entries(some as object)) set(made, name, value)
      }
      yield
    }
    return made
  }

  /** Large parts alone, small ones together up to a piece. */
  *#grouped(parts: Iterable<Part>): Generator<readonly Part[], void> {
    let group: Part[] = []
    for (const part of parts) {
      const from = group[0]?.start ?? part.start
      if (group.length > 0 && (this.#isLarge(part) || part.end - from > this.#outline.piece)) {
        yield group
        group = []
      }
      if (this.#isLarge(part)) yield [part]
      else group.push(part)
    }
    if (group.length > 0) yield group
  }

  *#string(open: number, close: number): Steps<string> {
    let text = ''
    for (let at = open + 1; at < close; ) {
      const next = at + this.#outline.piece
      const end = next >= close ? close : cutBefore(this.#bytes, next)
      text += this.#native('"', [at, end], '"')
      at = end
      yield
    }
    return text
  }

  /** What is not takes little time to parse and holds no value that is. */
  #isLarge({ start, end }: Part): boolean {
    return end - start > this.#outline.piece
  }

  #native(before: string, [start, end]: readonly [number, number], after: string): unknown {
    try {
      return JSON.parse(`${before}${this.#bytes.toString('utf8', start, end)}${after}`)
    } catch {
      throw new NotJson()
    }
  }
}

/** What lies between the commas, without space around it; none in an empty container. */
function* childrenOf(bytes: Buffer, start: number, { end, commas }: Container): Generator<Part, void> {
  let from = start + 1
  for (const comma of commas) {
    yield trimmed(bytes, from, comma)
    from = comma + 1
  }
  const last = trimmed(bytes, from, end)
  if (commas.length > 0 || last.start < last.end) yield last
}

function memberOf(bytes: Buffer, { start, end }: Part, strings: Outline['strings']): MemberPart {
  if (bytes[start] !== QUOTE) throw new NotJson()
  const quote = strings.get(start) ?? stringEnd(bytes, start)
  const colon = quote < 0 || quote >= end ? -1 : trimmed(bytes, quote + 1, end).start
  if (bytes[colon] !== COLON) throw new NotJson()
  return { key: start, keyEnd: quote + 1, value: trimmed(bytes, colon + 1, end) }
}

function trimmed(bytes: Buffer, from: number, to: number): Part {
  let [start, end] = [from, to]
  while (start < end && isSpace(bytes[start])) start += 1
  while (end > start && isSpace(bytes[end - 1])) end -= 1
  return { start, end }
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09
}

/** The last place up to `at` that is inside no character and no escape of the string. */
function cutBefore(bytes: Buffer, at: number): number {
  let cut = at
  while (((bytes[cut] as number) & 0xc0) === 0x80) cut -= 1
  for (let i = cut - 1; i >= cut - 5; i--) {
    if (bytes[i] !== BACKSLASH) continue
    let run = 1
    while (bytes[i - run] === BACKSLASH) run += 1
    const length = bytes[i + 1] === LETTER_U ? 6 : 2
    return run % 2 === 1 && i + length > cut ? i : cut
  }
  return cut
}

/** As JSON.parse does: a name that is nobody's setter, whatever it is. */
function set(target: Record<string, unknown>, name: string, value: unknown): void {
  if (name === '__proto__')
    Object.defineProperty(target, name, { value, writable: true, enumerable: true, configurable: true })
  else target[name] = value
}
