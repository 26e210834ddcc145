/** Request limits in fixed windows with bounded memory, and the headers that tell callers about them. */
import { Refusal } from './problem.ts'

export interface LimitPolicy {
  readonly name: string
  readonly requests: number
  readonly windowMs: number
}

/** What is left after this request. */
export interface Allowance {
  readonly policy: LimitPolicy
  readonly remaining: number
  readonly resetSeconds: number
}

interface Window {
  startedAt: number
  used: number
}

/** Callers remembered at a time; the one that has waited longest is forgotten first. */
const MAX_CALLERS = 100_000

export interface RateLimit {
  /** Counts one request. Throws rate_limited when the window is used up. */
  take(caller: string, now: number): Allowance
  readonly size: number
}

export function createRateLimit(policy: LimitPolicy, maxCallers = MAX_CALLERS): RateLimit {
  const windows = new Map<string, Window>()

  const windowOf = (caller: string, now: number): Window => {
    const known = windows.get(caller)
    if (known && now - known.startedAt < policy.windowMs) return known
    // Delete and set again: the map stays in order of the windows' starts, so the oldest is the first.
    windows.delete(caller)
    if (windows.size >= maxCallers) windows.delete(windows.keys().next().value ?? caller)
    const fresh = { startedAt: now, used: 0 }
    windows.set(caller, fresh)
    return fresh
  }

  return {
    take(caller, now) {
      const window = windowOf(caller, now)
      const resetSeconds = Math.max(1, Math.ceil((window.startedAt + policy.windowMs - now) / 1000))
      window.used += 1
      const remaining = policy.requests - window.used
      if (remaining < 0) {
        const headers = limitHeaders({ policy, remaining: 0, resetSeconds })
        throw new Refusal('rate_limited', { retryAfterSeconds: resetSeconds, headers })
      }
      return { policy, remaining, resetSeconds }
    },
    get size() {
      return windows.size
    },
  }
}

/** RateLimit fields of the IETF draft and the x-ratelimit-* ones that many clients read. */
export function limitHeaders({ policy, remaining, resetSeconds }: Allowance): Record<string, string> {
  const seconds = Math.ceil(policy.windowMs / 1000)
  return {
    'ratelimit-policy': `"${policy.name}";q=${policy.requests};w=${seconds}`,
    ratelimit: `"${policy.name}";r=${remaining};t=${resetSeconds}`,
    'x-ratelimit-limit': String(policy.requests),
    'x-ratelimit-remaining': String(remaining),
    'x-ratelimit-reset': String(resetSeconds),
  }
}
