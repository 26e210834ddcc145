/** Where the large values of a long JSON text lie, found in steps: what is between them is small enough to be parsed at once. */
import type { RelaySettings } from '../settings.ts'
import { PIECE_BYTES, type Steps } from './turns.ts'

export interface Container {
  readonly kind: 'object' | 'array'
  /** Index of the closing bracket. */
  readonly end: number
  /** Indexes of the commas between its own members. */
  readonly commas: readonly number[]
}

/** By where they open; only those longer than a piece, but the outermost container always. */
export interface Outline {
  readonly root: number
  readonly containers: ReadonlyMap<number, Container>
  /** Index of the closing quote. */
  readonly strings: ReadonlyMap<number, number>
  /** Bytes from which on a value is large. */
  readonly piece: number
}

export type OutlineFault = 'not_object' | 'too_complex' | 'malformed'

type Limits = Pick<RelaySettings, 'maxJsonDepth' | 'maxJsonNodes'>

interface Frame {
  readonly start: number
  readonly kind: Container['kind']
  readonly commas: number[]
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
/** Bytes of a string that are looked at one by one behind an escape: escapes come in crowds. */
const WALK = 1_024
/** Most bytes in a row that are space or digits: no request has need of more. */
export const LONGEST_NUMBER = 65_536
/** Bytes looked at one by one between two pauses; a native search counts as `SEARCH`. */
const STEP = 200_000
const SEARCH = 50

/**
 * Right for valid JSON; anything else gives a fault or an outline whose pieces do not parse. Bounded like `findMembers`,
 * and besides in what may stand between two separators outside of strings.
 */
export function* outlineOf(bytes: Buffer, limits: Limits, piece = PIECE_BYTES): Steps<Outline | OutlineFault> {
  const scan = new Scan(bytes, limits, piece)
  for (;;) {
    const result = scan.step()
    if (result !== undefined) return result
    yield
  }
}

class Scan {
  readonly #bytes: Buffer
  readonly #limits: Limits
  readonly #piece: number
  readonly #containers = new Map<number, Container>()
  readonly #strings = new Map<number, number>()
  readonly #open: Frame[] = []
  #at = 0
  #root = -1
  #closed = false
  #nodes = 0
  /** Where the string in hand opened; −1 outside of strings. */
  #string = -1
  /** The next of each at or behind where it was last looked for; looked for again only from there on, as a search may go far. */
  #quote = -1
  #backslash = -1
  /** Bytes since the last separator or string. */
  #gap = 0

  constructor(bytes: Buffer, limits: Limits, piece: number) {
    this.#bytes = bytes
    this.#limits = limits
    this.#piece = piece
  }

  /** Undefined while there is more to do. */
  step(): Outline | OutlineFault | undefined {
    const bytes = this.#bytes
    for (let work = 0; work < STEP; work++) {
      if (this.#string >= 0) {
        const before = this.#at
        const fault = this.#inString()
        if (fault) return fault
        work += SEARCH + Math.min(WALK, this.#at - before)
        continue
      }
      if (this.#at >= bytes.length) return this.#closed ? this.#outline() : 'malformed'
      const fault = this.#outside(bytes[this.#at] as number)
      if (fault) return fault
      this.#at += 1
    }
    return undefined
  }

  #outline(): Outline {
    return { root: this.#root, containers: this.#containers, strings: this.#strings, piece: this.#piece }
  }

  #outside(byte: number): OutlineFault | undefined {
    switch (byte) {
      case 0x20:
      case 0x0a:
      case 0x0d:
      case 0x09:
        return ++this.#gap > LONGEST_NUMBER ? 'too_complex' : undefined
      case QUOTE:
        if (this.#open.length === 0) return this.#stray()
        this.#string = this.#at
        return undefined
      case 0x7b:
        return this.#opens('object')
      case 0x5b:
        return this.#opens('array')
      case 0x7d:
        return this.#closes('object')
      case 0x5d:
        return this.#closes('array')
      case 0x2c:
        this.#open.at(-1)?.commas.push(this.#at)
        return this.#counts()
      case 0x3a:
        return this.#counts()
      default:
        if (this.#open.length === 0) return this.#stray()
        return ++this.#gap > LONGEST_NUMBER ? 'too_complex' : undefined
    }
  }

  /** Something other than space before the outermost bracket or behind it. */
  #stray(): OutlineFault {
    return this.#root < 0 ? 'not_object' : 'malformed'
  }

  #counts(): OutlineFault | undefined {
    if (this.#open.length === 0) return 'malformed'
    this.#gap = 0
    return ++this.#nodes > this.#limits.maxJsonNodes ? 'too_complex' : undefined
  }

  #opens(kind: Container['kind']): OutlineFault | undefined {
    if (this.#open.length === 0) {
      if (this.#root >= 0) return 'malformed'
      if (kind === 'array') return 'not_object'
      this.#root = this.#at
    }
    this.#open.push({ start: this.#at, kind, commas: [] })
    return this.#open.length > this.#limits.maxJsonDepth ? 'too_complex' : this.#counts()
  }

  #closes(kind: Container['kind']): OutlineFault | undefined {
    const frame = this.#open.pop()
    if (frame?.kind !== kind) return 'malformed'
    this.#gap = 0
    this.#closed = this.#open.length === 0
    if (this.#closed || this.#at - frame.start > this.#piece)
      this.#containers.set(frame.start, { kind, end: this.#at, commas: frame.commas })
    return undefined
  }

  /** Goes on in the string in hand, at most to its end. */
  #inString(): OutlineFault | undefined {
    const bytes = this.#bytes
    const from = this.#at === this.#string ? this.#at + 1 : this.#at
    if (this.#quote < from) this.#quote = nextOf(bytes, QUOTE, from)
    if (this.#backslash < from) this.#backslash = nextOf(bytes, BACKSLASH, from)
    if (this.#quote === bytes.length) return 'malformed'
    if (this.#quote < this.#backslash) return this.#endString(this.#quote)
    let i = this.#backslash
    for (const end = Math.min(i + WALK, bytes.length); i < end; i++) {
      const byte = bytes[i]
      if (byte === BACKSLASH) i += 1
      else if (byte === QUOTE) return this.#endString(i)
    }
    this.#at = i
    return undefined
  }

  #endString(quote: number): undefined {
    if (quote - this.#string > this.#piece) this.#strings.set(this.#string, quote)
    this.#string = -1
    this.#gap = 0
    this.#at = quote + 1
  }
}

/** The end of the bytes when there is none. */
function nextOf(bytes: Buffer, byte: number, from: number): number {
  const found = bytes.indexOf(byte, from)
  return found < 0 ? bytes.length : found
}
