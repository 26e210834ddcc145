/** FLAC: its first block says how many samples there are, and no coding of them is much larger than they are. */

const HEAD = 8
const LARGER = 1.05
/** 192 kHz, 24 bits, stereo: bits a second that a head can not talk a file above. */
const MOST_BITS = 9_216_000

/** Milliseconds; undefined for any other file, and where the number of samples was not known when it was written. */
export function flacLength(bytes: Buffer): number | undefined {
  if (bytes.length < HEAD + 18 || bytes.toString('latin1', 0, 4) !== 'fLaC') return undefined
  const packed = bytes.readBigUInt64BE(HEAD + 10)
  const rate = Number(packed >> 44n)
  const channels = Number((packed >> 41n) & 7n) + 1
  const bits = Number((packed >> 36n) & 31n) + 1
  const samples = Number(packed & 0xf_ffff_ffffn)
  if (rate === 0 || samples === 0) return undefined
  const least = (bytes.length * 8) / (Math.min(rate * channels * bits, MOST_BITS) * LARGER)
  return Math.max(samples / rate, least) * 1_000
}
