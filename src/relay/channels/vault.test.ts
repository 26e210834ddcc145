/** Claims about what is sealed. */
import { expect, test } from 'vitest'
import { createVault } from './vault.ts'

test('what is sealed for one place opens in no other', () => {
  const vault = createVault(Buffer.alloc(32, 7))
  const sealed = vault.sealBytes(Buffer.from('x'), 'response/a')
  expect(vault.openBytes(sealed, 'response/a').toString()).toBe('x')
  expect(() => vault.openBytes(sealed, 'response/b')).toThrow('can not be opened')
})
