/** Shares a quota out by scores under a cap: water-fill, then one pass by largest remainders. Pure. docs/concepts/launchpad.md. */
import type { AccountId } from '../ledger/chart.ts'

export interface Claim {
  readonly account: AccountId
  readonly score: bigint
}

export interface Share {
  readonly account: AccountId
  readonly quota: number
}

/**
 * Whoever is due `cap` or more of what is left gets exactly `cap`; what remains is shared by score among the others,
 * floored, and the units that flooring leaves go by largest remainder, ties by account id. Σ shares + unallocated is
 * `total` exactly, whatever the order of the claims. Claims of 0 get nothing. O(n log n).
 */
export function apportion(
  total: number,
  cap: number,
  claims: readonly Claim[],
): { readonly shares: readonly Share[]; readonly unallocated: number } {
  const order = claims.filter(({ score }) => score > 0n).sort(byScore)
  const shares: Share[] = []
  let rest = BigInt(total)
  let scores = order.reduce((sum, { score }) => sum + score, 0n)
  let first = 0
  for (; first < order.length; first++) {
    const { account, score } = order[first] as Claim
    // Scores fall, and taking out a capped one raises what the others are due: the first that is below stays below.
    if (rest * score < BigInt(cap) * scores) break
    shares.push({ account, quota: cap })
    rest -= BigInt(cap)
    scores -= score
  }
  const uncapped = order.slice(first)
  if (uncapped.length === 0) return { shares, unallocated: Number(rest) }
  return { shares: [...shares, ...byRemainder(rest, scores, uncapped)], unallocated: 0 }
}

function byRemainder(rest: bigint, scores: bigint, claims: readonly Claim[]): readonly Share[] {
  const parts = claims.map(({ account, score }) => ({
    account,
    quota: (rest * score) / scores,
    remainder: (rest * score) % scores,
  }))
  const left = Number(parts.reduce((sum, { quota }) => sum - quota, rest))
  parts.sort((a, b) => compare(b.remainder, a.remainder) || a.account - b.account)
  return parts.map(({ account, quota }, i) => ({ account, quota: Number(quota) + (i < left ? 1 : 0) }))
}

function byScore(a: Claim, b: Claim): number {
  return compare(b.score, a.score) || a.account - b.account
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0
}
