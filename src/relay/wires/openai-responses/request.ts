/** Responses requests: read as far as the bill needs, forwarded verbatim. Translation is in generation.ts and write-request.ts. */
import { booleanField, integerField, modelField } from '../../body/fields.ts'
import { isObject, type JsonBody, type JsonObject } from '../../body/parse.ts'
import { withMembers } from '../../body/patch.ts'
import { Problem } from '../../problem.ts'
import { collectText } from '../../usage/collect-text.ts'
import { askedOfOpenAi } from '../../usage/service-tiers.ts'
import { objectsIn, stringIn } from '../members.ts'
import type { WireRequest } from '../wire.ts'

const TEMPLATE_TOKENS = 256
const TOOLS_TEMPLATE_TOKENS = 1_024
const MAX_TOKENS = 100_000_000
/** A file named by id or address may fill a context window. */
const REMOTE_FILE_TOKENS = 200_000
/** Uses of built-in tools that one answer may make, where the request sets no limit. */
const TOOL_USES = 64

export function readResponsesRequest(body: JsonBody): WireRequest {
  const { value } = body
  const model = modelField(value)
  const stream = booleanField(value, 'stream') ?? false
  const limit = integerField(value, 'max_output_tokens', [1, MAX_TOKENS])
  const { input } = value
  if (typeof input !== 'string' && !(Array.isArray(input) && input.every(isObject)))
    throw new Problem('invalid_field', { param: 'input', message: 'input must be a string or an array of items.' })
  refuse(value)
  const cacheKey = stringIn(value, 'prompt_cache_key')
  return {
    model,
    stream,
    showUsage: true,
    choices: 1,
    services: askedOfOpenAi(value['service_tier']),
    ...(cacheKey === undefined ? {} : { cacheKey }),
    bound(limits) {
      const media = measure(value, limits.imageTokens)
      const template = value['tools'] ? TOOLS_TEMPLATE_TOKENS : TEMPLATE_TOKENS
      const text = body.bytes.length - media.bytes + media.tokens + template
      return {
        input: Math.min(text, limits.contextLength ?? Number.MAX_SAFE_INTEGER),
        inputAudio: 0,
        output: Math.min(limit ?? limits.maxOutput, limits.maxOutput),
        outputAudio: false,
        toolCalls: builtInUses(value),
      }
    },
    countInput: (counter) => counter.count(collectText([value['instructions'], input, value['tools'], value['text']])),
    limitable: limit === undefined,
    verbatim(to) {
      const changes: Record<string, unknown> = {}
      if (to.model !== model) changes['model'] = to.model
      if (to.output !== undefined) changes['max_output_tokens'] = to.output
      // What an upstream keeps is kept under the platform's key, for anybody who guesses the id.
      if (value['store'] !== false) changes['store'] = false
      return withMembers(body, changes)
    },
  }
}

/** What would need a memory that is not kept. */
function refuse(value: JsonObject): void {
  if (value['conversation'] !== undefined && value['conversation'] !== null)
    throw new Problem('endpoint_not_supported', {
      param: 'conversation',
      message: 'Conversations are not offered here: go on with previous_response_id.',
    })
  for (const param of ['previous_response_id', 'prompt']) {
    if (value[param] !== undefined && value[param] !== null)
      throw new Problem('unsupported_value', { param, message: `${param} is not supported: send the whole input.` })
  }
  if (value['background'] === true) throw new Problem('unsupported_value', { param: 'background' })
}

function builtInUses(value: JsonObject): number {
  const builtIn = objectsIn(value, 'tools').filter(({ type }) => type !== 'function' && type !== 'custom')
  if (builtIn.length === 0) return 0
  return integerField(value, 'max_tool_calls', [0, 1_000]) ?? TOOL_USES
}

/** Files and images of all messages, and of what tools returned. */
function measure({ input }: JsonObject, imageTokens: number): { readonly bytes: number; readonly tokens: number } {
  let bytes = 0
  let tokens = 0
  const items = Array.isArray(input) ? input.filter(isObject) : []
  for (const part of items.flatMap((item) => [...objectsIn(item, 'content'), ...objectsIn(item, 'output')])) {
    if (part['type'] === 'input_image') {
      bytes += stringIn(part, 'image_url')?.length ?? 0
      tokens += imageTokens
    } else if (part['type'] === 'input_file') {
      const data = stringIn(part, 'file_data')?.length ?? 0
      bytes += data
      tokens += data === 0 ? REMOTE_FILE_TOKENS : data
    }
  }
  return { bytes, tokens }
}
