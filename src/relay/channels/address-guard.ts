/** Connections to upstreams: the address is checked where it is used, so neither a redirect of DNS nor a literal gets around it. */
import { type LookupAddress, type LookupOptions, lookup } from 'node:dns'
import { BlockList, isIP, type LookupFunction } from 'node:net'

/** One list each: a block of mapped addresses among the IPv6 ones would match every IPv4 address too. */
const refused4 = new BlockList()
const refused6 = new BlockList()
for (const [address, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const) {
  refused4.addSubnet(address, prefix, 'ipv4')
}
for (const [address, prefix] of [
  ['::', 96],
  ['::ffff:0:0', 96],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
] as const) {
  refused6.addSubnet(address, prefix, 'ipv6')
}

/** ::ffff:a.b.c.d as a.b.c.d. */
function plainAddress(address: string): string {
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address
}

class AddressRefused extends Error {
  override readonly name = 'AddressRefused'
}

/** True for addresses of the public internet alone. Forms that embed an IPv4 address are refused whole, but for ::ffff:a.b.c.d, which is judged as IPv4. */
export function isPublicAddress(address: string): boolean {
  const plain = plainAddress(address.replace(/^\[|\]$/g, ''))
  const family = isIP(plain)
  if (family === 4) return !refused4.check(plain, 'ipv4')
  return family === 6 && !refused6.check(plain, 'ipv6')
}

/** True when a URL's host is an address literal that may not be used. Names are judged when they are resolved. */
export function isRefusedLiteral(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '')
  return isIP(host) !== 0 && !isPublicAddress(host)
}

/** Name resolution that yields public addresses only; the socket connects to exactly what it returns. */
export const publicLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true } as LookupOptions & { all: true }, (error, found) => {
    if (error) return callback(error, '', 0)
    const allowed = found.filter(({ address }) => isPublicAddress(address))
    const first: LookupAddress | undefined = allowed[0]
    if (!first) return callback(new AddressRefused(`${hostname} has no public address`), '', 0)
    if (options.all) callback(null, allowed)
    else callback(null, first.address, first.family)
  })
}
