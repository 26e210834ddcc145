/** Responses answers and stream events: content, finish, usage, in-band errors. Reads only; bytes are forwarded as they came. */
import type { JsonObject } from '../../body/parse.ts'
import type { ChunkReading, StreamReader, UpstreamMessage, WholeReading } from '../../call/kind.ts'
import type { Finish } from '../../generation/part.ts'
import { readOpenAiUsage } from '../../usage/openai-usage.ts'
import { deliveredTier } from '../../usage/service-tiers.ts'
import { objectIn, objectsIn, parsedObject, stringIn } from '../members.ts'
import { errorOf } from '../openai-chat/response.ts'

export function readResponse(value: JsonObject): WholeReading | undefined {
  const error = failureIn(value)
  if (error) return { usage: readOpenAiUsage(value['usage']), finish: 'error', text: '', reasoning: '', error }
  if (value['object'] !== 'response') return undefined
  let [text, reasoning] = ['', '']
  for (const item of objectsIn(value, 'output')) {
    text +=
      objectsIn(item, 'content').map(wordsOf).join('') +
      (stringIn(item, 'name') ?? '') +
      (stringIn(item, 'arguments') ?? '')
    reasoning += objectsIn(item, 'summary').map(wordsOf).join('')
  }
  const service = deliveredTier(value['service_tier'])
  return { usage: readOpenAiUsage(value['usage']), service, finish: finishOf(value), text, reasoning, error: undefined }
}

function wordsOf(part: JsonObject): string {
  return stringIn(part, 'text') ?? stringIn(part, 'refusal') ?? ''
}

/** Of a response that is over. */
export function finishOf(response: JsonObject): Finish {
  const reason = stringIn(objectIn(response, 'incomplete_details') ?? {}, 'reason')
  if (reason === 'max_output_tokens') return 'length'
  if (reason === 'content_filter') return 'content-filter'
  if (reason !== undefined) return 'other'
  return objectsIn(response, 'output').some(({ type }) => type === 'function_call') ? 'tool-calls' : 'stop'
}

export function failureIn(response: JsonObject): UpstreamMessage | undefined {
  if (response['object'] === 'response' && response['status'] !== 'failed') return undefined
  return errorOf(response)
}

const quiet: ChunkReading = {
  text: '',
  reasoning: '',
  commits: false,
  finish: undefined,
  usage: undefined,
  hidden: false,
  error: undefined,
  ends: false,
}

/** The last event carries the whole response with its usage; it leaves after the capture. */
export function responsesStreamReader(): StreamReader {
  return {
    ending: Buffer.alloc(0),
    marksEnd: true,
    read(data) {
      if (data.charCodeAt(0) !== 0x7b) return undefined
      const event = parsedObject(data)
      return event ? readEvent(event) : 'malformed'
    },
  }
}

function readEvent(event: JsonObject): ChunkReading {
  const type = stringIn(event, 'type') ?? ''
  const delta = stringIn(event, 'delta') ?? ''
  if (type.endsWith('.delta')) {
    if (type.startsWith('response.reasoning')) return { ...quiet, reasoning: delta, commits: delta !== '' }
    return { ...quiet, text: delta, commits: delta !== '' }
  }
  if (type === 'response.completed' || type === 'response.incomplete') {
    const response = objectIn(event, 'response') ?? {}
    const usage = readOpenAiUsage(response['usage'])
    const service = deliveredTier(response['service_tier'])
    return { ...quiet, commits: true, finish: finishOf(response), usage, service, ends: true }
  }
  const error = errorIn(event)
  if (error) return { ...quiet, error }
  // Until the end it is the one that was asked for.
  if (type === 'response.created')
    return { ...quiet, service: deliveredTier(objectIn(event, 'response')?.['service_tier']) }
  const item = objectIn(event, 'item')
  const begins = type === 'response.output_item.added' && item?.['type'] === 'function_call'
  return begins ? { ...quiet, text: stringIn(item, 'name') ?? '', commits: true } : quiet
}

export function errorIn(event: JsonObject): UpstreamMessage | undefined {
  if (event['type'] === 'response.failed') {
    const failure = failureIn(objectIn(event, 'response') ?? {})
    return failure ?? { message: 'The upstream reported an error.', code: null }
  }
  if (event['type'] !== 'error') return errorOf(event)
  return {
    message: stringIn(event, 'message') ?? 'The upstream reported an error.',
    code: stringIn(event, 'code') ?? null,
  }
}
