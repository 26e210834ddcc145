/** Bench of the order book alone, beside two order books from npm over the same operations. No ledger, no journal. */
import { pathToFileURL } from 'node:url'
import { ByteReader, ByteWriter } from '../src/base/bytes.ts'
import { Book } from '../src/engine/exchange/book/book.ts'
import { BUY, SELL } from '../src/engine/exchange/book/types.ts'
import { type PeerOrder, type Workload, workload } from './book-workload.ts'
import { type BenchRow, median, printRows } from './result.ts'

const OPERATIONS = 1_000_000
const PEERS = ['nodejs-order-book', 'hft-limit-order-book']

/** What is used of a peer. Its own types are not resolvable, and it need not be installed to type-check this. */
interface PeerBook {
  limit(order: PeerOrder): unknown
  cancel(id: string): unknown
  depth(): readonly [readonly Level[], readonly Level[]]
}
type Level = readonly [price: number, size: number]
interface PeerModule {
  readonly OrderBook: new () => PeerBook
}

/** Lots on each side: engines that did the same work agree. */
type Rest = readonly [asks: number, bids: number]

interface Timed {
  readonly milliseconds: number
  readonly rest: Rest
}

export async function run(): Promise<BenchRow[]> {
  const work = workload(OPERATIONS)
  for (let i = 0; i < 3; i++) runOurs(work)
  const ours = Array.from({ length: 9 }, () => runOurs(work))
  const speed = perSecond(ours)
  const note = `${work.fills} fills, ${work.resting} orders rest at the end`
  const rows: BenchRow[] = [{ name: 'book: 60/30/10 operations', value: speed, unit: 'ops/s', note }]
  for (const name of PEERS) rows.push(...(await peerRows(name, work, ours)))
  return [...rows, ...snapshotRows(), ...farRows()]
}

function runOurs({ takers, cancels }: Workload): Timed {
  const book = new Book()
  const start = performance.now()
  for (let n = 0; n < takers.length; n++) {
    const taker = takers[n]
    if (taker) book.place(taker)
    else book.cancel(cancels[n]!)
  }
  const milliseconds = performance.now() - start
  const bids = book.depth(BUY, OPERATIONS).reduce((sum, level) => sum + level.lots, 0)
  return { milliseconds, rest: [book.askLots, bids] }
}

async function peerRows(name: string, work: Workload, ours: readonly Timed[]): Promise<BenchRow[]> {
  const peer = await load(name)
  const warmUp = workload(OPERATIONS / 20)
  if (!peer) return [{ name, value: 0, unit: 'ops/s', note: 'not installed: npm ci in bench/' }]
  runPeer(peer, warmUp)
  const runs = Array.from({ length: 3 }, () => runPeer(peer, work))
  for (const { rest } of [...ours, ...runs]) {
    if (String(rest) !== String(ours[0]?.rest)) throw new Error(`${name} ends with other lots: ${rest}`)
  }
  const theirs = perSecond(runs)
  return [
    { name, value: theirs, unit: 'ops/s', note: 'same operations, same lots left on both sides' },
    { name: `book ÷ ${name}`, value: perSecond(ours) / theirs, unit: '×' },
  ]
}

async function load(name: string): Promise<PeerModule | undefined> {
  try {
    const found: PeerModule & { readonly default?: PeerModule } = await import(name)
    return found.OrderBook ? found : found.default
  } catch {
    return undefined
  }
}

function runPeer(peer: PeerModule, { peerOrders, peerCancels }: Workload): Timed {
  const book = new peer.OrderBook()
  const start = performance.now()
  for (let n = 0; n < peerOrders.length; n++) {
    const order = peerOrders[n]
    if (order) book.limit(order)
    else book.cancel(peerCancels[n]!)
  }
  const milliseconds = performance.now() - start
  const total = (levels: readonly Level[]) => levels.reduce((sum, [, size]) => sum + size, 0)
  const [asks, bids] = book.depth()
  return { milliseconds, rest: [total(asks), total(bids)] }
}

function perSecond(runs: readonly Timed[]): number {
  return (OPERATIONS / median(runs.map((timed) => timed.milliseconds))) * 1000
}

/** Saving and loading 100,000 orders over 2,000 levels. */
function snapshotRows(): BenchRow[] {
  const book = filled(100_000, (n) => 1 + (n % 1000))
  const saves: number[] = []
  const loads: number[] = []
  for (let i = 0; i < 9; i++) {
    const writer = new ByteWriter()
    const start = performance.now()
    book.save(writer)
    const bytes = writer.done()
    const saved = performance.now()
    new Book().load(new ByteReader(bytes))
    saves.push(saved - start)
    loads.push(performance.now() - saved)
  }
  return [
    { name: 'book: save 100,000 orders', value: median(saves), unit: 'ms' },
    { name: 'book: load 100,000 orders', value: median(loads), unit: 'ms' },
  ]
}

/** The worst that prices can do: each order alone, as far from the others as possible. */
function farRows(): BenchRow[] {
  const runs: number[] = []
  for (let i = 0; i < 5; i++) {
    const start = performance.now()
    filled(100_000, (n) => 1 + n * 4_999)
    runs.push(100_000 / (performance.now() - start))
  }
  return [
    { name: 'book: orders far from each other', value: median(runs) * 1000, unit: 'ops/s', note: '100,000 levels' },
  ]
}

function filled(orders: number, distance: (n: number) => number): Book {
  const book = new Book()
  for (let id = 1; id <= orders; id++) {
    const side = id % 2 === 0 ? BUY : SELL
    const limit = 500_000_000 + (side === BUY ? -1 : 1) * distance(id >> 1)
    const lots = 1 + (id % 9)
    book.place({
      id,
      account: id,
      side,
      limit,
      lots,
      budget: Number.POSITIVE_INFINITY,
      feeBps: 10,
      tif: 'post',
      stp: 0,
      slice: 0,
    })
  }
  if (book.size !== orders) throw new Error('not every order rests')
  return book
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) printRows(await run())
