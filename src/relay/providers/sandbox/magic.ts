/** Words in a prompt that make the sandbox misbehave on demand, so that every failure can be tried from any client. */

/** What each word does, as `!help` tells it. N is a number after the word. */
const magicWords = {
  error:
    '!error N: answers with status N (500 when left out) before any content; a second number is Retry-After in seconds',
  cut: '!cut N: breaks off after N pieces of content',
  stall: '!stall: falls silent after two pieces of content',
  malformed: '!malformed: sends a broken piece of JSON after two pieces of content',
  nousage: '!nousage: reports no usage',
  doubleusage: '!doubleusage: reports usage twice, cumulative',
  badusage: '!badusage: reports negative and absurd usage',
  empty: '!empty: ends normally without any text',
  cached: '!cached: reports half of the prompt as read from cache',
  reasoning: '!reasoning: thinks aloud before it answers',
  long: '!long N: answers with about N words (300 when left out, at most 20,000)',
  slow: '!slow N: waits N milliseconds between pieces (200 when left out, at most 5,000)',
  greedy: '!greedy: ignores max_tokens',
  help: '!help: lists these words',
} as const

type MagicWord = keyof typeof magicWords
export type Magic = Readonly<Partial<Record<MagicWord, readonly number[]>>>

const pattern = new RegExp(`!(${Object.keys(magicWords).join('|')})\\b((?: +\\d{1,6}){0,2})`, 'gi')

/** The magic words of a prompt with their numbers, and the prompt without them. */
export function readMagic(prompt: string): { readonly magic: Magic; readonly rest: string } {
  const magic: Partial<Record<MagicWord, readonly number[]>> = {}
  const rest = prompt.replace(pattern, (_match, word: string, numbers: string) => {
    magic[word.toLowerCase() as MagicWord] = numbers.trim() === '' ? [] : numbers.trim().split(/ +/).map(Number)
    return ''
  })
  return { magic, rest: rest.trim() }
}

/** One line for each word. */
export function magicHelp(): string {
  return Object.values(magicWords).join('\n')
}
