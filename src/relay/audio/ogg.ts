/** Ogg: Opus by the durations that its packets begin with, Vorbis by the blocks that its packets hold and the sample its last page ends at. */
import { leastLength } from './least.ts'
import { opusPacket } from './opus.ts'
import { blockOf, blockSizes, modesOf, type VorbisSizes } from './vorbis.ts'

interface Track {
  readonly codec: 'opus' | 'vorbis' | 'other'
  readonly rate: number
  /** Packets begun, those of the head included. */
  packets: number
  milliseconds: number
  lastSample: number
  /** Of Vorbis: its third packet, while it comes; what that says; the block before, and samples of all. */
  readonly setup: Buffer[]
  sizes: VorbisSizes | undefined
  block: number
  samples: number
  /** The last packet of the page before goes on. */
  open: boolean
}

const MAX_TRACKS = 16
/** Of one file. At a second a page, and 20 ms a packet, these are 55 and 5 hours. */
const MAX_PAGES = 200_000
const MAX_SEGMENTS = 1_000_000
const HEAD_PACKETS = 2
/** The first packets of Vorbis are heads; the last of these has its modes. */
const VORBIS_HEADS = 3
const MAX_SETUP_BYTES = 1024 * 1024

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

/** Vorbis without its modes, or with none that are clear, is not measured. */
function lengthOf({ codec, rate, milliseconds, lastSample, samples, sizes }: Track): number | undefined {
  if (codec === 'opus') return milliseconds
  if (codec !== 'vorbis' || rate === 0 || !sizes) return undefined
  // The last blocks are cut to where the sound ends; far from that, pages do not tell the truth.
  const played = samples > lastSample + 2 * sizes.long ? samples : lastSample
  return (played / rate) * 1_000
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
    if (track.codec === 'vorbis' && track.packets === VORBIS_HEADS) {
      track.setup.push(bytes.subarray(body, body + size))
      if (size < 255) readSetup(track)
    }
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
  const sizes = vorbis ? blockSizes(bytes.subarray(body, body + 30)) : undefined
  const counts = { packets: 0, milliseconds: 0, lastSample: 0, block: 0, samples: 0 }
  return { codec, rate, ...counts, setup: [], sizes: sizes && { ...sizes, modes: [] }, open: false }
}

function readSetup(track: Track): void {
  const setup = Buffer.concat(track.setup.splice(0))
  const modes = setup.length > MAX_SETUP_BYTES ? undefined : modesOf(setup)
  track.sizes = track.sizes && modes ? { ...track.sizes, modes } : undefined
}

function beginPacket(bytes: Buffer, at: number, track: Track): void {
  track.packets++
  if (track.codec === 'opus' && track.packets > HEAD_PACKETS && at < bytes.length)
    track.milliseconds += opusPacket(bytes[at] ?? 0, bytes[at + 1] ?? 0)
  if (track.codec === 'vorbis' && track.packets > VORBIS_HEADS && track.sizes && at < bytes.length) {
    const block = blockOf(track.sizes, bytes[at] ?? 0)
    if (block === 0) return
    if (track.block > 0) track.samples += (track.block + block) / 4
    track.block = block
  }
}
