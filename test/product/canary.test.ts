/** Secrets put in at every place that takes one must come out nowhere: not in logs, answers, exports, metrics, traces, backups or files. */
import { once } from 'node:events'
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { machine } from '../../src/cli/testing/bench.ts'
import { API_BASE, endpoints } from '../../src/contract/index.ts'
import { annsKey, annsPassword, bosKey, newApi } from '../import/new-api.ts'
import { admin, ServerProcess, temporaryDir, Visitor } from '../server-process.ts'
import { askEverything, type Heard, type ModelNames, sandbox } from './ask-everything.ts'
import { ask, Caller } from './caller.ts'
import { CarelessUpstream } from './careless.ts'
import { Town } from './people.ts'

const canary = (name: string): string => `canary-${name.replaceAll(/\W/g, '-')}-7f3b9c`
/** Of the operator: nobody who calls may see them. */
const operators = {
  channel: canary('channel'),
  header: canary('header'),
  proxy: canary('proxy'),
  metrics: canary('metrics'),
  collector: canary('collector'),
  importedKey: 'upstream-key-1',
  otherImportedKey: 'claude-key',
}
const secrets = {
  ...operators,
  password: `${canary('password')} of mine`,
  wrongPassword: `${canary('guess')} of mine`,
  prompt: canary('prompt'),
  retryPrompt: canary('retry-prompt'),
  stored: canary('stored'),
  fileName: canary('file-name'),
  fileContent: canary('file-content'),
  customId: canary('custom-id'),
  metadata: canary('metadata'),
  callersHeader: canary('callers-header'),
  importedToken: annsKey.slice(3),
  otherImportedToken: bosKey.slice(3),
  importedPassword: annsPassword,
}
/** Whatever was said anywhere: they all begin so. */
const everyWord = 'canary-said-'
const word = (what: string): string => canary(`said-${what}`)
/** Keys that were made on the way, by what they open. */
const made: Record<string, string> = {}
const dir = temporaryDir()
let server: ServerProcess
let town: Town
let upstream: CarelessUpstream
let collector: Server
let collected = ''
let key: Caller
let cookie: string
let channelId: number
const answers: string[] = []

beforeAll(async () => {
  upstream = await CarelessUpstream.start()
  collector = createServer(async (request, response) => {
    for await (const chunk of request) collected += (chunk as Buffer).toString('latin1')
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
  }).listen(0, '127.0.0.1')
  await once(collector, 'listening')
  const env = {
    LX_LOG_LEVEL: 'debug',
    LX_METRICS_TOKEN: secrets.metrics,
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(collector.address() as AddressInfo).port}`,
    OTEL_EXPORTER_OTLP_HEADERS: `x-collector=${secrets.collector}`,
    LX_TRACE_UPSTREAMS: 'on',
  }
  server = await ServerProcess.start({ dataDir: dir.path, env })
  town = await Town.of(server)
  channelId = await addChannel('careless', careless)
  await addChannel('behind a proxy', [{ model: 'proxied' }], {
    proxy: `http://proxy:${secrets.proxy}@127.0.0.1:${upstream.port}`,
  })
  const visitor = new Visitor(server.url)
  const person = { name: 'ann', email: 'ann@example.test', password: secrets.password }
  const signedUp = await visitor.raw('POST', '/api/auth/sign-up/email', person)
  expect(signedUp.status).toBe(200)
  await visitor.signIn({ email: person.email, password: person.password })
  cookie = decodeURIComponent(visitor.cookie.split('=')[1] ?? '')
  await visitor.call('faucet.draw', { body: { amount: '20' } })
  const created = await visitor.call('keys.create', {
    body: { name: 'k', scopes: ['relay', 'read', 'wallet', 'trade'] },
  })
  key = new Caller(server.url, created.secret)
})
afterAll(async () => {
  await server.kill()
  upstream.stop()
  collector.close()
  dir.remove()
})

const kinds = ['image', 'speech', 'transcription', 'embedding', 'moderation', 'rerank', 'video', 'realtime'] as const
const carelessNames = Object.fromEntries(kinds.map((kind) => [kind, `careless-${kind}`]))
const carelessModels: ModelNames = Object.assign({}, sandbox, carelessNames, { chat: 'careless-model' })
const careless = [
  { model: 'careless-model' },
  ...kinds.map((kind) => ({ model: carelessModels[kind], kind, contextLength: 1_000, maxOutput: 100 })),
]

/** To the careless upstream, with a secret in everything that may hold one; returns its id. */
async function addChannel(name: string, models: readonly { readonly model: string }[], more = {}): Promise<number> {
  const response = await town.operator.raw('POST', '/api/v1/admin/channels', {
    ...{ name, provider: 'openai', baseUrl: `http://127.0.0.1:${upstream.port}/v1`, allowPrivate: true },
    ...{ secrets: channelSecrets, headers: { 'x-upstream-pass': secrets.header }, models },
    ...{ speaks: spoken },
    ...more,
  })
  const text = await response.text()
  expect([response.status, text]).toEqual([201, expect.any(String)])
  answers.push(text)
  const { channelId: id } = JSON.parse(text) as { channelId: number }
  for (const { model } of models) {
    await town.operator.call('admin.models.publish', {
      body: { channelId: id, model, cost: [{ from: 0, rates: { output: '0.000001', milliseconds: '0.0000001' } }] },
    })
  }
  return id
}

