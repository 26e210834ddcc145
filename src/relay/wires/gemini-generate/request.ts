/** generateContent requests: read as far as the bill needs, forwarded verbatim. The model is named in the path. */
import { integerField, objectField } from '../../body/fields.ts'
import { isObject, type JsonBody, type JsonObject } from '../../body/parse.ts'
import { withMembers } from '../../body/patch.ts'
import type { PathFacts } from '../../call/kind.ts'
import { Problem } from '../../problem.ts'
import { collectText } from '../../usage/collect-text.ts'
import { measureInline } from '../../usage/inline-media.ts'
import { objectsIn } from '../members.ts'
import type { WireRequest } from '../wire.ts'

const TEMPLATE_TOKENS = 256
const TOOLS_TEMPLATE_TOKENS = 1_024
const MAX_TOKENS = 100_000_000
/** Searches that one grounded answer may make. */
const SEARCHES = 50

export function readGenerateRequest(body: JsonBody, path: PathFacts): WireRequest {
  const { value } = body
  const contents = value['contents']
  if (!Array.isArray(contents) && typeof contents !== 'string' && !isObject(contents))
    throw new Problem('invalid_field', { param: 'contents', message: 'contents must be an array of objects.' })
  refuseCache(value)
  const config = objectField(value, 'generationConfig') ?? objectField(value, 'generation_config') ?? {}
  const limit = integerField(config, 'maxOutputTokens', [1, MAX_TOKENS])
  const choices = integerField(config, 'candidateCount', [1, 128]) ?? 1
  const system = value['systemInstruction'] ?? value['system_instruction']
  return {
    model: (path.model ?? '').replace(/^models\//, ''),
    stream: path.stream ?? false,
    showUsage: true,
    choices,
    bound(limits) {
      const media = measureInline([contents, system], limits.imageTokens)
      const template = value['tools'] ? TOOLS_TEMPLATE_TOKENS : TEMPLATE_TOKENS
      const text = body.bytes.length - media.bytes + media.tokens + template
      return {
        input: Math.min(text, limits.contextLength ?? Number.MAX_SAFE_INTEGER),
        inputAudio: 0,
        output: Math.min(limit ?? limits.maxOutput, limits.maxOutput) * choices,
        outputAudio: Array.isArray(config['responseModalities']) && config['responseModalities'].includes('AUDIO'),
        toolCalls: objectsIn(value, 'tools').some((tool) => isObject(tool['googleSearch'])) ? SEARCHES : 0,
      }
    },
    countInput: (counter) => counter.count(collectText([system, contents, value['tools']])),
    limitable: limit === undefined,
    verbatim(to) {
      if (to.output === undefined) return body.bytes
      return withMembers(body, { generationConfig: { ...config, maxOutputTokens: to.output } })
    },
  }
}

/** Nobody can make one here: it would be kept under the platform's key, and what it costs to read is in no request. */
function refuseCache(value: JsonObject): void {
  const param = 'cachedContent'
  const name = value[param] ?? value['cached_content']
  if (name === undefined || name === null) return
  throw new Problem('unsupported_value', { param, message: `${param} is not supported: send the whole contents.` })
}
