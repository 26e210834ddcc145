/** Lenient reads of a request or answer whose shape is somebody else's: what is of another type counts as absent. */
import { isObject, type JsonObject } from '../body/parse.ts'

export function stringIn(value: JsonObject, name: string): string | undefined {
  const member = value[name]
  return typeof member === 'string' ? member : undefined
}

export function numberIn(value: JsonObject, name: string): number | undefined {
  const member = value[name]
  return typeof member === 'number' && Number.isFinite(member) ? member : undefined
}

export function objectIn(value: JsonObject, name: string): JsonObject | undefined {
  const member = value[name]
  return isObject(member) ? member : undefined
}

/** The objects of a list; empty when there is none. */
export function objectsIn(value: JsonObject, name: string): readonly JsonObject[] {
  const member = value[name]
  return Array.isArray(member) ? member.filter(isObject) : []
}

/** A JSON object; undefined when the text is none. */
export function parsedObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}
