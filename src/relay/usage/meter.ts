/** Follows one response: what was delivered, what the upstream reports, and at the end the usage to bill. */
import { type Bucket, type UsageVector, usageVector } from '../../engine/metering/rates.ts'
import type { ServiceTier } from '../../engine/metering/service-tiers.ts'
import type { CallBound } from './bound.ts'
import type { TokenCounter } from './count.ts'
import {
  type AssumedUsage,
  type InputUsage,
  inputTotal,
  type OutputUsage,
  outputTotal,
  plainInput,
  plainOutput,
  type UnitUsage,
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

export interface MeteredCall extends MeteredUsage {
  /** Standard when the upstream did not say. */
  readonly service: ServiceTier
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

const MOST_EVIDENCE = 2_000

export class CallMeter {
  readonly #input: MeterInput
  readonly #text = new TextTally()
  readonly #reasoning = new TextTally()
  #reading: UsageReading | undefined
  #service: ServiceTier = 'standard'
  #contradicted = false
  #raw: unknown
  #assumed: (() => AssumedUsage) | undefined

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

  /** What to take for used where the upstream does not say. */
  assume(assumed: () => AssumedUsage): void {
    this.#assumed = assumed
  }

  /** The service tier that the upstream names, last word first. */
  served(service: ServiceTier): void {
    this.#service = service
  }

  /** Usage is cumulative: the last report counts, but zeros after figures are a fault. */
  addUsage(reading: UsageReading): void {
    this.#raw = reading.raw ?? this.#raw
    const before = this.#reading
    if (before && total(reading) === 0 && total(before) > 0) {
      this.#contradicted = true
      return
    }
    const units = before?.units || reading.units ? { ...before?.units, ...reading.units } : undefined
    this.#reading = {
      input: reading.input ?? before?.input,
      output: reading.output ?? before?.output,
      ...(units && { units }),
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
  result(): MeteredCall {
    const { bound } = this.#input
    const assumed = this.#assumed?.()
    const input = this.#reading?.input ?? assumed?.input ?? plainInput(this.#countInput())
    const output =
      this.#believedOutput() ??
      assumed?.output ??
      plainOutput(this.#text.count(this.#input.counter), this.#reasoning.count(this.#input.counter))
    const visible = this.#text.bytes + this.#reasoning.bytes
    const safeInput = inputTotal(input) > absurd(bound.input + bound.inputAudio) ? plainInput(bound.input) : input
    const safeOutput =
      outputTotal(output) > absurd(Math.max(bound.output, visible)) ? plainOutput(bound.output) : output
    const units = this.#units(assumed?.units)
    return {
      usage: vector(safeInput, safeOutput, { toolCalls: bound.toolCalls, ...units.counts }),
      service: this.#service,
      estimated: this.#guessed(assumed),
      quarantined:
        this.#contradicted ||
        (this.#reading?.quarantined ?? false) ||
        units.absurd ||
        safeInput !== input ||
        safeOutput !== output,
    }
  }

  /** Whether some of the bill rests on a guess. */
  #guessed(assumed: AssumedUsage | undefined): boolean {
    const { input, units } = this.#reading ?? {}
    const guesses = (amount: number | undefined, otherwise: boolean): boolean =>
      amount === undefined ? otherwise : !assumed?.exact && amount > 0
    if (input === undefined && guesses(assumed?.input && inputTotal(assumed.input), true)) return true
    if (this.#believedOutput() === undefined && guesses(assumed?.output && outputTotal(assumed.output), this.delivered))
      return true
    return unitNames.some((name) => units?.[name] === undefined && guesses(assumed?.units?.[name], false))
  }

  /** As reported or assumed, where that is believable; else as bounded, and one call and nothing else without a bound. */
  #units(assumed: UnitUsage | undefined): { readonly counts: UnitUsage; readonly absurd: boolean } {
    const reported = this.#reading?.units
    if (!assumed && !reported) return oneCall
    const bound: UnitUsage = { calls: 1, ...this.#input.bound.units }
    const counts = { calls: 1, ...assumed, ...reported }
    const beyond = unitNames.filter((name) => (counts[name] ?? 0) > (bound[name] ?? 0) * ABSURD_FACTOR)
    return {
      counts: { ...counts, ...Object.fromEntries(beyond.map((name) => [name, most(name, bound[name] ?? 0)])) },
      absurd: beyond.length > 0,
    }
  }

  /** What the upstream reported, for operators: as it came where that is known, JSON of at most 2,000 characters. */
  evidence(): string {
    return JSON.stringify(this.#raw ?? this.#reading ?? null, figuresOnly).slice(0, MOST_EVIDENCE)
  }

  /** What the upstream reported for a call that delivered nothing; undefined when it reported nothing. */
  reported(): Pick<MeteredCall, 'usage' | 'service'> | undefined {
    if (!this.#reading || (total(this.#reading) === 0 && !hasUnits(this.#reading))) return undefined
    const { usage, service } = this.result()
    return { usage, service }
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

/** An upstream could repeat anything; only numbers are of interest, also those in quotes. */
function figuresOnly(_name: string, value: unknown): unknown {
  return typeof value === 'string' && !/^[\d.eE+-]{1,30}$/.test(value) ? '…' : value
}

function total({ input, output }: UsageReading): number {
  return (input ? inputTotal(input) : 0) + (output ? outputTotal(output) : 0)
}

function hasUnits({ units }: UsageReading): boolean {
  return Object.values(units ?? {}).some((count) => count > 0)
}

function absurd(bound: number): number {
  return bound * ABSURD_FACTOR + ABSURD_EXTRA
}

/** Of a unit that is absurd. A sound's bound rests on its file, which can be made to look short: much of what was played is billed. */
function most(name: keyof UnitUsage, bound: number): number {
  return name === 'milliseconds' ? bound * ABSURD_FACTOR : bound
}

const oneCall: { readonly counts: UnitUsage; readonly absurd: boolean } = { counts: { calls: 1 }, absurd: false }

const unitNames = ['calls', 'images', 'milliseconds'] as const

function vector(input: InputUsage, output: OutputUsage, units: Partial<Record<Bucket, number>>): UsageVector {
  return usageVector({
    input: input.input,
    cacheRead: input.cacheRead,
    cacheWrite5m: input.cacheWrite5m,
    cacheWrite1h: input.cacheWrite1h,
    inputAudio: input.inputAudio,
    inputImage: input.inputImage,
    output: output.output,
    reasoning: output.reasoning,
    outputAudio: output.outputAudio,
    outputImage: output.outputImage,
    ...units,
  })
}
