/** The mode an instance was first started in, kept in its journal: replaying it in the other one would refuse its commands. */
import type { Journal, JournalReader } from '../journal/port.ts'

const KEY = 'simulation'

/** Undefined before the first start. */
export async function recordedMode(journal: JournalReader): Promise<boolean | undefined> {
  const recorded = await journal.meta(KEY)
  return recorded === undefined ? undefined : recorded === 'true'
}

/** Records the mode at the first start, refuses another one later. */
export async function keepMode(journal: Journal, simulation: boolean): Promise<void> {
  const recorded = await recordedMode(journal)
  if (recorded === undefined) return journal.setMeta(KEY, String(simulation))
  if (recorded === simulation) return
  const [was, is] = simulation ? ['outside', 'in'] : ['in', 'outside']
  throw new Error(
    `This data directory was started ${was} simulation mode and can not go on ${is} it. Use another directory.`,
  )
}
