/** The sandbox's voice and ear: tones that depend on the words, and whether what it hears is loud. 16-bit PCM at 24 kHz unless said otherwise. */
import { hashOf } from '../compose.ts'

const RATE = 24_000
/** Of one word. */
const WORD_MS = 120
const LOUD = 1_000
/** Formats of one byte a sample, and what is silence in them. */
const silence: Readonly<Record<string, number>> = {
  'audio/pcmu': 0xff,
  g711_ulaw: 0xff,
  'audio/pcma': 0xd5,
  g711_alaw: 0xd5,
}

/** A tone for a word, the same for the same word. Telephone formats get silence of the same length. */
export function tone(word: string, format: string): Buffer {
  const quiet = silence[format]
  if (quiet !== undefined) return Buffer.alloc((8_000 * WORD_MS) / 1_000, quiet)
  const samples = (RATE * WORD_MS) / 1_000
  const hertz = 220 + (hashOf(word) % 24) * 20
  const bytes = Buffer.alloc(samples * 2)
  for (let i = 0; i < samples; i++) {
    const swell = Math.sin((Math.PI * i) / samples)
    bytes.writeInt16LE(Math.round(Math.sin((2 * Math.PI * hertz * i) / RATE) * swell * 9_000), i * 2)
  }
  return bytes
}

/** A few samples tell. */
export function isLoud(bytes: Buffer): boolean {
  const step = Math.max(2, Math.floor(bytes.length / 400) * 2)
  for (let i = 0; i + 1 < bytes.length; i += step) if (Math.abs(bytes.readInt16LE(i)) > LOUD) return true
  return false
}
