/** MP4 and M4A: the longest of what the movie, its tracks and their tables of samples say, and no less than the sound's own bytes. */
import { leastLength } from './least.ts'

interface Box {
  readonly type: string
  readonly start: number
  readonly end: number
}

const containers = ['moov', 'trak', 'mdia', 'minf', 'stbl', 'mvex']
/** Of one file; more is no sound file. */
const MAX_BOXES = 10_000

/** Entries of all its tables of times and of sizes. */
const MAX_TIMES = 200_000
const MAX_SIZES = 1_000_000
/** No usual coding cuts sound into shorter pieces. */
const SHORTEST_SAMPLE_MS = 10
/** Of one size each: more of them are plain sound, whose sizes say nothing here. */
const MAX_ALIKE = 100

interface Movie {
  /** Units a second, as said last. */
  scale: number
  longest: number
  /** What the sound itself can not be shorter than. */
  least: number
  /** The track read now has pictures and nothing else. */
  pictures: boolean | undefined
  times: number
  sizes: number
}

/** Milliseconds; undefined for any other file, for one in fragments or of plain sound, and beyond the bounds. */
export function mp4Length(bytes: Buffer): number | undefined {
  if (bytes.length < 12 || bytes.toString('latin1', 4, 8) !== 'ftyp') return undefined
  const open: Box[] = [{ type: 'file', start: 0, end: bytes.length }]
  const movie: Movie = { scale: 0, longest: 0, least: 0, pictures: undefined, times: 0, sizes: 0 }
  for (let seen = 0; open.length > 0; ) {
    const around = open.pop()
    if (around?.type === 'mdia') movie.pictures = undefined
    for (const box of boxesIn(bytes, around)) {
      if (++seen > MAX_BOXES) return undefined
      if (containers.includes(box.type)) open.push(box)
      else if (box.type === 'hdlr' && around?.type === 'mdia')
        movie.pictures = movie.pictures !== false && bytes.toString('latin1', box.start + 8, box.start + 12) === 'vide'
      else if (!readBox(bytes, box, movie)) return undefined
    }
  }
  const { longest, least } = movie
  return longest > 0 && least > 0 ? Math.max(longest, least) : undefined
}

/** False: the file is not measured. */
function readBox(bytes: Buffer, box: Box, movie: Movie): boolean {
  const { type, start, end } = box
  if (type === 'moof') return false
  if (type === 'stsz' || type === 'stz2') return movie.pictures === true || readSizes(bytes, box, movie)
  const head = type === 'mvhd' || type === 'mdhd' ? clockIn(bytes, box) : undefined
  if (head) movie.scale = head.scale
  if (type === 'stts') movie.times += Math.max(0, end - start) / 8
  if (movie.times > MAX_TIMES) return false
  const units = head?.units ?? (type === 'stts' ? samplesIn(bytes, box) : 0)
  if (movie.scale > 0) movie.longest = Math.max(movie.longest, (units / movie.scale) * 1_000)
  return true
}

/** Sizes must be true for a file to play at all, so they tell what it can hold. */
function readSizes(bytes: Buffer, { type, start, end }: Box, movie: Movie): boolean {
  if (type === 'stz2' || end - start < 12) return false
  const alike = bytes.readUInt32BE(start + 4)
  const stated = bytes.readUInt32BE(start + 8)
  if (alike > 0) return stated <= MAX_ALIKE
  const count = Math.min(stated, Math.floor((end - start - 12) / 4))
  movie.sizes += count
  if (movie.sizes > MAX_SIZES) return false
  let size = 0
  for (let i = 0; i < count; i++) size += bytes.readUInt32BE(start + 12 + 4 * i)
  movie.least = Math.max(movie.least, count * SHORTEST_SAMPLE_MS, leastLength(Math.min(size, bytes.length)))
  return true
}

function* boxesIn(bytes: Buffer, around: Box | undefined): Generator<Box> {
  if (!around) return
  for (let at = around.start; at + 8 <= around.end; ) {
    const small = bytes.readUInt32BE(at)
    const wide = small === 1 && at + 16 <= around.end
    const size = small === 0 ? around.end - at : wide ? Number(bytes.readBigUInt64BE(at + 8)) : small
    if (size < 8) return
    const end = Math.min(at + size, around.end)
    yield { type: bytes.toString('latin1', at + 4, at + 8), start: at + (wide ? 16 : 8), end }
    at += size
  }
}

/** Units a second, and how many there are. */
function clockIn(bytes: Buffer, { start, end }: Box): { readonly scale: number; readonly units: number } | undefined {
  const long = bytes[start] === 1
  if (end - start < (long ? 32 : 20)) return undefined
  if (!long) return { scale: bytes.readUInt32BE(start + 12), units: known(bytes.readUInt32BE(start + 16), 0xffffffff) }
  const units = bytes.readBigUInt64BE(start + 24)
  return { scale: bytes.readUInt32BE(start + 20), units: units > 0xffff_ffff_ffffn ? 0 : Number(units) }
}

function known(units: number, unknown: number): number {
  return units === unknown ? 0 : units
}

/** Units of all samples together. */
function samplesIn(bytes: Buffer, { start, end }: Box): number {
  let units = 0
  for (let at = start + 8; at + 8 <= end; at += 8) units += bytes.readUInt32BE(at) * bytes.readUInt32BE(at + 4)
  return units
}
