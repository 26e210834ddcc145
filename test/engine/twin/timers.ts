/** The twin of the dead man's switches: when the orders of an account are canceled unless it is heard of before. */

export class TimerTwin {
  /** In the order in which they were set. */
  #timers: { readonly account: number; readonly at: number }[] = []

  has(account: number): boolean {
    return this.#timers.some((timer) => timer.account === account)
  }

  set(account: number, at: number | null): void {
    this.#timers = this.#timers.filter((timer) => timer.account !== account)
    if (at !== null) this.#timers.push({ account, at })
  }

  next(): number {
    return Math.min(...this.#timers.map(({ at }) => at))
  }

  /** The account whose time is up first. */
  take(): number {
    const first = this.#timers.find(({ at }) => at === this.next())
    if (!first) throw new Error('no timer is up')
    this.set(first.account, null)
    return first.account
  }
}
