/** Claims about what is sent for what was entered about a key. */
import { describe, expect, it } from 'vitest'
import { bodyOf, ipLines, limitOf, NEW_KEY, valuesOf } from './key-values.ts'

describe('a key as entered', () => {
  it('is without limits when nothing is entered', () => {
    expect(bodyOf({ ...NEW_KEY, name: ' laptop ' }, 0)).toEqual({
      name: 'laptop',
      scopes: ['relay', 'read'],
      expiresAt: null,
      budget: { total: null, daily: null, monthly: null },
      allowedModels: null,
      allowedIps: null,
      limits: { requestsPerMinute: null, tokensPerMinute: null, concurrent: null },
      fitToBalance: false,
    })
  })
  it('counts the expiry from now and leaves a kept one alone', () => {
    expect(bodyOf({ ...NEW_KEY, expiry: '7' }, 1000).expiresAt).toBe(1000 + 7 * 86_400_000)
    expect(bodyOf({ ...NEW_KEY, expiry: 'keep' }, 1000)).not.toHaveProperty('expiresAt')
  })
  it('takes addresses by line, space or comma', () => {
    expect(ipLines(' 10.0.0.1,10.0.0.0/8\n\n::1 ')).toEqual(['10.0.0.1', '10.0.0.0/8', '::1'])
  })
  it('takes only whole limits from 1 to a million', () => {
    expect(limitOf('６０')).toBe(60)
    expect(limitOf('')).toBeNull()
    for (const entered of ['0', '1.5', '-1', '1000001', 'x']) expect(limitOf(entered)).toBeUndefined()
  })
  it('comes back unchanged from what the server answers', () => {
    const key = {
      keyId: 1,
      name: 'a',
      hint: '',
      status: 'active' as const,
      scopes: ['relay' as const],
      createdAt: 0,
      lastUsedAt: null,
      expiresAt: null,
      budget: { total: '100.000000', daily: null, monthly: '0.500000' },
      spent: { total: '0.000000', daily: '0.000000', monthly: '0.000000' },
      held: '0.000000',
      allowedModels: ['m'],
      allowedIps: ['::1'],
      limits: { requestsPerMinute: 5, tokensPerMinute: null, concurrent: null },
      fitToBalance: true,
      signing: null,
    }
    expect(bodyOf(valuesOf(key), 0)).toMatchObject({
      budget: { total: '100', daily: null, monthly: '0.5' },
      allowedModels: ['m'],
      limits: { requestsPerMinute: 5 },
      fitToBalance: true,
    })
  })
})
