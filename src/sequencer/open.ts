/** From a journal to a running core: recovery, clock, sequencer. */
import { type Millis, max } from '../base/money.ts'
import type { EngineOptions } from '../engine/engine.ts'
import type { Journal } from '../journal/port.ts'
import { type Clock, systemClock, virtualClock } from './clock.ts'
import type { Core } from './core.ts'
import { keepMode } from './mode.ts'
import { recover } from './replay.ts'
import { type SequencerOptions, startSequencer } from './sequencer.ts'

export interface CoreOptions extends Omit<SequencerOptions, 'engine' | 'clock' | 'journal'> {
  readonly journal: Journal
  readonly engine: EngineOptions
  /** Start of a virtual clock; it never starts before the last journalled command. Left out: the system's clock. */
  readonly virtualStart?: Millis
  /** The highest command that any consumer has on record; a journal that ends before it has lost some. */
  readonly seen?: number
}

/** Rejects like `recover`, and for a journal of the other mode. The journal stays the caller's to close, after the core. */
export async function openCore({ journal, engine: options, virtualStart, seen, ...rest }: CoreOptions): Promise<Core> {
  await keepMode(journal, options.simulation)
  const engine = await recover({ journal, options, ...(seen === undefined ? {} : { seen }) })
  const clock: Clock =
    virtualStart === undefined ? systemClock(engine.now) : virtualClock(max(virtualStart, engine.now))
  return startSequencer({ ...rest, engine, journal, clock })
}
