/** Makes an upstream's or a writer's response the one that is stored: its id, what it goes on from, what was asked. */
import { isObject, type JsonObject } from '../body/parse.ts'
import type { ChunkReading, Sending, StreamReader } from '../call/kind.ts'
import { objectIn, parsedObject } from '../wires/members.ts'

export interface Edits {
  /** Members that are set in every form of the response. */
  readonly set: JsonObject
  /** Members of the request, for responses that do not repeat them. */
  readonly echo: JsonObject
  /** The response is over; called with what the caller gets of it. */
  made(response: JsonObject): void
}

/** The same sending, with answers edited on their way. */
export function editedSending(sending: Sending, edits: Edits): Sending {
  return {
    ...sending,
    whole(answer) {
      const reading = sending.whole(answer)
      if (!reading || reading.error) return reading
      const value = reading.body ? parsedObject(reading.body.toString('utf8')) : answer.value
      if (!value) return reading
      const response = edited(value, edits)
      edits.made(response)
      return { ...reading, body: Buffer.from(JSON.stringify(response)) }
    },
    streamReader: () => editedReader(sending.streamReader(), edits),
  }
}

function edited(response: JsonObject, { set, echo }: Edits): JsonObject {
  const repeated = Object.entries(echo).filter(([name]) => {
    const told = response[name]
    return told === undefined || told === null || !isTold(name, told)
  })
  return { ...response, ...Object.fromEntries(repeated), ...set }
}

/** Writers put what OpenAI shows where nothing was asked for. */
const untold: Readonly<Record<string, string>> = {
  metadata: '{}',
  tools: '[]',
  tool_choice: '"auto"',
  parallel_tool_calls: 'true',
  text: '{"format":{"type":"text"}}',
  truncation: '"disabled"',
}

function isTold(name: string, value: unknown): boolean {
  const usual = untold[name]
  return usual === undefined || JSON.stringify(value) !== usual
}

/** Only events that carry the whole response are changed. */
function editedReader(reader: StreamReader, edits: Edits): StreamReader {
  const { close } = reader
  return {
    ...reader,
    read(data) {
      const reading = reader.read(data)
      if (reading === undefined || reading === 'malformed' || reading.error) return reading
      if (reading.out !== undefined) return { ...reading, out: editedEvents(reading.out, edits) }
      return editedReading(reading, data, edits)
    },
    ...(close && { close: () => editedEvents(close(), edits) }),
  }
}

function editedReading(reading: ChunkReading, data: string, edits: Edits): ChunkReading {
  const event = data.includes('"response"') ? parsedObject(data) : undefined
  const text = event && editedEvent(event, edits)
  return text === undefined ? reading : { ...reading, out: text }
}

/** Text of events that a writer has made: each one line of type and one of data. */
function editedEvents(text: string, edits: Edits): string {
  if (!text.includes('"response":')) return text
  return text.replace(/^event: \S+\ndata: (\{.*\})\n\n/gm, (whole, data: string) => {
    const event = data.includes('"response":') ? parsedObject(data) : undefined
    return (event && editedEvent(event, edits)) ?? whole
  })
}

/** Undefined when the event has no response. */
function editedEvent(event: JsonObject, edits: Edits): string | undefined {
  const given = objectIn(event, 'response')
  const { type } = event
  if (!isObject(given) || typeof type !== 'string') return undefined
  const response = edited(given, edits)
  if (type === 'response.completed' || type === 'response.incomplete') edits.made(response)
  return `event: ${type}\ndata: ${JSON.stringify({ ...event, response })}\n\n`
}
