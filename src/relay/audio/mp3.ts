/** MPEG audio, mostly MP3: the sum of its frames, so that no head can lie about the length. */
import { leastLength } from './least.ts'

/** kbit/s by index, for [MPEG 1 layer I, II, III, MPEG 2 layer I, II and III]. */
const bitRates = [
  [0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
  [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
  [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  [0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
  [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
] as const
const rates = [44_100, 48_000, 32_000] as const

interface Frame {
  readonly bytes: number
  readonly milliseconds: number
}

/** Of one file: three hours at 24 ms a frame. */
const MAX_FRAMES = 500_000
/** Places of one file where a frame could begin and none does. */
const MAX_GAPS = 100_000

/** Milliseconds; undefined for any other file, and for one of too many frames. */
export function mp3Length(bytes: Buffer): number | undefined {
  const start = afterTag(bytes)
  let at = start
  let milliseconds = 0
  let frames = 0
  for (let gaps = 0; at >= 0 && at + 4 <= bytes.length; ) {
    const frame = bytes[at] === 0xff ? frameOf(bytes[at + 1] ?? 0, bytes[at + 2] ?? 0) : undefined
    if (frame) {
      milliseconds += frame.milliseconds
      if (++frames > MAX_FRAMES) return undefined
      at += frame.bytes
      continue
    }
    // A file of another kind has no frame where its sound begins.
    if (frames === 0 || ++gaps > MAX_GAPS) return undefined
    at = bytes.indexOf(0xff, at + 1)
  }
  return frames > 1 ? Math.max(milliseconds, leastLength(bytes.length - start)) : undefined
}

/** Behind an ID3 tag, whose size has seven bits a byte. */
function afterTag(bytes: Buffer): number {
  if (bytes.length < 10 || bytes.toString('latin1', 0, 3) !== 'ID3') return 0
  const size = [6, 7, 8, 9].reduce((sum, i) => (sum << 7) | ((bytes[i] ?? 0) & 0x7f), 0)
  return 10 + size
}

/** By the two bytes that tell: a file may hold nothing but frames. */
const known = new Map<number, Frame | undefined>()

function frameOf(second: number, third: number): Frame | undefined {
  const key = second * 256 + third
  const frame = known.get(key)
  if (frame || known.has(key)) return frame
  const found = readFrame(second, third)
  known.set(key, found)
  return found
}

function readFrame(second: number, third: number): Frame | undefined {
  const version = (second >> 3) & 3
  const layer = 4 - ((second >> 1) & 3)
  if (second < 0xe0 || version === 1 || layer === 4 || third >= 0xf0 || (third & 12) === 12) return undefined
  const rate = rates[(third >> 2) & 3] ?? 0
  const isFirst = version === 3
  const table = bitRates[isFirst ? layer - 1 : layer === 1 ? 3 : 4]
  const bitRate = table?.[third >> 4]
  if (!bitRate) return undefined
  const hertz = rate / (isFirst ? 1 : version === 2 ? 2 : 4)
  const padding = (third >> 1) & 1
  const samples = layer === 1 ? 384 : layer === 3 && !isFirst ? 576 : 1_152
  const length = Math.floor((samples / 8) * ((bitRate * 1_000) / hertz))
  return {
    bytes: layer === 1 ? (Math.floor(length / 4) + padding) * 4 : length + padding,
    milliseconds: (samples / hertz) * 1_000,
  }
}
