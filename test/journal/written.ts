/** A journal in memory that holds a random session of the engine, in groups of random size, each with its state hash. */
import { prng } from '../../src/base/prng.ts'
import type { Command } from '../../src/engine/command.ts'
import { Engine, RULES_VERSION } from '../../src/engine/engine.ts'
import type { Event } from '../../src/engine/event.ts'
import { encodeCommand, encodePayload } from '../../src/journal/codec.ts'
import { type MemoryStore, memoryStore, openMemoryJournal } from '../../src/journal/memory.ts'
import { Driver, sha256 } from '../engine/driver.ts'
import { openWorld, randomStep } from '../engine/random-session.ts'

export interface WrittenSession {
  readonly store: MemoryStore
  readonly finalHash: string
  readonly events: readonly Event[]
  readonly seq: number
}

export async function writtenSession(seed: number, steps: number): Promise<WrittenSession> {
  const random = prng(seed)
  const driver = new Driver({ paranoid: false })
  openWorld(driver)
  for (let step = 0; step < steps; step++) randomStep(driver, random, step)
  const store = memoryStore()
  const journal = await openMemoryJournal(store)
  const engine = new Engine({ simulation: true })
  const commands = driver.journal as Command[]
  for (let at = 0; at < commands.length; ) {
    const group = commands.slice(at, at + 1 + random.below(60))
    at += group.length
    const firstSeq = engine.seq + 1
    for (const command of group) engine.apply(command)
    await journal.append({
      firstSeq,
      count: group.length,
      firstAt: group[0]?.at ?? 0,
      lastAt: engine.now,
      rules: RULES_VERSION,
      payload: encodePayload(group.map((command) => encodeCommand(command))),
      stateHash: engine.stateHash(sha256),
    })
  }
  return { store, finalHash: driver.hash(), events: driver.events, seq: engine.seq }
}
