/** One direction of a session: messages in order and one at a time, the sender paused while they wait or the receiver lags. */
import type { MessageSocket } from '../providers/provider.ts'
import type { Forward } from './state.ts'

export interface LaneOptions {
  readonly from: MessageSocket
  readonly to: MessageSocket
  readonly read: (data: Buffer) => Forward | Promise<Forward>
  /** After each message was read and sent on. */
  readonly after?: () => void
  /** Bytes that wait before the sender is paused. */
  readonly maxWaitingBytes: number
  /** How long the receiver may take nothing. */
  readonly slowMs: number
  /** The receiver took nothing for too long. */
  readonly slow: () => void
  readonly failed: (error: unknown) => void
}

export class Lane {
  readonly #options: LaneOptions
  readonly #waiting: Buffer[] = []
  #bytes = 0
  #busy = false
  #running: Promise<void> = Promise.resolve()
  #paused = false
  #over = false
  #drained: (() => void) | undefined

  constructor(options: LaneOptions) {
    this.#options = options
  }

  /** Nothing waits and nothing is being read. */
  get idle(): boolean {
    return !this.#busy
  }

  /** Settles once it is idle. */
  async emptied(): Promise<void> {
    while (this.#busy) await this.#running
  }

  push(data: Buffer): void {
    if (this.#over) return
    this.#waiting.push(data)
    this.#bytes += data.length
    if (this.#bytes > this.#options.maxWaitingBytes && !this.#paused) {
      this.#paused = true
      this.#options.from.pause()
    }
    if (!this.#busy) this.#running = this.#run()
  }

  /** The receiver takes more again. */
  drain(): void {
    this.#drained?.()
  }

  /** What waits is dropped. */
  stop(): void {
    this.#over = true
    this.#waiting.length = 0
    this.#drained?.()
  }

  async #run(): Promise<void> {
    this.#busy = true
    try {
      for (let data = this.#next(); data !== undefined; data = this.#next()) {
        const forward = await this.#options.read(data)
        if (forward !== undefined && !this.#over && !this.#options.to.send(forward)) await this.#drain()
        this.#options.after?.()
      }
    } catch (error) {
      this.#options.failed(error)
    } finally {
      this.#busy = false
    }
  }

  #next(): Buffer | undefined {
    const data = this.#waiting.shift()
    if (data) this.#bytes -= data.length
    if (this.#paused && this.#bytes <= this.#options.maxWaitingBytes / 2) {
      this.#paused = false
      this.#options.from.resume()
    }
    return data
  }

  #drain(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#options.slow(), this.#options.slowMs)
      const drained = (): void => {
        clearTimeout(timer)
        this.#drained = undefined
        resolve()
      }
      this.#drained = drained
    })
  }
}
