/** The real engine, sequencer and recovery on a simulated disk and clock: one seed decides commands, writes, failures and crashes. */
import { describe, expect, it } from 'vitest'
import type { Millis } from '../../src/base/money.ts'
import { prng } from '../../src/base/prng.ts'
import { decodePayload } from '../../src/journal/codec.ts'
import { openMemoryReader } from '../../src/journal/memory.ts'
import type { Core } from '../../src/sequencer/core.ts'
import { sha256 } from '../../src/sequencer/digest.ts'
import { openCore } from '../../src/sequencer/open.ts'
import { recover } from '../../src/sequencer/replay.ts'
import { scaled } from '../scale.ts'
import { SimulatedDisk } from './disk.ts'
import { opening, type Request, randomRequest } from './workload.ts'

const SEEDS = scaled(2_000)
const STEPS = 250
const start = Date.UTC(2026, 0, 5) as Millis
const engine = { simulation: true, paranoid: true }

class World {
  readonly disk = new SimulatedDisk()
  readonly random
  /** What a client was told: sequence and result by retry id. */
  readonly acknowledged = new Map<string, { readonly seq: number; readonly result: string }>()
  readonly #open = new Map<string, Request>()
  #core: Core | undefined
  #requests = 0
  #life = 0
  crashes = 0

  constructor(seed: number) {
    this.random = prng(seed)
  }

  get core(): Core {
    if (this.#core === undefined) throw new Error('no process is running')
    return this.#core
  }

  /** A new process recovers; clients send again what was never answered. */
  async start(): Promise<void> {
    const journal = await this.disk.open()
    const stateHashes = { everyCommands: 1 + this.random.below(20) }
    this.#core = await openCore({
      journal,
      engine,
      virtualStart: start,
      stateHashes,
      maxPending: 40,
      onFatal: () => {},
    })
    this.#life += 1
    for (const request of [...this.#open.values()]) this.#submit(request)
  }

  send(): void {
    this.#requests += 1
    this.#submit(randomRequest(this.random, `r${this.#requests}`))
  }

  sendAll(requests: readonly Request[]): void {
    for (const request of requests) this.#submit(request)
  }

  async crash(): Promise<void> {
    this.crashes += 1
    this.#core = undefined
    await this.disk.crash(this.random.chance(50))
    await this.start()
  }

  async settle(): Promise<void> {
    await turn()
    while (this.disk.busy) {
      await this.disk.sync()
      await turn()
    }
  }

  get unanswered(): number {
    return this.#open.size
  }

  #submit(request: Request): void {
    const life = this.#life
    const { type, input, idem } = request
    this.#open.set(idem.key, request)
    const heard = (done: () => void) => () => {
      if (life !== this.#life || this.#core === undefined) return
      done()
    }
    this.core.submit(type, input, idem).then(
      (outcome) =>
        heard(() => {
          this.#open.delete(idem.key)
          if (!outcome.ok) return
          const answer = { seq: outcome.seq, result: JSON.stringify(outcome.result) }
          const before = this.acknowledged.get(idem.key)
          if (before !== undefined) expect(answer.result).toBe(before.result)
          else this.acknowledged.set(idem.key, answer)
        })(),
      // Overloaded, or stopped: the client does not know and keeps the request.
      () => {},
    )
  }
}

async function turn(): Promise<void> {
  for (let i = 0; i < 3; i++) await new Promise(setImmediate)
}

async function step(world: World): Promise<void> {
  const pick = world.random.below(100)
  if (pick < 55) world.send()
  else if (pick < 75) await turn()
  else if (pick < 90) {
    await world.disk.sync()
    await turn()
  } else if (pick < 95) world.core.advance(world.random.below(60_000)).catch(() => {})
  else if (pick < 98) await world.crash()
  else {
    world.disk.fail()
    await turn()
    if (world.core.status().failed) await world.crash()
  }
}

async function live(seed: number): Promise<World> {
  const world = new World(seed)
  await world.start()
  world.sendAll(opening())
  await world.settle()
  for (let i = 0; i < STEPS; i++) await step(world)
  // Until everybody has an answer: what was turned away or lost is sent again by the next process.
  while (world.unanswered > 0) {
    await world.settle()
    if (world.unanswered > 0) await world.crash()
  }
  await world.settle()
  return world
}

describe('a simulated life with crashes', () => {
  it(`keeps every acknowledged command exactly once and comes back to the same state, ${SEEDS} seeds`, async () => {
    let crashes = 0
    for (let seed = 1; seed <= SEEDS; seed++) {
      await live(seed).then(
        async (world) => {
          crashes += world.crashes
          await check(world)
        },
        (error: unknown) => {
          throw new Error(`seed ${seed}`, { cause: error })
        },
      )
    }
    expect(crashes).toBeGreaterThan(SEEDS)
  })

  it('is the same life for the same seed', async () => {
    const lives: string[][] = []
    for (let i = 0; i < 2; i++) lives.push((await live(7)).disk.store.groups.map(({ hash }) => hash))
    expect(lives[0]).toEqual(lives[1])
  })
})

async function check(world: World): Promise<void> {
  const journal = openMemoryReader(world.disk.store)
  const journalled = new Map<string, number[]>()
  for await (const group of journal.read(0)) {
    for (const [index, { idem }] of decodePayload(group.payload, group.format).entries()) {
      if (idem === undefined) continue
      journalled.set(idem.key, [...(journalled.get(idem.key) ?? []), group.firstSeq + index])
    }
  }
  for (const [id, { seq }] of world.acknowledged) {
    const seqs = journalled.get(id)
    expect(seqs, id).toHaveLength(1)
    expect(seqs?.[0], id).toBeLessThanOrEqual(seq)
  }
  for (const [id, seqs] of journalled) expect([seqs.length, world.acknowledged.has(id)], id).toEqual([1, true])
  const recovered = await recover({ journal, options: engine, fromGenesis: true })
  recovered.audit()
  expect(recovered.stateHash(sha256)).toBe(world.core.peek((live) => live.stateHash(sha256)))
}
