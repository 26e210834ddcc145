/** Messages requests: read as far as the bill needs, forwarded verbatim. Translation is in generation.ts and write-request.ts. */
import type { IncomingHttpHeaders } from 'node:http'
import { booleanField, integerField, modelField } from '../../body/fields.ts'
import { isObject, type JsonBody, type JsonObject } from '../../body/parse.ts'
import { withMembers } from '../../body/patch.ts'
import type { PathFacts } from '../../call/kind.ts'
import { Problem } from '../../problem.ts'
import { collectText } from '../../usage/collect-text.ts'
import { measureInline } from '../../usage/inline-media.ts'
import { askedOfAnthropic } from '../../usage/service-tiers.ts'
import { objectsIn } from '../members.ts'
import type { WireRequest } from '../wire.ts'

const TEMPLATE_TOKENS = 512
const TOOLS_TEMPLATE_TOKENS = 2_048
const MAX_TOKENS = 100_000_000
/** Uses of one server tool that are not limited by the request. */
const UNLIMITED_USES = 100

export function readMessagesRequest(body: JsonBody, { headers }: PathFacts): WireRequest {
  const { value } = body
  const model = modelField(value)
  const stream = booleanField(value, 'stream') ?? false
  const limit = integerField(value, 'max_tokens', [1, MAX_TOKENS])
  if (limit === undefined)
    throw new Problem('invalid_field', { param: 'max_tokens', message: 'max_tokens is missing.' })
  const messages = value['messages']
  if (!Array.isArray(messages) || messages.length === 0 || !messages.every(isObject))
    throw new Problem('invalid_field', { param: 'messages', message: 'messages must be a non-empty array of objects.' })
  refuseDearer(value)
  refuseThread(value)
  return {
    model,
    stream,
    showUsage: true,
    choices: 1,
    services: askedOfAnthropic(value['service_tier']),
    headers: passedOn(headers ?? {}),
    bound(limits) {
      const media = measureInline([messages, value['system']], limits.imageTokens)
      const template = value['tools'] ? TOOLS_TEMPLATE_TOKENS : TEMPLATE_TOKENS
      const text = body.bytes.length - media.bytes + media.tokens + template
      return {
        input: Math.min(text, limits.contextLength ?? Number.MAX_SAFE_INTEGER),
        inputAudio: 0,
        output: Math.min(limit, limits.maxOutput),
        outputAudio: false,
        toolCalls: serverToolUses(value),
      }
    },
    countInput: (counter) => counter.count(collectText([value['system'], messages, value['tools']])),
    verbatim: (to) => withMembers(body, to.model === model ? {} : { model: to.model }),
  }
}

/** Versions and betas change what the caller may ask and expects. */
function passedOn(headers: IncomingHttpHeaders): Record<string, string> {
  const passed: Record<string, string> = {}
  for (const name of ['anthropic-version', 'anthropic-beta']) {
    const value = headers[name]
    if (value !== undefined) passed[name] = String(value)
  }
  return passed
}

/** Tools that the upstream runs itself are billed by use. */
function serverToolUses(value: JsonObject): number {
  return objectsIn(value, 'tools')
    .filter((tool) => typeof tool['type'] === 'string' && /^web_(search|fetch)_/.test(tool['type']))
    .reduce((sum, tool) => sum + (integerField(tool, 'max_uses', [0, 1_000]) ?? UNLIMITED_USES), 0)
}

/** Faster tiers and other places cost the platform a multiple of the card's price, so they are not passed on. */
function refuseDearer(value: JsonObject): void {
  const speed = value['speed']
  if (speed !== undefined && speed !== null && speed !== 'standard')
    throw new Problem('unsupported_value', { param: 'speed', message: 'speed must be standard.' })
  const place = value['inference_geo']
  if (place !== undefined && place !== null && place !== 'global')
    throw new Problem('unsupported_value', { param: 'inference_geo', message: 'inference_geo must be global.' })
}

/** A conversation that an upstream keeps is kept under the platform's key, and what it costs to read is in no request. */
function refuseThread({ thread }: JsonObject): void {
  if (thread !== undefined && thread !== null) throw new Problem('thread_unsupported_request', { param: 'thread' })
}
