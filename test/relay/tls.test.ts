/** Upstreams over TLS with a certificate that no public authority signed: reached where the process is told to trust it, for sockets and for calls, and nowhere else. */
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { createServer as createProxy } from 'node:http'
import { createServer } from 'node:https'
import { type AddressInfo, connect } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocketServer } from 'ws'
import { temporaryDir } from '../server-process.ts'
import { selfSigned } from './certificate.ts'
import { answer, type Heard } from './realtime-upstream.ts'

const dir = temporaryDir()
const file = join(dir.path, 'ca.pem')
const { key, cert } = selfSigned()
const upstream = createServer({ key, cert }, (request, response) => {
  request.resume().on('end', () => {
    const choice = { index: 0, message: { role: 'assistant', content: 'Hi.' }, finish_reason: 'stop' }
    const usage = { prompt_tokens: 7, completion_tokens: 3, total_tokens: 10 }
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ choices: [choice], usage }))
  })
})
const sockets = new WebSocketServer({ server: upstream })
const tunnels: string[] = []
const proxy = createProxy().on('connect', (request, socket, head) => {
  tunnels.push(request.url ?? '')
  const [host = '', port] = (request.url ?? '').split(':')
  const through = connect({ host, port: Number(port) }, () => {
    socket.write('HTTP/1.1 200 OK\r\n\r\n')
    through.write(head)
    through.pipe(socket).pipe(through)
  })
  through.on('error', () => socket.destroy())
  socket.on('error', () => through.destroy())
})

beforeAll(async () => {
  await writeFile(file, cert)
  sockets.on('connection', (socket) => {
    const say = (event: object): void => socket.send(JSON.stringify(event))
    const script = answer('Hello you.')
    socket.on('message', (data) => script(JSON.parse(data.toString()) as Heard, say, socket))
    say({ type: 'session.created', session: { type: 'realtime', max_output_tokens: 100 } })
  })
  upstream.listen(0, 'localhost')
  proxy.listen(0, '127.0.0.1')
  await Promise.all([once(upstream, 'listening'), once(proxy, 'listening')])
})
afterAll(() => {
  upstream.closeAllConnections()
  upstream.close()
  proxy.closeAllConnections()
  proxy.close()
  dir.remove()
})

const portOf = (server: { address(): unknown }): number => (server.address() as AddressInfo).port

async function gateway(trusted: boolean, behind = ''): Promise<unknown> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [join(import.meta.dirname, 'tls-child.ts'), `https://localhost:${portOf(upstream)}/v1`, behind],
    { env: trusted ? { NODE_EXTRA_CA_CERTS: file } : {} },
  )
  return JSON.parse(stdout)
}

test('is trusted where NODE_EXTRA_CA_CERTS names its certificate, straight and through a proxy’s tunnel', async () => {
  expect(await gateway(true)).toEqual({ session: 'response.done', call: 'Hi.' })
  expect(tunnels).toEqual([])
  expect(await gateway(true, `http://127.0.0.1:${portOf(proxy)}`)).toEqual({ session: 'response.done', call: 'Hi.' })
  expect(tunnels.length).toBeGreaterThan(1)
}, 60_000)

test('is not connected to elsewhere: nothing is sent to who can not say who it is', async () => {
  expect(await gateway(false)).toEqual({ session: 502, call: 502 })
}, 60_000)
