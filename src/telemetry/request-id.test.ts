/** Claims about request ids. */
import { expect, it } from 'vitest'
import { newRequestId, requestIdFrom } from './request-id.ts'

it('makes ids that do not repeat', () => {
  const ids = new Set(Array.from({ length: 10_000 }, newRequestId))
  expect(ids.size).toBe(10_000)
  for (const id of ids) expect(id).toMatch(/^req_[A-Za-z0-9_-]{20}$/)
})

it('keeps a plain id of the caller and replaces anything that could forge a line or a header', () => {
  expect(requestIdFrom('trace-0123.abc_DEF')).toBe('trace-0123.abc_DEF')
  for (const bad of [
    undefined,
    '',
    'short',
    'a'.repeat(65),
    'with space 123',
    'line\nbreak123',
    '<script>alert',
    ['a'.repeat(10)],
  ])
    expect(requestIdFrom(bad)).toMatch(/^req_/)
})
