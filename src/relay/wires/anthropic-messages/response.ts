/** Messages answers and stream events: content, stop reason, usage, in-band errors. Reads only; bytes are forwarded as they came. */
import type { ServiceTier } from '../../../engine/metering/service-tiers.ts'
import { isObject, type JsonObject } from '../../body/parse.ts'
import type { ChunkReading, StreamReader, UpstreamMessage, WholeReading } from '../../call/kind.ts'
import type { Finish } from '../../generation/part.ts'
import { deliveredTier } from '../../usage/service-tiers.ts'
import { objectIn, objectsIn, parsedObject, stringIn } from '../members.ts'
import { readAnthropicUsage, readStartUsage } from './usage.ts'

export function readMessagesResponse(value: JsonObject): WholeReading | undefined {
  const error = anthropicError(value)
  if (error) return { usage: undefined, finish: 'error', text: '', reasoning: '', error }
  if (value['type'] !== 'message') return undefined
  let [text, reasoning] = ['', '']
  for (const block of objectsIn(value, 'content')) {
    const said = saidIn(block)
    text += said.text
    reasoning += said.reasoning
  }
  const finish = finishOf(value['stop_reason'])
  const [usage, service] = [readAnthropicUsage(value['usage']), serviceIn(value)]
  return { usage, service, finish, text, reasoning, error: undefined }
}

/** The service tier stands in the usage. */
export function serviceIn(message: JsonObject): ServiceTier | undefined {
  return deliveredTier(objectIn(message, 'usage')?.['service_tier'])
}

interface Said {
  readonly text: string
  readonly reasoning: string
}

function saidIn(block: JsonObject): Said {
  const input = block['input']
  const call =
    block['type'] === 'tool_use'
      ? `${stringIn(block, 'name') ?? ''}${isObject(input) ? JSON.stringify(input) : ''}`
      : ''
  return { text: (stringIn(block, 'text') ?? '') + call, reasoning: stringIn(block, 'thinking') ?? '' }
}

const finishes: Readonly<Record<string, Finish>> = {
  end_turn: 'stop',
  stop_sequence: 'stop',
  pause_turn: 'stop',
  max_tokens: 'length',
  model_context_window_exceeded: 'length',
  tool_use: 'tool-calls',
  refusal: 'content-filter',
}

export function finishOf(reason: unknown): Finish {
  return typeof reason === 'string' ? (finishes[reason] ?? 'other') : 'stop'
}

export function anthropicError(value: JsonObject): UpstreamMessage | undefined {
  const error = objectIn(value, 'error')
  if (value['type'] !== 'error' || !error) return undefined
  return {
    message: stringIn(error, 'message') ?? 'The upstream reported an error.',
    code: stringIn(error, 'type') ?? null,
  }
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

/** The events of one stream: usage comes with the first and, cumulative, with the last. */
export function messagesStreamReader(): StreamReader {
  return {
    ending: Buffer.from('event: message_stop\ndata: {"type":"message_stop"}\n\n'),
    marksEnd: true,
    read(data) {
      if (data.charCodeAt(0) !== 0x7b) return undefined
      const event = parsedObject(data)
      return event ? readEvent(event) : 'malformed'
    },
  }
}

function readEvent(event: JsonObject): ChunkReading {
  switch (event['type']) {
    case 'message_start': {
      const message = objectIn(event, 'message') ?? {}
      return { ...quiet, usage: readStartUsage(message['usage']), service: serviceIn(message) }
    }
    case 'content_block_start': {
      const block = objectIn(event, 'content_block') ?? {}
      const said = saidIn({ ...block, input: undefined })
      return { ...quiet, ...said, commits: block['type'] !== 'text' && block['type'] !== 'thinking' }
    }
    case 'content_block_delta':
      return readDelta(objectIn(event, 'delta') ?? {})
    case 'message_delta': {
      const finish = objectIn(event, 'delta')?.['stop_reason']
      const [usage, service] = [readAnthropicUsage(event['usage']), serviceIn(event)]
      if (finish === undefined || finish === null) return { ...quiet, usage, service }
      return { ...quiet, usage, service, commits: true, finish: finishOf(finish) }
    }
    case 'message_stop':
      return { ...quiet, ends: true }
    case 'error':
      return { ...quiet, error: anthropicError(event) }
    default:
      return quiet
  }
}

function readDelta(delta: JsonObject): ChunkReading {
  const text = stringIn(delta, 'text') ?? stringIn(delta, 'partial_json') ?? ''
  const reasoning = stringIn(delta, 'thinking') ?? ''
  return { ...quiet, text, reasoning, commits: text !== '' || reasoning !== '' }
}
