/** WAV: the length of the sound is that of its data over its rate. */

/** PCM in whole numbers, in floats, as A-law, as µ-law, and with an extended head. */
const plainFormats = [1, 3, 6, 7, 0xfffe]
/** A file that was written as it came says so, or nothing. */
const OPEN_SIZE = 0xffffffff

/** Milliseconds; undefined for any other file, and for codecs that do not tell their rate. */
export function wavLength(bytes: Buffer): number | undefined {
  if (bytes.length < 12 || bytes.toString('latin1', 0, 4) !== 'RIFF' || bytes.toString('latin1', 8, 12) !== 'WAVE')
    return undefined
  let bytesPerSecond = 0
  for (let at = 12; at + 8 <= bytes.length; ) {
    const id = bytes.toString('latin1', at, at + 4)
    const size = bytes.readUInt32LE(at + 4)
    const body = at + 8
    if (id === 'fmt ' && body + 16 <= bytes.length) {
      if (!plainFormats.includes(bytes.readUInt16LE(body))) return undefined
      const [channels, rate, bits] = [
        bytes.readUInt16LE(body + 2),
        bytes.readUInt32LE(body + 4),
        bytes.readUInt16LE(body + 14),
      ]
      bytesPerSecond = (channels * rate * bits) / 8
    } else if (id === 'data') {
      const left = bytes.length - body
      const length = size === 0 || size === OPEN_SIZE ? left : Math.min(size, left)
      return bytesPerSecond > 0 ? (length / bytesPerSecond) * 1_000 : undefined
    }
    at = body + size + (size % 2)
  }
  return undefined
}
