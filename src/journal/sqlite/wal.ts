/**
 * Looks at SQLite's write-ahead log before SQLite does. SQLite silently drops everything after the first frame whose
 * checksum is wrong: right for a tail that a power loss tore, loss of acknowledged commands when a bit flipped earlier.
 * Layout: https://sqlite.org/fileformat2.html#walformat
 */
import { existsSync, readFileSync } from 'node:fs'
import { JournalDamaged } from '../port.ts'

const HEADER_BYTES = 32
const FRAME_HEADER_BYTES = 24
const MAGIC_LITTLE_ENDIAN = 0x377f0682
const MAGIC_BIG_ENDIAN = 0x377f0683

/**
 * Undefined for a whole log, a sentence for a torn tail that SQLite will cut. Throws `JournalDamaged` when later
 * transactions follow the damage: each was synced before the next began, so no power loss explains it.
 */
export function checkWal(path: string): string | undefined {
  if (!existsSync(path)) return undefined
  const log = readFileSync(path)
  if (log.length <= HEADER_BYTES) return undefined
  const magic = log.readUInt32BE(0)
  const littleEndian = magic === MAGIC_LITTLE_ENDIAN
  const sums = checksum(log, { start: 0, end: 24, littleEndian, seed: [0, 0] })
  const headerIsWhole = (littleEndian || magic === MAGIC_BIG_ENDIAN) && matches(log, 24, sums)
  if (!headerIsWhole) throw new JournalDamaged('the header of the journal’s write-ahead log is damaged')
  const pageSize = log.readUInt32BE(8)
  const frameBytes = FRAME_HEADER_BYTES + pageSize
  const frames = Math.floor((log.length - HEADER_BYTES) / frameBytes)
  const good = goodFrames({ log, frames, frameBytes, littleEndian, seed: sums })
  return judgeTail({ log, frames, frameBytes, good })
}

interface Frames {
  readonly log: Buffer
  readonly frames: number
  readonly frameBytes: number
}

/** How many frames from the start are of this log's generation and whole. */
function goodFrames({
  log,
  frames,
  frameBytes,
  littleEndian,
  seed,
}: Frames & { littleEndian: boolean; seed: Sums }): number {
  let sums = seed
  for (let frame = 0; frame < frames; frame++) {
    const start = HEADER_BYTES + frame * frameBytes
    if (!isCurrent(log, start)) return frame
    sums = checksum(log, { start, end: start + 8, littleEndian, seed: sums })
    sums = checksum(log, { start: start + FRAME_HEADER_BYTES, end: start + frameBytes, littleEndian, seed: sums })
    if (!matches(log, start + 16, sums)) return frame
  }
  return frames
}

function judgeTail({ log, frames, frameBytes, good }: Frames & { good: number }): string | undefined {
  const startOf = (frame: number): number => HEADER_BYTES + frame * frameBytes
  // What stands before a frame of this log's generation is of it too, even where its own mark is damaged.
  let end = frames
  while (end > good && !isCurrent(log, startOf(end - 1))) end--
  let committed = false
  for (let frame = good; frame < end; frame++) {
    if (committed) {
      throw new JournalDamaged(
        `the journal’s write-ahead log is damaged at frame ${good + 1}: commands that were acknowledged after it would be lost`,
      )
    }
    committed = log.readUInt32BE(startOf(frame) + 4) !== 0
  }
  if (end === good) return undefined
  return `The last write before the stop was torn: ${end - good} unfinished pages are cut from the journal. They were never acknowledged.`
}

/** Frames left over from before the log was last reset carry other salts. */
function isCurrent(log: Buffer, start: number): boolean {
  return log.compare(log, 16, 24, start + 8, start + 16) === 0
}

type Sums = readonly [number, number]

interface Span {
  readonly start: number
  readonly end: number
  readonly littleEndian: boolean
  readonly seed: Sums
}

function checksum(log: Buffer, { start, end, littleEndian, seed }: Span): Sums {
  const view = new DataView(log.buffer, log.byteOffset, log.length)
  let [a, b] = seed
  for (let at = start; at < end; at += 8) {
    a = (a + view.getUint32(at, littleEndian) + b) >>> 0
    b = (b + view.getUint32(at + 4, littleEndian) + a) >>> 0
  }
  return [a, b]
}

function matches(log: Buffer, at: number, [a, b]: Sums): boolean {
  return log.readUInt32BE(at) === a && log.readUInt32BE(at + 4) === b
}
