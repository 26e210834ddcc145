/** Follows one response: what was delivered, what the upstream reports, and at the end the usage to bill. */
import { type Bucket, type UsageVector, usageVector } from '../../engine/metering/rates.ts'
import type { CallBound } from './bound.ts'
import type { TokenCounter } from './count.ts'
import {
  type InputUsage,
  inputTotal,
  type OutputUsage,
  outputTotal,
  plainInput,
  plainOutput,
  type UsageReading,
} from './reading.ts'
import { TextTally } from './tally.ts'

export interface MeteredUsage {
  readonly usage: UsageVector
  /** Counted here, in whole or in part, because the upstream did not say. */
  readonly estimated: boolean
  /** The upstream's figures were bent or contradictory. */
  readonly quarantined: boolean
}

export interface MeterInput {
  readonly bound: CallBound
  readonly counter: TokenCounter
  /** Called only when the upstream reports no input. */
  readonly countInput: (counter: TokenCounter) => number
}

/** A reported figure this far above the bound is a fault of the upstream's: the bound itself is already generous. */
const ABSURD_FACTOR = 4
const ABSURD_EXTRA = 10_000

export class CallMeter {
  readonly #input: MeterInput
  readonly #text = new TextTally()
  readonly #reasoning = new TextTally()
  #reading: UsageReading | undefined
  #contradicted = false

  constructor(input: MeterInput) {
    this.#input = input
  }

  get bound(): CallBound {
    return this.#input.bound
  }

  get sawUsage(): boolean {
    return this.#reading !== undefined
  }

  get delivered(): boolean {
    return this.#text.bytes > 0 || this.#reasoning.bytes > 0
  }

  addText(text: string): void {
    this.#text.add(text)
  }

  addReasoning(text: string): void {
    this.#reasoning.add(text)
  }

  /** Usage is cumulative: the last report counts, but zeros after figures are a fault. */
  addUsage(reading: UsageReading): void {
    const before = this.#reading
    if (before && total(reading) === 0 && total(before) > 0) {
      this.#contradicted = true
      return
    }
    this.#reading = {
      input: reading.input ?? before?.input,
      output: reading.output ?? before?.output,
      quarantined: reading.quarantined || (before?.quarantined ?? false),
    }
  }

  /** Output tokens so far, rough and cheap. */
  get roughOutput(): number {
    const reported = this.#reading?.output
    return Math.max(this.#text.rough + this.#reasoning.rough, reported ? outputTotal(reported) : 0)
  }

  /** Output tokens so far, counted. */
  countOutput(): number {
    const reported = this.#reading?.output
    const counted = this.#text.count(this.#input.counter) + this.#reasoning.count(this.#input.counter)
    return Math.max(counted, reported ? outputTotal(reported) : 0)
  }

  /** What to bill when the call delivered something. */
  result(): MeteredUsage {
    const { bound } = this.#input
    const input = this.#reading?.input ?? plainInput(this.#countInput())
    const output =
      this.#believedOutput() ??
      plainOutput(this.#text.count(this.#input.counter), this.#reasoning.count(this.#input.counter))
    const visible = this.#text.bytes + this.#reasoning.bytes
    const safeInput = inputTotal(input) > absurd(bound.input + bound.inputAudio) ? plainInput(bound.input) : input
    const safeOutput =
      outputTotal(output) > absurd(Math.max(bound.output, visible)) ? plainOutput(bound.output) : output
    return {
      usage: vector(safeInput, safeOutput, bound.toolCalls),
      estimated: this.#reading?.input === undefined || (this.#believedOutput() === undefined && this.delivered),
      quarantined:
        this.#contradicted || (this.#reading?.quarantined ?? false) || safeInput !== input || safeOutput !== output,
    }
  }

  /** What the upstream reported for a call that delivered nothing; undefined when it reported nothing. */
  reported(): UsageVector | undefined {
    if (!this.#reading || total(this.#reading) === 0) return undefined
    return this.result().usage
  }

  /** Undefined when not reported, or reported as nothing although text was delivered. */
  #believedOutput(): OutputUsage | undefined {
    const output = this.#reading?.output
    if (!output || outputTotal(output) > 0 || !this.delivered) return output
    this.#contradicted = true
    return undefined
  }

  #countInput(): number {
    return Math.min(this.#input.countInput(this.#input.counter), this.#input.bound.input)
  }
}

function total({ input, output }: UsageReading): number {
  return (input ? inputTotal(input) : 0) + (output ? outputTotal(output) : 0)
}

function absurd(bound: number): number {
  return bound * ABSURD_FACTOR + ABSURD_EXTRA
}

function vector(input: InputUsage, output: OutputUsage, toolCalls: number): UsageVector {
  const usage: Partial<Record<Bucket, number>> = { ...input, ...output, toolCalls, calls: 1 }
  return usageVector(usage)
}
