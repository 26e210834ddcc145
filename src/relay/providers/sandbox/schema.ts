/** Fills a JSON schema with plausible values, for tool arguments and structured answers. */
import { isObject, type JsonObject } from '../../body/parse.ts'

const DEPTH = 6
/** What one answer may hold: a schema of thousands of members must not make an answer of gigabytes. */
const MAX_VALUES = 200
const MAX_TEXT = 1_000
const MAX_NAME = 200

/** A value that satisfies the common part of JSON schema; `text` goes where any string would do. */
export function fillSchema(schema: JsonObject, text: string): unknown {
  return fill(schema, { text: text.slice(0, MAX_TEXT), left: MAX_VALUES }, 0)
}

interface Filling {
  readonly text: string
  left: number
}

function fill(schema: JsonObject, filling: Filling, depth: number): unknown {
  if (filling.left-- <= 0) return null
  if ('const' in schema) return plain(schema['const'])
  if (Array.isArray(schema['enum']) && schema['enum'].length > 0) return plain(schema['enum'][0])
  const option = Array.isArray(schema['anyOf']) ? schema['anyOf'].find(isObject) : undefined
  if (option) return fill(option, filling, depth + 1)
  const type = Array.isArray(schema['type']) ? schema['type'][0] : schema['type']
  if (type === 'string') return filling.text
  if (type === 'integer' || type === 'number') return typeof schema['minimum'] === 'number' ? schema['minimum'] : 1
  if (type === 'boolean') return true
  if (type === 'null' || depth >= DEPTH) return null
  if (type === 'array')
    return [fill(isObject(schema['items']) ? schema['items'] : { type: 'string' }, filling, depth + 1)]
  const properties = isObject(schema['properties']) ? schema['properties'] : {}
  return Object.fromEntries(
    Object.entries(properties)
      .filter(([name]) => name.length <= MAX_NAME)
      .slice(0, MAX_VALUES)
      .map(([name, member]) => [name, isObject(member) ? fill(member, filling, depth + 1) : null]),
  )
}

/** A fixed value of the schema, unless it is large. */
function plain(value: unknown): unknown {
  if (typeof value === 'string') return value.slice(0, MAX_TEXT)
  return typeof value === 'object' ? null : value
}
