/** A file as lines, however its pieces were cut; empty lines are left out. Meaning is in the forms. */

const LF = 10

export interface FileLine {
  /** From 1, empty lines counted. */
  readonly number: number
  readonly bytes: Buffer
}

/** A line is held whole, so the largest is bounded by the file. */
export async function* jsonLines(pieces: AsyncIterable<Buffer>): AsyncGenerator<FileLine> {
  let held: Buffer[] = []
  let number = 0
  for await (const piece of pieces) {
    let from = 0
    for (let at = piece.indexOf(LF); at >= 0; at = piece.indexOf(LF, from)) {
      held.push(piece.subarray(from, at))
      from = at + 1
      number += 1
      const bytes = trimmed(Buffer.concat(held))
      held = []
      if (bytes.length > 0) yield { number, bytes }
    }
    held.push(piece.subarray(from))
  }
  const bytes = trimmed(Buffer.concat(held))
  if (bytes.length > 0) yield { number: number + 1, bytes }
}

function trimmed(bytes: Buffer): Buffer {
  let end = bytes.length
  while (end > 0 && isSpace(bytes[end - 1])) end--
  let start = 0
  while (start < end && isSpace(bytes[start])) start++
  return bytes.subarray(start, end)
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0d
}
