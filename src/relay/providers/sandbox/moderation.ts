/** The sandbox's moderation: categories by a few plain words in three languages. A toy that behaves like the real one, not a filter. */
import { isObject, type JsonObject } from '../../body/parse.ts'
import { hashOf } from './compose.ts'

const signs: Readonly<Record<string, RegExp>> = {
  harassment: /\b(idiots?|stupid|losers?)\b|馬鹿|白痴/i,
  'harassment/threatening': /\bi will (hurt|find) you\b/i,
  hate: /\bi hate (all|those) \w+/i,
  'hate/threatening': /\b(exterminate|wipe out) (all|those|them)\b/i,
  illicit: /\b(steal|counterfeit|launder)\w*\b|盗む|偷窃/i,
  'illicit/violent': /\b(build|make) (a|the) bomb\b/i,
  'self-harm': /\b(self-harm|suicide)\b|自殺|自杀/i,
  'self-harm/intent': /\bi want to (die|hurt myself)\b/i,
  'self-harm/instructions': /\bhow to hurt myself\b/i,
  sexual: /\b(porn\w*|explicit sex)\b|ポルノ|色情/i,
  'sexual/minors': /(?!)/,
  violence: /\b(kill|murder|attack|stab|shoot)\w*\b|殺す|殺害|杀/i,
  'violence/graphic': /\b(gore|dismember\w*)\b/i,
}

/** This runs in the server's own thread: so many inputs, and so much of all of them. */
const MAX_INPUTS = 2_048
const MAX_CHARACTERS = 2_000_000

/** Undefined when that would be too many inputs. */
export function answerModeration(value: JsonObject): JsonObject | undefined {
  const texts = textsOf(value['input'])
  if (texts.length > MAX_INPUTS) return undefined
  const each = Math.floor(MAX_CHARACTERS / texts.length)
  const id = `modr-sandbox-${hashOf(texts.join(' ').slice(0, MAX_CHARACTERS)).toString(16)}`
  return { id, model: value['model'], results: texts.map((text) => resultOf(text.slice(0, each))) }
}

/** A string, several, or the parts of one input. */
function textsOf(input: unknown): readonly string[] {
  if (!Array.isArray(input)) return [String(input)]
  if (input.every((item) => typeof item === 'string')) return input
  return [input.map((part) => (isObject(part) && typeof part['text'] === 'string' ? part['text'] : '')).join('\n')]
}

function resultOf(text: string): JsonObject {
  const found = Object.entries(signs).map(([name, sign]) => [name, sign.test(text)] as const)
  return {
    flagged: found.some(([, is]) => is),
    categories: Object.fromEntries(found),
    category_scores: Object.fromEntries(found.map(([name, is]) => [name, is ? 0.98 : 0.0001])),
    category_applied_input_types: Object.fromEntries(found.map(([name, is]) => [name, is ? ['text'] : []])),
  }
}
