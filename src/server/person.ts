/** The person behind an account of the engine. */
import type { AccountId } from '../engine/ledger/chart.ts'
import type { Person } from '../identity/people.ts'
import type { RouteDeps } from './ports.ts'

/** null for accounts that do not exist. */
export async function personOf(
  { core, identity }: Pick<RouteDeps, 'core' | 'identity'>,
  account: number,
): Promise<Person | null> {
  const identityId = core.peek((engine) => engine.state.accounts.get(account as AccountId)?.identity)
  return identityId === undefined ? null : identity.people.find(identityId)
}
