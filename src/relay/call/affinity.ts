/** What ties calls to one upstream key: upstreams keep prompt caches by key, and a cache that is missed is paid for. */
import { hash } from 'node:crypto'
import { buckets } from '../../engine/metering/rates.ts'
import type { Candidate } from '../ports.ts'
import type { Call } from './call.ts'

/** Upstreams cache from 1,024 tokens on; calls that agree on so many bytes are taken for one conversation. */
const PREFIX_BYTES = 2_048

const INPUT = buckets.indexOf('input')
const CACHE_READ = buckets.indexOf('cacheRead')

/** Undefined where no upstream has a cheaper price for what it has cached, so that such calls are spread evenly. */
export function affinityOf({ candidates, principal, request, prefix }: Call): string | undefined {
  if (!candidates.some(hasCachePrice)) return undefined
  const about = request.cacheKey ?? hash('sha1', prefix.subarray(0, PREFIX_BYTES))
  return `${principal.account}/${request.model}/${about}`
}

function hasCachePrice({ card }: Candidate): boolean {
  const rates = card.cost.tiers[0]?.rates ?? []
  const cached = rates[CACHE_READ] ?? 0
  return cached > 0 && cached < (rates[INPUT] ?? 0)
}
