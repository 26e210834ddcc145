/** The product with thousands of streams open at once: memory a stream, and whether one reader that takes nothing slows others. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { admin, ServerProcess, temporaryDir, Visitor } from '../test/server-process.ts'
import { load } from './gateways/load.ts'
import { type BenchRow, printRows } from './result.ts'

const STREAMS = 5_000
/** Calls that one account may have open at Lv1. */
const EACH = 10
const CALLERS = 32
/** Until Node.js has compiled what it runs, later rounds are faster than earlier ones for that alone. */
const WARM_UP_MS = 20_000
const MB = 1024 * 1024

export async function run(): Promise<BenchRow[]> {
  const dir = temporaryDir()
  const children: ChildProcess[] = []
  let server: ServerProcess | undefined
  try {
    server = await ServerProcess.start({ dataDir: dir.path })
    const operator = await new Visitor(server.url).signIn(admin)
    const patient = await forked(children, 'patient.ts')
    await addChannel(operator, { name: 'patient', upstream: patient, models: ['patient', 'flood'] })
    const quick = await forked(children, 'upstream.ts')
    await addChannel(operator, { name: 'quick', upstream: quick, models: ['bench'] })
    const secrets = await people(operator, STREAMS / EACH + CALLERS)
    return [...(await openStreams(server.url, secrets)), ...(await slowReader(server.url, secrets.slice(-CALLERS)))]
  } finally {
    await server?.kill()
    for (const child of children) child.kill()
    dir.remove()
  }
}

async function openStreams(url: string, secrets: readonly string[]): Promise<BenchRow[]> {
  await settle()
  const before = await memory(url)
  const sockets: Socket[] = []
  for (let from = 0; from < STREAMS; from += 100)
    sockets.push(
      ...(await Promise.all(
        Array.from({ length: 100 }, (_, i) =>
          begun(url, { secret: secrets[Math.floor((from + i) / EACH)]!, model: 'patient' }),
        ),
      )),
    )
  await settle()
  const during = await memory(url)
  for (const socket of sockets) socket.destroy()
  return [
    {
      name: 'open streams: memory each',
      value: (during - before) / STREAMS / 1024,
      unit: 'KB',
      note: `${STREAMS.toLocaleString('en')} open, each with a client and an upstream; to reach: 64`,
    },
    {
      name: 'open streams: server',
      value: during / MB,
      unit: 'MB',
      note: `${(before / MB).toFixed(0)} MB without any`,
    },
  ]
}

/** Rounds go by turns, so that what else the machine does hits both alike. */
async function slowReader(url: string, secrets: readonly string[]): Promise<BenchRow[]> {
  await sleep(5_000)
  const target = {
    url,
    path: '/v1/chat/completions',
    headers: secrets.slice(1).map((secret) => ({ authorization: `Bearer ${secret}` })),
    complete: '[DONE]',
  }
  const round = async (ms = 2_000): Promise<number> =>
    (await load(target, { body: bodyOf('bench'), callers: CALLERS, ms })).perSecond
  await round(WARM_UP_MS)
  let alone = 0
  let beside = 0
  let grown = 0
  for (let i = 0; i < 3; i++) {
    alone += await round()
    const before = await memory(url)
    const slow = await begun(url, { secret: secrets[0]!, model: 'flood' })
    slow.pause()
    beside += await round()
    grown = Math.max(grown, (await memory(url)) - before)
    slow.destroy()
    await sleep(500)
  }
  return [
    { name: 'streams: nobody slow', value: alone / 3, unit: 'streams/s', note: `${CALLERS} callers` },
    { name: 'streams: beside a reader that takes nothing of a flood', value: beside / 3, unit: 'streams/s' },
    { name: 'slow reader: share left to the others', value: beside / alone, unit: '×', note: 'to reach: 1' },
    {
      name: 'slow reader: memory while it waits',
      value: grown / MB,
      unit: 'MB',
      note: 'most of three rounds, others included',
    },
  ]
}

const bodyOf = (model: string): string =>
  JSON.stringify({ model, stream: true, max_tokens: 1_000, messages: [{ role: 'user', content: 'Say something.' }] })

/** A stream whose first content has come. */
async function begun(
  url: string,
  { secret, model }: { readonly secret: string; readonly model: string },
): Promise<Socket> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  const body = bodyOf(model)
  socket.write(
    `POST /v1/chat/completions HTTP/1.1\r\nhost: ${hostname}\r\nauthorization: Bearer ${secret}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )
  let text = ''
  while (!text.includes('word')) {
    const [piece] = (await once(socket, 'data')) as [Buffer]
    text += piece.toString('latin1')
    if (!text.startsWith('HTTP/1.1 200')) throw new Error(`a stream did not begin: ${text.slice(0, 300)}`)
  }
  return socket
}

async function memory(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text()
  const bytes = /^lx_process_resident_memory_bytes\S* (\S+)/m.exec(text)?.[1]
  if (bytes === undefined) throw new Error('the server does not tell its memory')
  return Number(bytes)
}

/** What starting left behind is collected meanwhile. */
const settle = (): Promise<void> => sleep(8_000)

/** Brought over instead of signed up: hundreds of passwords would take minutes. */
async function people(operator: Visitor, count: number): Promise<string[]> {
  const secrets = Array.from({ length: count }, (_, i) => `sk-${String(i).padStart(48, 'b')}`)
  for (const [i, secret] of secrets.entries())
    await operator.call('admin.imports.person', {
      body: {
        ...{ source: 'new-api', instance: 'bench', reference: String(i), email: `bench${i}@example.test` },
        ...{ name: `bench ${i}`, credits: '1000', keys: [{ secret, name: 'bench' }] },
      },
    })
  return secrets
}

async function addChannel(
  operator: Visitor,
  { name, upstream, models }: { readonly name: string; readonly upstream: string; readonly models: readonly string[] },
): Promise<void> {
  const { channelId } = await operator.call('admin.channels.create', {
    body: {
      ...{ name, provider: 'openai', baseUrl: `${upstream}/v1`, secrets: ['bench-secret'], allowPrivate: true },
      models: models.map((model) => ({ model, maxOutput: 1_000_000 })),
    },
  })
  const cost = [{ from: 0, rates: { input: '0.000000000010', output: '0.000000000020' } }]
  for (const model of models) await operator.call('admin.models.publish', { body: { channelId, model, cost } })
}

async function forked(children: ChildProcess[], file: string): Promise<string> {
  const child = fork(fileURLToPath(new URL(`gateways/${file}`, import.meta.url)), [])
  children.push(child)
  const [{ port }] = (await once(child, 'message')) as [{ port: number }]
  return `http://127.0.0.1:${port}`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) printRows(await run())
