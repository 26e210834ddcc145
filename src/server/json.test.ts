/** Claims about request bodies before any schema sees them. */
import { describe, expect, it } from 'vitest'
import { parseJson } from './json.ts'
import { Refusal } from './problem.ts'

const parse = (text: string) => parseJson(Buffer.from(text))

describe('a request body', () => {
  it('is any JSON value in UTF-8', () => {
    expect(parse('{"a":[1,"ü",null]}')).toEqual({ a: [1, 'ü', null] })
    expect(parse('"\\ud83d\\ude00"')).toBe('😀')
  })

  it.each([
    ['truncated', '{"a":'],
    ['empty object twice', '{}{}'],
    ['not JSON', 'a=1'],
    ['a lone surrogate', '{"a":"\\ud800"}'],
    ['a lone surrogate as a name', '{"\\udc00":1}'],
    ['a lone surrogate deep down', `${'['.repeat(500)}"\\uDBFF"${']'.repeat(500)}`],
    ['a prototype key', '{"__proto__":{"admin":true}}'],
    ['an escaped prototype key', '{"\\u005f_proto__":1}'],
    ['a prototype key deep down', '{"a":[{"b":{"__proto__":1}}]}'],
  ])('is refused when it is %s', (_name, text) => {
    expect(() => parse(text)).toThrow(expect.objectContaining({ code: 'malformed_json' }))
  })

  it('is refused when it is not UTF-8', () => {
    expect(() => parseJson(Buffer.from([0x22, 0xff, 0x22]))).toThrow(Refusal)
  })

  it('may be nested so deeply that recursion would overflow', () => {
    const depth = 100_000
    expect(() => parse(`${'['.repeat(depth)}${']'.repeat(depth)}`)).not.toThrow()
    expect(() => parse(`${'['.repeat(depth)}"\\ud800\\ud800"${']'.repeat(depth)}`)).toThrow(Refusal)
  })
})
