/** The relay beside a bare pipe and Portkey's gateway: the same callers, the same upstream, each gateway a process of its own. */
import { type ChildProcess, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { admin, ServerProcess, temporaryDir, Visitor } from '../test/server-process.ts'
import { type Load, load, type Measured, type Target } from './gateways/load.ts'
import { processorUs } from './gateways/processor.ts'
import { type BenchRow, median, printRows } from './result.ts'

const ROUNDS = 3
const ROUND_MS = 3_000
/** Node.js goes on compiling what it runs for some ten thousand calls: until then a call costs twice as much and more. */
const WARM_UP_MS = { json: 20_000, stream: 10_000 }
/** Lv1 allows ten calls at a time, so the callers belong to several people. */
const PEOPLE = 8
const CALLERS = 64

const json = JSON.stringify({
  model: 'bench',
  messages: [{ role: 'user', content: 'Say something plain of some length.' }],
  max_tokens: 200,
})
const stream = JSON.stringify({ ...(JSON.parse(json) as object), stream: true })

interface Gateway {
  readonly name: string
  readonly pid: number
  readonly json: Target
  readonly stream: Target
}

export async function run(): Promise<BenchRow[]> {
  const children: ChildProcess[] = []
  const dir = temporaryDir()
  let server: ServerProcess | undefined
  try {
    const { url: upstream, pid } = await forked(children, 'upstream.ts', [])
    server = await ServerProcess.start({ dataDir: dir.path })
    const gateways = [
      plain('direct', { url: upstream, pid }),
      plain('pipe', await forked(children, 'pipe.ts', [upstream])),
      plain('pipe with tap', await forked(children, 'pipe.ts', [upstream, 'tap'])),
      await ours(server, upstream),
      await portkey(children, upstream),
    ]
    return rowsOf(await measureAll(gateways))
  } finally {
    await server?.stop()
    for (const child of children) child.kill()
    dir.remove()
  }
}

interface Results {
  readonly json: Measured
  /** Processor time of a JSON call over all threads of the gateway, µs. */
  readonly processor: number
  readonly lone: Measured
  readonly stream: Measured
}

/** Rounds go around all gateways, so that what else the machine does hits all alike. */
async function measureAll(gateways: readonly Gateway[]): Promise<Map<string, Results>> {
  const rounds = new Map<string, Results[]>(gateways.map(({ name }) => [name, []]))
  for (const gateway of gateways) await warmUp(gateway)
  for (let round = 0; round < ROUNDS; round++) {
    for (const gateway of gateways) rounds.get(gateway.name)?.push(await measure(gateway, ROUND_MS))
  }
  return new Map([...rounds].map(([name, list]) => [name, middle(list)]))
}

async function warmUp(gateway: Gateway): Promise<void> {
  await load(gateway.json, { body: json, callers: CALLERS, ms: WARM_UP_MS.json })
  await load(gateway.stream, { body: stream, callers: CALLERS, ms: WARM_UP_MS.stream })
}

async function measure(gateway: Gateway, ms: number): Promise<Results> {
  const under = (target: Target, given: Omit<Load, 'ms'>): Promise<Measured> => load(target, { ...given, ms })
  const before = processorUs(gateway.pid)
  const calls = await under(gateway.json, { body: json, callers: CALLERS })
  const processor = (processorUs(gateway.pid) - before) / ((calls.perSecond * ms) / 1_000)
  return {
    json: calls,
    processor,
    lone: await under(gateway.json, { body: json, callers: 1 }),
    stream: await under(gateway.stream, { body: stream, callers: CALLERS }),
  }
}

function middle(list: readonly Results[]): Results {
  const of = (part: 'json' | 'lone' | 'stream'): Measured => ({
    perSecond: median(list.map((one) => one[part].perSecond)),
    p50: median(list.map((one) => one[part].p50)),
    p99: median(list.map((one) => one[part].p99)),
  })
  const processor = median(list.map((one) => one.processor))
  return { json: of('json'), processor, lone: of('lone'), stream: of('stream') }
}

function rowsOf(results: ReadonlyMap<string, Results>): BenchRow[] {
  const get = (name: string): Results => results.get(name)!
  const mine = get('l-exchange')
  const direct = get('direct')
  const rows: BenchRow[] = []
  for (const [name, { json: plainCalls, processor, lone, stream: streams }] of results) {
    rows.push({
      name: `${name}: JSON`,
      value: plainCalls.perSecond,
      unit: 'calls/s',
      note: `p50 ${plainCalls.p50.toFixed(1)} ms, p99 ${plainCalls.p99.toFixed(1)} ms`,
    })
    const note = name === 'direct' ? 'of the upstream itself' : 'all threads of the gateway'
    rows.push({ name: `${name}: JSON, processor time a call`, value: processor, unit: 'µs', note })
    rows.push({
      name: `${name}: JSON, one caller, p50`,
      value: lone.p50,
      unit: 'ms',
      note: `+${(lone.p50 - direct.lone.p50).toFixed(2)} ms`,
    })
    rows.push({
      name: `${name}: streams of 100 chunks`,
      value: streams.perSecond,
      unit: 'streams/s',
      note: `p50 ${streams.p50.toFixed(0)} ms, p99 ${streams.p99.toFixed(0)} ms`,
    })
  }
  const ratio = (name: string, value: number, goal: string): BenchRow => ({ name, value, unit: '×', note: goal })
  return [
    ...rows,
    ratio('JSON, processor time: l-exchange ÷ pipe', mine.processor / get('pipe').processor, 'to stay below: 5'),
    ratio('JSON: l-exchange ÷ pipe', mine.json.perSecond / get('pipe').json.perSecond, 'to reach: 0.5'),
    ratio('JSON: l-exchange ÷ Portkey', mine.json.perSecond / get('Portkey').json.perSecond, 'to reach: 5'),
    ratio(
      'streams: l-exchange ÷ pipe with tap',
      mine.stream.perSecond / get('pipe with tap').stream.perSecond,
      'to reach: 0.7',
    ),
    ratio('streams: l-exchange ÷ Portkey', mine.stream.perSecond / get('Portkey').stream.perSecond, 'to reach: 4'),
  ]
}

interface Process {
  readonly url: string
  readonly pid: number
}

function plain(name: string, { url, pid }: Process): Gateway {
  const target = { url, path: '/v1/chat/completions', headers: [{}] }
  return { name, pid, json: { ...target, complete: '"usage"' }, stream: { ...target, complete: '[DONE]' } }
}

async function forked(children: ChildProcess[], file: string, args: readonly string[]): Promise<Process> {
  const child = fork(fileURLToPath(new URL(`gateways/${file}`, import.meta.url)), [...args])
  children.push(child)
  const [{ port }] = (await once(child, 'message')) as [{ port: number }]
  return { url: `http://127.0.0.1:${port}`, pid: child.pid ?? -1 }
}

/** The product as it is started, with a channel to the upstream, and people with credits from the faucet. */
async function ours({ url, pid }: Process, upstream: string): Promise<Gateway> {
  const operator = await new Visitor(url).signIn(admin)
  const channel = await operator.call('admin.channels.create', {
    body: {
      name: 'bench',
      provider: 'openai',
      baseUrl: `${upstream}/v1`,
      secrets: ['bench-secret'],
      allowPrivate: true,
      models: [{ model: 'bench', maxOutput: 1_000 }],
    },
  })
  const cost = [{ from: 0, rates: { input: '0.000000000010', output: '0.000000000020' } }]
  await operator.call('admin.models.publish', { body: { channelId: channel.channelId, model: 'bench', cost } })
  const headers: Record<string, string>[] = []
  for (let i = 0; i < PEOPLE; i++) {
    const person = await new Visitor(url).signUp(`bench${i}`)
    await person.call('faucet.draw', { body: { amount: '100' } })
    const { secret } = await person.call('keys.create', { body: { name: 'bench', scopes: ['relay'] } })
    headers.push({ authorization: `Bearer ${secret}` })
  }
  const target = { url, path: '/v1/chat/completions', headers }
  return {
    name: 'l-exchange',
    pid,
    json: { ...target, complete: '"usage"' },
    stream: { ...target, complete: '[DONE]' },
  }
}

async function portkey(children: ChildProcess[], upstream: string): Promise<Gateway> {
  const port = await freePort()
  const entry = fileURLToPath(new URL('node_modules/@portkey-ai/gateway/build/start-server.js', import.meta.url))
  const child = spawn(process.execPath, [entry, `--port=${port}`, '--headless'], {
    stdio: 'ignore',
    env: { NODE_ENV: 'production', TRUSTED_CUSTOM_HOSTS: '127.0.0.1,localhost' },
  })
  children.push(child)
  const url = `http://127.0.0.1:${port}`
  for (let tries = 0; tries < 200 && !(await answers(url)); tries++)
    await new Promise((resolve) => setTimeout(resolve, 50))
  const headers = [
    { 'x-portkey-provider': 'openai', 'x-portkey-custom-host': `${upstream}/v1`, authorization: 'Bearer bench' },
  ]
  const target = { url, path: '/v1/chat/completions', headers }
  return {
    name: 'Portkey',
    pid: child.pid ?? -1,
    json: { ...target, complete: '"usage"' },
    stream: { ...target, complete: '[DONE]' },
  }
}

function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    () => true,
    () => false,
  )
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  return port
}

if (process.argv[1] === fileURLToPath(import.meta.url)) printRows(await run())
