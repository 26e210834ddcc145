/** Orders over the network: single REST requests and batches over the socket, from this process against a server in another. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { fileURLToPath } from 'node:url'
import { WebSocket } from 'ws'
import type { Started } from './network-server.ts'
import { type BenchRow, median, printRows } from './result.ts'

/** Connections of the REST load, each with its own account and one request at a time. */
const REST_CONNECTIONS = 64
const SOCKETS = 4
/** Batches that a socket has under way. */
const PIPELINE = 8
const BATCH = 100
const WARM_UP_MS = 3_000
const MEASURED_MS = 5_000
const ROUNDS = 3

export async function run(): Promise<BenchRow[]> {
  const rest: Load[] = []
  const sockets: Load[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const server = fork(fileURLToPath(new URL('network-server.ts', import.meta.url)), [
      String(REST_CONNECTIONS + SOCKETS),
    ])
    const [started] = (await once(server, 'message')) as [Started]
    rest.push(await measured((load) => restLoad(started, load)))
    sockets.push(await measured((load) => socketLoad(started, load)))
    await end(server)
  }
  return [
    ...rows('orders by REST', rest, '1 order a request'),
    ...rows('orders by socket', sockets, `${BATCH} a message`),
  ]
}

function rows(name: string, loads: readonly Load[], how: string): BenchRow[] {
  const middle = (value: (load: Load) => number) => median(loads.map(value))
  const accepted = Math.round(middle(({ done, accepted: good }) => (good / Math.max(1, done)) * 100))
  return [
    {
      name,
      value: middle(({ done }) => (done / MEASURED_MS) * 1000),
      unit: 'orders/s',
      note: `${how}; ${accepted} % accepted`,
    },
    { name: `${name}: latency p50`, value: middle(({ waits }) => percentile(waits, 0.5)), unit: 'ms' },
    { name: `${name}: latency p99`, value: middle(({ waits }) => percentile(waits, 0.99)), unit: 'ms' },
  ]
}

async function end(server: ChildProcess): Promise<void> {
  const exited = once(server, 'exit')
  server.disconnect()
  await exited
}

/** What was acknowledged while `counting`. */
interface Load {
  counting: boolean
  stopped: boolean
  done: number
  accepted: number
  readonly waits: number[]
}

async function measured(start: (load: Load) => () => void): Promise<Load> {
  const load: Load = { counting: false, stopped: false, done: 0, accepted: 0, waits: [] }
  const close = start(load)
  await pause(WARM_UP_MS)
  load.counting = true
  await pause(MEASURED_MS)
  load.counting = false
  load.stopped = true
  await pause(300)
  close()
  return load
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor((sorted.length - 1) * share)] ?? 0
}

/** Bare sockets with prepared bytes: an HTTP client would take the core that the server needs. */
function restLoad({ port, secrets }: Started, load: Load): () => void {
  const connections = secrets.slice(0, REST_CONNECTIONS).map((secret, i) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true })
    let sent = 0
    let begun = 0
    const next = (): void => {
      if (load.stopped) return
      begun = performance.now()
      socket.write(orderRequest(secret, i + sent++))
    }
    let text = ''
    socket.setEncoding('latin1')
    socket.on('connect', next)
    socket.on('data', (chunk: string) => {
      text += chunk
      const head = text.indexOf('\r\n\r\n')
      if (head < 0) return
      const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0)
      if (text.length < head + 4 + length) return
      if (load.counting) {
        load.done += 1
        if (text.startsWith('HTTP/1.1 201')) load.accepted += 1
        load.waits.push(performance.now() - begun)
      }
      text = ''
      next()
    })
    return socket
  })
  return () => {
    for (const socket of connections) socket.destroy()
  }
}

function orderRequest(secret: string, n: number): string {
  const body = JSON.stringify({ type: 'limit', ...order(n) })
  return `POST /api/v1/orders HTTP/1.1\r\nhost: bench\r\nauthorization: Bearer ${secret}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`
}

/** Buys and sells about the mid in turn, so that the book stays small and every other order trades. */
function order(n: number) {
  const side = n % 2 === 0 ? 'buy' : 'sell'
  return {
    side,
    price: (0.1 + ((n * 7) % 5) * 0.00001).toFixed(5),
    quantity: '20.0',
    timeInForce: n % 3 === 0 ? 'ioc' : 'gtc',
  }
}

function socketLoad({ port, secrets }: Started, load: Load): () => void {
  const sockets = secrets.slice(REST_CONNECTIONS).map((secret, i) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/api/v1/ws`, { headers: { authorization: `Bearer ${secret}` } })
    const begun = new Map<number, number>()
    let id = 0
    const next = (): void => {
      if (load.stopped) return
      id += 1
      begun.set(id, performance.now())
      socket.send(JSON.stringify({ op: 'orders', id, items: batch(i, id) }))
    }
    socket.on('open', () => {
      for (let n = 0; n < PIPELINE; n++) next()
    })
    socket.on('message', (data) => {
      const { id: answered, results = [] } = JSON.parse(String(data)) as { id: number; results?: { ok: boolean }[] }
      if (load.counting) {
        load.done += results.length
        for (const { ok } of results) if (ok) load.accepted += 1
        load.waits.push(performance.now() - (begun.get(answered) ?? 0))
      }
      begun.delete(answered)
      next()
    })
    return socket
  })
  return () => {
    for (const socket of sockets) socket.terminate()
  }
}

const QUOTES = 48

/**
 * A market maker's message: takes the quotes of the message before back, makes 48 new ones, and trades 4 times. Two of
 * the sockets quote near the mid, two far from it, and those trade with the near ones, never with themselves.
 */
function batch(socket: number, id: number): object[] {
  const near = socket % 2 === 0
  const cancels = Array.from({ length: QUOTES }, (_, i) => ({ op: 'cancel', clientOrderId: `${id - 1}-${i}` }))
  const quotes = Array.from({ length: QUOTES }, (_, i) =>
    place({ n: i, offset: (near ? 10 : 100) + (i % 9), clientOrderId: `${id}-${i}` }),
  )
  const takers = Array.from({ length: BATCH - 2 * QUOTES }, (_, i) =>
    place({ n: id + i, offset: near ? 200 : -30, timeInForce: 'ioc' }),
  )
  return [...cancels, ...quotes, ...takers]
}

/** `offset` ticks away from the mid of 0.1, below it for a buy; negative: across it. */
function place({
  n,
  offset,
  ...rest
}: {
  readonly n: number
  readonly offset: number
  readonly [field: string]: unknown
}): object {
  const side = n % 2 === 0 ? 'buy' : 'sell'
  const price = ((10_000 + (side === 'buy' ? -offset : offset)) / 100_000).toFixed(5)
  return { op: 'place', type: 'limit', side, price, quantity: '20.0', ...rest }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) printRows(await run())
