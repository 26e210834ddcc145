/** Messages answers and events as parts. */
import type { JsonObject } from '../../body/parse.ts'
import { compact } from '../../generation/compact.ts'
import type { Part } from '../../generation/part.ts'
import { objectIn, objectsIn, parsedObject, stringIn } from '../members.ts'
import type { PartReader, StreamParts, WholeParts } from '../wire.ts'
import { anthropicError, finishOf, serviceIn } from './response.ts'
import { readAnthropicUsage, readStartUsage } from './usage.ts'

export function partsOfMessages(value: JsonObject): WholeParts | undefined {
  const error = anthropicError(value)
  if (error) return { parts: [], usage: undefined, error }
  if (value['type'] !== 'message') return undefined
  let calls = 0
  const parts = objectsIn(value, 'content').flatMap((block): Part[] => {
    if (block['type'] !== 'tool_use') return wholeBlock(block)
    const index = calls++
    return [callPart(block, index), { type: 'tool-input', index, text: JSON.stringify(block['input'] ?? {}) }]
  })
  parts.push(finishPart(value['stop_reason'], value['stop_sequence']))
  return { parts, usage: readAnthropicUsage(value['usage']), service: serviceIn(value), error: undefined }
}

function wholeBlock(block: JsonObject): Part[] {
  const thinking = stringIn(block, 'thinking')
  if (block['type'] === 'thinking')
    return [
      ...(thinking ? [{ type: 'reasoning', text: thinking } as const] : []),
      { type: 'reasoning-end', ...compact({ signature: stringIn(block, 'signature') || undefined }) },
    ]
  return startedBlock(block)
}

/** What the start of a block already says. */
function startedBlock(block: JsonObject): Part[] {
  if (block['type'] === 'redacted_thinking')
    return [{ type: 'reasoning-end', ...compact({ opaque: stringIn(block, 'data') }) }]
  const text = stringIn(block, 'text')
  return block['type'] === 'text' && text ? [{ type: 'text', text }] : []
}

function callPart(block: JsonObject, index: number): Part {
  return { type: 'tool-call', index, id: stringIn(block, 'id') ?? '', name: stringIn(block, 'name') ?? '' }
}

function finishPart(reason: unknown, stopSequence: unknown): Part {
  const finish = finishOf(reason)
  return { type: 'finish', finish, ...(typeof stopSequence === 'string' ? { stopSequence } : {}) }
}

const nothing: StreamParts = { parts: [], usage: undefined, error: undefined, ends: false }

export function messagesPartReader(): PartReader {
  const blocks = new Blocks()
  return {
    read(data) {
      if (data.charCodeAt(0) !== 0x7b) return undefined
      const event = parsedObject(data)
      if (!event) return 'malformed'
      const error = anthropicError(event)
      if (error) return { ...nothing, error }
      switch (event['type']) {
        case 'message_start': {
          const message = objectIn(event, 'message') ?? {}
          return { ...nothing, usage: readStartUsage(message['usage']), service: serviceIn(message) }
        }
        case 'message_delta': {
          const delta = objectIn(event, 'delta') ?? {}
          const reason = delta['stop_reason']
          const parts = typeof reason === 'string' ? [finishPart(reason, delta['stop_sequence'])] : []
          return { ...nothing, parts, usage: readAnthropicUsage(event['usage']), service: serviceIn(event) }
        }
        case 'message_stop':
          return { ...nothing, ends: true }
        default:
          return { ...nothing, parts: blocks.read(event) }
      }
    },
  }
}

/** Blocks come one after another, each with an index of the whole message; tool calls are counted on their own. */
class Blocks {
  readonly #calls = new Map<unknown, number>()
  /** The signature comes in a delta, what it signs ends with the block. */
  readonly #signatures = new Map<unknown, string>()

  read(event: JsonObject): Part[] {
    const place = event['index']
    switch (event['type']) {
      case 'content_block_start': {
        const block = objectIn(event, 'content_block') ?? {}
        if (block['type'] === 'thinking') this.#signatures.set(place, '')
        if (block['type'] !== 'tool_use') return startedBlock(block)
        const index = this.#calls.size
        this.#calls.set(place, index)
        return [callPart(block, index)]
      }
      case 'content_block_delta':
        return this.#delta(place, objectIn(event, 'delta') ?? {})
      case 'content_block_stop': {
        const signature = this.#signatures.get(place)
        this.#signatures.delete(place)
        if (signature === undefined) return []
        return [{ type: 'reasoning-end', ...compact({ signature: signature || undefined }) }]
      }
      default:
        return []
    }
  }

  #delta(place: unknown, delta: JsonObject): Part[] {
    const [text, thinking] = [stringIn(delta, 'text'), stringIn(delta, 'thinking')]
    if (text) return [{ type: 'text', text }]
    if (thinking) return [{ type: 'reasoning', text: thinking }]
    const signature = stringIn(delta, 'signature')
    if (signature) this.#signatures.set(place, (this.#signatures.get(place) ?? '') + signature)
    const index = this.#calls.get(place)
    const json = stringIn(delta, 'partial_json')
    return index === undefined || !json ? [] : [{ type: 'tool-input', index, text: json }]
  }
}
