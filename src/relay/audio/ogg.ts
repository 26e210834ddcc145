/** Ogg: Opus by the durations that its packets begin with, Vorbis by the sample its last page ends at. */
import { leastLength } from './least.ts'
import { opusPacket } from './opus.ts'

interface Track {
  readonly codec: 'opus' | 'vorbis' | 'other'
  readonly rate: number
  /** Packets begun, those of the head included. */
  packets: number
  milliseconds: number
  lastSample: number
  /** The last packet of the page before goes on. */
  open: boolean
}

const MAX_TRACKS = 16
/** Of one file. At a second a page, and 20 ms a packet, these are 55 and 5 hours. */
const MAX_PAGES = 200_000
const MAX_SEGMENTS = 1_000_000
const HEAD_PACKETS = 2

/** Milliseconds, of all tracks, which may follow each other; undefined for any other file and codec, and beyond the bounds. */
export function oggLength(bytes: Buffer): number | undefined {
  if (bytes.toString('latin1', 0, 4) !== 'OggS') return undefined
  const tracks = new Map<number, Track>()
  let [pages, segments] = [0, 0]
  for (let at = 0; at >= 0 && at + 27 <= bytes.length; ) {
    if (bytes.readUInt32BE(at) !== 0x4f676753) {
      at = bytes.indexOf('OggS', at + 1)
      continue
    }
    segments += bytes[at + 26] ?? 0
    if (++pages > MAX_PAGES || segments > MAX_SEGMENTS) return undefined
    at = readPage(bytes, at, tracks)
    if (tracks.size > MAX_TRACKS) return undefined
  }
  const lengths = [...tracks.values()].map(lengthOf)
  if (lengths.includes(undefined)) return undefined
  const played = lengths.reduce<number>((sum, length) => sum + (length ?? 0), 0)
  return Math.max(played, leastLength(bytes.length))
}

function lengthOf({ codec, rate, milliseconds, lastSample }: Track): number | undefined {
  if (codec === 'opus') return milliseconds
  return codec === 'vorbis' && rate > 0 ? (lastSample / rate) * 1_000 : undefined
}

/** Offset behind the page. */
function readPage(bytes: Buffer, at: number, tracks: Map<number, Track>): number {
  const sample = bytes.readUInt32LE(at + 6) + bytes.readInt32LE(at + 10) * 2 ** 32
  const serial = bytes.readUInt32LE(at + 14)
  const segments = bytes[at + 26] ?? 0
  let body = at + 27 + segments
  const track = tracks.get(serial) ?? openTrack(bytes, body)
  tracks.set(serial, track)
  if (sample > 0) track.lastSample = Math.max(track.lastSample, sample)
  for (let i = 0; i < segments; i++) {
    const size = bytes[at + 27 + i] ?? 0
    if (!track.open) beginPacket(bytes, body, track)
    // A segment of 255 bytes goes on in the next one.
    track.open = size === 255
    body += size
  }
  return body
}

function openTrack(bytes: Buffer, body: number): Track {
  const opus = bytes.toString('latin1', body, body + 8) === 'OpusHead'
  const vorbis = bytes.toString('latin1', body, body + 7) === '\x01vorbis'
  const rate = vorbis && body + 16 <= bytes.length ? bytes.readUInt32LE(body + 12) : 0
  const codec = opus ? 'opus' : vorbis ? 'vorbis' : 'other'
  return { codec, rate, packets: 0, milliseconds: 0, lastSample: 0, open: false }
}

function beginPacket(bytes: Buffer, at: number, track: Track): void {
  track.packets++
  if (track.codec === 'opus' && track.packets > HEAD_PACKETS && at < bytes.length)
    track.milliseconds += opusPacket(bytes[at] ?? 0, bytes[at + 1] ?? 0)
}
