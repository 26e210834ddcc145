/** Which addresses an upstream may have. */
import { describe, expect, test } from 'vitest'
import { isPublicAddress, isRefusedLiteral, publicLookup } from './address-guard.ts'

describe('addresses of upstreams', () => {
  test('only addresses of the public internet are public', () => {
    const refused = [
      '127.0.0.1',
      '127.255.255.255',
      '10.1.2.3',
      '172.16.0.1',
      '172.31.255.255',
      '192.168.1.1',
      '169.254.169.254',
      '100.64.0.1',
      '0.0.0.0',
      '224.0.0.1',
      '255.255.255.255',
      '198.18.0.1',
      '192.0.2.1',
      '::1',
      '::',
      'fe80::1',
      'fc00::1',
      'fd12::1',
      'ff02::1',
      '2001:db8::1',
      '64:ff9b::7f00:1',
      '2002:7f00:1::',
      '::ffff:127.0.0.1',
      '::ffff:10.0.0.1',
      '::ffff:7f00:1',
      '::127.0.0.1',
      '[::1]',
      'not-an-address',
      '',
    ]
    for (const address of refused) expect([address, isPublicAddress(address)]).toEqual([address, false])
    const allowed = [
      '1.1.1.1',
      '8.8.8.8',
      '172.15.0.1',
      '172.32.0.1',
      '104.18.0.1',
      '2606:4700::1111',
      '2a00:1450:4001::1',
      '::ffff:8.8.8.8',
    ]
    for (const address of allowed) expect([address, isPublicAddress(address)]).toEqual([address, true])
  })

  test('literals are judged from the URL, names when they are resolved', async () => {
    expect([
      isRefusedLiteral('127.0.0.1'),
      isRefusedLiteral('[::1]'),
      isRefusedLiteral('8.8.8.8'),
      isRefusedLiteral('localhost'),
    ]).toEqual([true, true, false, false])
    for (const all of [true, false]) {
      const error = await new Promise<Error | null>((resolve) =>
        publicLookup('localhost', { all }, (failure) => resolve(failure)),
      )
      expect(error?.name).toBe('AddressRefused')
    }
  })
})
