/** The deterministic core behind one door: `apply(command) → outcome`. No clock, I/O or randomness; state.ts says what it holds. */
import { fail } from '../base/assert.ts'
import { ByteReader, ByteWriter } from '../base/bytes.ts'
import type { Millis } from '../base/money.ts'
import { nextDue, startCalendar } from './calendar.ts'
import type { Command, CommandType, ResultOf } from './command.ts'
import { isIdempotency, isRecord } from './commands/checks.ts'
import { Repeat } from './commands/handler.ts'
import { afterCommand, isMarginDue } from './commands/margin-after.ts'
import { handlerOf } from './commands/registry.ts'
import { fireDue } from './exchange/fire.ts'
import { checkAll, checkTotals } from './invariants.ts'
import type { Accepted, Outcome } from './outcome.ts'
import { type Digest, decodeParts, encodeParts, type Part, StateHasher } from './parts.ts'
import { Rejection, type RejectionCode } from './rejections.ts'
import { deskOf, newState, partsOf, reindex, type State } from './state.ts'

/** Raised whenever a change of rules would give another state for the same commands. Every journal group carries it. */
export const RULES_VERSION = 9

const SNAPSHOT_MAGIC = 'lx-snapshot-2'

export interface EngineOptions {
  /** Allows the faucet and raises simulated custody. docs/concepts/economy.md §3. */
  readonly simulation: boolean
  /** Run every invariant after every command that did something, not only the cheap ones: tests and the simulator. */
  readonly paranoid?: boolean
}

export class Engine {
  /** Read by views.ts and invariants.ts; only handlers change it. */
  readonly state: State
  readonly #parts: readonly Part[]
  readonly #hasher: StateHasher
  readonly #paranoid: boolean
  /** When work is next due: only what was accepted changes it. */
  #due = Number.POSITIVE_INFINITY

  constructor(options: EngineOptions) {
    this.state = newState(options.simulation)
    this.#parts = partsOf(this.state)
    this.#hasher = new StateHasher(this.#parts)
    this.#paranoid = options.paranoid ?? false
  }

  /** Stamp of the last accepted command; commands may not be stamped earlier. */
  get now(): Millis {
    return this.state.now
  }

  /** Accepted commands so far. */
  get seq(): number {
    return this.state.seq
  }

  /**
   * Applies one stamped command. A rejection has changed nothing. A broken invariant throws InvariantError: the state
   * can no longer be trusted and the process must stop.
   */
  apply<T extends CommandType>(command: Command<T>): Outcome<T> {
    const { state } = this
    const { type, at, input, idem } = command
    if (!Number.isSafeInteger(at) || at < state.now) fail(`command stamped ${at}, before ${state.now}`)
    const handler = handlerOf(type)
    if (handler === undefined) return rejected('unknown_command')
    if (!isRecord(input) || (idem !== undefined && !isIdempotency(idem))) return rejected('malformed_command')
    if (type !== 'clock.tick' && this.#due <= at) return rejected('work_due')
    if (idem) {
      const kept = state.idempotency.find(idem, at, state.parameters['idempotency.keep'])
      if (kept?.hash === idem.hash) return this.#repeat(kept.result as ResultOf<T>)
      if (kept) return rejected('idempotency_key_reused')
    }
    const result = handler(state, input, at)
    if (result instanceof Rejection) return this.#refuse(result)
    // With a key even a repeat is remembered: its second delivery may come when the answer would be another.
    if (result instanceof Repeat) return idem ? this.#accept(command, result.result) : this.#repeat(result.result)
    return this.#accept(command, result)
  }

  #accept<T extends CommandType>({ at, idem }: Command<T>, result: ResultOf<T>): Accepted<T> {
    const { state } = this
    if (state.market.triggers.due > 0) fireDue(deskOf(state, at), state.switches.trading)
    if (isMarginDue(state)) afterCommand(state, at)
    state.now = at
    state.seq += 1
    startCalendar(state, at)
    this.#due = nextDue(state)
    if (idem) {
      const { account, key, hash } = idem
      const limits = {
        keepMs: state.parameters['idempotency.keep'],
        perAccount: state.parameters['idempotency.perAccount'],
      }
      state.idempotency.keep({ account, key, hash, result, at }, limits)
    }
    const events = state.out.take()
    if (this.#paranoid && events.some((event) => event.type !== 'mark')) checkAll(state)
    else checkTotals(state)
    return { ok: true, seq: state.seq, result, events, repeated: false }
  }

  #refuse(rejection: Rejection): Outcome<never> {
    if (!this.state.out.isEmpty) fail(`rejection ${rejection.code} after a change`)
    return { ok: false, code: rejection.code, detail: rejection.detail }
  }

  #repeat<T extends CommandType>(result: ResultOf<T>): Accepted<T> {
    if (!this.state.out.isEmpty) fail('a repeated result after a change')
    return { ok: true, seq: this.state.seq, result, events: [], repeated: true }
  }

  /** When scheduled work is next due; a `clock.tick` to at least then comes before any command stamped at or after it. */
  nextDue(): number {
    return this.#due
  }

  /** Digest over everything the core knows; equal states hash equally on every machine. */
  stateHash(digest: Digest): string {
    return this.#hasher.hash(digest)
  }

  /** A snapshot that `restore` turns into an equal engine. */
  save(): Uint8Array {
    const w = new ByteWriter(1 << 16)
      .text(SNAPSHOT_MAGIC)
      .u32(RULES_VERSION)
      .u8(this.state.simulation ? 1 : 0)
    return w.raw(encodeParts(this.#parts)).done()
  }

  static restore(snapshot: Uint8Array, options: Partial<EngineOptions> = {}): Engine {
    const r = new ByteReader(snapshot)
    if (r.text() !== SNAPSHOT_MAGIC) fail('not a snapshot')
    const rules = r.u32()
    if (rules !== RULES_VERSION) fail(`snapshot of rules ${rules}, this build has ${RULES_VERSION}`)
    const engine = new Engine({ simulation: r.u8() === 1, ...options })
    decodeParts(engine.#parts, r)
    if (!r.ended) fail('bytes after the end of the snapshot')
    reindex(engine.state)
    engine.#due = nextDue(engine.state)
    return engine
  }

  /** Full recount of every invariant; throws InvariantError naming the broken one. */
  audit(): void {
    checkAll(this.state)
  }
}

function rejected(code: RejectionCode): Outcome<never> {
  return { ok: false, code, detail: undefined }
}
