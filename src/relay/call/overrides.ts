/** Sets the members that an operator has fixed for a channel in a request's body. */
import { parseJson } from '../body/long.ts'
import { isObject } from '../body/parse.ts'
import { jsonBytes } from '../body/write.ts'
import type { Channel } from '../channels/channel.ts'
import type { Sending } from './kind.ts'

/** Only JSON bodies are changed. A member set to null is taken out. */
export function overridden(sending: Sending, { overrides }: Pick<Channel, 'overrides'>): Sending | Promise<Sending> {
  const entries = Object.entries(overrides)
  return entries.length === 0 || !sending.contentType.includes('json') ? sending : withEntries(sending, entries)
}

async function withEntries(sending: Sending, entries: readonly [name: string, set: unknown][]): Promise<Sending> {
  const value = await parseJson(sending.body)
  if (!isObject(value)) return sending
  const changed = new Map(Object.entries(value))
  for (const [name, set] of entries) {
    if (set === null) changed.delete(name)
    else changed.set(name, set)
  }
  return { ...sending, body: await jsonBytes(Object.fromEntries(changed)) }
}
