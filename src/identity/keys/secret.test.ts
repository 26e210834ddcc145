/** Claims about the secrets of keys. */
import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { hashSecret, hintOf, newSecret } from './secret.ts'

it('gives each key 43 letters and digits that use the whole alphabet', () => {
  const made = Array.from({ length: 500 }, newSecret)
  for (const { secret } of made) expect(secret).toMatch(/^sk-lx-[0-9A-Za-z]{43}$/)
  expect(new Set(made.map(({ secret }) => secret)).size).toBe(500)
  expect(new Set(made.flatMap(({ secret }) => [...secret.slice(7)])).size).toBe(62)
})

it('hashes with plain SHA-256, and hashes nothing that is no key', () => {
  const { secret, hash } = newSecret()
  expect(hash).toBe(createHash('sha256').update(secret).digest('hex'))
  expect(hashSecret(secret)).toBe(hash)
  for (const other of ['', 'sk-lx-', `${secret} `, `${secret}\n`, 'sk-proj-abc', secret.replace('sk-lx-', 'sk-lx_')])
    expect(hashSecret(other)).toBeUndefined()
})

it('shows six of the characters again', () => {
  expect(hintOf(`sk-lx-3fA${'x'.repeat(37)}9Qz`)).toBe('sk-lx-3fA…9Qz')
})
