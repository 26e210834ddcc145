/** The sandbox's voice: a melody of one note a letter, as samples and as a WAV that carries its words. */
import { hashOf } from '../compose.ts'

/** Samples a second, 16 bit, one channel: what bare samples of a speech model are. */
export const RATE = 24_000
const BYTES_PER_SAMPLE = 2
const NOTE_SAMPLES = RATE / 20
const NOTE_BYTES = NOTE_SAMPLES * BYTES_PER_SAMPLE
/** 60 s: longer texts are hummed as far as that. */
const MAX_NOTES = 1_200
/** One chunk of a WAV, of this name, holds the words. */
const WORDS = 'lxsp'
const MAX_WORDS_BYTES = 64 * 1024

/** Two octaves that sound well in any order. */
const scale = [220, 246.94, 277.18, 329.63, 369.99, 440, 493.88, 554.37, 659.26, 739.99] as const
const silence = Buffer.alloc(NOTE_BYTES)
const notes = scale.map(noteOf)

function noteOf(hertz: number): Buffer {
  const note = Buffer.alloc(NOTE_BYTES)
  for (let i = 0; i < NOTE_SAMPLES; i++) {
    const swell = Math.sin((Math.PI * i) / NOTE_SAMPLES)
    const wave = Math.sin((2 * Math.PI * hertz * i) / RATE) + 0.3 * Math.sin((4 * Math.PI * hertz * i) / RATE)
    note.writeInt16LE(Math.round(wave * swell * 9_000), i * BYTES_PER_SAMPLE)
  }
  return note
}

/** Bytes of the samples. */
export function melodyBytes(text: string): number {
  return Math.min([...text].length, MAX_NOTES) * NOTE_BYTES
}

/** Samples in order, a few notes a piece. `voice` moves the melody. */
export function* melody(text: string, voice: string): Generator<Buffer> {
  const letters = [...text].slice(0, MAX_NOTES)
  const shift = hashOf(voice) % scale.length
  const NOTES_A_PIECE = 4
  for (let i = 0; i < letters.length; i += NOTES_A_PIECE)
    yield Buffer.concat(letters.slice(i, i + NOTES_A_PIECE).map((letter) => noteFor(letter, shift)))
}

function noteFor(letter: string, shift: number): Buffer {
  if (/\s/u.test(letter)) return silence
  return notes[((letter.codePointAt(0) ?? 0) + shift) % notes.length] ?? silence
}

/** What stands before the samples. */
export function wavHead(text: string): Buffer {
  const bytes = melodyBytes(text)
  const words = Buffer.from(text).subarray(0, MAX_WORDS_BYTES)
  const padded = words.length + (words.length % 2)
  const head = Buffer.alloc(44 + 8 + padded)
  head.write('RIFF', 0)
  head.writeUInt32LE(head.length - 8 + bytes, 4)
  head.write('WAVEfmt ', 8)
  head.writeUInt32LE(16, 16)
  head.writeUInt16LE(1, 20)
  head.writeUInt16LE(1, 22)
  head.writeUInt32LE(RATE, 24)
  head.writeUInt32LE(RATE * BYTES_PER_SAMPLE, 28)
  head.writeUInt16LE(BYTES_PER_SAMPLE, 32)
  head.writeUInt16LE(16, 34)
  head.write(WORDS, 36)
  head.writeUInt32LE(words.length, 40)
  words.copy(head, 44)
  head.write('data', 44 + padded)
  head.writeUInt32LE(bytes, 48 + padded)
  return head
}

/** The words that a WAV of the sandbox's own carries; undefined for any other file. */
export function wordsIn(file: Buffer): string | undefined {
  if (file.length < 44 || file.toString('latin1', 0, 4) !== 'RIFF' || file.toString('latin1', 36, 40) !== WORDS)
    return undefined
  return file.toString('utf8', 44, 44 + Math.min(file.readUInt32LE(40), MAX_WORDS_BYTES))
}
