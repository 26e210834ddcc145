/** The deterministic core behind one door: `apply(command) → outcome`. No clock, I/O or randomness; see state.ts for what it holds. */
import type { Command, CommandType } from './command.ts'
import type { Outcome } from './outcome.ts'
import type { Digest } from './parts.ts'

/** Raised whenever a change of rules would give another state for the same commands. Every journal group carries it. */
export const RULES_VERSION = 1

export interface EngineOptions {
  /** Allows the faucet and raises simulated custody. economy.md §3. */
  readonly simulation: boolean
  /** Run every invariant after every command, not only the cheap ones: tests and the simulator. */
  readonly paranoid?: boolean
}
export declare class Engine {
  constructor(options: EngineOptions)
  /** Stamp of the last accepted command; commands may not be stamped earlier. */
  get now(): number
  /** Accepted commands so far. */
  get seq(): number
  apply<T extends CommandType>(command: Command<T>): Outcome<T>
  /** When scheduled work is next due, ms; a `clock.tick` to at least then must come before any command stamped at or after it. Infinity when nothing is. */
  nextDue(): number
  stateHash(digest: Digest): string
  /** A snapshot that `restore` turns into an equal engine; carries seq, time, rules version and options. */
  save(): Uint8Array
  static restore(snapshot: Uint8Array, options?: Partial<EngineOptions>): Engine
  /** Full recount of every invariant of economy.md §13; throws InvariantError naming the broken one. */
  audit(): void
}
