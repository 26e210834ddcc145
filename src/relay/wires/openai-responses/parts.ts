/** Responses answers and events as parts. */
import type { JsonObject } from '../../body/parse.ts'
import { compact } from '../../generation/compact.ts'
import type { Part } from '../../generation/part.ts'
import { readOpenAiUsage } from '../../usage/openai-usage.ts'
import { deliveredTier } from '../../usage/service-tiers.ts'
import { objectIn, objectsIn, parsedObject, stringIn } from '../members.ts'
import type { PartReader, StreamParts, WholeParts } from '../wire.ts'
import { errorIn, failureIn, finishOf } from './response.ts'
import { openThought } from './sealed.ts'

export function partsOfResponse(value: JsonObject): WholeParts | undefined {
  const usage = readOpenAiUsage(value['usage'])
  const error = failureIn(value)
  if (error) return { parts: [], usage, error }
  if (value['object'] !== 'response') return undefined
  let calls = 0
  const parts = objectsIn(value, 'output').flatMap((item): Part[] => {
    if (item['type'] !== 'function_call') return itemParts(item)
    const index = calls++
    return [callPart(item, index), ...inputPart(index, stringIn(item, 'arguments'))]
  })
  parts.push({ type: 'finish', finish: finishOf(value) })
  return { parts, usage, service: deliveredTier(value['service_tier']), error: undefined }
}

function itemParts(item: JsonObject): Part[] {
  if (item['type'] === 'reasoning') {
    const text = objectsIn(item, 'summary')
      .map((part) => stringIn(part, 'text') ?? '')
      .join('')
    return [...(text === '' ? [] : [{ type: 'reasoning', text } as const]), ...thoughtEnd(item)]
  }
  if (item['type'] !== 'message') return []
  return objectsIn(item, 'content').flatMap((part): Part[] => {
    const [text, refusal] = [stringIn(part, 'text'), stringIn(part, 'refusal')]
    if (refusal) return [{ type: 'refusal', text: refusal }]
    return [...(text ? [{ type: 'text', text } as const] : []), ...sourcesIn(part)]
  })
}

function sourcesIn(part: JsonObject): Part[] {
  return objectsIn(part, 'annotations').flatMap((annotation): Part[] => {
    const url = stringIn(annotation, 'url')
    return url ? [{ type: 'source', url, ...compact({ title: stringIn(annotation, 'title') }) }] : []
  })
}

function thoughtEnd(item: JsonObject): Part[] {
  const thought = openThought(stringIn(item, 'encrypted_content'))
  return [{ type: 'reasoning-end', ...thought, ...compact({ id: thought.opaque ? stringIn(item, 'id') : undefined }) }]
}

function callPart(item: JsonObject, index: number): Part {
  const id = stringIn(item, 'call_id') ?? stringIn(item, 'id') ?? ''
  return { type: 'tool-call', index, id, name: stringIn(item, 'name') ?? '' }
}

function inputPart(index: number, text: string | undefined): Part[] {
  return text ? [{ type: 'tool-input', index, text }] : []
}

const nothing: StreamParts = { parts: [], usage: undefined, error: undefined, ends: false }

export function responsesPartReader(): PartReader {
  const calls = new Map<unknown, number>()
  return {
    read(data) {
      if (data.charCodeAt(0) !== 0x7b) return undefined
      const event = parsedObject(data)
      if (!event) return 'malformed'
      const error = errorIn(event)
      if (error) return { ...nothing, error }
      const response = objectIn(event, 'response')
      const service = deliveredTier(response?.['service_tier'])
      if (event['type'] === 'response.completed' || event['type'] === 'response.incomplete') {
        const parts: Part[] = [{ type: 'finish', finish: finishOf(response ?? {}) }]
        return { ...nothing, parts, usage: readOpenAiUsage(response?.['usage']), service, ends: true }
      }
      return { ...nothing, parts: eventParts(event, calls), service }
    },
  }
}

function eventParts(event: JsonObject, calls: Map<unknown, number>): Part[] {
  const delta = stringIn(event, 'delta') ?? ''
  const item = objectIn(event, 'item') ?? {}
  switch (event['type']) {
    case 'response.output_text.delta':
      return delta === '' ? [] : [{ type: 'text', text: delta }]
    case 'response.refusal.delta':
      return delta === '' ? [] : [{ type: 'refusal', text: delta }]
    case 'response.reasoning_summary_text.delta':
    case 'response.reasoning_text.delta':
      return delta === '' ? [] : [{ type: 'reasoning', text: delta }]
    case 'response.output_item.added': {
      if (item['type'] !== 'function_call') return []
      const index = calls.size
      calls.set(event['output_index'], index)
      return [callPart(item, index)]
    }
    case 'response.function_call_arguments.delta': {
      const index = calls.get(event['output_index'])
      return index === undefined ? [] : inputPart(index, delta)
    }
    case 'response.output_item.done':
      return item['type'] === 'reasoning' ? thoughtEnd(item) : []
    case 'response.output_text.annotation.added':
      return sourcesIn({ annotations: [event['annotation']] })
    default:
      return []
  }
}
