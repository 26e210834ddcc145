/** A request body before anybody has read it: its bytes, and JSON when asked for. */
import type { RelaySettings } from '../settings.ts'
import { type JsonBody, parseBody } from './parse.ts'

export interface RawBody {
  /** Decompressed. */
  readonly bytes: Buffer
  /** As sent, with its parameters; '' when absent. */
  readonly contentType: string
  /** Refuses with 400 what is not one JSON object. */
  json(): JsonBody
}

export function rawBody(
  bytes: Buffer,
  contentType: string,
  limits: Pick<RelaySettings, 'maxJsonDepth' | 'maxJsonNodes'>,
): RawBody {
  return { bytes, contentType, json: () => parseBody(bytes, limits) }
}
