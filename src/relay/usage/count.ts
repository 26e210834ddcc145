/** Local token counts, for when an upstream reports none: approximate by nature, bounded in time on any text. */

export interface TokenCounter {
  /** Tokens of the text, about. */
  count(text: string): number
}

/** Longest run without a break given to the tokenizer: its merge is quadratic in a run, seconds for 20,000 equal letters. */
const RUN = 64
/** Characters counted exactly; of longer texts evenly spread slices are, and the rest is inferred. */
const EXACT = 32_768
const SLICES = 16

/** Loads the o200k vocabulary; takes a few tenths of a second once. */
export async function loadTokenCounter(): Promise<TokenCounter> {
  const { countTokens } = await import('gpt-tokenizer/encoding/o200k_base')
  const plain = { allowedSpecial: new Set<string>(), disallowedSpecial: new Set<string>() }
  return guarded((text) => countTokens(text, plain))
}

/** Makes any tokenizer safe on hostile text: linear in at most `EXACT` characters. */
export function guarded(count: (text: string) => number): TokenCounter {
  return {
    count(text) {
      if (text.length <= EXACT) return countRuns(text, count)
      const size = EXACT / SLICES
      const step = Math.floor((text.length - size) / (SLICES - 1))
      let sum = 0
      for (let i = 0; i < SLICES; i++) sum += countRuns(text.slice(i * step, i * step + size), count)
      return Math.ceil((sum * text.length) / EXACT)
    },
  }
}

function countRuns(text: string, count: (text: string) => number): number {
  let sum = 0
  let at = 0
  for (const match of text.matchAll(longRuns)) {
    sum += count(text.slice(at, match.index))
    for (let i = 0; i < match[0].length; i += RUN) sum += count(match[0].slice(i, i + RUN))
    at = match.index + match[0].length
  }
  return sum + (at < text.length ? count(text.slice(at)) : 0)
}

const longRuns = new RegExp(`\\S{${RUN + 1},}|\\s{${RUN + 1},}`, 'g')

/** About a quarter token a Latin letter and one a CJK letter; costs next to nothing. */
export function roughTokens(text: string): number {
  const extra = Buffer.byteLength(text) - text.length
  const wide = extra / 2
  return (text.length - wide) / 4 + wide
}

export const roughCounter: TokenCounter = { count: (text) => Math.ceil(roughTokens(text)) }
