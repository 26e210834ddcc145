/** Drives an engine in tests the way the sequencer does: stamps commands, ticks what is due first. Also a random session over every command. */
import { createHash } from 'node:crypto'
import type { Millis } from '../../src/base/money.ts'
import { type Prng, prng } from '../../src/base/prng.ts'
import type { Command, CommandType, Idempotency, InputOf, ResultOf } from '../../src/engine/command.ts'
import { Engine } from '../../src/engine/engine.ts'
import type { Event, EventOf, EventType } from '../../src/engine/event.ts'
import type { Accepted, Outcome } from '../../src/engine/outcome.ts'

export const MONDAY = Date.UTC(2026, 0, 5) as Millis

export const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest()

export class Driver {
  engine: Engine
  now: Millis
  readonly events: Event[] = []
  /** Kept so that a session can be replayed. */
  readonly journal: { type: CommandType; at: Millis; input: unknown; idem?: Idempotency }[] = []
  /** Is shown every command and what came of it. */
  watch: ((command: Command, outcome: Outcome) => void) | undefined
  readonly #paranoid: boolean

  constructor(options: { paranoid?: boolean; start?: number } = {}) {
    this.#paranoid = options.paranoid ?? true
    this.engine = new Engine({ simulation: true, paranoid: this.#paranoid })
    this.now = (options.start ?? MONDAY) as Millis
  }

  try<T extends CommandType>(type: T, input: InputOf<T>, idem?: Idempotency): Outcome<T> {
    if (this.engine.nextDue() <= this.now) this.#apply('clock.tick', { to: this.now })
    return this.#apply(type, input, idem)
  }

  /** The result of a command that must be accepted. */
  do<T extends CommandType>(type: T, input: InputOf<T>, idem?: Idempotency): ResultOf<T> {
    const outcome = this.try(type, input, idem)
    if (!outcome.ok) throw new Error(`${type} refused: ${outcome.code} ${JSON.stringify(outcome.detail ?? {})}`)
    return (outcome as Accepted<T>).result
  }

  /** Lets time pass, ticking at every due time like a test clock. */
  pass(ms: number): void {
    const end = (this.now + ms) as Millis
    for (let due = this.engine.nextDue(); due <= end; due = this.engine.nextDue()) {
      this.now = Math.max(due, this.now) as Millis
      this.#apply('clock.tick', { to: this.now })
    }
    this.now = end
  }

  /** Lets time pass in one late tick, like down-time. */
  sleep(ms: number): void {
    this.now = (this.now + ms) as Millis
  }

  /** Goes on with an engine that knows nothing but the snapshot. */
  restart(): void {
    this.engine = Engine.restore(this.engine.save(), { paranoid: this.#paranoid })
  }

  seen<T extends EventType>(type: T): EventOf<T>[] {
    return this.events.filter((event): event is EventOf<T> => event.type === type)
  }

  hash(): string {
    return this.engine.stateHash(sha256)
  }

  #apply<T extends CommandType>(type: T, input: InputOf<T>, idem?: Idempotency): Outcome<T> {
    const command = { type, at: this.now, input, ...(idem ? { idem } : {}) }
    const outcome = this.engine.apply(command)
    this.watch?.(command, outcome)
    if (outcome.ok && !outcome.repeated) {
      this.journal.push(command)
      this.events.push(...outcome.events)
    }
    return outcome
  }
}

/** A new engine that applied the same commands. */
export function replay(journal: Driver['journal'], engine = new Engine({ simulation: true })): Engine {
  for (const command of journal) {
    const outcome = engine.apply(command as Parameters<Engine['apply']>[0])
    if (!outcome.ok) throw new Error(`replay refused ${command.type}: ${outcome.code}`)
  }
  return engine
}

export function seeded(seed: number): Prng {
  return prng(seed)
}
