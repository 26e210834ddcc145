/** The events of a response that is over, from what is stored of it: in OpenAI's order, each text in one piece. */
import type { JsonObject } from '../body/parse.ts'
import { objectsIn, stringIn } from '../wires/members.ts'
import { EventLog } from './event-log.ts'

/** Each text stands in six events: of a response beyond this only the beginning and the end are told. */
const MAX_BYTES = 1024 * 1024

/** A log that has ended, and the bytes that it takes to keep. */
export function replayLog(body: JsonObject): { readonly log: EventLog; readonly bytes: number } {
  const log = new EventLog(0)
  const isLong = JSON.stringify(body).length > MAX_BYTES
  let bytes = 0
  const response: JsonObject = { ...body, status: 'in_progress', output: [], usage: null, error: null }
  for (const type of ['response.created', 'response.in_progress']) bytes += log.append({ type, response })
  for (const [output_index, item] of isLong ? [] : objectsIn(body, 'output').entries())
    for (const event of itemEvents(item)) bytes += log.append({ ...event, output_index })
  log.end(lastEvent(body))
  return { log, bytes }
}

/** What ends the stream of a response with this status. OpenAI has no event for a canceled one: it tells that it failed, and the response in it why. */
export function lastEvent(body: JsonObject): JsonObject {
  const { status } = body
  const type = status === 'completed' || status === 'incomplete' ? `response.${status}` : 'response.failed'
  return { type, response: body }
}

function* itemEvents(item: JsonObject): Generator<JsonObject> {
  const { type, id: item_id } = item
  const about = { item_id }
  const empty: Readonly<Record<string, JsonObject>> = {
    message: { content: [] },
    function_call: { arguments: '' },
    reasoning: { summary: [] },
  }
  const begun = { ...item, ...empty[String(type)], ...(item['status'] === undefined ? {} : { status: 'in_progress' }) }
  yield { type: 'response.output_item.added', item: begun }
  if (type === 'message')
    for (const [content_index, part] of objectsIn(item, 'content').entries())
      for (const event of partEvents(part)) yield { ...event, ...about, content_index }
  if (type === 'reasoning')
    for (const [summary_index, part] of objectsIn(item, 'summary').entries())
      for (const event of thoughtEvents(part)) yield { ...event, ...about, summary_index }
  if (type === 'function_call') {
    const { name, arguments: given } = item
    yield { ...about, type: 'response.function_call_arguments.delta', delta: given }
    yield { ...about, type: 'response.function_call_arguments.done', name, arguments: given }
  }
  yield { type: 'response.output_item.done', item }
}

function* partEvents(part: JsonObject): Generator<JsonObject> {
  const refusal = stringIn(part, 'refusal')
  const text = stringIn(part, 'text') ?? ''
  const [words, name] = refusal === undefined ? [{ text: '' }, 'output_text'] : [{ refusal: '' }, 'refusal']
  const logprobs = refusal === undefined ? { logprobs: [] } : {}
  yield { type: 'response.content_part.added', part: { ...part, ...words } }
  yield { type: `response.${name}.delta`, delta: refusal ?? text, ...logprobs }
  yield { type: `response.${name}.done`, ...(refusal === undefined ? { text } : { refusal }), ...logprobs }
  yield { type: 'response.content_part.done', part }
}

function* thoughtEvents(part: JsonObject): Generator<JsonObject> {
  const text = stringIn(part, 'text') ?? ''
  yield { type: 'response.reasoning_summary_part.added', part: { ...part, text: '' } }
  yield { type: 'response.reasoning_summary_text.delta', delta: text }
  yield { type: 'response.reasoning_summary_text.done', text }
  yield { type: 'response.reasoning_summary_part.done', part }
}
