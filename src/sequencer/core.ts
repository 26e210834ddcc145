/** The only way to change or read engine state in the process that leads: the interface, its errors, what it publishes. */
import type { Millis } from '../base/money.ts'
import type { CommandType, Idempotency, InputOf } from '../engine/command.ts'
import type { Engine } from '../engine/engine.ts'
import type { Event } from '../engine/event.ts'
import type { Outcome } from '../engine/outcome.ts'
import type { HashAt } from './state-hash.ts'

/** The events of one accepted, durable command. */
export interface Published {
  readonly seq: number
  readonly at: Millis
  readonly type: CommandType
  readonly events: readonly Event[]
}

export type Listener = (batch: readonly Published[]) => void

export interface CoreStatus {
  /** Last applied command. */
  readonly seq: number
  /** Last command that is on disk; answers go out up to here. */
  readonly durableSeq: number
  readonly now: Millis
  /** Commands applied and not yet durable. */
  readonly queue: number
  readonly lastGroup?: { readonly commands: number; readonly commitMs: number }
  /** Of the state at the start, or the last one recorded in the journal since; always of a durable command. */
  readonly stateHash: HashAt
  readonly failed: boolean
  readonly virtualClock: boolean
}

export interface Core {
  /**
   * Stamps and applies a command. Settles when it and everything applied before it is durable; a rejection too, since
   * it tells what the state was. Rejects with `Overloaded` (nothing was applied) or `CoreStopped` (unknown whether it was).
   */
  submit<T extends CommandType>(type: T, input: InputOf<T>, idem?: Idempotency): Promise<Outcome<T>>
  /** Computes the view now, from all that is applied, and settles with it once that is durable. */
  read<T>(view: (engine: Engine) => T): Promise<T>
  /** Without waiting: only for what decides nothing a caller gets to see. */
  peek<T>(view: (engine: Engine) => T): T
  /** Batches in order, each after it is durable and before its callers are answered. Returns the way to unsubscribe. */
  subscribe(listener: Listener): () => void
  now(): Millis
  /** Moves a virtual clock, running everything due on the way at its due time. Rejects on a system clock. */
  advance(ms: number): Promise<{ readonly now: Millis }>
  status(): CoreStatus
  /** Takes no more commands, answers those it took, records the state hash. */
  close(): Promise<void>
}

/** More commands are waiting for the disk than allowed. Nothing was applied; trying again later is safe. */
export class Overloaded extends Error {
  override readonly name = 'Overloaded'
  readonly retryAfterMs = 1_000

  constructor() {
    super('Too many commands are waiting for the disk. Try again shortly.')
  }
}

/** The core takes nothing more: it is shutting down, or it failed. A command under way may or may not have been applied. */
export class CoreStopped extends Error {
  override readonly name = 'CoreStopped'

  constructor(reason: string) {
    super(`The core has stopped: ${reason}`)
  }
}
