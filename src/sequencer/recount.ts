/** The full recount of every invariant on a schedule, by an engine that follows. What is counted is the engine's. */
import type { Millis } from '../base/money.ts'
import type { Engine } from '../engine/engine.ts'

export interface Recount {
  /** The last command it counted. */
  readonly seq: number
  /** Stamp of that command. */
  readonly at: Millis
  readonly tookMs: number
  /** What does not add up; null when all does. */
  readonly fault: string | null
}

export interface RecountSchedule {
  /** Between two, by the machine's clock. The first comes when the journal is caught up with. */
  readonly everyMs: number
  report(recount: Recount): void
}

/** The state does not add up: nothing that follows from it can be trusted. */
export class RecountFailed extends Error {
  override readonly name = 'RecountFailed'

  constructor({ seq, fault }: Recount) {
    super(
      `The full recount at command ${seq} does not add up: ${fault}. The server stops, so that nothing is booked on top. Keep a copy of the data folder, run "lx verify journal --replay" on it, and do not go on before the cause is known.`,
    )
  }
}

export class Recounts {
  readonly #schedule: RecountSchedule
  #next = Number.NEGATIVE_INFINITY

  constructor(schedule: RecountSchedule) {
    this.#schedule = schedule
  }

  /** Counts if it is time. Takes in proportion to all there is. Throws `RecountFailed` after reporting a fault. */
  run(engine: Engine): void {
    const started = performance.now()
    if (started < this.#next) return
    const fault = faultOf(engine)
    const ended = performance.now()
    this.#next = ended + this.#schedule.everyMs
    const recount = { seq: engine.seq, at: engine.now, tookMs: Math.ceil(ended - started), fault }
    this.#schedule.report(recount)
    if (fault !== null) throw new RecountFailed(recount)
  }
}

function faultOf(engine: Engine): string | null {
  try {
    engine.audit()
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
