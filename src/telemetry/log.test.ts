/** Claims about log lines, with secrets put everywhere. */
import { describe, expect, it } from 'vitest'
import { createLog, silentLog } from './log.ts'

function recorder(level: 'debug' | 'info' | 'warn' = 'debug') {
  const lines: string[] = []
  return { lines, log: createLog({ level, write: (line) => lines.push(line) }) }
}

describe('createLog', () => {
  it('writes one JSON object a line with level, time, message and fields', () => {
    const { lines, log } = recorder()
    log.with({ part: 'journal' }).warn('slow sync', { ms: 120 })
    expect(JSON.parse(lines[0]!)).toEqual({
      level: 'warn',
      time: expect.stringMatching(/^\d{4}-.*Z$/),
      part: 'journal',
      message: 'slow sync',
      ms: 120,
    })
    expect(lines[0]!.endsWith('\n')).toBe(true)
  })

  it('drops lines below its level', () => {
    const { lines, log } = recorder('warn')
    log.info('no')
    log.with({ a: 1 }).debug('no')
    log.error('yes')
    expect(lines).toHaveLength(1)
  })

  it('keeps hostile text on one line', () => {
    const { lines, log } = recorder()
    log.info('fine\n{"level":"error","message":"forged"}', { path: '/\r\nforged' })
    expect(lines[0]!.trimEnd()).not.toMatch(/[\r\n]/)
  })

  it('never lets a canary secret out, wherever it is put', () => {
    const { lines, log } = recorder()
    const canaries = {
      virtualKey: `sk-lx-${'c4nary_'.repeat(6)}k`,
      upstream: 'sk-proj-c4naryc4naryc4nary',
      odd: 'c4nary wholly "odd" secret/+',
      password: 'c4nary-password-1',
    }
    log.redactor.hide(canaries.odd)
    log.redactor.hide(canaries.password)
    for (const secret of Object.values(canaries)) {
      log.info(`message with ${secret}`)
      log.info('named', {
        password: secret,
        authorization: `Bearer ${secret}`,
        headers: { cookie: `lx.session_token=${encodeURIComponent(secret)}` },
      })
      log.info('free', { text: secret, list: [secret], deep: { a: { b: { c: [{ d: secret }] } } }, [secret]: 1 })
      log.info('json', { body: JSON.stringify({ password: secret, nested: JSON.stringify({ api_key: secret }) }) })
      log.info('url', { url: new URL(`http://u:${encodeURIComponent(secret)}@h/?key=${encodeURIComponent(secret)}`) })
      log.error('error', {
        error: Object.assign(new Error(`bad ${secret}`, { cause: new Error(secret) }), {
          request: { headers: { authorization: secret } },
        }),
      })
      log.with({ child: secret, secret }).info('child')
      log.info('collections', {
        headers: new Headers({ 'x-api-key': encodeURIComponent(secret) }),
        map: new Map([['token', secret]]),
        set: new Set([secret]),
      })
    }
    expect(lines).toHaveLength(Object.keys(canaries).length * 8)
    expect(lines.join('')).not.toMatch(/c4nary/i)
    for (const line of lines) expect(() => JSON.parse(line)).not.toThrow()
  })

  it('survives fields that throw when they are read', () => {
    const { lines, log } = recorder()
    const trap = {
      get value(): string {
        throw new Error('no')
      },
    }
    expect(() => log.info('trap', { trap })).not.toThrow()
    expect(lines).toHaveLength(1)
  })
})

describe('silentLog', () => {
  it('gives silent children', () => {
    expect(silentLog.with({ a: 1 })).toBe(silentLog)
  })
})
