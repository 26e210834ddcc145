/** The prompts of a text completion: one or several, in text or in token ids. */
import { Problem } from '../../problem.ts'

export interface Prompt {
  /** Prompts in text; empty where they are token ids. */
  readonly texts: readonly string[]
  readonly tokenIds: number
  /** Prompts; each is answered by itself. */
  readonly count: number
}

/** Prompts of one request; every one may be answered at full length. */
const MAX_PROMPTS = 10_000

export function promptOf(prompt: unknown): Prompt {
  if (typeof prompt === 'string') return { texts: [prompt], tokenIds: 0, count: 1 }
  if (Array.isArray(prompt) && prompt.length > 0) {
    const items: readonly unknown[] = prompt
    if (items.every(isTokenId)) return { texts: [], tokenIds: items.length, count: 1 }
    if (items.length <= MAX_PROMPTS) {
      if (items.every((item) => typeof item === 'string')) return { texts: items, tokenIds: 0, count: items.length }
      if (items.every(isTokens))
        return { texts: [], tokenIds: items.reduce((sum, ids) => sum + ids.length, 0), count: items.length }
    }
  }
  throw new Problem('invalid_field', {
    param: 'prompt',
    message: `prompt must be a string, token ids, or up to ${MAX_PROMPTS} of either.`,
  })
}

function isTokenId(item: unknown): item is number {
  return typeof item === 'number' && Number.isSafeInteger(item) && item >= 0
}

function isTokens(item: unknown): item is readonly number[] {
  return Array.isArray(item) && item.length > 0 && item.every(isTokenId)
}
