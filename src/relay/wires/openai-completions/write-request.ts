/** A generation as a text completion request: only what is a prompt and nothing else can be said. */
import type { JsonObject } from '../../body/parse.ts'
import { compact } from '../../generation/compact.ts'
import type { Generation } from '../../generation/generation.ts'
import { Problem } from '../../problem.ts'
import type { Addressee } from '../wire.ts'

export function writeCompletionRequest(generation: Generation, to: Addressee): JsonObject {
  const { stop } = generation
  return compact({
    model: to.model,
    prompt: promptIn(generation),
    // Without a limit the dialect's default of 16 tokens would cut the answer short.
    max_tokens: generation.maxOutput ?? to.maxOutput,
    temperature: generation.temperature,
    top_p: generation.topP,
    presence_penalty: generation.presencePenalty,
    frequency_penalty: generation.frequencyPenalty,
    seed: generation.seed,
    stop: stop && stop.length > 0 ? stop : undefined,
    user: generation.user,
    stream: to.stream ? true : undefined,
    stream_options: to.stream && to.streamUsage ? { include_usage: true } : undefined,
  })
}

/** How a model would want a conversation written is unknown here. */
function promptIn({ messages, tools, json }: Generation): string {
  if (tools.length > 0) throw unsupported('tools')
  if (json) throw unsupported('response_format')
  const [message, ...others] = messages
  if (message?.role !== 'user' || others.length > 0) throw unsupported('messages')
  return message.content
    .map((part) => {
      if (part.type !== 'text') throw unsupported('messages')
      return part.text
    })
    .join('')
}

function unsupported(param: string): Problem {
  const message = 'This model completes one text: a single message of a user, without files, tools or formats.'
  return new Problem('unsupported_value', { param, message })
}
