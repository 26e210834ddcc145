/** Claims about client addresses behind proxies. */
import { describe, expect, it } from 'vitest'
import { addressGroup, clientAddress } from './client-address.ts'

describe('clientAddress', () => {
  const forged = { 'x-forwarded-for': '6.6.6.6, 203.0.113.9, 10.0.0.2' }

  it('believes no header unless a proxy is trusted', () => {
    expect(clientAddress('::ffff:192.0.2.1', forged, 0)).toBe('192.0.2.1')
  })

  it('counts trusted hops from the right, so that what the client wrote itself is never believed', () => {
    expect(clientAddress('127.0.0.1', forged, 1)).toBe('10.0.0.2')
    expect(clientAddress('127.0.0.1', forged, 2)).toBe('203.0.113.9')
  })

  it('falls back to the socket when the header is missing, shorter or no address', () => {
    expect(clientAddress('192.0.2.1', {}, 1)).toBe('192.0.2.1')
    expect(clientAddress('192.0.2.1', { 'x-forwarded-for': '203.0.113.9' }, 2)).toBe('192.0.2.1')
    expect(clientAddress('192.0.2.1', { 'x-forwarded-for': 'unknown' }, 1)).toBe('192.0.2.1')
    expect(clientAddress(undefined, {}, 0)).toBe('0.0.0.0')
  })

  it('reads addresses with ports, brackets and zones', () => {
    expect(clientAddress('127.0.0.1', { 'x-forwarded-for': '203.0.113.9:4711' }, 1)).toBe('203.0.113.9')
    expect(clientAddress('127.0.0.1', { 'x-forwarded-for': '[2001:db8::1]:4711' }, 1)).toBe('2001:db8::1')
    expect(clientAddress('fe80::1%eth0', {}, 0)).toBe('fe80::1')
  })
})

describe('addressGroup', () => {
  it('is the /64 of IPv6 however it is written, and the whole address of IPv4', () => {
    expect(addressGroup('192.0.2.1')).toBe('192.0.2.1')
    const group = addressGroup('2001:db8:0:1::1')
    expect(group).toBe('2001:db8:0:1')
    for (const other of ['2001:0DB8::1:0:0:0:2', '2001:db8:0:1:ffff:ffff:ffff:ffff', '2001:db8:0:1::192.0.2.1'])
      expect(addressGroup(other)).toBe(group)
    expect(addressGroup('2001:db8:0:2::1')).not.toBe(group)
    expect(addressGroup('::1')).toBe('0:0:0:0')
  })
})
