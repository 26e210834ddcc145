/** Usage as an upstream reported it, normalised into disjoint buckets. Unknown is undefined, an explicit 0 is 0. */

/** Tokens the model read; disjoint. */
export interface InputUsage {
  readonly input: number
  readonly cacheRead: number
  readonly cacheWrite5m: number
  readonly cacheWrite1h: number
  readonly inputAudio: number
  readonly inputImage: number
}

/** Tokens the model wrote; disjoint. */
export interface OutputUsage {
  readonly output: number
  readonly reasoning: number
  readonly outputAudio: number
  readonly outputImage: number
}

/** What is no token and may be billed: calls as the upstream counts them (search units), images, milliseconds. Unknown is left out. */
export interface UnitUsage {
  readonly calls?: number
  readonly images?: number
  readonly milliseconds?: number
}

export interface UsageReading {
  readonly input: InputUsage | undefined
  readonly output: OutputUsage | undefined
  readonly units?: UnitUsage
  /** Some figure was negative, fractional, absurd or contradicted another; it was clamped and the operator should look. */
  readonly quarantined: boolean
  /** As it came, where it had to be bent. */
  readonly raw?: unknown
}

/** What is taken for used where the upstream does not say. Members left out are counted from the text, or nothing. */
export interface AssumedUsage {
  readonly input?: InputUsage
  readonly output?: OutputUsage
  readonly units?: UnitUsage
  /** Counted, not guessed: characters that were sent, pictures that were delivered. */
  readonly exact: boolean
}

export function inputTotal(usage: InputUsage): number {
  const { input, cacheRead, cacheWrite5m, cacheWrite1h, inputAudio, inputImage } = usage
  return input + cacheRead + cacheWrite5m + cacheWrite1h + inputAudio + inputImage
}

export function outputTotal({ output, reasoning, outputAudio, outputImage }: OutputUsage): number {
  return output + reasoning + outputAudio + outputImage
}

export const plainInput = (input: number): InputUsage => ({
  input,
  cacheRead: 0,
  cacheWrite5m: 0,
  cacheWrite1h: 0,
  inputAudio: 0,
  inputImage: 0,
})

export const plainOutput = (output: number, reasoning = 0): OutputUsage => ({
  output,
  reasoning,
  outputAudio: 0,
  outputImage: 0,
})

/** Largest count believed in any one figure; the engine refuses more. */
const MAX_COUNT = 10_000_000_000

/** Reads counts one by one and remembers whether any had to be bent. */
export class CountReader {
  bent = false

  /** A whole number from 0, clamped when it is not; undefined when absent. */
  count(value: unknown): number | undefined {
    if (value === undefined || value === null) return undefined
    if (typeof value !== 'number' || Number.isNaN(value)) {
      this.bent = true
      return undefined
    }
    const whole = Math.min(Math.max(Math.ceil(value), 0), MAX_COUNT)
    if (whole !== value) this.bent = true
    return whole
  }

  /** The part of `whole` that `value` claims: never more than the whole. */
  part(value: unknown, whole: number): number {
    const count = this.count(value) ?? 0
    if (count <= whole) return count
    this.bent = true
    return whole
  }
}
