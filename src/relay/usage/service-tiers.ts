/** Service tiers in the words of requests and answers: which one an answer came in, which ones a request may come to. */
import type { ServiceTier } from '../../engine/metering/service-tiers.ts'
import { Problem } from '../problem.ts'

/** The one asked for first, then what an upstream may fall back to or choose. */
export type AskedServices = readonly [ServiceTier, ...ServiceTier[]]

const delivered: ReadonlyMap<unknown, ServiceTier> = new Map([
  ['default', 'standard'],
  ['standard', 'standard'],
  ['flex', 'flex'],
  ['priority', 'priority'],
  ['batch', 'batch'],
])

/** `service_tier` of an answer; undefined for what names none, such as 'auto'. */
export function deliveredTier(word: unknown): ServiceTier | undefined {
  return delivered.get(word)
}

const openAiWords: ReadonlyMap<unknown, AskedServices> = new Map<unknown, AskedServices>([
  [undefined, ['standard']],
  [null, ['standard']],
  ['default', ['standard']],
  ['auto', ['standard', 'flex', 'priority']],
  ['flex', ['flex', 'standard']],
  ['priority', ['priority', 'standard']],
])

/** `service_tier` of an OpenAI request. Without one it is held at the standard price. */
export function askedOfOpenAi(word: unknown): AskedServices {
  return openAiWords.get(word) ?? refuse('auto, default, flex or priority')
}

const anthropicWords: ReadonlyMap<unknown, AskedServices> = new Map<unknown, AskedServices>([
  [undefined, ['standard', 'priority']],
  [null, ['standard', 'priority']],
  ['auto', ['standard', 'priority']],
  ['standard_only', ['standard']],
])

/** `service_tier` of an Anthropic request: without one, capacity bought in advance may be used. */
export function askedOfAnthropic(word: unknown): AskedServices {
  return anthropicWords.get(word) ?? refuse('auto or standard_only')
}

function refuse(words: string): never {
  throw new Problem('unsupported_value', { param: 'service_tier', message: `service_tier must be ${words}.` })
}
