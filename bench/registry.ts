/** All benches by name, with what their figures are about. The benches themselves are beside this file. */
import type { BenchRow } from './result.ts'

export interface Bench {
  readonly name: string
  /** What is measured and how. */
  readonly conditions: string
  /** What the figures leave out, so that nobody compares them with something else. */
  readonly notIncluded: string
  load(): Promise<{ run(): Promise<BenchRow[]> }>
}

/** In the order they run. */
export const benches: readonly Bench[] = [
  {
    name: 'book',
    conditions:
      '1,000,000 seeded operations (60 % limit orders near the mid, 30 % cancels, 10 % crossing orders) on one core, median of several runs after a warm-up; the npm engines do the same operations in the same process.',
    notIncluded: 'Ledger, holds, fees, events, journal, network.',
    load: () => import('./book.ts'),
  },
  {
    name: 'engine',
    conditions:
      '1,000,000 mixed seeded commands (50 % limit orders, 20 % cancels, 30 % API calls in halves: authorise, capture) of 1,000 funded accounts on one core in memory, median of 5 runs; every run ends with all invariants checked.',
    notIncluded: 'Journal, history, sockets, HTTP, hashing of the state.',
    load: () => import('./engine.ts'),
  },
  {
    name: 'margin',
    conditions:
      'One engine in memory on one core. A market maker and 10,000 long positions at 4.9 times their equity over two quiet hours, a mark every 10 s; then 1,000 of them after a fall of 13 % into a deep book. Both with the events and checks of running totals that every command has.',
    notIncluded: 'Journal, history, sockets, hashing of the state.',
    load: () => import('./margin.ts'),
  },
  {
    name: 'state',
    conditions:
      'One engine with 1,000,000 funded accounts and 100,000 resting orders: hash, snapshot, restore, each once.',
    notIncluded: 'Writing the snapshot to disk and reading it.',
    load: () => import('./state.ts'),
  },
  {
    name: 'durable',
    conditions:
      '400,000 seeded limit orders and cancels of 1,000 accounts through sequencer and SQLite journal (synchronous=FULL) in one process, 1,024 clients that each wait for their answer; then 500 by one client; median of 3. Waits are from submit to the durable answer.',
    notIncluded: 'HTTP, contract validation, history, sockets.',
    load: () => import('./durable.ts'),
  },
  {
    name: 'replay',
    conditions:
      'Opening a journal of 600,000 commands with its whole chain checked and replaying it from the beginning, median of 3; restoring a snapshot of 1,000,000 accounts from disk with its state hash recomputed, once.',
    notIncluded: 'History and identity; starting the process.',
    load: () => import('./replay.ts'),
  },
  {
    name: 'history',
    conditions:
      'Ten million rows of a made-up session (70 % API calls, trades with two done orders, marks) of 10,000 accounts of which one does 30 %, projected in batches of 1,000 steps; then each page 15 times by the connection that the server reads with, 100 items a page, median.',
    notIncluded: 'Engine, journal, HTTP, rendering; other readers and the projector at the same time.',
    load: () => import('./history.ts'),
  },
  {
    name: 'network',
    conditions:
      'The server in a process of its own with SQLite journal (synchronous=FULL), history and identity; the load in this process on the same machine, its share of the two cores included. REST: 64 connections with a key each, one order at a time. Socket: 4 connections, 8 messages under way each, 100 items a message (48 quotes, the cancels of those before, 4 takers). 5 s after 3 s of warm-up, median of 3.',
    notIncluded: 'TLS, a real network, request limits.',
    load: () => import('./network.ts'),
  },
  {
    name: 'depth-sockets',
    conditions:
      'The server in a process of its own as for the network; 1,000 sockets of this process read depth at 100 ms in the exchange dialect while one trader sends 20 quotes or cancels every 25 ms over the platform’s socket: how long a batch takes alone and beside the readers. 5 s after 2 s of warm-up, once.',
    notIncluded: 'TLS, a real network; the readers count what comes and parse nothing.',
    load: () => import('./depth-sockets.ts'),
  },
  {
    name: 'relay',
    conditions:
      'The product, a bare node:http + undici pipe (also with a usage tap) and Portkey’s gateway from npm, each a process of its own before the same upstream, which answers at once; 64 callers in a closed loop, then one; the product’s 64 belong to 8 people with keys. Each gateway is warmed up for 20 s with JSON and 10 s with streams, then the median of 3 rounds of 3 s around all of them. The product holds, captures durably, mines and records every call.',
    notIncluded: 'TLS, a network, an upstream that takes time. Load generator, upstream and gateway share the machine.',
    load: () => import('./relay.ts'),
  },
  {
    name: 'streams',
    conditions:
      'The product in a process of its own before an upstream whose streams stay open: 5,000 streams of 500 people, resident memory before and while they are open; then 32 callers in a closed loop of streams of 100 chunks, alone and beside a reader that takes nothing of an endless stream, three rounds of 2 s each by turns after 20 s of warm-up.',
    notIncluded: 'TLS, a network. Memory that the kernel holds for sockets.',
    load: () => import('./streams.ts'),
  },
  {
    name: 'bodies',
    conditions:
      'The product in a process of its own before an upstream that answers at once; one request of 31 MB at a time, by what its message holds and what is done with it. The longest stretch is what the main thread computed between two ticks of a timer of 1 ms, in CPU time; of three requests the one where it was shortest.',
    notIncluded: 'Other calls at the same time, and the collection of garbage that they would cause.',
    load: () => import('./bodies.ts'),
  },
]
