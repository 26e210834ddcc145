/** The sandbox's embeddings: unit vectors that depend on the words alone, so that texts that share words are closer. */
import { prng } from '../../../base/prng.ts'
import type { JsonObject } from '../../body/parse.ts'
import { hashOf } from './compose.ts'

const DIMENSIONS = 256
const MAX_DIMENSIONS = 3_072
/** This runs in the server's own thread, so a request gets so many numbers and so much work. */
const MAX_TEXTS = 2_048
const MAX_NUMBERS = 1_000_000
const MAX_STEPS = 8_000_000

/** Undefined when that would be too many vectors. */
export function answerEmbeddings(value: JsonObject): JsonObject | undefined {
  const asked = value['dimensions']
  const dimensions = typeof asked === 'number' && asked >= 1 && asked <= MAX_DIMENSIONS ? Math.floor(asked) : DIMENSIONS
  const texts = textsOf(value['input'])
  if (texts.length > MAX_TEXTS || texts.length * dimensions > MAX_NUMBERS) return undefined
  const words = Math.floor(MAX_STEPS / (texts.length * dimensions))
  const base64 = value['encoding_format'] === 'base64'
  const tokens = texts.reduce((sum, text) => sum + Math.ceil(text.length / 3) + 1, 0)
  const data = texts.map((text, index) => {
    const vector = embed(text, { dimensions, words })
    return { object: 'embedding', index, embedding: base64 ? encoded(vector) : vector }
  })
  return { object: 'list', data, model: value['model'], usage: { prompt_tokens: tokens, total_tokens: tokens } }
}

/** A string, several, or token ids, which count as words. */
function textsOf(input: unknown): string[] {
  if (typeof input === 'string') return [input]
  if (!Array.isArray(input)) return ['']
  if (typeof input[0] === 'number') return [input.join(' ')]
  return input.map((item) => (Array.isArray(item) ? item.join(' ') : String(item)))
}

/** Of its first words. */
function embed(text: string, { dimensions, words }: { readonly dimensions: number; readonly words: number }): number[] {
  const vector = new Array<number>(dimensions).fill(0)
  const head = text.slice(0, words * 24).toLowerCase()
  for (const word of head.match(/[\p{L}\p{N}]{1,24}/gu)?.slice(0, words) ?? ['']) {
    const random = prng(hashOf(word))
    for (let i = 0; i < dimensions; i++) vector[i]! += random.below(2_000_001) / 1_000_000 - 1
  }
  const length = Math.sqrt(vector.reduce((sum, x) => sum + x * x, 0)) || 1
  return vector.map((x) => x / length)
}

/** Little-endian 32-bit floats, as the official clients decode them. */
function encoded(vector: readonly number[]): string {
  const bytes = Buffer.alloc(vector.length * 4)
  for (const [i, x] of vector.entries()) bytes.writeFloatLE(x, i * 4)
  return bytes.toString('base64')
}
