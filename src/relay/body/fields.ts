/** Typed reads of request fields: undefined when absent or null, a refusal naming the field when wrong. */
import { Problem } from '../problem.ts'
import { isObject, type JsonObject } from './parse.ts'

export function integerField(body: JsonObject, name: string, bounds: readonly [number, number]): number | undefined {
  const value = body[name]
  if (value === undefined || value === null) return undefined
  const [low, high] = bounds
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= low && value <= high) return value
  throw new Problem('invalid_field', { param: name, message: `${name} must be a whole number from ${low} to ${high}.` })
}

export function booleanField(body: JsonObject, name: string): boolean | undefined {
  const value = body[name]
  if (value === undefined || value === null) return undefined
  if (typeof value === 'boolean') return value
  throw new Problem('invalid_field', { param: name, message: `${name} must be true or false.` })
}

export function objectField(body: JsonObject, name: string): JsonObject | undefined {
  const value = body[name]
  if (value === undefined || value === null) return undefined
  if (isObject(value)) return value
  throw new Problem('invalid_field', { param: name, message: `${name} must be an object.` })
}

/** The name of the model a call asks for. */
export function modelField(body: JsonObject): string {
  const value = body['model']
  if (typeof value === 'string' && value.length >= 1 && value.length <= 256) return value
  throw new Problem('invalid_field', { param: 'model', message: 'model must be a string of 1 to 256 characters.' })
}
