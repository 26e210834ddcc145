/** Forms are read as Node's own parser reads them, changed in one field only, and refused where parsers could differ. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { scaled } from '../../../test/scale.ts'
import { type FormBody, formField, formFiles, formIdentity, isForm, readForm, withField } from './form.ts'
import { formBoolean, formInteger, formModel } from './form-fields.ts'

/** As a client sends it. */
async function encoded(form: FormData): Promise<FormBody> {
  const response = new Response(form)
  return readForm(Buffer.from(await response.arrayBuffer()), response.headers.get('content-type') ?? '')
}

const type = 'multipart/form-data; boundary=b'
const part = (head: string, content = 'x') => `--b\r\n${head}\r\n\r\n${content}\r\n`
const read = (text: string, contentType = type) => readForm(Buffer.from(text), contentType)
const disposition = 'Content-Disposition: form-data; name="a"'

/** Where some parsers take the closing quote for a part of the name: refused, see below. */
const ENDS_IN_BACKSLASH = /(?<!\\)(?:\\\\)*\\$/

const fieldName = fc.stringMatching(/^[a-z_]{1,12}(\[\])?$/)
const forms = fc.array(
  fc.record({
    name: fieldName,
    content: fc.oneof(fc.string({ unit: 'binary', maxLength: 60 }), fc.constantFrom('\r\n', '\r\n--', '--b', '')),
    file: fc.option(fc.uint8Array({ maxLength: 200 }), { nil: undefined }),
    filename: fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
      .filter((name) => !ENDS_IN_BACKSLASH.test(name)),
  }),
  { maxLength: 12 },
)

describe('a form', () => {
  test('is read as Node’s own parser reads it, whatever its fields and files hold', async () => {
    await fc.assert(
      fc.asyncProperty(forms, async (given) => {
        const form = new FormData()
        for (const { name, content, file, filename } of given)
          if (file) form.append(name, new Blob([Buffer.from(file)], { type: 'image/png' }), filename)
          else form.append(name, content)
        const body = await encoded(form)
        const known = await new Response(body.bytes as BodyInit, {
          headers: { 'content-type': body.contentType },
        }).formData()
        const expected = await Promise.all(
          [...known].map(async ([name, value]) => [
            name,
            (typeof value === 'string' ? Buffer.from(value) : Buffer.from(await value.arrayBuffer())).toString(
              'latin1',
            ),
            typeof value === 'string',
          ]),
        )
        expect(
          body.parts.map(({ name, start, end, filename }) => [
            name,
            body.bytes.toString('latin1', start, end),
            filename === undefined,
          ]),
        ).toEqual(expected)
      }),
      { numRuns: scaled(4_000) },
    )
  })

  test('has one field replaced and every other byte left', async () => {
    const form = new FormData()
    form.append('prompt', 'a fox, 狐')
    form.append('model', 'ours')
    form.append('image[]', new Blob([Buffer.from([0, 13, 10, 45, 45, 255])]), 'a.png')
    const body = await encoded(form)
    const changed = readForm(withField(body, 'model', 'the upstream’s'), body.contentType)
    expect(formField(changed, 'model')).toBe('the upstream’s')
    expect(withField(changed, 'model', 'ours')).toEqual(body.bytes)
    expect(withField(body, 'model', 'ours')).toBe(body.bytes)
    expect(formFiles(changed, 'image').map(({ filename }) => filename)).toEqual(['a.png'])
  })

  test('is known again although its boundary differs, and not with another byte', async () => {
    const made = async (text: string) => {
      const form = new FormData()
      form.append('prompt', text)
      return JSON.stringify(formIdentity(await encoded(form)).map(String))
    }
    expect(await made('fox')).toBe(await made('fox'))
    expect(await made('fox')).not.toBe(await made('fix'))
  })

  test('gives its fields by type, and refuses what is none', () => {
    const form = read(`${part('Content-Disposition: form-data; name="n"', '3')}${part(disposition, 'maybe')}--b--`)
    expect(formInteger(form, 'n', [1, 10])).toBe(3)
    expect(formInteger(form, 'missing', [1, 10])).toBeUndefined()
    expect(() => formInteger(form, 'n', [1, 2])).toThrow('n must be a whole number from 1 to 2.')
    expect(() => formInteger(form, 'a', [1, 2])).toThrow('a must be')
    expect(() => formBoolean(form, 'a')).toThrow('a must be true or false.')
    expect(() => formModel(form)).toThrow('model must be')
  })

  test('is refused where parsers could differ', () => {
    const bad = [
      '',
      '--b',
      '--b\r\n',
      `--c\r\n${disposition}\r\n\r\nx\r\n--c--`,
      `--b\r\n${disposition}\r\n\r\nx`,
      `--b\r\n${disposition}\r\n\r\n--b--`,
      `${part(disposition)}--bc\r\n`,
      `${part(disposition)}--b \r\n`,
      `${part('Content-Disposition: form-data')}--b--`,
      `${part('Content-Disposition: form-data; name=""')}--b--`,
      `${part('Content-Disposition: form-data; name="a"; name="model"')}--b--`,
      `${part('Content-Disposition: form-data; name="mod\\el"')}--b--`,
      `${part('Content-Disposition: attachment; name="a"')}--b--`,
      `${part(`${disposition}; filename="x\\"`)}--b--`,
      `${part(`${disposition}\r\n${disposition}`)}--b--`,
      `${part(`${disposition};\r\n filename="x"`)}--b--`,
      `${part(`${disposition}\nX-Y: z`)}--b--`,
      `${part(`${disposition}\r\nContent-Transfer-Encoding: base64`)}--b--`,
      `${part('nothing')}--b--`,
      `${part(`${disposition}\r\nX-Long: ${'x'.repeat(5_000)}`)}--b--`,
      part(disposition).repeat(101),
    ]
    for (const text of bad) expect(() => read(text), text.slice(0, 80)).toThrow(/form|part|boundary/i)
    for (const wrong of [
      'application/json',
      'multipart/form-data',
      `${type}; boundary=c`,
      'multipart/mixed; boundary=b',
    ])
      expect(() => read(`${part(disposition)}--b--`, wrong), wrong).toThrow(/form|boundary/)
    expect(isForm('multipart/form-data-x; boundary=b')).toBe(false)
  })

  test('refuses a field that is given twice, is a file, or is too long to be read', () => {
    expect(() => formField(read(`${part(disposition)}${part(disposition)}--b--`), 'a')).toThrow('appears twice')
    expect(() => formField(read(`${part(`${disposition}; filename="f"`)}--b--`), 'a')).toThrow('a is no file.')
    expect(() => formField(read(`${part(disposition, 'x'.repeat(300_000))}--b--`), 'a')).toThrow('a is too long.')
  })

  test('of 32 MB that is full of beginnings of its boundary is read in little time', () => {
    const content = '\r\n--boundary-of-a-clien'.repeat(1_400_000)
    const text = Buffer.from(
      `--boundary-of-a-client\r\n${disposition}; filename="f"\r\n\r\n${content}\r\n--boundary-of-a-client--`,
    )
    const before = process.cpuUsage()
    const { parts } = readForm(text, 'multipart/form-data; boundary=boundary-of-a-client')
    const { user, system } = process.cpuUsage(before)
    expect(parts.map(({ start, end }) => end - start)).toEqual([content.length])
    expect((user + system) / 1_000).toBeLessThan(2_000)
  })
})
