/** Our own parts as a wire, for upstreams that are no HTTP of a known dialect: the AI SDK's providers are asked in it. */
import { isObject, type JsonObject } from '../../body/parse.ts'
import type { Generation } from '../../generation/generation.ts'
import type { Addressee, StreamParts, UpstreamWire, WholeParts } from '../wire.ts'

/** What an upstream of this wire is sent. */
export interface PartsRequest extends Addressee {
  readonly generation: Generation
}

export const lxParts: UpstreamWire = {
  name: 'lx.parts',
  path: () => '/parts',
  writeRequest: (generation, to) => ({ ...to, generation }) satisfies PartsRequest,
  partsOf: (value) => (isWhole(value) ? value : undefined),
  partReader: () => ({
    read(data) {
      try {
        const value: unknown = JSON.parse(data)
        return isObject(value) && isStream(value) ? value : 'malformed'
      } catch {
        return 'malformed'
      }
    },
  }),
}

/** The writer is our own code, so the shape is told by one member. */
function isWhole(value: JsonObject): value is JsonObject & WholeParts {
  return Array.isArray(value['parts'])
}

function isStream(value: JsonObject): value is JsonObject & StreamParts {
  return Array.isArray(value['parts'])
}
