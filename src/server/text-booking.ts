/** Commands that name a free text: stored before the command, and gone again when the command books nothing. */
import type { CommandType } from '../engine/command.ts'
import type { NewText } from '../texts/texts.ts'
import { type Booked, type Booking, confirmedAs } from './booking.ts'
import type { RouteDeps } from './ports.ts'
import { refusalOf } from './problem.ts'

/** Like `book`. A text whose command has an unknown outcome stays: the daily sweep asks history about it. */
export async function bookNaming<T extends CommandType>(
  { core, texts }: Pick<RouteDeps, 'core' | 'texts'>,
  text: NewText,
  commandFor: (hash: string) => Booking<T>,
): Promise<Booked<T>> {
  const { hash } = await texts.put(text)
  const { type, input, idempotency } = commandFor(hash)
  const outcome = await core.submit(type, input, idempotency)
  if (!outcome.ok || outcome.repeated) await texts.drop(hash)
  if (!outcome.ok) throw refusalOf(outcome)
  return { result: outcome.result, confirmed: confirmedAs(outcome.repeated ? null : outcome.seq) }
}
