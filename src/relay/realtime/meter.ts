/** Follows one response of a session: what was delivered, and at the end the usage to bill. */
import { type UsageVector, usageVector } from '../../engine/metering/rates.ts'
import type { CallBound } from '../usage/bound.ts'
import type { TokenCounter } from '../usage/count.ts'
import type { MeteredUsage } from '../usage/meter.ts'
import { inputTotal, outputTotal, plainInput, plainOutput } from '../usage/reading.ts'
import type { RealtimeUsage } from '../usage/realtime-usage.ts'
import { TextTally } from '../usage/tally.ts'
import { spokenTokens } from './audio.ts'
import type { Amount } from './context.ts'

export interface ResponseMeterInput {
  readonly bound: CallBound
  readonly counter: TokenCounter
  /** What the response reads. */
  readonly reads: Amount
  /** Of what it says. */
  readonly format: string
}

/** A reported figure this far above the bound is a fault of the upstream's: the bound itself is already generous. */
const ABSURD_FACTOR = 4
const ABSURD_EXTRA = 10_000

export class ResponseMeter {
  readonly #input: ResponseMeterInput
  readonly #text = new TextTally()
  #audioBytes = 0

  constructor(input: ResponseMeterInput) {
    this.#input = input
  }

  get delivered(): boolean {
    return this.#text.bytes > 0 || this.#audioBytes > 0
  }

  addText(text: string): void {
    this.#text.add(text)
  }

  addAudio(bytes: number): void {
    this.#audioBytes += bytes
  }

  get roughOutput(): number {
    return this.#text.rough + this.#spoken
  }

  countOutput(): number {
    return this.#text.count(this.#input.counter) + this.#spoken
  }

  /** What to bill: as reported where that is believable, else as counted here. */
  result(reported: RealtimeUsage | undefined): MeteredUsage {
    const { bound, reads } = this.#input
    const believed = reported && this.#contradicts(reported) ? undefined : reported
    const input = believed?.input ?? { ...plainInput(reads.likely), inputAudio: reads.audio }
    const output = believed?.output ?? {
      ...plainOutput(this.#text.count(this.#input.counter)),
      outputAudio: this.#spoken,
    }
    const absurdInput = inputTotal(input) > absurd(bound.input + bound.inputAudio)
    const absurdOutput = outputTotal(output) > absurd(Math.max(bound.output, this.countOutput()))
    const safeInput = absurdInput ? { ...plainInput(bound.input), inputAudio: bound.inputAudio } : input
    const safeOutput = absurdOutput ? plainOutput(bound.output) : output
    return {
      usage: usageVector({ ...safeInput, ...safeOutput, calls: 1 }),
      estimated: believed?.input === undefined || believed.output === undefined,
      quarantined: absurdInput || absurdOutput || (reported !== undefined && (reported.quarantined || !believed)),
    }
  }

  /** What the upstream says a response cost that delivered nothing; undefined when it says nothing. */
  reported(reported: RealtimeUsage | undefined): UsageVector | undefined {
    if (!reported) return undefined
    const { input, output } = reported
    const total = (input ? inputTotal(input) : 0) + (output ? outputTotal(output) : 0)
    return total === 0 ? undefined : this.result(reported).usage
  }

  get #spoken(): number {
    return spokenTokens(this.#audioBytes, this.#input.format)
  }

  /** Nothing written, although it was delivered. */
  #contradicts({ output }: RealtimeUsage): boolean {
    return output !== undefined && outputTotal(output) === 0 && this.delivered
  }
}

function absurd(bound: number): number {
  return bound * ABSURD_FACTOR + ABSURD_EXTRA
}
