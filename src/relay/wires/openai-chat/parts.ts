/** Chat completion answers and chunks as parts. Only the first choice: more can not be translated. */
import { isObject, type JsonObject } from '../../body/parse.ts'
import { compact } from '../../generation/compact.ts'
import { dataUrl } from '../../generation/data-url.ts'
import type { Finish, Part } from '../../generation/part.ts'
import { deliveredTier } from '../../usage/service-tiers.ts'
import { objectIn, objectsIn, parsedObject, stringIn } from '../members.ts'
import type { PartReader, WholeParts } from '../wire.ts'
import { signatureIn } from './generation.ts'
import { errorOf, usageIn } from './response.ts'

export function partsOfChat(value: JsonObject): WholeParts | undefined {
  const [choice] = objectsIn(value, 'choices')
  const error = errorOf(value)
  if (!choice) return error && { parts: [], usage: undefined, error }
  const message = objectIn(choice, 'message') ?? {}
  const parts = new MessageParts().read(message)
  parts.push({ type: 'finish', finish: finishOf(choice['finish_reason'], parts) })
  const service = deliveredTier(value['service_tier'])
  return { parts, usage: usageIn(value, value['choices']), service, error: undefined }
}

export function chatPartReader(): PartReader {
  const message = new MessageParts()
  return {
    read(data) {
      if (data === '[DONE]') return { parts: [], usage: undefined, error: undefined, ends: true }
      if (data.charCodeAt(0) !== 0x7b) return undefined
      const value = parsedObject(data)
      if (!value) return 'malformed'
      const [choice] = objectsIn(value, 'choices')
      const parts = choice ? message.read(objectIn(choice, 'delta') ?? {}) : []
      const finish = choice?.['finish_reason']
      if (typeof finish === 'string' && finish !== '') parts.push({ type: 'finish', finish: finishOf(finish, parts) })
      const service = deliveredTier(value['service_tier'])
      const error = choice ? undefined : errorOf(value)
      return { parts, usage: usageIn(value, value['choices']), service, error, ends: false }
    },
  }
}

const finishes: Readonly<Record<string, Finish>> = {
  stop: 'stop',
  length: 'length',
  tool_calls: 'tool-calls',
  function_call: 'tool-calls',
  content_filter: 'content-filter',
}

function finishOf(reason: unknown, parts: readonly Part[]): Finish {
  if (reason === 'stop' && parts.some(({ type }) => type === 'tool-call')) return 'tool-calls'
  return typeof reason === 'string' ? (finishes[reason] ?? 'other') : 'stop'
}

/** Reads one message, whole or in deltas. */
class MessageParts {
  /** Id of the tool call now at each place; some servers reuse a place for the next call. */
  readonly #places = new Map<number, { readonly index: number; readonly id: string }>()
  #calls = 0

  read(message: JsonObject): Part[] {
    return [
      ...this.#reasoning(message),
      ...textsIn(message['content']),
      ...said('refusal', message['refusal']),
      ...objectsIn(message, 'tool_calls').flatMap((call, i) => this.#call(call, i)),
      ...this.#legacyCall(message['function_call']),
      ...filesIn(message),
      ...sourcesIn(message),
      ...said('text', objectIn(message, 'audio')?.['transcript']),
    ]
  }

  #reasoning(message: JsonObject): Part[] {
    const text = said('reasoning', message['reasoning_content'] ?? message['reasoning'])
    const details = objectsIn(message, 'reasoning_details')
    const ends = details.flatMap((detail): Part[] => {
      const [signature, opaque] = [stringIn(detail, 'signature'), stringIn(detail, 'data')]
      const own = text.length === 0 ? said('reasoning', detail['text'] ?? detail['summary']) : []
      if (signature === undefined && opaque === undefined) return own
      return [...own, { type: 'reasoning-end', ...compact({ signature, opaque, id: stringIn(detail, 'id') }) }]
    })
    return [...text, ...ends]
  }

  #call(call: JsonObject, position: number): Part[] {
    const called = objectIn(call, 'function') ?? {}
    const place = typeof call['index'] === 'number' ? call['index'] : position
    const id = stringIn(call, 'id') ?? ''
    const input = stringIn(called, 'arguments') ?? ''
    const known = this.#places.get(place)
    if (known && (id === '' || id === known.id)) return inputPart(known.index, input)
    const index = this.#calls++
    this.#places.set(place, { index, id })
    const begun: Part = {
      type: 'tool-call',
      index,
      id: id || `call_${index}`,
      name: stringIn(called, 'name') ?? '',
      ...compact({ signature: signatureIn(call) }),
    }
    return [begun, ...inputPart(index, input)]
  }

  #legacyCall(called: unknown): Part[] {
    return isObject(called) ? this.#call({ id: stringIn(called, 'name') ?? '', function: called }, 0) : []
  }
}

function inputPart(index: number, text: string): Part[] {
  return text === '' ? [] : [{ type: 'tool-input', index, text }]
}

function said(type: 'text' | 'refusal' | 'reasoning', text: unknown): Part[] {
  return typeof text === 'string' && text !== '' ? [{ type, text }] : []
}

function textsIn(content: unknown): Part[] {
  if (!Array.isArray(content)) return said('text', content)
  return content.filter(isObject).flatMap((part) => said('text', part['text']))
}

/** Images as OpenRouter and others return them. */
function filesIn(message: JsonObject): Part[] {
  return objectsIn(message, 'images').flatMap((image): Part[] => {
    const data = dataUrl(stringIn(objectIn(image, 'image_url') ?? {}, 'url') ?? '')
    return data ? [{ type: 'file', ...data }] : []
  })
}

function sourcesIn(message: JsonObject): Part[] {
  return objectsIn(message, 'annotations').flatMap((annotation): Part[] => {
    const citation = objectIn(annotation, 'url_citation')
    const url = citation && stringIn(citation, 'url')
    return url ? [{ type: 'source', url, ...compact({ title: citation && stringIn(citation, 'title') }) }] : []
  })
}
