/** Claims about request limits. */
import { describe, expect, it } from 'vitest'
import { createRateLimit, limitHeaders } from './limits.ts'

const policy = { name: 'test', requests: 3, windowMs: 10_000 }

describe('a rate limit', () => {
  it('refuses what is beyond the window, says when to come back, and starts anew then', () => {
    const limit = createRateLimit(policy)
    for (let i = 0; i < 3; i++) expect(limit.take('a', 1_000 + i).remaining).toBe(2 - i)
    expect(() => limit.take('a', 4_000)).toThrow(expect.objectContaining({ code: 'rate_limited' }))
    try {
      limit.take('a', 4_000)
    } catch (error) {
      expect(error).toMatchObject({ more: { retryAfterSeconds: 7, headers: { 'x-ratelimit-remaining': '0' } } })
    }
    expect(limit.take('a', 11_000).remaining).toBe(2)
  })

  it('counts each caller alone', () => {
    const limit = createRateLimit(policy)
    for (let i = 0; i < 3; i++) limit.take('a', 0)
    expect(limit.take('b', 0).remaining).toBe(2)
  })

  it('remembers a bounded number of callers and forgets the oldest window first', () => {
    const limit = createRateLimit(policy, 100)
    for (let i = 0; i < 10_000; i++) limit.take(`caller ${i}`, i)
    expect(limit.size).toBe(100)
    expect(limit.take('caller 9999', 10_000).remaining).toBe(1)
  })

  it('tells callers about itself in both forms of headers', () => {
    expect(limitHeaders({ policy, remaining: 1, resetSeconds: 4 })).toEqual({
      'ratelimit-policy': '"test";q=3;w=10',
      ratelimit: '"test";r=1;t=4',
      'x-ratelimit-limit': '3',
      'x-ratelimit-remaining': '1',
      'x-ratelimit-reset': '4',
    })
  })
})