/** So many that some are left to try when others are paused. */
const channelSecrets = Array.from({ length: 50 }, (_, i) => `${secrets.channel}-${i}`)
const spoken = [
  ...['openai.chat', 'openai.completions', 'openai.embeddings', 'openai.images', 'openai.speech'],
  ...['openai.transcriptions', 'openai.moderations', 'cohere.rerank', 'openai.videos', 'openai.realtime'],
]

async function note(answer: Promise<Response>): Promise<void> {
  const response = await answer
  answers.push(JSON.stringify([...response.headers]), await response.text())
}

/** The signed cookie is a secret; the id before its dot opens nothing by itself. */
const everything = (): Record<string, string> => ({ ...secrets, ...made, key: key.key, cookie, word: everyWord })

function expectNone(text: string, where: string, those = everything()): void {
  for (const [name, secret] of Object.entries(those)) {
    expect(text.includes(secret), `${name} in ${where}`).toBe(false)
    expect(text.includes(Buffer.from(secret).toString('base64').slice(0, -4)), `${name} as base64 in ${where}`).toBe(
      false,
    )
  }
}

/** Words of the caller's own may come back to them; what opens something may not. */
function expectNoneTold(list: readonly Heard[]): void {
  for (const { what, text } of list) expectNone(text, `${what}: ${text.slice(0, 200)}`, { ...operators, cookie })
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
    for (const text of answers) expectNone(text, text.slice(0, 200), { ...operators, cookie, key: key.key })
  })

  it('is in no answer of any endpoint, whatever it was asked and however its upstream fails', async () => {
    const asked = { word, headers: { 'x-callers-own': secrets.callersHeader, 'user-agent': secrets.callersHeader } }
    const well = await askEverything(key, sandbox, asked)
    expect(well.filter(({ status }) => status === 200 || status === 101).length).toBeGreaterThan(20)
    made['clientSecret'] = /"value":"(ek_[^"]+)"/.exec(JSON.stringify(well).replaceAll('\\', ''))?.[1] ?? ''
    expect(made['clientSecret']).toMatch(/^ek_/)
    expectNoneTold(well)
    // As often as the upstream has ways to fail, so that each endpoint meets several.
    for (let i = 0; i < 3; i++) expectNoneTold(await askEverything(key, carelessModels, asked))
    const proxied = await key.chat(word('proxied'), { model: 'proxied', max_tokens: 5 }, asked.headers)
    expectNone(proxied.text, 'the answer of a proxy', operators)
  })

  it('of a run opens nothing where it is told of', async () => {
    const opened = await key.post('/v1/runs', { name: 'errand', budget: '1' }, { 'idempotency-key': 'run' })
    const run = opened.json as { readonly id: string; readonly key: string }
    made['run'] = run.key
    const its = new Caller(town.url, run.key)
    expect((await its.chat(word('run'), { max_tokens: 5 })).status).toBe(200)
    for (const path of ['', `/${run.id}`]) expectNone((await key.send(`/v1/runs${path}`)).text, `runs${path}`)
    expectNone((await key.send(`/v1/runs/${run.id}`, { method: 'DELETE' })).text, 'the end of a run')
  })

  it('comes over from another gateway without being told', async () => {
    const file = join(dir.path, '..', `${Date.now()}-canary-one-api.db`)
    const db = new DatabaseSync(file)
    for (const statement of newApi('sqlite', 'https://upstream.example.test')) db.exec(statement)
    db.close()
    const terminal = machine({ url: server.url, dataDir: dir.path })
    await terminal.lx(['login', '--email', admin.email, '--password-stdin', '--admin'], { input: admin.password })
    for (const options of [[], ['--apply'], ['--apply', '--json']]) {
      const told = await terminal.lx(['import', 'new-api', file, ...options])
      expect(told.code).toBe(0)
      expectNone(JSON.stringify(told), `import ${options}`)
    }
    rmSync(file)
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
    const { items: calls } = await visitor.call('calls.list', {})
    const { account } = await visitor.call('me.get', {})
    const known = { callId: calls[0]?.callId, channelId, account, keyId: 1, runId: 2, model: 'careless-model' }
    let read = 0
    for (const [id, { method, path, ...endpoint }] of Object.entries(endpoints)) {
      if (method !== 'GET') continue
      const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => String(Object(known)[name] ?? 1))
      for (const format of 'csv' in endpoint ? ['json', 'csv'] : ['json']) {
        const query = format === 'csv' ? '?format=csv' : ''
        for (const who of [visitor, town.operator]) {
          const answer = await who.raw('GET', `${path.startsWith('/api/') ? '' : API_BASE}${filled}${query}`)
          expectNone(await answer.text(), `${id} as ${format}`)
          read += answer.ok ? 1 : 0
        }
      }
    }
    expect(read).toBeGreaterThan(80)
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
    expect(collected).toContain('gen_ai')
    expectNone(collected, 'the traces')
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
