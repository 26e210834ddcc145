/** Ogg: Opus by the durations that its packets begin with, Vorbis by the sample its last page ends at. */

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
const HEAD_PACKETS = 2
/** One packet's. */
const MAX_PACKET_MS = 120

/** Milliseconds, of the longest track; undefined for any other file and codec. */
export function oggLength(bytes: Buffer): number | undefined {
  if (bytes.toString('latin1', 0, 4) !== 'OggS') return undefined
  const tracks = new Map<number, Track>()
  for (let at = 0; at >= 0 && at + 27 <= bytes.length; ) {
    if (bytes.readUInt32BE(at) !== 0x4f676753) {
      at = bytes.indexOf('OggS', at + 1)
      continue
    }
    at = readPage(bytes, at, tracks)
    if (tracks.size > MAX_TRACKS) return undefined
  }
  const lengths = [...tracks.values()].map(lengthOf)
  return lengths.includes(undefined) ? undefined : Math.max(...lengths.map(Number))
}

function lengthOf({ codec, rate, milliseconds, lastSample }: Track): number | undefined {
  if (codec === 'opus') return milliseconds
  return codec === 'vorbis' && rate > 0 ? (lastSample / rate) * 1_000 : undefined
}

/** Offset behind the page. */
function readPage(bytes: Buffer, at: number, tracks: Map<number, Track>): number {
  const sample = bytes.readBigInt64LE(at + 6)
  const serial = bytes.readUInt32LE(at + 14)
  const segments = bytes[at + 26] ?? 0
  let body = at + 27 + segments
  const track = tracks.get(serial) ?? openTrack(bytes, body)
  tracks.set(serial, track)
  if (sample > 0n) track.lastSample = Math.max(track.lastSample, Number(sample))
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

/** Five bits of configuration give a frame's length, two how many frames there are. */
function opusPacket(first: number, second: number): number {
  const configuration = first >> 3
  const frame =
    configuration < 12
      ? [10, 20, 40, 60][configuration % 4]
      : configuration < 16
        ? [10, 20][configuration % 2]
        : [2.5, 5, 10, 20][configuration % 4]
  const code = first & 3
  const count = code === 0 ? 1 : code === 3 ? second & 0x3f : 2
  return Math.min((frame ?? 0) * count, MAX_PACKET_MS)
}
