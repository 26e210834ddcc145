/** WAV: the length of the sound is that of its data over its rate. */

/** PCM in whole numbers and in floats, as bits a sample. */
const plainFormats = [1, 3]
const plainBits = [8, 16, 24, 32, 64]
/** A-law and µ-law: a byte a sample, whatever the head says. */
const lawFormats = [6, 7]
/** The format stands further back. */
const EXTENDED = 0xfffe
/** Of one file; more is no sound file. */
const MAX_CHUNKS = 10_000
/** A file that was written as it came says so, or nothing. */
const OPEN_SIZE = 0xffffffff

/** Milliseconds; undefined for any other file, and for codecs that do not tell their rate. */
export function wavLength(bytes: Buffer): number | undefined {
  if (bytes.length < 12 || bytes.toString('latin1', 0, 4) !== 'RIFF' || bytes.toString('latin1', 8, 12) !== 'WAVE')
    return undefined
  let bytesPerSecond = 0
  let data = 0
  let at = 12
  for (let seen = 0; at + 8 <= bytes.length; seen++) {
    if (seen > MAX_CHUNKS) return undefined
    const id = bytes.toString('latin1', at, at + 4)
    const size = bytes.readUInt32LE(at + 4)
    const body = at + 8
    if (id === 'fmt ' && body + 16 <= bytes.length) {
      const bits = bitsIn(bytes, body)
      if (bits === undefined) return undefined
      bytesPerSecond = (bytes.readUInt16LE(body + 2) * bytes.readUInt32LE(body + 4) * bits) / 8
    } else if (id === 'data') {
      const left = bytes.length - body
      const isOpen = size === 0 || size === OPEN_SIZE
      data += isOpen ? left : Math.min(size, left)
      if (isOpen) break
    }
    at = body + size + (size % 2)
  }
  return bytesPerSecond > 0 && data > 0 ? (data / bytesPerSecond) * 1_000 : undefined
}

/** Of one sample; undefined for what is not plain. */
function bitsIn(bytes: Buffer, body: number): number | undefined {
  const tag = bytes.readUInt16LE(body)
  const format = tag === EXTENDED && body + 26 <= bytes.length ? bytes.readUInt16LE(body + 24) : tag
  if (lawFormats.includes(format)) return 8
  const bits = bytes.readUInt16LE(body + 14)
  return plainFormats.includes(format) && plainBits.includes(bits) ? bits : undefined
}
