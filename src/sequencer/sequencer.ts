/** The single writer: stamps commands, ticks what is due, applies, journals, and answers only what is durable. */
import { assert } from '../base/assert.ts'
import { type Millis, millis } from '../base/money.ts'
import type { Command, CommandType, Idempotency, InputOf } from '../engine/command.ts'
import { type Engine, RULES_VERSION } from '../engine/engine.ts'
import type { Outcome } from '../engine/outcome.ts'
import { encodeCommand } from '../journal/codec.ts'
import type { Journal } from '../journal/port.ts'
import type { Clock, VirtualClock } from './clock.ts'
import { type Core, type CoreStatus, CoreStopped, type Listener, Overloaded, type Published } from './core.ts'
import { sha256 } from './digest.ts'
import { GroupCommit } from './group-commit.ts'
import { StateHashes, type StateHashSchedule } from './state-hash.ts'

export interface SequencerOptions {
  /** Recovered: equal to the journal's end. Nobody else may change it. */
  readonly engine: Engine
  readonly journal: Pick<Journal, 'append'>
  readonly clock: Clock
  /** Commands that may wait for the disk before new ones are turned away. Default 32,768. */
  readonly maxPending?: number
  readonly stateHashes?: StateHashSchedule
  /** The journal failed or an invariant broke: the process must end, and recovery replays what was durable. */
  onFatal(error: Error): void
  /** Told of every command that was submitted, once it is applied: `ok`, `repeated` or the rejection's code. */
  onApplied?(type: CommandType, result: string): void
}

/** Due times a virtual clock passes before it lets the event loop turn. */
const TICKS_PER_TURN = 128
const LONGEST_TIMER_MS = 2 ** 31 - 1

export function startSequencer(options: SequencerOptions): Core {
  return new Sequencer(options)
}

class Sequencer implements Core {
  readonly #engine: Engine
  readonly #clock: Clock
  readonly #maxPending: number
  readonly #onFatal: (error: Error) => void
  readonly #onApplied: SequencerOptions['onApplied']
  readonly #commit: GroupCommit
  readonly #hashes: StateHashes
  readonly #listeners = new Set<Listener>()
  #stopped: CoreStopped | undefined
  #closing: Promise<void> | undefined
  #failed = false
  #advancing: Promise<unknown> = Promise.resolve()
  #timer: NodeJS.Timeout | undefined
  #timerDue = Number.POSITIVE_INFINITY

