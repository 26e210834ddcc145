/** Splits a stream of server-sent events at event boundaries without changing a byte. Meaning is the pump's business. */

/** Offsets into `Batch.bytes`, end exclusive; `data` is undefined for events without a data line (comments, pings). */
export interface Frame {
  readonly start: number
  readonly end: number
  readonly data: string | undefined
}

export interface Batch {
  readonly bytes: Buffer
  readonly frames: readonly Frame[]
}

const LF = 10
const CR = 13
const nothing: Batch = { bytes: Buffer.alloc(0), frames: [] }

export class EventTooLarge extends Error {
  override readonly name = 'EventTooLarge'
}

export class EventSplitter {
  readonly #maxBytes: number
  #tail: Buffer[] = []
  #tailBytes = 0
  /** Bytes of the line at the end of the tail; −1 after a CR that a LF may still follow. */
  #lineBytes = 0
  #afterCr = false

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  /** Complete events of what has arrived; an incomplete one waits for the next chunk. Throws EventTooLarge. */
  push(chunk: Buffer): Batch {
    const ends = this.#lineFeedEnds(chunk) ?? this.#eventEnds(chunk)
    if (ends.length === 0) {
      this.#keep(chunk)
      return nothing
    }
    const before = this.#tailBytes
    const bytes = before === 0 ? chunk : Buffer.concat([...this.#tail, chunk])
    const frames: Frame[] = []
    let start = 0
    for (const end of ends) {
      frames.push({ start, end: end + before, data: dataOf(bytes, start, end + before) })
      start = end + before
    }
    this.#tail = []
    this.#tailBytes = 0
    if (start < bytes.length) this.#keep(bytes.subarray(start))
    return { bytes, frames }
  }

  /** What is left when the stream has ended: an event that was never closed. */
  rest(): Buffer {
    return Buffer.concat(this.#tail)
  }

  #keep(bytes: Buffer): void {
    this.#tail.push(bytes)
    this.#tailBytes += bytes.length
    if (this.#tailBytes > this.#maxBytes) throw new EventTooLarge()
  }

  /** The same as `eventEnds` for chunks that begin an event and hold no CR, which is how nearly all arrive: native searches only. */
  #lineFeedEnds(chunk: Buffer): number[] | undefined {
    if (this.#tailBytes > 0 || this.#lineBytes > 0 || this.#afterCr || chunk[0] === LF || chunk.includes(CR))
      return undefined
    const ends: number[] = []
    let from = 0
    for (let at = chunk.indexOf('\n\n'); at >= 0; at = chunk.indexOf('\n\n', from)) {
      from = at + 2
      while (chunk[from] === LF) from++
      ends.push(from)
    }
    this.#lineBytes = chunk.length === from ? 0 : chunk.length - 1 - Math.max(chunk.lastIndexOf(LF), from - 1)
    return ends
  }

  /** Offsets in the chunk after each blank line. A line ends with LF, CR or CRLF. */
  #eventEnds(chunk: Buffer): number[] {
    const ends: number[] = []
    let line = this.#lineBytes
    let afterCr = this.#afterCr
    for (let i = 0; i < chunk.length; i++) {
      const byte = chunk[i]
      if (byte === LF && afterCr) {
        afterCr = false
        // The LF of a CRLF that closed an event belongs to it.
        if (ends.at(-1) === i) ends[ends.length - 1] = i + 1
      } else if (byte === LF || byte === CR) {
        afterCr = byte === CR
        if (line === 0 && (i > 0 || this.#tailBytes > 0)) ends.push(i + 1)
        line = 0
      } else {
        afterCr = false
        line++
      }
    }
    this.#lineBytes = line
    this.#afterCr = afterCr
    return ends
  }
}

/** The data lines of one event, joined; fast for the one-line form almost everyone sends. */
function dataOf(bytes: Buffer, start: number, end: number): string | undefined {
  const text = bytes.toString('utf8', start, end)
  if (text.startsWith('data: {') && text.endsWith('}\n\n') && text.indexOf('\n') === text.length - 2)
    return text.slice(6, -2)
  let data: string | undefined
  for (const line of text.split(/\r\n|\n|\r/)) {
    if (line !== 'data' && !line.startsWith('data:')) continue
    const value = line === 'data' ? '' : line.slice(line[5] === ' ' ? 6 : 5)
    data = data === undefined ? value : `${data}\n${value}`
  }
  return data
}
