/** Claims about counting attempts. */
import { describe, expect, it } from 'vitest'
import { Attempts } from './attempts.ts'

const rule = { limit: 3, windowMs: 1_000 }

describe('Attempts', () => {
  it('gives the limit, then says how long to wait, then starts anew', () => {
    let now = 0
    const attempts = new Attempts(() => now)
    expect([1, 2, 3].map(() => attempts.take('a', rule))).toEqual([0, 0, 0])
    now = 400
    expect(attempts.take('a', rule)).toBe(600)
    expect(attempts.take('b', rule)).toBe(0)
    now = 1_000
    expect(attempts.take('a', rule)).toBe(0)
  })

  it('counts only failures when successes are given back', () => {
    const attempts = new Attempts(() => 0)
    for (let round = 0; round < 100; round++) {
      expect(attempts.take('a', rule)).toBe(0)
      attempts.giveBack('a')
    }
  })

  it('stays in bounded memory and keeps the newest keys', () => {
    const attempts = new Attempts(() => 0)
    for (let key = 0; key < 60_000; key++) attempts.take(`k${key}`, { limit: 1, windowMs: 1_000 })
    expect(attempts.take('k59999', { limit: 1, windowMs: 1_000 })).toBeGreaterThan(0)
    expect(attempts.take('k0', { limit: 1, windowMs: 1_000 })).toBe(0)
  })
})
