/** Whose address a request came from, and the group it is counted in. No allow lists of keys. */
import type { IncomingHttpHeaders } from 'node:http'
import { isIP } from 'node:net'

/**
 * The client's address: the socket's, or with `proxies` trusted hops in front the entry of X-Forwarded-For that the
 * outermost of them wrote. A shorter or malformed header gives the socket's address. IPv4-mapped IPv6 comes out as IPv4.
 */
export function clientAddress(
  socketAddress: string | undefined,
  headers: IncomingHttpHeaders,
  proxies: number,
): string {
  const peer = plainAddress(socketAddress ?? '') ?? '0.0.0.0'
  if (proxies === 0) return peer
  const header = headers['x-forwarded-for']
  const hops = (Array.isArray(header) ? header.join(',') : (header ?? '')).split(',').map((hop) => hop.trim())
  return plainAddress(hops.at(-proxies) ?? '') ?? peer
}

/** What limits count by: an IPv4 address, or the /64 of an IPv6 address, which one household can change at will. */
export function addressGroup(address: string): string {
  return isIP(address) === 6 ? expand(address).slice(0, 4).join(':') : address
}

function plainAddress(text: string): string | undefined {
  if (isIP(text) === 4) return text
  const address = text.replace(/^\[|\](:\d+)?$/g, '').replace(/%.*$/, '')
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address
  const v4 = /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(mapped)?.[1] ?? mapped
  return isIP(v4) === 0 ? undefined : v4
}

/** The eight groups of a valid IPv6 address, without leading zeros; a dotted tail counts as its last two. */
function expand(address: string): string[] {
  const [head = '', tail] = address.toLowerCase().split('::')
  const groups = (part: string) => (part === '' ? [] : part.split(':').map((group) => group.replace(/^0+(?=.)/, '')))
  const [left, right] = [groups(head), groups(tail ?? '')]
  const dotted = (tail ?? head).includes('.') ? 1 : 0
  return [...left, ...new Array<string>(Math.max(0, 8 - dotted - left.length - right.length)).fill('0'), ...right]
}
