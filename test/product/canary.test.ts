/** Secrets put in at every place that takes one must come out nowhere: not in logs, answers, exports, metrics, backups or files. */
import { once } from 'node:events'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ServerProcess, temporaryDir, Visitor } from '../server-process.ts'
import { ask, Caller } from './caller.ts'
import { Town } from './people.ts'

const canary = (name: string): string => `canary-${name}-7f3b9c`
const secrets = {
  channel: canary('channel'),
  header: canary('header'),
  password: `${canary('password')} of mine`,
  wrongPassword: `${canary('guess')} of mine`,
  metrics: canary('metrics'),
  prompt: canary('prompt'),
  retryPrompt: canary('retry-prompt'),
  stored: canary('stored'),
  fileName: canary('file-name'),
  fileContent: canary('file-content'),
  customId: canary('custom-id'),
  metadata: canary('metadata'),
}
const dir = temporaryDir()
let server: ServerProcess
let town: Town
let upstream: Server
let key: Caller
let cookie: string
let channelId: number
const answers: string[] = []

/** Repeats everything it was sent, as careless upstreams do. */
function echo(): Server {
  let turn = 0
  return createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const told = JSON.stringify({ error: { message: JSON.stringify(request.headers) } })
    turn += 1
    switch (turn % 6) {
      case 0:
        return response.writeHead(401, { 'content-type': 'application/json' }).end(told)
      case 1:
        return response.writeHead(500, { 'content-type': 'text/html' }).end(`<pre>${told}</pre>`)
      case 2:
        return response.writeHead(200, { 'content-type': 'application/json' }).end(told)
      case 3:
        return response.writeHead(302, { location: `http://127.0.0.1/?${request.headers.authorization}` }).end()
      case 4:
        return response.writeHead(400, { 'content-type': 'application/json' }).end(told)
      default:
        return response.destroy()
    }
  }).listen(0, '127.0.0.1')
}

beforeAll(async () => {
  upstream = echo()
  await once(upstream, 'listening')
  const env = { LX_LOG_LEVEL: 'debug', LX_METRICS_TOKEN: secrets.metrics }
  server = await ServerProcess.start({ dataDir: dir.path, env })
  town = await Town.of(server)
  await addChannel()
  const visitor = new Visitor(server.url)
  const person = { name: 'ann', email: 'ann@example.test', password: secrets.password }
  const signedUp = await visitor.raw('POST', '/api/auth/sign-up/email', person)
  expect(signedUp.status).toBe(200)
  await visitor.signIn({ email: person.email, password: person.password })
  cookie = decodeURIComponent(visitor.cookie.split('=')[1] ?? '')
  await visitor.call('faucet.draw', { body: { amount: '20' } })
  const made = await visitor.call('keys.create', { body: { name: 'k', scopes: ['relay', 'read', 'wallet', 'trade'] } })
  key = new Caller(server.url, made.secret)
})
afterAll(async () => {
  await server.kill()
  upstream.close()
  dir.remove()
})

async function addChannel(): Promise<void> {
  const { port } = upstream.address() as AddressInfo
  const made = await town.operator.raw('POST', '/api/v1/admin/channels', {
    name: 'careless',
    provider: 'openai',
    baseUrl: `http://127.0.0.1:${port}/v1`,
    allowPrivate: true,
    secrets: [secrets.channel],
    headers: { 'x-upstream-pass': secrets.header },
    models: [{ model: 'careless-model' }],
  })
  const text = await made.text()
  answers.push(text)
  channelId = (JSON.parse(text) as { channelId: number }).channelId
  await town.operator.call('admin.models.publish', {
    body: { channelId, model: 'careless-model', cost: [{ from: 0, rates: { output: '0.000001' } }] },
  })
}

async function note(answer: Promise<Response>): Promise<void> {
  const response = await answer
  answers.push(JSON.stringify([...response.headers]), await response.text())
}

/** The signed cookie is a secret; the id before its dot opens nothing by itself. */
const everything = (): Record<string, string> => ({ ...secrets, key: key.key, cookie })

function expectNone(text: string, where: string): void {
  for (const [name, secret] of Object.entries(everything())) {
    expect(text.includes(secret), `${name} in ${where}`).toBe(false)
    expect(text.includes(Buffer.from(secret).toString('base64').slice(0, -4)), `${name} as base64 in ${where}`).toBe(
      false,
    )
  }
}

