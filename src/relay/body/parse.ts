/** A JSON request body: parsed for reading, and its bytes with the places of its members for forwarding. */
import { isUtf8 } from 'node:buffer'
import { Problem } from '../problem.ts'
import type { RelaySettings } from '../settings.ts'
import { findMembers, type Members } from './members.ts'

export type JsonObject = { readonly [name: string]: unknown }

export interface JsonBody {
  readonly bytes: Buffer
  readonly members: Members
  readonly value: JsonObject
}

/** Refuses with 400 what is not one JSON object in UTF-8, is too deep or large to parse quickly, or repeats a top-level member. */
export function parseBody(bytes: Buffer, limits: Pick<RelaySettings, 'maxJsonDepth' | 'maxJsonNodes'>): JsonBody {
  const members = findMembers(bytes, limits)
  if (members === 'too_complex') throw new Problem('too_complex')
  if (!isUtf8(bytes)) throw new Problem('malformed_json')
  if (members === 'duplicate') throw new Problem('duplicate_field')
  const value = parsed(bytes)
  if (typeof members === 'string' || !isObject(value)) throw new Problem('body_not_object')
  return { bytes, members, value }
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    throw new Problem('malformed_json')
  }
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
