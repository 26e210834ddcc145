/** What keeps an instance from running as it should, the worst first. No components. */
import type { Status } from '../../../../src/contract/system.ts'

export type Trouble =
  | 'unreachable'
  | 'stopped'
  | 'draining'
  | 'setup'
  | 'history_stopped'
  | 'history_behind'
  | 'switches'

/** @param lost this browser's live connection has been lost */
export function troublesOf(status: Status, lost: boolean): readonly Trouble[] {
  if (lost) return ['unreachable']
  const found: Record<Exclude<Trouble, 'unreachable'>, boolean> = {
    stopped: status.state === 'stopped',
    draining: status.state === 'draining',
    setup: status.needsSetup,
    history_stopped: status.history.state === 'stopped',
    history_behind: status.history.state === 'behind',
    switches: Object.values(status.switches).includes(false),
  }
  return (Object.keys(found) as (keyof typeof found)[]).filter((trouble) => found[trouble])
}
