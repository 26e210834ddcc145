/** Claims about taking secrets out of log lines. */
import { describe, expect, it } from 'vitest'
import { createRedactor, REDACTED } from './redaction.ts'

const key = `sk-lx-${'Ab3_'.repeat(10)}xyz`

describe('text', () => {
  const redactor = createRedactor()

  it.each([
    ['our virtual keys', `refused ${key} today`, key.slice(10)],
    ['vendor keys', 'key sk-ant-api03-AAAABBBBCCCCDDDD is bad', 'AAAABBBB'],
    ['Google keys', 'AIzaSyA-1234567890abcdefghij', '1234567890'],
    ['bearer tokens', 'Authorization: Bearer abcdef123456==', 'abcdef123456'],
    ['basic credentials', 'authorization basic dXNlcjpodW50ZXIy', 'dXNlcjpodW50ZXIy'],
    ['JSON Web Tokens', 'got eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl', 'c2lnbmF0dXJl'],
    ['session cookies', 'cookie: theme=dark; lx.session_token=abc%2Fdef.sig%3D; x=1', 'abc%2Fdef'],
    ['secure session cookies', '__Secure-lx.session_token=abcdef.sig', 'abcdef'],
    ['credentials in addresses', 'connect postgres://lx:hunter2@db/lx failed', 'hunter2'],
    ['tokens in links', 'GET /setup?token=0a1b2c3d4e5f&lang=ja', '0a1b2c3d4e5f'],
    ['keys in queries', 'GET /v1beta/models?key=plainplain', 'plainplain'],
    ['JSON inside text', 'body {"password":"correct horse", "x":1}', 'correct horse'],
    [
      'escaped JSON inside text',
      JSON.stringify({ message: JSON.stringify({ apiKey: 'plain"quoted"horse' }) }),
      'horse',
    ],
    ['JSON cut off in the middle of a secret', 'body {"password":"correct hor', 'correct'],
  ])('cuts out %s', (_name, line, secret) => {
    expect(line).toContain(secret)
    expect(redactor.text(line)).not.toContain(secret)
    expect(redactor.text(line)).toContain(REDACTED)
  })

  it('leaves ordinary lines as they are', () => {
    const line = JSON.stringify({
      requestId: 'req_abcdefghijklmnopqrst',
      tokens: 1234,
      max_tokens: 16,
      key: 'key_12',
      account: 7,
      route: '/api/v1/keys',
      hash: 'a'.repeat(64),
    })
    expect(redactor.text(line)).toBe(line)
  })

  it('keeps the rest of a JSON line parseable', () => {
    const line = JSON.stringify({ a: { password: 'x"y\\' }, link: 'http://h/setup?token=abc', b: 2 })
    expect(JSON.parse(redactor.text(line))).toMatchObject({ b: 2, a: { password: REDACTED } })
  })

  it('does not stall on text made to slow it down', () => {
    const nasty = [
      '\\'.repeat(30_000),
      'eyJ-'.repeat(8_000),
      'sk-'.repeat(10_000),
      `"password":"${'\\"'.repeat(15_000)}`,
      'a://'.repeat(8_000),
      'bearer '.repeat(4_000),
    ]
    const begun = performance.now()
    for (const line of nasty) redactor.text(line)
    expect(performance.now() - begun).toBeLessThan(2_000)
  })
})

describe('hide', () => {
  it('cuts out a known value as it is, in JSON, in URLs and in base64', () => {
    const redactor = createRedactor()
    const secret = 'plain "odd" /secret+1?'
    redactor.hide(secret)
    for (const form of [
      secret,
      JSON.stringify(secret),
      encodeURIComponent(secret),
      Buffer.from(secret).toString('base64'),
    ]) {
      expect(redactor.text(`x ${form} y`)).toMatch(/^x "?\[redacted\]"?={0,2} y$/)
    }
  })

  it('ignores values so short that they would blot out ordinary words', () => {
    const redactor = createRedactor()
    redactor.hide('on')
    expect(redactor.text('on and on')).toBe('on and on')
  })

  it('prefers the longer of two values that begin alike', () => {
    const redactor = createRedactor()
    redactor.hide('secret')
    redactor.hide('secretlonger')
    expect(redactor.text('secretlonger')).toBe(REDACTED)
  })
})

describe('value', () => {
  const { value, hide } = createRedactor()

  it('replaces whatever stands under a secret name, at any depth, however it is spelled', () => {
    const copy = value({
      headers: { Authorization: 'x1', 'Set-Cookie': ['x2', 'x3'], 'x-api-key': 'x4' },
      body: [{ newPassword: 'x5', secret: { inner: 'x6' }, api_key: 'x7' }],
      token: 12,
    })
    expect(JSON.stringify(copy)).not.toMatch(/x\d/)
    expect(copy).toMatchObject({ token: REDACTED })
  })

  it('keeps whether a secret is there', () => {
    expect(value({ password: null, secret: undefined, token: true })).toEqual({
      password: null,
      secret: undefined,
      token: true,
    })
  })

  it('reads headers, maps, sets, errors with causes and their extra fields', () => {
    const error = Object.assign(new TypeError('outer', { cause: new Error('inner') }), {
      config: { headers: { cookie: 'x1' } },
      code: 'EFAIL',
    })
    const copy = value({
      error,
      headers: new Headers({ cookie: 'x2', accept: 'a' }),
      map: new Map([['password', 'x3']]),
      set: new Set([1]),
    })
    expect(JSON.stringify(copy)).not.toMatch(/x\d/)
    expect(copy).toMatchObject({
      error: { type: 'TypeError', message: 'outer', code: 'EFAIL', cause: { message: 'inner' } },
      headers: { accept: 'a' },
      set: [1],
    })
  })

  it('stays small whatever it is given: cycles, long texts, wide and deep objects, bytes', () => {
    const cycle: Record<string, unknown> = {}
    cycle['self'] = cycle
    const wide = Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`m${index}`, 'y'.repeat(5_000)]))
    const copy = JSON.stringify(
      value({ cycle, wide, long: 'z'.repeat(1_000_000), bytes: new Uint8Array(1_000_000), all: [wide, wide, wide] }),
    )
    expect(copy.length).toBeLessThan(60_000)
  })

  it('does not leave half of a known secret where a long text is cut', () => {
    const secret = 'canary-canary-canary-canary'
    hide(secret)
    for (let at = 1_960; at <= 2_010; at++)
      expect(JSON.stringify(value({ text: `${'.'.repeat(at)}${secret}${'.'.repeat(9_000)}` }))).not.toContain(
        'canary-c',
      )
  })

  it('does not let a member named __proto__ change the copy', () => {
    const copy = value(JSON.parse('{"__proto__":{"polluted":true}}'))
    expect((copy as { polluted?: boolean }).polluted).toBeUndefined()
  })
})
