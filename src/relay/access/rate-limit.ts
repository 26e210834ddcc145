/** Requests and tokens a minute of one key, as buckets that refill evenly. In memory: a restart fills them. */
import type { KeyId } from '../../engine/command.ts'
import type { Principal } from '../ports.ts'
import { Problem } from '../problem.ts'

interface Bucket {
  level: number
  at: number
}

interface KeyBuckets {
  readonly requests: Bucket
  readonly tokens: Bucket
}

const MINUTE = 60_000
/** Keys remembered; the one used longest ago is forgotten first, which fills its buckets. */
const MAX_KEYS = 50_000

export class RateLimits {
  readonly #now: () => number
  readonly #keys = new Map<KeyId, KeyBuckets>()

  constructor(now: () => number) {
    this.#now = now
  }

  /** Takes one request, or refuses with 429 and the wait. Tokens are taken when they are known; until then the bucket only must not be empty. */
  enter({ keyId, limits }: Principal): void {
    const { requestsPerMinute, tokensPerMinute } = limits
    if (keyId === null || (requestsPerMinute === null && tokensPerMinute === null)) return
    const buckets = this.#bucketsOf(keyId, limits)
    if (tokensPerMinute !== null) {
      refill(buckets.tokens, tokensPerMinute, this.#now())
      if (buckets.tokens.level <= 0) throw tooFast('tokens', tokensPerMinute, 1 - buckets.tokens.level)
    }
    if (requestsPerMinute === null) return
    refill(buckets.requests, requestsPerMinute, this.#now())
    if (buckets.requests.level < 1) throw tooFast('requests', requestsPerMinute, 1 - buckets.requests.level)
    buckets.requests.level--
  }

  /** May leave the bucket below empty: the next call waits the longer. */
  spend({ keyId, limits }: Principal, tokens: number): void {
    if (keyId === null || limits.tokensPerMinute === null) return
    const { tokens: bucket } = this.#bucketsOf(keyId, limits)
    refill(bucket, limits.tokensPerMinute, this.#now())
    bucket.level -= tokens
  }

  /** What the key may still do, in the words of OpenAI's clients and of the IETF's draft; undefined for keys without limits. */
  headers({ keyId, limits }: Principal): Readonly<Record<string, string>> | undefined {
    const { requestsPerMinute, tokensPerMinute } = limits
    if (keyId === null || (requestsPerMinute === null && tokensPerMinute === null)) return undefined
    const buckets = this.#bucketsOf(keyId, limits)
    const now = this.#now()
    const states: LimitState[] = []
    if (requestsPerMinute !== null)
      states.push(stateOf('requests', refilled(buckets.requests, requestsPerMinute, now), requestsPerMinute))
    if (tokensPerMinute !== null)
      states.push(stateOf('tokens', refilled(buckets.tokens, tokensPerMinute, now), tokensPerMinute))
    return {
      'ratelimit-policy': states.map(({ name, limit }) => `"${name}";q=${limit};w=60`).join(', '),
      ratelimit: states
        .map(({ name, left, fullInMs }) => `"${name}";r=${left};t=${Math.ceil(fullInMs / 1_000)}`)
        .join(', '),
      ...Object.fromEntries(
        states.flatMap(({ name, limit, left, fullInMs }) => [
          [`x-ratelimit-limit-${name}`, String(limit)],
          [`x-ratelimit-remaining-${name}`, String(left)],
          [`x-ratelimit-reset-${name}`, `${fullInMs}ms`],
        ]),
      ),
    }
  }

  #bucketsOf(keyId: KeyId, { requestsPerMinute, tokensPerMinute }: Principal['limits']): KeyBuckets {
    const at = this.#now()
    const known = this.#keys.get(keyId)
    this.#keys.delete(keyId)
    const buckets = known ?? {
      requests: { level: requestsPerMinute ?? 0, at },
      tokens: { level: tokensPerMinute ?? 0, at },
    }
    this.#keys.set(keyId, buckets)
    if (this.#keys.size > MAX_KEYS) this.#keys.delete(this.#keys.keys().next().value as KeyId)
    return buckets
  }
}

interface LimitState {
  readonly name: 'requests' | 'tokens'
  readonly limit: number
  readonly left: number
  readonly fullInMs: number
}

function refilled(bucket: Bucket, perMinute: number, now: number): Bucket {
  refill(bucket, perMinute, now)
  return bucket
}

function stateOf(name: LimitState['name'], bucket: Bucket, limit: number): LimitState {
  const left = Math.max(0, Math.floor(bucket.level))
  return { name, limit, left, fullInMs: Math.ceil(((limit - bucket.level) / limit) * MINUTE) }
}

function refill(bucket: Bucket, perMinute: number, now: number): void {
  bucket.level = Math.min(perMinute, bucket.level + ((now - bucket.at) * perMinute) / MINUTE)
  bucket.at = now
}

function tooFast(what: string, perMinute: number, missing: number): Problem {
  const message = `This key allows ${perMinute} ${what} a minute.`
  return new Problem('rate_limited', { message, retryAfterMs: Math.ceil((missing / perMinute) * MINUTE) })
}
