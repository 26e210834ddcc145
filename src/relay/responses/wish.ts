/** Whether and how long a response is to be stored. docs/concepts/kept.md says why. */
import { booleanField } from '../body/fields.ts'
import type { JsonObject } from '../body/parse.ts'
import { Problem } from '../problem.ts'
import type { RelaySettings } from '../settings.ts'

export type KeepingSettings = Pick<RelaySettings, 'keepResponsesMs' | 'keepUnaskedMs'>

/** Milliseconds; undefined: not at all. A request that says nothing is stored for the short time that its conversation may take. */
export function keepingOf(value: JsonObject, settings: KeepingSettings): number | undefined {
  const store = booleanField(value, 'store')
  const background = booleanField(value, 'background') ?? false
  if (store === false && background)
    throw new Problem('invalid_field', { param: 'store', message: 'What is made in the background has to be stored.' })
  if (store === false) return undefined
  const asked = store === true || background || typeof value['previous_response_id'] === 'string'
  if (asked) return settings.keepResponsesMs
  return settings.keepUnaskedMs > 0 ? settings.keepUnaskedMs : undefined
}
