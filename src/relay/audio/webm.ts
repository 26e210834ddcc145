/** WebM and Matroska: the packets of Opus in it, and no less than its clock says; files that were recorded as they came state no length. */
import { leastLength } from './least.ts'
import { opusPacket } from './opus.ts'

const ids = { file: 0x1a45dfa3, segment: 0x18538067, info: 0x1549a966, scale: 0x2ad7b1, duration: 0x4489 } as const
const trackIds = { tracks: 0x1654ae6b, entry: 0xae, number: 0xd7, type: 0x83, codec: 0x86, encodings: 0x6d80 } as const
const cluster = 0x1f43b675
const clusterTime = 0xe7
const blockGroup = 0xa0
const blocks = [0xa3, 0xa1]
/** Opened and read on inside; everything else is passed over by its size. */
const opened: readonly number[] = [ids.segment, ids.info, trackIds.tracks, trackIds.entry, cluster, blockGroup]

/** Elements of one file. A block of 20 ms and more each, this is above two hours. */
const MAX_ELEMENTS = 400_000
const MAX_TRACKS = 16
/** The last block's own length, which nobody states. */
const LAST_BLOCK_MS = 60
/** Bytes at the end that are no element. */
const MAX_REST = 16
/** What a track of pictures calls itself. */
const PICTURES = 1

interface Track {
  number: number | undefined
  type: number | undefined
  codec: string | undefined
  milliseconds: number
  bytes: number
}

interface Film {
  /** Milliseconds a unit. */
  unit: number
  stated: number
  cluster: number
  last: number
  readonly tracks: Track[]
}

interface Element {
  readonly id: number
  readonly at: number
  readonly size: number
}

/** Milliseconds; undefined for any other file, for other sound than Opus a packet a block, and beyond the bounds. */
export function webmLength(bytes: Buffer): number | undefined {
  if (bytes.length < 4 || bytes.readUInt32BE(0) !== ids.file) return undefined
  const film: Film = { unit: 1, stated: 0, cluster: 0, last: -1, tracks: [] }
  let at = 0
  for (let seen = 0; at < bytes.length; seen++) {
    if (seen > MAX_ELEMENTS) return undefined
    const idSize = lengthAt(bytes, at, 4)
    const sizeAt = at + idSize
    const sizeSize = idSize && lengthAt(bytes, sizeAt, 8)
    // Players look for the next element behind what is none.
    if (!sizeSize && bytes.length - at > MAX_REST) return undefined
    if (!sizeSize) break
    const id = bytes.readUIntBE(at, idSize)
    const size = numberAt(bytes, sizeAt, sizeSize)
    at = sizeAt + sizeSize
    const isBlock = blocks.includes(id)
    if (!isBlock && opened.includes(id)) {
      if (!openElement(film, id)) return undefined
      continue
    }
    const element = { id, at, size: Math.min(size, bytes.length - at) }
    if (isBlock ? !readBlock(bytes, film, element) : element.size < size || !readElement(bytes, film, element))
      return undefined
    at += size
  }
  return lengthOf(film)
}

/** The longest of the sound's packets, its bytes, and the clock, which may run on where nothing is said. */
function lengthOf({ tracks, last, unit, stated }: Film): number | undefined {
  const least = Math.max(0, ...tracks.map(({ milliseconds, bytes }) => Math.max(milliseconds, leastLength(bytes))))
  if (least === 0) return undefined
  return Math.max(least, last < 0 ? 0 : last * unit + LAST_BLOCK_MS, stated * unit)
}

/** False: the file is not measured. */
function openElement(film: Film, id: number): boolean {
  if (id !== trackIds.entry) return true
  film.tracks.push({ number: undefined, type: undefined, codec: undefined, milliseconds: 0, bytes: 0 })
  // A track named after the first block could make it another's.
  return film.last < 0 && film.tracks.length <= MAX_TRACKS
}

/** False: the file is not measured. */
function readElement(bytes: Buffer, film: Film, element: Element): boolean {
  const { id, at, size } = element
  const track = film.tracks.at(-1)
  if (id === ids.scale) film.unit = unsigned(bytes, at, size) / 1e6
  else if (id === ids.duration && size === 4) film.stated = bytes.readFloatBE(at)
  else if (id === ids.duration && size === 8) film.stated = bytes.readDoubleBE(at)
  else if (id === clusterTime) film.cluster = unsigned(bytes, at, size)
  else if (track) return readTrack(bytes, track, element)
  return true
}

/** False for what says something twice, or packs its packets: it could be taken for something else elsewhere. */
function readTrack(bytes: Buffer, track: Track, { id, at, size }: Element): boolean {
  if (id === trackIds.encodings) return false
  if (id === trackIds.number && track.number === undefined) track.number = unsigned(bytes, at, size)
  else if (id === trackIds.type && track.type === undefined) track.type = unsigned(bytes, at, size)
  else if (id === trackIds.codec && track.codec === undefined)
    track.codec = bytes.toString('latin1', at, at + Math.min(size, 32))
  else return id !== trackIds.number && id !== trackIds.type && id !== trackIds.codec
  return true
}

/** False where it belongs to no track, or to one of other sound than Opus, or holds several packets. */
function readBlock(bytes: Buffer, film: Film, { at, size }: Element): boolean {
  const numberSize = lengthAt(bytes, at, 8)
  const head = at + numberSize
  // The file is cut here.
  if (numberSize === 0 || head + 4 > bytes.length || size < numberSize + 3) return at + size >= bytes.length
  film.last = Math.max(film.last, film.cluster + bytes.readInt16BE(head), 0)
  const number = numberAt(bytes, at, numberSize)
  const track = trackOf(film, number)
  if (!track) return false
  if (track.type === PICTURES && track.codec?.startsWith('V_')) return true
  const isLaced = ((bytes[head + 2] ?? 0) & 6) !== 0
  if (isLaced || track.codec !== 'A_OPUS') return false
  track.milliseconds += opusPacket(bytes[head + 3] ?? 0, bytes[head + 4] ?? 0)
  track.bytes += size - numberSize - 3
  return true
}

/** Undefined as well where several have the number. */
function trackOf({ tracks }: Film, number: number): Track | undefined {
  let found: Track | undefined
  for (const track of tracks) {
    if (track.number !== number) continue
    if (found) return undefined
    found = track
  }
  return found
}

/** Bytes of a number, which stand in its first byte's leading zeros; 0 where there is none. */
function lengthAt(bytes: Buffer, at: number, most: number): number {
  const first = bytes[at]
  if (first === undefined || first === 0) return 0
  const length = Math.clz32(first) - 23
  return length > most || at + length > bytes.length ? 0 : length
}

/** Without the mark of its length. */
function numberAt(bytes: Buffer, at: number, length: number): number {
  let value = (bytes[at] ?? 0) & (0xff >> length)
  for (let i = 1; i < length; i++) value = value * 256 + (bytes[at + i] ?? 0)
  return value
}

function unsigned(bytes: Buffer, at: number, size: number): number {
  return size >= 1 && size <= 6 ? bytes.readUIntBE(at, size) : 0
}