  constructor({ maxPending = 32_768, stateHashes = {}, ...options }: SequencerOptions) {
    const { engine, journal, clock, onFatal, onApplied } = options
    this.#engine = engine
    this.#clock = clock
    this.#maxPending = maxPending
    this.#onFatal = onFatal
    this.#onApplied = onApplied
    const { seq, now } = engine
    this.#hashes = new StateHashes(stateHashes, { seq, now, hash: engine.stateHash(sha256) })
    this.#commit = new GroupCommit({
      journal,
      rules: RULES_VERSION,
      seq: engine.seq,
      stateHash: () => this.#hashes.take(engine, () => engine.stateHash(sha256)),
      publish: (batch) => {
        for (const listener of this.#listeners) notify(listener, batch)
      },
      onFailure: (error) => this.#fail(error),
    })
    this.#arm()
  }

  submit<T extends CommandType>(type: T, input: InputOf<T>, idem?: Idempotency): Promise<Outcome<T>> {
    if (this.#stopped !== undefined) return Promise.reject(this.#stopped)
    if (this.#commit.pending >= this.#maxPending) return Promise.reject(new Overloaded())
    try {
      const at = this.#clock.now()
      if (this.#engine.nextDue() <= at) this.#tick(at)
      const outcome = this.#apply(idem === undefined ? { type, at, input } : { type, at, input, idem })
      this.#onApplied?.(type, outcome.ok ? (outcome.repeated ? 'repeated' : 'ok') : outcome.code)
      return this.#answer(outcome)
    } catch (error) {
      return Promise.reject(this.#fail(error))
    }
  }

  async read<T>(view: (engine: Engine) => T): Promise<T> {
    return this.#answer(this.peek(view))
  }

  peek<T>(view: (engine: Engine) => T): T {
    if (this.#failed) throw this.#stopped
    return view(this.#engine)
  }

  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  now(): Millis {
    return this.#clock.now()
  }

  advance(ms: number): Promise<{ readonly now: Millis }> {
    const run = this.#advancing.then(() => this.#advanceBy(ms))
    this.#advancing = run.catch(() => {})
    return run
  }

  status(): CoreStatus {
    const lastGroup = this.#commit.lastGroup
    return {
      seq: this.#engine.seq,
      durableSeq: this.#commit.durableSeq,
      now: this.#clock.now(),
      queue: this.#commit.pending,
      failed: this.#failed,
      virtualClock: this.#clock.virtual,
      stateHash: this.#hashes.durable(this.#commit.durableSeq),
      ...(lastGroup === undefined ? {} : { lastGroup }),
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#drain()
    return this.#closing
  }

  /** Applies one stamped command; an accepted one is on its way to the journal when this returns. */
  #apply<T extends CommandType>(command: Command<T>): Outcome<T> {
    const outcome = this.#engine.apply(command)
    if (outcome.ok && !outcome.repeated) {
      const { type, at } = command
      this.#commit.add(encodeCommand(command), { seq: outcome.seq, at, type, events: outcome.events })
      if (this.#engine.nextDue() < this.#timerDue) this.#arm()
    }
    return outcome
  }

  /** Everything due up to `to` happens. Commands stamped at or after it may follow. */
  #tick(to: Millis): void {
    const outcome = this.#apply({ type: 'clock.tick', at: to, input: { to } })
    assert(outcome.ok && this.#engine.nextDue() > to, `a tick to ${to} left work undone`)
  }

  #answer<T>(answer: T): Promise<T> {
    return new Promise((resolve, reject) => this.#commit.whenDurable({ answer, resolve, reject }))
  }

  async #advanceBy(ms: number): Promise<{ readonly now: Millis }> {
    const clock = this.#clock
    if (!clock.virtual) throw new Error('the system clock can not be moved')
    if (ms < 0) throw new RangeError('a clock never goes back')
    const target = millis(clock.now() + ms)
    for (let ticks = 1; this.#engine.nextDue() <= target; ticks++) {
      this.#move(clock, this.#engine.nextDue() as Millis)
      if (ticks % TICKS_PER_TURN === 0) await this.#turn()
    }
    // Journalled, so that a restart finds the clock where it was left.
    this.#move(clock, target)
    return this.#answer({ now: target })
  }

  #move(clock: VirtualClock, to: Millis): void {
    if (this.#stopped !== undefined) throw this.#stopped
    const failed = this.#guarded(() => {
      clock.moveTo(to)
      this.#tick(clock.now())
    })
    if (failed !== undefined) throw failed
  }

  /** Lets answers out, and waits for the disk when much is waiting for it. */
  async #turn(): Promise<void> {
    if (this.#commit.pending >= this.#maxPending / 2) await this.#answer(undefined)
    else await new Promise(setImmediate)
  }

  /** Wakes for due work that no command brings about. A virtual clock wakes for nothing. */
  #arm(): void {
    clearTimeout(this.#timer)
    this.#timerDue = this.#engine.nextDue()
    if (this.#clock.virtual || this.#stopped !== undefined || this.#timerDue === Number.POSITIVE_INFINITY) return
    const wait = Math.max(0, this.#timerDue - this.#clock.now())
    this.#timer = setTimeout(() => this.#wake(), Math.min(wait, LONGEST_TIMER_MS))
    this.#timer.unref()
  }

  #wake(): void {
    const failed = this.#guarded(() => {
      const at = this.#clock.now()
      if (this.#engine.nextDue() <= at) this.#tick(at)
    })
    if (failed === undefined) this.#arm()
  }

  async #drain(): Promise<void> {
    if (this.#stopped !== undefined) return
    this.#stopped = new CoreStopped('it is shutting down')
    clearTimeout(this.#timer)
    // A tick to carry the state hash: what a restart replays ends with a check.
    this.#hashes.ask()
    const failed = this.#guarded(() => this.#tick(this.#clock.now()))
    if (failed !== undefined) throw failed
    await this.#answer(undefined)
  }

  #guarded(work: () => void): CoreStopped | undefined {
    try {
      work()
      return undefined
    } catch (error) {
      return this.#fail(error)
    }
  }

  /** Fail-stop: state that may be wrong, or may not be on disk, answers nobody. */
  #fail(error: unknown): CoreStopped {
    const cause = error instanceof Error ? error : new Error('unknown failure')
    if (this.#failed && this.#stopped !== undefined) return this.#stopped
    const stopped = new CoreStopped(cause.message)
    this.#failed = true
    this.#stopped = stopped
    clearTimeout(this.#timer)
    this.#commit.fail(stopped)
    this.#onFatal(cause)
    return stopped
  }
}

/** A listener that throws is a bug that ends the process, but takes no answer and no other listener with it. */
function notify(listener: Listener, batch: readonly Published[]): void {
  try {
    listener(batch)
  } catch (error) {
    queueMicrotask(() => {
      throw error
    })
  }
}
