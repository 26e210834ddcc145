/** Claims about the front: what is no proper HTTP, what pages and headers come, and how the server ends. */
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { API_BASE, endpoints } from '../contract/index.ts'
import { PROBLEM_TYPE } from '../contract/problem.ts'
import { createLog } from '../telemetry/log.ts'
import { createFront } from './http.ts'
import { openWorld, type World } from './testing/world.ts'

let world: World
let folder: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lx-web-'))
  mkdirSync(join(folder, 'assets'))
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>app</title>')
  writeFileSync(join(folder, 'assets', 'index-Bx3kPq9_.js'), 'export {}')
  world = await openWorld({ settings: { webFolder: folder, metricsToken: 'metrics-token' } })
})
afterAll(async () => {
  await world.close()
  rmSync(folder, { recursive: true })
})

function dial(): Socket {
  const { hostname, port } = new URL(world.url)
  return connect(Number(port), hostname)
}

/** Sends bytes as they are and reads to the end. */
async function raw(bytes: string): Promise<string> {
  const socket = dial()
  socket.write(bytes)
  let text = ''
  socket.on('data', (chunk) => {
    text += chunk.toString()
  })
  socket.setTimeout(3000, () => socket.destroy())
  await once(socket, 'close')
  return text
}

describe('what is no proper HTTP', () => {
  it.each([
    ['garbage', 'hello\r\n\r\n', 400, 'malformed_request'],
    ['a bad header', 'GET / HTTP/1.1\r\nHost: a\r\nb ad: x\r\n\r\n', 400, 'malformed_request'],
    [
      'two lengths',
      'POST /api/v1/faucet HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx',
      400,
      'malformed_request',
    ],
    [
      'a length and chunks',
      'POST /api/v1/faucet HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      400,
      'malformed_request',
    ],
    ['no host', 'GET /api/v1/status HTTP/1.1\r\nConnection: close\r\n\r\n', 400, undefined],
    ['too large headers', `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431, 'headers_too_large'],
    [
      'a bad escape',
      'GET /api/v1/orders/%zz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
      400,
      'malformed_request',
    ],
    [
      'a broken chunk',
      'POST /api/v1/faucet HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
      400,
      undefined,
    ],
  ])('gets a short refusal: %s', async (_name, bytes, status, code) => {
    const answer = await raw(bytes)
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
    if (code) {
      expect(answer).toContain(`"code":"${code}"`)
      expect(answer.toLowerCase()).toContain(PROBLEM_TYPE)
    }
  })

  it('does not hang the server on a request that never ends', async () => {
    const slow = dial()
    slow.write(
      'POST /api/v1/faucet HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{',
    )
    expect((await world.send('GET', '/api/v1/status')).status).toBe(200)
    slow.destroy()
  })

  it('answers as usual where a client offers another protocol', async () => {
    const offer = 'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__'
    const socket = dial()
    socket.write(`GET /api/v1/status HTTP/1.1\r\nHost: a\r\n${offer}\r\n\r\n`)
    const [answer] = (await once(socket, 'data')) as [Buffer]
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 200 /)
    socket.destroy()
  })

  it('upgrades to nothing but the socket', async () => {
    const upgrade = (path: string) =>
      raw(
        `GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n`,
      )
    expect(await upgrade('/api/v1/orders')).toContain('"code":"not_found"')
    expect(await upgrade('/')).toContain('"code":"not_found"')
  })

  it('is told by the relay, as any other call, that it offers no socket', async () => {
    const answer = await raw(
      'GET /v1/realtime?model=x HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
    )
    expect(answer).toContain('{"relayed":true}')
    expect(answer).toMatch(/^connection: close/im)
    expect(world.relayed.at(-1)?.url).toBe('/v1/realtime?model=x')
  })
})

describe('a target with its origin in front', () => {
  const get = (target: string, host = 'a') =>
    raw(`GET ${target} HTTP/1.1\r\nHost: ${host}\r\nAccept: text/html\r\nConnection: close\r\n\r\n`)

  it('gets what the path alone gets', async () => {
    expect(await get('http://a/api/v1/status')).toContain('"name":"L-Exchange"')
    expect(await get('http://a/api/v1/nope')).toMatch(/^HTTP\/1.1 404 /)
    expect(await get('HTTP://a/healthz')).toContain('{"ok":true}')
    expect(await get('http://a')).toContain('<title>app</title>')
    expect(await get('http://a?x=1')).toContain('<title>app</title>')
    await get('https://a/v1/models?x=1')
    expect(world.relayed.at(-1)?.url).toBe('/v1/models?x=1')
  })

  it('is held to its own host, not to the header’s', async () => {
    const body = '{}'
    const post = (target: string, host: string) =>
      raw(
        `POST ${target} HTTP/1.1\r\nHost: ${host}\r\nOrigin: http://a\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n${body}`,
      )
    expect(await post('http://b/api/v1/setup', 'a')).toContain('"code":"cross_site_refused"')
    expect(await post('http://a/api/v1/setup', 'b')).toContain('"code":"validation_failed"')
  })
})