describe('a secret', () => {
  it('is in no answer, whatever fails upstream', async () => {
    for (let i = 0; i < 12; i++) {
      const more = { model: 'careless-model', stream: i % 2 === 0, max_tokens: 5 }
      const { text, headers } = await key.chat(`${secrets.prompt} ${i}`, more)
      answers.push(text, JSON.stringify([...headers]))
      await note(town.operator.raw('POST', `/api/v1/admin/channels/${channelId}/test`, { model: 'careless-model' }))
    }
    const retried = { 'idempotency-key': 'once' }
    const twice = [
      await key.chat(secrets.retryPrompt, { max_tokens: 20 }, retried),
      await key.chat(secrets.retryPrompt, { max_tokens: 20 }, retried),
    ]
    expect(twice.map(({ status }) => status)).toEqual([200, 200])
    expect(new Set(twice.map(({ headers }) => headers.get('x-lx-call-id'))).size).toBe(1)
    for (const text of answers) expectNone(text, text.slice(0, 200))
  })

  it('is kept where callers keep it, and told to nobody else', async () => {
    const form = new FormData()
    form.set('purpose', 'batch')
    const body = { model: 'sandbox-chat', max_tokens: 5, messages: [{ role: 'user', content: secrets.fileContent }] }
    const line = { custom_id: secrets.customId, method: 'POST', url: '/v1/chat/completions', body }
    form.set('file', new Blob([JSON.stringify(line)]), secrets.fileName)
    const headers = { authorization: `Bearer ${key.key}` }
    const uploaded = await fetch(`${town.url}/v1/files`, { method: 'POST', headers, body: form })
    const { id } = (await uploaded.json()) as { id: string }
    const input = { input_file_id: id, endpoint: line.url, completion_window: '24h' }
    const batch = await key.post('/v1/batches', { ...input, metadata: { a: secrets.metadata } })
    const stored = await key.post('/v1/responses', { model: 'sandbox-chat', input: secrets.stored, store: true })
    expect([uploaded.status, batch.status, stored.status]).toEqual([200, 200, 200])
  })

  it('is in no list, export, page or metric', async () => {
    const visitor = await new Visitor(town.url).signIn({ email: 'ann@example.test', password: secrets.password })
    for (const path of ['me', 'keys', 'calls', 'calls?format=csv', 'ledger?format=csv', 'orders', 'usage']) {
      const text = await (await visitor.raw('GET', `/api/v1/${path}`)).text()
      expectNone(text, path)
    }
    for (const path of ['channels', `channels/${channelId}`, 'models', 'users', 'audit', 'overview', 'holds']) {
      const text = await (await town.operator.raw('GET', `/api/v1/admin/${path}`)).text()
      expectNone(text, path)
    }
    for (const path of ['/openapi.json', '/docs/errors', '/', '/api/v1/status']) {
      expectNone((await ask(town.url + path)).text, path)
    }
    const metrics = await ask(`${town.url}/metrics`, { headers: { authorization: `Bearer ${secrets.metrics}` } })
    expect(metrics.text).toContain('lx_')
    expectNone(metrics.text, 'metrics')
  })

  it('is in no log line, not at the lowest level and not when requests are wrong', async () => {
    const guess = { email: 'ann@example.test', password: secrets.wrongPassword }
    await new Visitor(town.url).raw('POST', '/api/auth/sign-in/email', guess)
    await new Visitor(town.url).raw('POST', '/api/auth/sign-up/email', { ...guess, name: 'again' })
    await ask(`${town.url}/api/v1/orders?key=${key.key}`, { headers: { authorization: `Bearer ${key.key}` } })
    await key.post('/api/v1/orders', `{"password":"${secrets.password}`)
    await key.post('/v1/chat/completions', `{"model":"${secrets.prompt}"`)
    await ask(`${town.url}/metrics`, { headers: { authorization: `Bearer ${secrets.metrics}x` } })
    expect(server.output).toContain('"level"')
    expectNone(server.output, 'the log')
  })

  it('is in no file and no backup in the clear', async () => {
    await town.operator.call('admin.backup.create', {})
    expect(await server.stop()).toBe(0)
    const files = readdirSync(dir.path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    expect(files.length).toBeGreaterThan(8)
    for (const { parentPath, name } of files) {
      const path = join(parentPath, name)
      expectNone(readFileSync(path, 'latin1'), path)
      if (name === 'master.key') expect(statSync(path).mode & 0o077).toBe(0)
    }
    expectNone(server.output, 'the log')
  })
})
