/** Fills a JSON schema with plausible values, for tool arguments and structured answers. */
import { isObject, type JsonObject } from '../../body/parse.ts'

const DEPTH = 6

/** A value that satisfies the common part of JSON schema; `text` goes where any string would do. */
export function fillSchema(schema: JsonObject, text: string, depth = 0): unknown {
  if ('const' in schema) return schema['const']
  if (Array.isArray(schema['enum']) && schema['enum'].length > 0) return schema['enum'][0]
  const option = Array.isArray(schema['anyOf']) ? schema['anyOf'].find(isObject) : undefined
  if (option) return fillSchema(option, text, depth + 1)
  const type = Array.isArray(schema['type']) ? schema['type'][0] : schema['type']
  if (type === 'string') return text
  if (type === 'integer' || type === 'number') return typeof schema['minimum'] === 'number' ? schema['minimum'] : 1
  if (type === 'boolean') return true
  if (type === 'null' || depth >= DEPTH) return null
  if (type === 'array')
    return [fillSchema(isObject(schema['items']) ? schema['items'] : { type: 'string' }, text, depth + 1)]
  const properties = isObject(schema['properties']) ? schema['properties'] : {}
  return Object.fromEntries(
    Object.entries(properties).map(([name, member]) => [
      name,
      isObject(member) ? fillSchema(member, text, depth + 1) : null,
    ]),
  )
}
