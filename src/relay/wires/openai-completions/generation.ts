/** A text completion request as a generation: one prompt becomes one message of a user. */
import { isObject, type JsonObject } from '../../body/parse.ts'
import { compact } from '../../generation/compact.ts'
import type { Generation } from '../../generation/generation.ts'
import { Problem } from '../../problem.ts'
import { numberIn, stringIn } from '../members.ts'
import { promptOf } from './prompt.ts'

/** The dialect's own limit where the caller sets none; tokens. */
const DEFAULT_OUTPUT = 16

export function generationOfCompletion(value: JsonObject): Generation {
  const { texts } = promptOf(value['prompt'])
  const [text, ...more] = texts
  if (text === undefined) throw unsupported('prompt', 'Token ids are not understood by this model.')
  if (more.length > 0) throw unsupported('prompt', 'This model takes one prompt at a time.')
  refuse(value)
  return {
    messages: [{ role: 'user', content: [{ type: 'text', text }] }],
    tools: [],
    maxOutput: numberIn(value, 'max_tokens') ?? DEFAULT_OUTPUT,
    ...compact({
      temperature: numberIn(value, 'temperature'),
      topP: numberIn(value, 'top_p'),
      presencePenalty: numberIn(value, 'presence_penalty'),
      frequencyPenalty: numberIn(value, 'frequency_penalty'),
      seed: numberIn(value, 'seed'),
      stop: stopOf(value['stop']),
      user: stringIn(value, 'user'),
    }),
  }
}

/** What changes the text or the shape of the answer and no other dialect has. */
function refuse(value: JsonObject): void {
  const { echo, logprobs, suffix, logit_bias: bias } = value
  if (echo === true) throw unsupported('echo')
  if (logprobs !== undefined && logprobs !== null && logprobs !== false) throw unsupported('logprobs')
  if (typeof suffix === 'string' && suffix !== '') throw unsupported('suffix')
  if (isObject(bias) && Object.keys(bias).length > 0) throw unsupported('logit_bias')
  if (value['max_tokens'] === 0) throw unsupported('max_tokens', 'max_tokens must be at least 1 for this model.')
}

function unsupported(param: string, message = `${param} is not supported by this model.`): Problem {
  return new Problem('unsupported_value', { param, message })
}

function stopOf(stop: unknown): string[] | undefined {
  if (typeof stop === 'string') return [stop]
  return Array.isArray(stop) ? stop.filter((word) => typeof word === 'string') : undefined
}
