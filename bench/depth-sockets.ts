/** A thousand readers of depth at ten events a second, and what they do to the orders of others. The server is a process of its own. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { WebSocket } from 'ws'
import type { Started } from './network-server.ts'
import { type BenchRow, median, printRows } from './result.ts'

const READERS = 1_000
const STREAM = 'lcocredit@depth@100ms'
const WARM_UP_MS = 2_000
const MEASURED_MS = 5_000
/** Between two batches of quotes: more often than depth is sent, so that every event has something to say. */
const QUOTE_MS = 25
const QUOTES = 20

export async function run(): Promise<BenchRow[]> {
  const server = fork(fileURLToPath(new URL('network-server.ts', import.meta.url)), ['2'])
  const [started] = (await once(server, 'message')) as [Started]
  try {
    const trader = await openTrader(started)
    const alone = await measured(trader)
    const readers = await openReaders(started)
    const beside = await measured(trader, readers)
    trader.close()
    for (const socket of readers.sockets) socket.terminate()
    const perReader = beside.events / READERS / (MEASURED_MS / 1000)
    return [
      { name: 'depth readers', value: READERS, unit: 'sockets', note: `${perReader.toFixed(1)} events/s each` },
      { name: 'depth events delivered', value: beside.events / (MEASURED_MS / 1000), unit: 'events/s' },
      { name: 'batch of orders alone: p50', value: percentile(alone.waits, 0.5), unit: 'ms' },
      { name: 'batch of orders alone: p99', value: percentile(alone.waits, 0.99), unit: 'ms' },
      { name: 'batch of orders beside readers: p50', value: percentile(beside.waits, 0.5), unit: 'ms' },
      { name: 'batch of orders beside readers: p99', value: percentile(beside.waits, 0.99), unit: 'ms' },
    ]
  } finally {
    await end(server)
  }
}

async function end(server: ChildProcess): Promise<void> {
  const exited = once(server, 'exit')
  server.disconnect()
  await exited
}

interface Trader {
  /** Milliseconds that the answer to one batch took. */
  quote(n: number): Promise<number>
  close(): void
}

async function openTrader({ port, secrets }: Started): Promise<Trader> {
  const headers = { authorization: `Bearer ${secrets[0]}` }
  const socket = new WebSocket(`ws://127.0.0.1:${port}/api/v1/ws`, { headers })
  await once(socket, 'open')
  return {
    async quote(n) {
      const begun = performance.now()
      socket.send(JSON.stringify({ op: 'orders', id: n, items: quotes(n) }))
      await once(socket, 'message')
      return performance.now() - begun
    },
    close: () => socket.terminate(),
  }
}

/** Quotes on one side take the place of those before: every batch changes as many levels as it has quotes. */
function quotes(n: number): object[] {
  return Array.from({ length: QUOTES }, (_, i) => {
    const clientOrderId = `q${n % 2}-${i}`
    if (n % 2 === 1) return { op: 'cancel', clientOrderId: `q0-${i}` }
    const price = (0.05 + (((n / 2) % 50) * QUOTES + i) * 0.00001).toFixed(5)
    return { op: 'place', type: 'limit', side: 'buy', price, quantity: '30.0', clientOrderId }
  })
}

interface Readers {
  readonly sockets: readonly WebSocket[]
  events: number
}

async function openReaders({ port }: Started): Promise<Readers> {
  const sockets: WebSocket[] = []
  const readers: Readers = { sockets, events: 0 }
  for (let i = 0; i < READERS; i++) {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/ws/${STREAM}`)
    socket.on('message', () => {
      readers.events += 1
    })
    sockets.push(socket)
    if (i % 50 === 49) await Promise.all(sockets.slice(-50).map((each) => each.readyState === 1 || once(each, 'open')))
  }
  return readers
}

async function measured(trader: Trader, readers?: Readers): Promise<{ waits: number[]; events: number }> {
  const waits: number[] = []
  let n = 0
  const trade = async (ms: number, keep: boolean): Promise<void> => {
    const last = performance.now() + ms
    while (performance.now() < last) {
      const wait = await trader.quote(n++)
      if (keep) waits.push(wait)
      await new Promise((resolve) => setTimeout(resolve, QUOTE_MS))
    }
  }
  await trade(WARM_UP_MS, false)
  const before = readers?.events ?? 0
  await trade(MEASURED_MS, true)
  return { waits, events: (readers?.events ?? 0) - before }
}

function percentile(values: readonly number[], share: number): number {
  if (share === 0.5) return median(values)
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) * share)] ?? 0
}

if (process.argv[1] === fileURLToPath(import.meta.url)) printRows(await run())
