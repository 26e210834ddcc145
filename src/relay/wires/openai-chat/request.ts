/** Chat completion requests: read as far as the bill needs, forwarded verbatim. Translation is in generation.ts and write.ts. */
import { booleanField, integerField, modelField, objectField } from '../../body/fields.ts'
import { isObject, type JsonBody, type JsonObject } from '../../body/parse.ts'
import { withMembers } from '../../body/patch.ts'
import { Problem } from '../../problem.ts'
import { collectText } from '../../usage/collect-text.ts'
import { askedOfOpenAi } from '../../usage/service-tiers.ts'
import type { WireRequest } from '../wire.ts'
import { measureMedia } from './media.ts'

/** Tokens an upstream's own template adds; dearer with tools, which it explains to the model. */
const TEMPLATE_TOKENS = 128
const TOOLS_TEMPLATE_TOKENS = 1_024
const MAX_TOKENS = 100_000_000

export function readChatRequest(body: JsonBody): WireRequest {
  const { value } = body
  const model = modelField(value)
  const stream = booleanField(value, 'stream') ?? false
  const streamOptions = objectField(value, 'stream_options')
  const choices = integerField(value, 'n', [1, 128]) ?? 1
  const limit = outputLimit(value)
  const messages = messagesOf(value)
  const asked = streamOptions?.['include_usage'] === true
  return {
    model,
    stream,
    showUsage: asked,
    choices,
    services: askedOfOpenAi(value['service_tier']),
    bound(limits) {
      const media = measureMedia(messages, limits.imageTokens)
      const template = value['tools'] || value['functions'] ? TOOLS_TEMPLATE_TOKENS : TEMPLATE_TOKENS
      const text = body.bytes.length - media.bytes + media.tokens + template
      return {
        input: Math.min(text, limits.contextLength ?? Number.MAX_SAFE_INTEGER),
        inputAudio: media.audioTokens,
        output: Math.min(limit ?? limits.maxOutput, limits.maxOutput) * choices,
        outputAudio: Array.isArray(value['modalities']) && value['modalities'].includes('audio'),
        toolCalls: isObject(value['web_search_options']) ? 1 : 0,
      }
    },
    countInput: (counter) =>
      counter.count(collectText([messages, value['tools'], value['functions'], value['response_format']])),
    limitable: limit === undefined,
    verbatim(to) {
      const changes: Record<string, unknown> = {}
      if (to.model !== model) changes['model'] = to.model
      if (to.output !== undefined) changes[limitName(value)] = to.output
      if (stream && !asked && to.streamUsage) changes['stream_options'] = { ...streamOptions, include_usage: true }
      return withMembers(body, changes)
    },
  }
}

/** Reasoning models refuse the older name. */
function limitName(value: JsonObject): string {
  return value['reasoning_effort'] === undefined ? 'max_tokens' : 'max_completion_tokens'
}

/** Upstreams know the one field or the other; where a request has both, nobody knows which will count. */
function outputLimit(value: JsonObject): number | undefined {
  const limits = ['max_completion_tokens', 'max_tokens'].flatMap(
    (name) => integerField(value, name, [1, MAX_TOKENS]) ?? [],
  )
  return limits.length === 0 ? undefined : Math.max(...limits)
}

function messagesOf(value: JsonObject): readonly JsonObject[] {
  const messages = value['messages']
  if (Array.isArray(messages) && messages.length > 0 && messages.every(isObject)) return messages
  throw new Problem('invalid_field', { param: 'messages', message: 'messages must be a non-empty array of objects.' })
}
