/** What a request that another site makes a browser send may not do with a session cookie. */
import type { IncomingHttpHeaders } from 'node:http'
import { isIP } from 'node:net'
import type { Identity } from '../identity/identity.ts'
import { Refusal } from './problem.ts'

type OriginPolicy = Pick<Identity, 'trustsOrigin'>

/** True when a browser says the request comes from our own pages, or no browser sent it. */
export function isOwnSite(headers: IncomingHttpHeaders, policy: OriginPolicy): boolean {
  const { origin } = headers
  if (origin !== undefined) return policy.trustsOrigin(origin, headers.host)
  const site = headers['sec-fetch-site']
  return site === undefined || site === 'same-origin' || site === 'none'
}

export function requireOwnSite(headers: IncomingHttpHeaders, policy: OriginPolicy): void {
  if (!isOwnSite(headers, policy)) throw new Refusal('cross_site_refused')
}

export function isLoopback(address: string): boolean {
  return isIP(address) !== 0 && (address === '::1' || address.startsWith('127.'))
}