describe('every answer', () => {
  it('carries an id, the caller’s own when it is plain', async () => {
    expect((await world.send('GET', '/api/v1/status')).headers.get('x-request-id')).toMatch(/^req_/)
    const headers = { 'x-request-id': 'my-request-1' }
    expect((await world.send('GET', '/api/v1/nope', { headers })).json).toMatchObject({ traceId: 'my-request-1' })
    const odd = await world.send('GET', '/api/v1/status', { headers: { 'x-request-id': '<script>' } })
    expect(odd.headers.get('x-request-id')).toMatch(/^req_/)
  })

  it('can not be run, framed or sniffed', async () => {
    for (const path of ['/api/v1/status', '/api/v1/nope', '/api/auth/nope', '/healthz']) {
      const { headers } = await world.send('GET', path)
      expect(headers.get('content-security-policy'), path).toContain("default-src 'none'")
      expect(headers.get('x-content-type-options'), path).toBe('nosniff')
      expect(headers.get('cache-control'), path).toBe('no-store')
    }
  })

  it('is 405 with the methods that work where another method is tried', async () => {
    const answer = await world.send('PUT', '/api/v1/orders', { body: {} })
    expect(answer).toMatchObject({ status: 405, code: 'method_not_allowed' })
    expect(answer.headers.get('allow')?.split(', ').sort()).toEqual(['DELETE', 'GET', 'POST'])
  })

  it('to HEAD has no body', async () => {
    const answer = await world.send('HEAD', '/api/v1/status')
    expect([answer.status, answer.text]).toEqual([200, ''])
  })
})

