/** Items of responses: how a request's input is stored and listed, and how stored items are sent again. */
import { isObject, type JsonObject } from '../body/parse.ts'
import type { Upstream } from '../call/kind.ts'
import { objectsIn, stringIn } from '../wires/members.ts'
import type { StoredItem, StoredResponse } from './response.ts'

/** The items of an input; a text is a message of the user's. */
export function itemsOf(input: unknown): readonly JsonObject[] {
  if (typeof input === 'string') return [{ type: 'message', role: 'user', content: input }]
  return Array.isArray(input) ? input.filter(isObject) : []
}

const prefixes: Readonly<Record<string, string>> = {
  message: 'msg',
  reasoning: 'rs',
  function_call: 'fc',
  function_call_output: 'fco',
  custom_tool_call: 'ctc',
  custom_tool_call_output: 'ctco',
}

/** As OpenAI lists it: with type, id and status, a message with a list of parts. `index` is its place among the response's items. */
export function listedItem(item: JsonObject, responseId: string, index: number): JsonObject {
  const type = stringIn(item, 'type') ?? 'message'
  const id = stringIn(item, 'id') ?? `${prefixes[type] ?? 'item'}_${responseId.replace(/^resp_/, '')}_i${index}`
  if (type !== 'message') return { ...item, type, id }
  const role = stringIn(item, 'role') ?? 'user'
  return { ...item, id, type, role, status: 'completed', content: partsOf(item['content'], role) }
}

function partsOf(content: unknown, role: string): unknown {
  if (typeof content !== 'string') return content
  return role === 'assistant'
    ? [{ type: 'output_text', text: content, annotations: [] }]
    : [{ type: 'input_text', text: content }]
}

/** Everything that was said up to and with the last of these responses. */
export function contextOf(responses: readonly StoredResponse[]): readonly StoredItem[] {
  return responses.flatMap(({ input, body, maker }) => [
    ...input,
    ...objectsIn(body, 'output').map((item) => madeItem(item, maker)),
  ])
}

/** An item of an answer: thoughts mean something to their maker only. */
export function madeItem(item: JsonObject, maker: string): StoredItem {
  return item['type'] === 'reasoning' ? { item, maker } : { item }
}

/** Upstreams that keep nothing know no ids, and these are complete without. */
const complete: readonly unknown[] = ['message', 'function_call', 'function_call_output', 'reasoning']

/** As it is sent again. */
export function resent({ item, maker }: StoredItem): StoredItem {
  if (!complete.includes(item['type'] ?? 'message')) return { item }
  const { id: _id, status: _status, ...rest } = item
  return maker === undefined ? { item: rest } : { item: rest, maker }
}

export type Thinker = Pick<Upstream, 'wire' | 'channel'>

/** Signatures of Anthropic's and Google's models hold wherever the model is served, all others where they were made. */
export function makerOf({ wire, channel }: Thinker): string {
  return wire === 'anthropic.messages' || wire === 'gemini.generate' ? wire : `${wire}/${channel.id}`
}

/** What one upstream can be told: all but the thoughts of others, and OpenAI's own only where they are handed out sealed. */
export function inputFor(context: readonly StoredItem[], to: Thinker): readonly JsonObject[] {
  const own = makerOf(to)
  return context
    .filter(({ item, maker }) => {
      if (maker === undefined) return true
      return maker === own && (to.wire !== 'openai.responses' || typeof item['encrypted_content'] === 'string')
    })
    .map(({ item }) => item)
}
