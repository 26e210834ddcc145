/** Writes the sandbox's answers: pleasant, plausible, and the same for the same question. Text only; the wire is in chat.ts. */
import { type Prng, prng } from '../../../base/prng.ts'
import { type Language, languageOf, topicOf } from './language.ts'
import type { Phrases } from './phrases.ts'
import { english } from './phrases-en.ts'
import { japanese } from './phrases-ja.ts'
import { chinese } from './phrases-zh.ts'

const phrases: Readonly<Record<Language, Phrases>> = { en: english, ja: japanese, zh: chinese }

export interface Composed {
  readonly language: Language
  readonly text: string
  readonly thoughts: string
}

/** `seed` varies the answer; `words` asks for about that many. */
export function compose(prompt: string, seed: number, words?: number): Composed {
  const language = languageOf(prompt)
  const own = phrases[language]
  const random = prng(hashOf(prompt) ^ seed)
  const sentences = [
    ...openingOf(prompt, own, random),
    ...own.topics[topicOf(prompt)],
    random.pick(own.middles),
    random.pick(own.closings),
  ]
  if (words !== undefined) sentences.splice(-1, 0, ...fillers(own, words - lengthOf(sentences, own), random))
  return { language, text: sentences.join(own.joiner), thoughts: own.thoughts }
}

/** The answer after a tool has returned. */
export function composeToolAnswer(prompt: string, name: string, result: string): Composed {
  const language = languageOf(prompt)
  const short = result.length > 160 ? `${result.slice(0, 160)}…` : result
  return { language, text: phrases[language].tool(name, short), thoughts: phrases[language].thoughts }
}

function openingOf(prompt: string, own: Phrases, random: Prng): string[] {
  if (topicOf(prompt) === 'greeting') return []
  const sum = sumIn(prompt)
  if (sum !== undefined) return [`${sum}.`]
  const quote = [...prompt.replace(/\s+/g, ' ').trim()].slice(0, 60).join('')
  return quote === '' ? [random.pick(own.openings)] : [random.pick(own.openings), own.echo(quote)]
}

/** "12 × 34" in a prompt is answered, since everybody tries it. */
function sumIn(prompt: string): string | undefined {
  const match = /(\d{1,6}) *([-+*×x]) *(\d{1,6})(?!\d)/.exec(prompt)
  if (!match) return undefined
  const [, left, sign, right] = match
  const [a, b] = [Number(left), Number(right)]
  const value = sign === '+' ? a + b : sign === '-' ? a - b : a * b
  return `${a} ${sign === '*' || sign === 'x' ? '×' : sign} ${b} = ${value}`
}

/** Sentences of about so many words together. */
function fillers(own: Phrases, words: number, random: Prng): string[] {
  const sentences: string[] = []
  for (let missing = words; missing > 0; missing -= lengthOf(sentences.slice(-1), own)) {
    sentences.push(random.pick(own.middles))
  }
  return sentences
}

function lengthOf(sentences: readonly string[], own: Phrases): number {
  const text = sentences.join(own.joiner)
  return own.joiner === ' ' ? text.split(' ').length : text.length / 2
}

/** FNV-1a. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash >>> 0
}