describe('pages', () => {
  it('are the app’s for every address of the app, and a problem for a file that is not there', async () => {
    for (const path of ['/', '/trade', '/models/vendor%2Fmodel', '/keys?x=1']) {
      const answer = await world.send('GET', path)
      expect(answer.text, path).toContain('<title>app</title>')
      expect(answer.headers.get('content-security-policy')).toContain("script-src 'self'")
      expect(answer.headers.get('cache-control')).toBe('no-cache')
    }
    expect(await world.send('GET', '/assets/missing-12345678.js')).toMatchObject({ status: 404, code: 'not_found' })
    expect((await world.send('POST', '/trade', { body: {} })).status).toBe(404)
  })

  it('are kept by browsers as long as their names say', async () => {
    const script = await world.send('GET', '/assets/index-Bx3kPq9_.js')
    expect(script.headers.get('cache-control')).toContain('immutable')
    const headers = { 'if-none-match': script.headers.get('etag') ?? '' }
    expect((await world.send('GET', '/assets/index-Bx3kPq9_.js', { headers })).status).toBe(304)
  })

  it('of the documentation come from here alone', async () => {
    const page = await world.send('GET', '/docs/api')
    expect(page.text).not.toMatch(/https?:\/\//)
    expect((await world.send('GET', '/docs/api/start.js')).text).toContain("url: '/openapi.json'")
    const bundle = await fetch(`${world.url}/docs/api/reference.js`, { headers: { 'accept-encoding': 'gzip' } })
    expect((await bundle.text()).length).toBeGreaterThan(1_000_000)
    expect((await world.send('GET', '/docs/errors')).text).toContain('id="insufficient_credits"')
    const { text: llms } = await world.send('GET', '/llms.txt')
    for (const path of ['/api/v1/orders', 'POST /v1/messages', 'GET /v1/models']) expect(llms).toContain(path)
  })

  it('describe every endpoint in the OpenAPI document', async () => {
    const { json, headers } = await world.send('GET', '/openapi.json')
    expect(headers.get('content-type')).toContain('application/json')
    const { openapi, paths } = json as {
      openapi: string
      paths: Record<string, Record<string, { operationId: string }>>
    }
    expect(openapi).toBe('3.1.0')
    for (const endpoint of Object.values(endpoints)) {
      expect(paths[API_BASE + endpoint.path]?.[endpoint.method.toLowerCase()]?.operationId).toBe(endpoint.id)
    }
    expect(paths['/api/auth/sign-up/email']?.['post']).toBeDefined()
    expect(JSON.stringify(json)).not.toContain('#/$defs/')
  })

  it('come compressed when the browser takes it', async () => {
    const answer = await raw(
      'GET /openapi.json HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\nConnection: close\r\n\r\n',
    )
    expect(answer).toMatch(/content-encoding: gzip/i)
  })
})

describe('health', () => {
  it('is public, metrics are not', async () => {
    expect((await world.send('GET', '/healthz')).status).toBe(200)
    expect((await world.send('GET', '/readyz')).status).toBe(200)
    expect((await world.send('GET', '/metrics')).status).toBe(401)
    expect((await world.send('GET', '/metrics', { headers: { authorization: 'Bearer wrong-token!' } })).status).toBe(
      401,
    )
    const metrics = await world.send('GET', '/metrics', { headers: { authorization: 'Bearer metrics-token' } })
    expect(metrics.text).toContain('lx_http_requests_total')
  })

  it('shows metrics without a token only to a program on this machine, never through a proxy', async () => {
    const open = await openWorld()
    try {
      const { host } = new URL(open.url)
      const get = async (headers: Record<string, string>) => {
        const socket = connect(Number(new URL(open.url).port), '127.0.0.1')
        const lines = Object.entries({ host, connection: 'close', ...headers }).map(
          ([name, value]) => `${name}: ${value}`,
        )
        socket.write(`GET /metrics HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`)
        const [head] = (await once(socket, 'data')) as [Buffer]
        socket.destroy()
        return Number(/^HTTP\/1.1 (\d+)/.exec(head.toString())?.[1])
      }
      expect(await get({})).toBe(200)
      expect(await get({ host: 'localhost:3000' })).toBe(200)
      for (const name of ['X-Forwarded-For', 'Forwarded', 'Via', 'X-Real-IP', 'X-Forwarded-Host'])
        expect(await get({ [name]: '127.0.0.1' }), name).toBe(401)
      for (const name of ['exchange.example', '127.exchange.example', '127.0.0.1.exchange.example:80', ''])
        expect(await get({ host: name }), name).toBe(401)
    } finally {
      await open.close()
    }
  })
})

describe('sign-up', () => {
  it('refuses what is too large or not JSON', async () => {
    expect((await world.send('POST', '/api/auth/sign-up/email', { body: 'x'.repeat(20_000) })).status).toBe(413)
    const headers = { 'content-type': 'text/plain' }
    expect((await world.send('POST', '/api/auth/sign-up/email', { body: 'x', headers })).status).toBe(415)
    expect((await world.send('POST', '/api/auth/sign-up/email', { body: '{"email":1}' })).status).toBe(400)
  })
})

describe('a port that is taken', () => {
  it('is named, with the way out', async () => {
    const { port } = new URL(world.url)
    const front = createFront({
      relay: { handle: () => undefined },
      app: () => undefined,
      dialect: { is: () => false, upgrade: () => undefined },
      socket: () => undefined,
      log: createLog({ level: 'silent' }),
    })
    await expect(front.listen(Number(port), '127.0.0.1')).rejects.toThrow(`Port ${port} of 127.0.0.1 is taken.`)
  })
})

describe('the end of the server', () => {
  it('finishes streams that run, refuses new connections, and is not ready any more', async () => {
    let finish = (): void => undefined
    const ending = await openWorld({
      relay: {
        handle: async (_request, response: ServerResponse) => {
          response.write('first ')
          finish = () => response.end('last')
        },
      },
    })
    const stream = await fetch(`${ending.url}/v1/chat/completions`, { method: 'POST', body: '{}' })
    const closed = ending.close()
    await new Promise((resolve) => setTimeout(resolve, 100))
    await expect(fetch(`${ending.url}/readyz`)).rejects.toThrow()
    finish()
    expect(await stream.text()).toBe('first last')
    await closed
  })

  it('cuts what is still running after the grace', async () => {
    const ending = await openWorld({
      relay: {
        handle: async (_request, response: ServerResponse) => {
          response.write('first ')
        },
      },
    })
    const stream = await fetch(`${ending.url}/v1/chat/completions`, { method: 'POST', body: '{}' })
    const [cut] = await Promise.allSettled([stream.text(), ending.close()])
    expect(cut.status).toBe('rejected')
  })
})
