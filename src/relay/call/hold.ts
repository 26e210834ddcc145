/** Keeps a running stream inside its hold: extends it from the balance when the count reaches it, and says when that is over. */
import type { UsageVector } from '../../engine/metering/rates.ts'
import type { MoneyPort } from '../ports.ts'
import type { StreamGuard } from '../stream/pump.ts'
import type { CallMeter } from '../usage/meter.ts'

export interface HoldOptions {
  readonly money: Pick<MoneyPort, 'extend'>
  readonly callId: string
  /** Output tokens the hold covers. */
  readonly output: number
  /** The whole bound with so many output tokens. */
  readonly boundFor: (output: number) => UsageVector
  /** False when the caller has set the most the call may cost. */
  readonly mayExtend: boolean
}

/** Tokenizers differ: a count this far above what the hold covers is needed to stop a stream that obeys its limit. */
const TOLERANCE = 1.1
const TOLERANCE_TOKENS = 32

type OutputCount = Pick<CallMeter, 'roughOutput' | 'countOutput'>

export class HoldGuard implements StreamGuard {
  readonly #options: HoldOptions
  #covered: number
  #refused: boolean
  /** Rough tokens at which to count next. */
  #nextCheck: number

  constructor(options: HoldOptions) {
    this.#options = options
    this.#covered = options.output
    this.#refused = !options.mayExtend
    this.#nextCheck = options.output * 0.9
  }

  isDue(meter: OutputCount): boolean {
    return meter.roughOutput >= this.#nextCheck
  }

  async check(meter: OutputCount): Promise<'ok' | 'exhausted'> {
    const counted = meter.countOutput()
    this.#nextCheck = meter.roughOutput * 1.05 + 16
    if (counted <= this.#covered) return 'ok'
    if (!this.#refused && (await this.#extend(counted))) return 'ok'
    return counted > this.#covered * TOLERANCE + TOLERANCE_TOKENS ? 'exhausted' : 'ok'
  }

  async #extend(counted: number): Promise<boolean> {
    const output = Math.ceil(counted * 1.25) + 256
    const { money, callId, boundFor } = this.#options
    const answer = await money.extend({ callId, bound: boundFor(output) })
    if (answer.ok) this.#covered = output
    else this.#refused = true
    return answer.ok
  }
}
