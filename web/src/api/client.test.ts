/** Claims about requests and the problems they end in. */
import { afterEach, describe, expect, it, vi } from 'vitest'
import { ApiProblem, request, withQuery } from './client.ts'
import { call } from './platform.ts'

function answering(
  status: number,
  body: string,
  headers: Record<string, string> = { 'content-type': 'application/json' },
) {
  const seen: { url: string; init: RequestInit }[] = []
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    seen.push({ url, init })
    return new Response(body, { status, headers })
  })
  return seen
}
const failure = (run: Promise<unknown>): Promise<ApiProblem> =>
  run.then(
    () => expect.fail('must fail'),
    (error) => error,
  )

describe('a request', () => {
  afterEach(() => void vi.unstubAllGlobals())

  it('fills the path and leaves out what is not asked for', async () => {
    const seen = answering(200, '{"items":[],"nextCursor":null}')
    await call('GET /calls', { query: { limit: 8, model: undefined } })
    await call('GET /calls/{callId}', { params: { callId: 'a/b' } })
    expect(seen.map(({ url }) => url)).toEqual(['/api/v1/calls?limit=8', '/api/v1/calls/a%2Fb'])
    expect(withQuery('/x', { a: '', b: false })).toBe('/x?b=false')
  })
  it('carries a fresh idempotency key with every change, and none when reading', async () => {
    const seen = answering(200, '{}')
    await request('POST', '/x', { body: {} })
    await request('POST', '/x', { body: {} })
    await request('GET', '/x')
    const keys = seen.map(({ init }) => (init.headers as Record<string, string>)['idempotency-key'])
    expect(keys[0]).toMatch(/^[0-9a-f]{32}$/)
    expect(keys[0]).not.toBe(keys[1])
    expect(keys[2]).toBeUndefined()
  })
  it('ends in the problem the server named, with its trace id and fields', async () => {
    answering(
      400,
      JSON.stringify({
        code: 'validation_failed',
        title: 'No',
        traceId: 't1',
        errors: [{ path: 'body.name', code: 'x', message: 'short' }],
      }),
      {
        'content-type': 'application/problem+json',
      },
    )
    const problem = await failure(request('GET', '/x'))
    expect(problem).toMatchObject({
      code: 'validation_failed',
      status: 400,
      traceId: 't1',
      fields: [{ path: 'body.name' }],
    })
  })
  it('understands the identity store’s own error form', async () => {
    answering(401, '{"code":"INVALID_EMAIL_OR_PASSWORD","message":"Invalid"}')
    expect(await failure(request('POST', '/x'))).toMatchObject({ code: 'invalid_email_or_password', title: 'Invalid' })
  })
  it('does not take a proxy’s page for an answer', async () => {
    answering(200, '<html>', { 'content-type': 'text/html' })
    expect(await failure(request('GET', '/x'))).toBeInstanceOf(ApiProblem)
    answering(502, '<html>', { 'content-type': 'text/html', 'retry-after': '7' })
    expect(await failure(request('GET', '/x'))).toMatchObject({ code: 'http_502', retryAfterSeconds: 7 })
  })
  it('says when there is no network', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('failed')))
    expect(await failure(request('GET', '/x'))).toMatchObject({ code: 'network_unreachable', status: 0 })
  })
})
