/** Ids that tie a request's answer, log lines and records together. Not secret and not unique across instances by proof, only by chance. */
import { randomBytes } from 'node:crypto'

const prefix = 'req_'
let pool = Buffer.alloc(0)
let used = 0

/** `req_` and 20 characters of base64url: 120 random bits. */
export function newRequestId(): string {
  if (used + 15 > pool.length) {
    pool = randomBytes(15 * 64)
    used = 0
  }
  used += 15
  return prefix + pool.toString('base64url', used - 15, used)
}

/** The caller's own `X-Request-Id` when it is short and plain, else a fresh one: it is echoed and logged, so nothing else passes. */
export function requestIdFrom(header: string | readonly string[] | undefined): string {
  return typeof header === 'string' && /^[A-Za-z0-9][A-Za-z0-9._-]{7,63}$/.test(header) ? header : newRequestId()
}
