/** An outlet that lets nothing out before a promise settles: a call may start upstream while its hold is still on the way to the disk. */
import type { Headers, Outlet } from './outlet.ts'

export class HeldOutlet implements Outlet {
  readonly #inner: Outlet
  #waiting: (() => void)[] | undefined = []
  #started = false
  #dropped = false

  /** When the promise rejects, all is dropped and the reader counts as gone: the refusal is the inner outlet's whole answer. */
  constructor(inner: Outlet, until: Promise<unknown>) {
    this.#inner = inner
    until.then(
      () => this.#open(),
      () => this.#drop(),
    )
  }

  get gone(): boolean {
    return this.#dropped || this.#inner.gone
  }

  get started(): boolean {
    return this.#started || this.#inner.started
  }

  get onDrain(): (() => void) | undefined {
    return this.#inner.onDrain
  }

  set onDrain(listener: (() => void) | undefined) {
    this.#inner.onDrain = listener
  }

  get onGone(): (() => void) | undefined {
    return this.#inner.onGone
  }

  set onGone(listener: (() => void) | undefined) {
    this.#inner.onGone = listener
  }

  start(status: number, headers: Headers): void {
    this.#started = true
    this.#do(() => this.#inner.start(status, headers))
  }

  write(bytes: Uint8Array): boolean {
    if (this.#dropped) return true
    if (!this.#waiting) return this.#inner.write(bytes)
    this.#waiting.push(() => this.#inner.write(bytes))
    return false
  }

  end(bytes: Uint8Array, trailers?: Headers): void {
    this.#do(() => this.#inner.end(bytes, trailers))
  }

  breakOff(bytes: Uint8Array): void {
    this.#do(() => this.#inner.breakOff(bytes))
  }

  #do(step: () => void): void {
    if (this.#waiting) this.#waiting.push(step)
    else if (!this.#dropped) step()
  }

  #open(): void {
    const steps = this.#waiting ?? []
    this.#waiting = undefined
    for (const step of steps) step()
    if (steps.length > 0) this.#inner.onDrain?.()
  }

  #drop(): void {
    this.#waiting = undefined
    this.#dropped = true
    this.#inner.onGone?.()
  }
}
