/** Events that name a text → text_uses. Every event whose member is called `textHash` is taken in, whatever its type. */
import type { Event } from '../../engine/event.ts'
import type { CommandContext } from './context.ts'

export function textRows(event: Event, { seq, rows }: CommandContext): void {
  if ('textHash' in event && typeof event.textHash === 'string') rows.merge('text_uses', { hash: event.textHash, seq })
}
