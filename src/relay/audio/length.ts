/** How long a sound file plays, from its own frames and tables; nothing is decoded. */
import { flacLength } from './flac.ts'
import { mp3Length } from './mp3.ts'
import { mp4Length } from './mp4.ts'
import { oggLength } from './ogg.ts'
import { wavLength } from './wav.ts'
import { webmLength } from './webm.ts'

export interface AudioLength {
  /** Whole, from 1. */
  readonly milliseconds: number
  /** False: inferred from the size alone, as if at the lowest bit rate that carries speech. */
  readonly measured: boolean
}

const readers = [wavLength, flacLength, oggLength, mp4Length, webmLength, mp3Length]

/** Opus and the like carry speech from 6 kbit/s on. */
const LOWEST_BITS_PER_MS = 6

/** Linear in the bytes at worst. Never throws, whatever the bytes are. */
export function audioLength(bytes: Buffer): AudioLength {
  for (const read of readers) {
    const milliseconds = read(bytes)
    if (milliseconds !== undefined && milliseconds > 0 && Number.isFinite(milliseconds))
      return { milliseconds: Math.ceil(milliseconds), measured: true }
  }
  return { milliseconds: Math.max(1, Math.ceil((bytes.length * 8) / LOWEST_BITS_PER_MS)), measured: false }
}
