/** Members are found and replaced in any JSON object without touching other bytes. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { scaled } from '../../../test/scale.ts'
import { findMembers } from './members.ts'
import { parseBody } from './parse.ts'
import { withMembers } from './patch.ts'

const limits = { maxJsonDepth: 64, maxJsonNodes: 10_000 }
const spaced = fc.constantFrom('', ' ', '\n', '\t ', '\r\n')

/** An object's JSON with white space wherever it may stand. */
const objectText = fc
  .tuple(fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue({ maxDepth: 4 })), fc.infiniteStream(spaced))
  .map(([object, spaces]) => {
    const space = (): string => spaces.next().value ?? ''
    const members = Object.entries(object).map(
      ([key, value]) => `${space()}${JSON.stringify(key)}${space()}:${space()}${JSON.stringify(value)}${space()}`,
    )
    return { object, text: `${space()}{${members.join(',')}${space()}}${space()}` }
  })

describe('finding members', () => {
  test('every span of valid JSON holds exactly its member’s value', () => {
    fc.assert(
      fc.property(objectText, ({ text }) => {
        const bytes = Buffer.from(text)
        const found = findMembers(bytes, limits)
        if (typeof found === 'string') throw new Error(found)
        const read = Object.fromEntries(
          [...found.spans].map(([key, { start, end }]) => [key, JSON.parse(bytes.toString('utf8', start, end))]),
        )
        expect(Object.entries(read)).toEqual(Object.entries(JSON.parse(text) as object))
        expect(bytes[found.close]).toBe(0x7d)
      }),
      { numRuns: scaled(20_000) },
    )
  })

  test('setting members gives the same object with them set, and leaves all other bytes alone', () => {
    fc.assert(
      fc.property(
        objectText,
        fc.dictionary(fc.constantFrom('model', 'stream_options', 'é'), fc.jsonValue({ maxDepth: 2 })),
        ({ text }, change) => {
          const body = parseBody(Buffer.from(text), limits)
          const patched = withMembers(body, change)
          expect(JSON.parse(patched.toString('utf8'))).toEqual({
            ...(JSON.parse(text) as object),
            ...(JSON.parse(JSON.stringify(change)) as object),
          })
          const untouched = [...body.members.spans].filter(([key]) => !Object.hasOwn(change, key))
          for (const [, { start, end }] of untouched)
            expect(patched.includes(body.bytes.subarray(start, end))).toBe(true)
        },
      ),
      { numRuns: scaled(20_000) },
    )
  })

  test('any bytes are either read or refused, never thrown at', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 200 }),
        fc.string({ unit: fc.constantFrom('{', '}', '[', ']', '"', '\\', ':', ',', 'a', ' '), maxLength: 60 }),
        (bytes, text) => {
          for (const input of [Buffer.from(bytes), Buffer.from(text)]) {
            const found = findMembers(input, limits)
            expect(typeof found === 'string' || found.close < input.length).toBe(true)
          }
        },
      ),
      { numRuns: scaled(20_000) },
    )
  })

  test('depth, members and repeated names have an end', () => {
    const read = (text: string) => findMembers(Buffer.from(text), limits)
    expect(read(`{"a":${'['.repeat(64)}${']'.repeat(64)}}`)).toBe('too_complex')
    expect(read(`{"a":[${'0,'.repeat(10_000)}0]}`)).toBe('too_complex')
    expect(read('{"a":1,"b":2,"\\u0061":3}')).toBe('duplicate')
    expect(read(' [1]')).toBe('not_object')
    expect(read('{"a":"\\\\\\""}')).toMatchObject({ close: 11 })
  })
})
