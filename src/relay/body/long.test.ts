/** Long bodies are read and written in steps to what native parsing and writing give, whatever they hold. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { scaled } from '../../../test/scale.ts'
import { Problem } from '../problem.ts'
import { isLong, longBody, parseLongBody } from './long.ts'
import { findMembers } from './members.ts'
import { parseBody } from './parse.ts'
import { atOnce, inTurns, PIECE_BYTES } from './turns.ts'
import { jsonBytes, written } from './write.ts'

const limits = { maxJsonDepth: 64, maxJsonNodes: 100_000 }

/** What the body comes to, or how it is refused. As text: deep comparison takes a member named __proto__ for something else. */
function outcome(
  read: () => { readonly value: object; readonly members: { readonly spans: ReadonlyMap<string, object> } },
) {
  try {
    const { value, members } = read()
    return { value: JSON.stringify(value), spans: [...members.spans] }
  } catch (error) {
    if (error instanceof Problem) return error.code
    throw error
  }
}

const inSteps = (bytes: Buffer, piece: number) => outcome(() => atOnce(longBody(bytes, limits, piece)))
const native = (bytes: Buffer) => outcome(() => parseBody(bytes, limits))

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc
    .array(fc.constantFrom('\\', '"', '\n', 'é', '日', '😀', '\ud83d', 'u', '\u0000', ' '), { maxLength: 60 })
    .map((all) => all.join('')),
)
/**
 * Names hold no backslash: the reference is wrong for them. Having read {"a":1,"\\":2}, JSON.parse of Node.js 24.21.0 takes
 * the name in {"a":1,"\n":2} for a backslash.
 */
const names = text.filter((name) => !name.includes('\\'))
/** Names that are written without an escape, so that nothing put into them makes a backslash of their own. */
const plainNames = fc.stringMatching(/^[ !#-[\]-~]{0,20}$/)
const valuesOf = (name: fc.Arbitrary<string>) =>
  fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      text,
      fc.double({ noNaN: true }),
      fc.constantFrom(null, true, false, 1e300, -0),
      fc.array(tie('value'), { maxLength: 9 }),
      fc.dictionary(fc.oneof(name, fc.constantFrom('__proto__', 'constructor', '0', '1', '')), tie('value'), {
        maxKeys: 9,
      }),
    ),
  })).value
const objects = (name: fc.Arbitrary<string>) =>
  fc.dictionary(fc.oneof(name, fc.constantFrom('__proto__', 'model', '7')), valuesOf(name), { maxKeys: 8 })
