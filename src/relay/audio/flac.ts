/** FLAC: the frames that are in it, and no less than its first block says and its bytes can be. */

const HEAD = 8
const LARGER = 1.05
/** 192 kHz, 24 bits, stereo: bits a second that a head can not talk a file above. */
const MOST_BITS = 9_216_000
/** Hertz by the codes of frames; 0 stands elsewhere. */
const rates = [0, 88_200, 176_400, 192_000, 8_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 96_000]
/** Places of one file where a frame could begin. */
const MAX_PLACES = 1_000_000

/** Milliseconds; undefined for any other file, where nothing tells the number of samples, and beyond the bounds. */
export function flacLength(bytes: Buffer): number | undefined {
  if (bytes.length < HEAD + 18 || bytes.toString('latin1', 0, 4) !== 'fLaC') return undefined
  const packed = bytes.readBigUInt64BE(HEAD + 10)
  const rate = Number(packed >> 44n)
  const channels = Number((packed >> 41n) & 7n) + 1
  const bits = Number((packed >> 36n) & 31n) + 1
  const stated = Number(packed & 0xf_ffff_ffffn)
  if (rate === 0) return undefined
  const framed = framesIn(bytes, rate)
  if (framed === undefined || (framed === 0 && stated === 0)) return undefined
  const least = (bytes.length * 8) / (Math.min(rate * channels * bits, MOST_BITS) * LARGER)
  return Math.max(stated / rate, framed, least) * 1_000
}

/** Seconds of all that begins like a frame and has the check of one: in sound that is coded well nothing else does. */
function framesIn(bytes: Buffer, stated: number): number | undefined {
  let seconds = 0
  let places = 0
  for (let at = bytes.indexOf(0xff, HEAD); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    if (++places > MAX_PLACES) return undefined
    seconds += frameAt(bytes, at, stated)
  }
  return seconds
}

/** Seconds; 0 where none begins. */
function frameAt(bytes: Buffer, at: number, stated: number): number {
  const [, second = 0, third = 0, fourth = 0, number = 0] = bytes.subarray(at, at + 5)
  const [blocks, hertz] = [third >> 4, third & 15]
  const isNone = (second & 0xfe) !== 0xf8 || blocks === 0 || hertz === 15 || fourth >> 4 > 10 || (fourth & 1) === 1
  const numberBytes = number < 0x80 ? 1 : Math.clz32(~(number << 24))
  if (isNone || numberBytes === 8 || (number & 0xc0) === 0x80) return 0
  const sizeAt = at + 4 + numberBytes
  const rateAt = sizeAt + (blocks === 6 ? 1 : blocks === 7 ? 2 : 0)
  const end = rateAt + (hertz === 12 ? 1 : hertz > 12 ? 2 : 0)
  if (end >= bytes.length || bytes[end] !== check(bytes, at, end)) return 0
  const samples = rateAt > sizeAt ? bytes.readUIntBE(sizeAt, rateAt - sizeAt) + 1 : usualSize(blocks)
  const rate =
    end > rateAt ? bytes.readUIntBE(rateAt, end - rateAt) * (hertz === 12 ? 1_000 : hertz === 14 ? 10 : 1) : 0
  return samples / (rate || rates[hertz] || stated)
}

function usualSize(code: number): number {
  if (code === 1) return 192
  return code < 6 ? 576 << (code - 2) : 256 << (code - 8)
}

/** CRC-8 of a frame's head: x⁸ + x² + x + 1. */
function check(bytes: Buffer, from: number, to: number): number {
  let sum = 0
  for (let at = from; at < to; at++) {
    sum ^= bytes[at] ?? 0
    for (let bit = 0; bit < 8; bit++) sum = ((sum << 1) ^ (sum & 0x80 ? 0x07 : 0)) & 0xff
  }
  return sum
}
