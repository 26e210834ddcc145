/** The same shares by the rule's own words, slowly: whoever is above the cap is capped, round by round, then largest remainders. Tests only. */
import type { Claim } from '../../../src/engine/launchpad/apportion.ts'

/** Quotas in the order of the claims. */
export function slowApportion(total: number, cap: number, claims: readonly Claim[]): number[] {
  const capped = new Set<Claim>()
  const sharing = (): Claim[] => claims.filter((claim) => claim.score > 0n && !capped.has(claim))
  const rest = (): bigint => BigInt(total) - BigInt(cap) * BigInt(capped.size)
  const scores = (): bigint => sharing().reduce((sum, { score }) => sum + score, 0n)
  for (;;) {
    const [left, all] = [rest(), scores()]
    const over = sharing().filter(({ score }) => left * score >= BigInt(cap) * all)
    if (over.length === 0) break
    for (const claim of over) capped.add(claim)
  }
  const [left, all] = [rest(), scores()]
  const quotas = new Map<Claim, bigint>()
  for (const claim of sharing()) quotas.set(claim, (left * claim.score) / all)
  let spare = sharing().length === 0 ? 0n : left - [...quotas.values()].reduce((sum, quota) => sum + quota, 0n)
  const served = new Set<Claim>()
  while (spare > 0n) {
    let best: Claim | undefined
    for (const claim of sharing()) {
      if (served.has(claim)) continue
      const [mine, other] = [(left * claim.score) % all, best === undefined ? -1n : (left * best.score) % all]
      if (mine > other || (mine === other && claim.account < (best as Claim).account)) best = claim
    }
    served.add(best as Claim)
    quotas.set(best as Claim, (quotas.get(best as Claim) as bigint) + 1n)
    spare -= 1n
  }
  return claims.map((claim) => (capped.has(claim) ? cap : Number(quotas.get(claim) ?? 0n)))
}