const piece = fc.integer({ min: 8, max: 90 })
/** As many writers write: escaped or not, with space. */
const jsonOf = (name: fc.Arbitrary<string>) =>
  fc.tuple(objects(name), fc.constantFrom(undefined, 1, '\t'), fc.boolean()).map(([given, space, ascii]) => {
    const said = JSON.stringify(given, null, space)
    return ascii
      ? said.replace(/[\u007f-\uffff]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`)
      : said
  })

describe('a long body', () => {
  test('is read in steps to the same value and the same spans as at once', () => {
    fc.assert(
      fc.property(jsonOf(names), piece, (said, size) => {
        const bytes = Buffer.from(said)
        expect(inSteps(bytes, size)).toEqual(native(bytes))
        expect(JSON.stringify(atOnce(longBody(bytes, limits, size)).value)).toBe(JSON.stringify(JSON.parse(said)))
      }),
      { numRuns: scaled(20_000) },
    )
  })

  test('is refused in steps where it is refused at once', () => {
    const spoilt = fc.tuple(
      jsonOf(plainNames),
      fc.nat(),
      fc.constantFrom('', ',', '"', '}', ']', '{', '\\', ':', '1', ' ', '\u0001', 'nul'),
    )
    fc.assert(
      fc.property(spoilt, fc.boolean(), piece, ([said, place, other], replaces, size) => {
        const at = place % (said.length + 1)
        const bytes = Buffer.from(`${said.slice(0, at)}${other}${said.slice(at + (replaces ? 1 : 0))}`)
        const [steps, once] = [inSteps(bytes, size), native(bytes)]
        if (typeof once === 'string' && typeof steps === 'string') return
        expect(steps).toEqual(once)
      }),
      { numRuns: scaled(60_000) },
    )
  })

  test.each([
    ['a member twice', '{"a":1,"a":2}', 'duplicate_field'],
    ['an array', '[1]', 'body_not_object'],
    ['null', 'null', 'body_not_object'],
    ['a comma behind the last item', '{"a":[1,]}', 'malformed_json'],
    ['a comma before the first item', '{"a":[,1]}', 'malformed_json'],
    ['a comma behind the last member', '{"a":1,}', 'malformed_json'],
    ['a comma before the first member', '{,"a":1}', 'malformed_json'],
    ['another value behind it', '{"a":1}{', 'malformed_json'],
    ['text behind it', '{"a":1} x', 'malformed_json'],
    ['no colon', '{"a" 1}', 'malformed_json'],
    ['brackets that do not pair', '{"a":[1}]', 'malformed_json'],
    ['too much depth', `{"a":${'['.repeat(65)}${']'.repeat(65)}}`, 'too_complex'],
    ['too many items', `{"a":[${'0,'.repeat(100_001)}0]}`, 'too_complex'],
    ['endless space', `{"a":${' '.repeat(70_000)}1}`, 'too_complex'],
    ['an endless number', `{"a":${'1'.repeat(70_000)}}`, 'too_complex'],
  ])('with %s is refused', (_about, said, code) => {
    for (const size of [8, 32, 1_000]) expect(inSteps(Buffer.from(said), size)).toBe(code)
  })

  test('that is not UTF-8 is refused', () => {
    expect(inSteps(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), 8)).toBe('malformed_json')
  })

  test('keeps both halves of a character that a piece would have cut', async () => {
    const said = { messages: [{ content: '日本語😀\\'.repeat(60_000) }], model: 'm' }
    const bytes = Buffer.from(JSON.stringify(said))
    expect(isLong(bytes)).toBe(true)
    const body = await parseLongBody(bytes, { maxJsonDepth: 8, maxJsonNodes: 100 })
    expect(body.value).toEqual(said)
    expect(bytes.toString('utf8', body.members.spans.get('model')?.start, body.members.spans.get('model')?.end)).toBe(
      '"m"',
    )
  })

  test('is read in many steps, none of which takes more than a piece', async () => {
    const bytes = Buffer.from(JSON.stringify({ a: ['x'.repeat(3 * PIECE_BYTES), Array(200_000).fill(7)] }))
    let steps = 0
    function* counted() {
      const all = longBody(bytes, { maxJsonDepth: 8, maxJsonNodes: 1_000_000 })
      for (;;) {
        const step = all.next()
        if (step.done) return step.value
        steps += 1
        yield
      }
    }
    const body = await inTurns(counted())
    expect(body.value).toEqual(JSON.parse(bytes.toString()))
    expect(steps).toBeGreaterThan(8)
  })

  test('waits its turn: two are read side by side', async () => {
    const ended: string[] = []
    function* working(name: string, steps: number) {
      for (let i = 0; i < steps; i++) {
        for (const end = performance.now() + 2; performance.now() < end; );
        yield
      }
      ended.push(name)
    }
    await Promise.all([inTurns(working('long', 40)), inTurns(working('short', 4))])
    expect(ended).toEqual(['short', 'long'])
  })
})

describe('long values', () => {
  test('are written in steps to the text that native writing gives', () => {
    fc.assert(
      fc.property(valuesOf(text), piece, (given, size) => {
        expect(atOnce(written(given, size)).toString()).toBe(Buffer.from(JSON.stringify(given)).toString())
      }),
      { numRuns: scaled(20_000) },
    )
  })

  test('leave out what has no value, as native writing does', () => {
    const given = { a: undefined, b: [undefined, 1], c: { d: undefined } }
    for (const size of [4, 1_000]) expect(atOnce(written(given, size)).toString()).toBe(JSON.stringify(given))
  })

  test('of any length come out whole', async () => {
    const given = {
      messages: Array.from({ length: 3_000 }, (_, i) => ({ role: 'user', content: `😀${i}`.repeat(60) })),
      data: '\\"é'.repeat(200_000),
    }
    expect((await jsonBytes(given)).equals(Buffer.from(JSON.stringify(given)))).toBe(true)
  })
})

describe('the end of a string', () => {
  test('is found behind any crowd of escapes', () => {
    const escapes = fc
      .array(fc.constantFrom('\\"', '\\\\', 'a', '\\n', 'é'), { maxLength: 900 })
      .map((all) => all.join(''))
    fc.assert(
      fc.property(escapes, (inside) => {
        const found = findMembers(Buffer.from(`{"k":"${inside}","l":2}`), limits)
        if (typeof found === 'string') throw new Error(found)
        expect([...found.spans.keys()]).toEqual(['k', 'l'])
      }),
      { numRuns: scaled(20_000) },
    )
  })
})
