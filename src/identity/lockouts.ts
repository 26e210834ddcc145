/** After how many failed sign-ins who has to wait, and when that is forgiven. Counting is attempts.ts's. */
import type { AttemptRule, Attempts } from './attempts.ts'
import { addressGroup } from './client-address.ts'

const minutes = (count: number): number => count * 60_000

/** Failed sign-ins: of one address on one account, on one account from everywhere, of one address on any account. */
export const lockouts = {
  pair: { limit: 5, windowMs: minutes(15) },
  account: { limit: 50, windowMs: minutes(60) },
  address: { limit: 60, windowMs: minutes(15) },
} as const satisfies Record<string, AttemptRule>

/** What a sign-in counts against, the pair first. Decided by what was typed, so that unknown people answer as known ones do. */
export function signInCounts(email: string, address: string) {
  const [account, group] = [email.toLowerCase(), addressGroup(address)]
  return [
    [`pair|${group}|${account}`, lockouts.pair],
    [`account|${account}`, lockouts.account],
    [`address|${group}`, lockouts.address],
  ] as const
}

/** Somebody proved who they are in another way: failed sign-ins of this account count no more, from everywhere and from here. */
export async function forgiveSignIns(attempts: Attempts, email: string, address: string): Promise<void> {
  const keys = signInCounts(email, address)
    .slice(0, 2)
    .map(([key]) => key)
  for (const key of keys) attempts.forgive(key)
  await attempts.keep(keys)
}
