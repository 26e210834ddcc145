/** The largest requests: how long one of them keeps the event loop from everybody else, by what it holds. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { admin, ServerProcess, temporaryDir, Visitor } from '../test/server-process.ts'
import { type BenchRow, printRows } from './result.ts'

const BYTES = 31 * 1024 * 1024
const REPEATS = 3

/** The content of one user message, as JSON text, about as long as asked. */
const contents: Readonly<Record<string, (bytes: number) => string>> = {
  'plain text': (bytes) => quoted('The quick brown fox jumps over it. ', bytes),
  'lines of text': (bytes) => quoted('a line of some forty characters of text\\n', bytes),
  'program text': (bytes) => quoted('const name = \\"value\\"\\n', bytes),
  'nothing but quotes': (bytes) => quoted('\\"', bytes),
  'escaped Japanese': (bytes) => quoted('\\u3042', bytes),
  Japanese: (bytes) => quoted('日本語の文章です。', bytes),
  // In the form of the messages dialect, which chat completions upstreams are also asked in as it came.
  'a picture': (bytes) =>
    `[{"type":"image","source":{"type":"base64","media_type":"image/png","data":${quoted('iVBORw0KGgoAAAANSUhEUgAA', bytes)}}}]`,
  'many small parts': (bytes) =>
    `[${Array(Math.floor(bytes / 190))
      .fill(`{"type":"text","text":"${'word '.repeat(31)}"}`)
      .join(',')}]`,
}

const ways = [
  { name: 'passed on', path: '/v1/chat/completions', retried: false },
  { name: 'passed on, with an Idempotency-Key', path: '/v1/chat/completions', retried: true },
  { name: 'translated', path: '/v1/messages', retried: false },
] as const

function quoted(text: string, bytes: number): string {
  return `"${text.repeat(Math.floor(bytes / Buffer.byteLength(text)))}"`
}

export async function run(): Promise<BenchRow[]> {
  const dir = temporaryDir()
  const upstream = fork(fileURLToPath(new URL('gateways/upstream.ts', import.meta.url)))
  let server: ServerProcess | undefined
  try {
    const [{ port }] = (await once(upstream, 'message')) as [{ port: number }]
    const probe = new URL('gateways/probe.ts', import.meta.url).href
    server = await ServerProcess.start({ dataDir: dir.path, env: { NODE_OPTIONS: `--import=${probe}` } })
    const secret = await keyFor(server.url, port)
    const rows: BenchRow[] = []
    for (const [what, content] of Object.entries(contents)) {
      for (const way of ways) {
        rows.push(await measured(server, secret, { what, content: content(BYTES), way }))
        console.error(rows.at(-1))
      }
    }
    return rows
  } finally {
    await server?.stop()
    upstream.kill()
    dir.remove()
  }
}

interface Asked {
  readonly what: string
  readonly content: string
  readonly way: (typeof ways)[number]
}

/** The longest stretch of the quickest of a few. */
async function measured(server: ServerProcess, secret: string, { what, content, way }: Asked): Promise<BenchRow> {
  const body = `{"model":"bench","max_tokens":20,"messages":[{"role":"user","content":${content}}]}`
  let longest = Number.POSITIVE_INFINITY
  let whole = Number.POSITIVE_INFINITY
  for (let i = 0; i < REPEATS; i++) {
    const said = server.output.length
    const begun = performance.now()
    const response = await fetch(`${server.url}${way.path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${secret}`,
        ...(way.retried ? { 'idempotency-key': `${what.replaceAll(' ', '-')}-${i}` } : {}),
      },
      body,
    })
    const text = await response.text()
    if (response.status !== 200) throw new Error(`${what}, ${way.name}: ${response.status} ${text.slice(0, 300)}`)
    whole = Math.min(whole, performance.now() - begun)
    await new Promise((resolve) => setTimeout(resolve, 300))
    const stretches = [...server.output.slice(said).matchAll(/computed ([\d.]+)/g)].map(([, ms]) => Number(ms))
    longest = Math.min(longest, Math.max(0, ...stretches))
  }
  const mb = (Buffer.byteLength(body) / 2 ** 20).toFixed(0)
  const note = `${mb} MB; the call took ${whole.toFixed(0)} ms in all`
  return { name: `${what}, ${way.name}: longest stretch`, value: longest, unit: 'ms of CPU', note }
}

async function keyFor(url: string, port: number): Promise<string> {
  const operator = await new Visitor(url).signIn(admin)
  const channel = await operator.call('admin.channels.create', {
    body: {
      name: 'bench',
      provider: 'openai',
      baseUrl: `http://127.0.0.1:${port}/v1`,
      secrets: ['bench-secret'],
      allowPrivate: true,
      models: [{ model: 'bench', maxOutput: 1_000 }],
    },
  })
  const cost = [{ from: 0, rates: { input: '0.000000000001', output: '0.000000000001' } }]
  await operator.call('admin.models.publish', { body: { channelId: channel.channelId, model: 'bench', cost } })
  const person = await new Visitor(url).signUp('bench')
  await person.call('faucet.draw', { body: { amount: '100' } })
  return (await person.call('keys.create', { body: { name: 'bench', scopes: ['relay'] } })).secret
}

if (process.argv[1] === fileURLToPath(import.meta.url)) printRows(await run())
