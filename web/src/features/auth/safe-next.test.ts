/** Claims about where a sign-in may lead. */
import { describe, expect, it } from 'vitest'
import { safeNext } from './safe-next.ts'

describe('the page after signing in', () => {
  it('is the one that asked, with its filters', () => {
    expect(safeNext('/logs?model=gpt-4o')).toBe('/logs?model=gpt-4o')
  })
  it('is never another site', () => {
    for (const next of [
      '//evil.example',
      '/\\evil.example',
      'https://evil.example',
      'javascript:alert(1)',
      7,
      undefined,
    ]) {
      expect(safeNext(next)).toBe('/dashboard')
    }
  })
  it('is never a sign-in page again', () => {
    expect(safeNext('/signin?next=/keys')).toBe('/dashboard')
  })
})
