/** Sets the members that an operator has fixed for a channel in a request's body. */
import { isObject } from '../body/parse.ts'
import type { Channel } from '../channels/channel.ts'
import type { Sending } from './kind.ts'

/** Only JSON bodies are changed. A member set to null is taken out. */
export function overridden(sending: Sending, { overrides }: Pick<Channel, 'overrides'>): Sending {
  const entries = Object.entries(overrides)
  if (entries.length === 0 || !sending.contentType.includes('json')) return sending
  const value: unknown = JSON.parse(sending.body.toString('utf8'))
  if (!isObject(value)) return sending
  const changed = new Map(Object.entries(value))
  for (const [name, set] of entries) {
    if (set === null) changed.delete(name)
    else changed.set(name, set)
  }
  return { ...sending, body: Buffer.from(JSON.stringify(Object.fromEntries(changed))) }
}
