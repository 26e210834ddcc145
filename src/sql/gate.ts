/** Keeps statements of others out while one transaction is open on a shared connection. First come, first served. */

interface Waiter {
  readonly exclusive: boolean
  readonly go: () => void
}

export class Gate {
  #locked = false
  #waiting: Waiter[] = []

  /** Posts at once, or as soon as no transaction is open; a later transaction can not slip in between. */
  pass<T>(post: () => Promise<T>): Promise<T> {
    if (!this.#locked) return post()
    return new Promise((resolve) => this.#waiting.push({ exclusive: false, go: () => resolve(post()) }))
  }

  /** Settles when the caller alone may post statements, until `unlock`. */
  lock(): Promise<void> {
    if (!this.#locked) {
      this.#locked = true
      return Promise.resolve()
    }
    return new Promise((go) => this.#waiting.push({ exclusive: true, go }))
  }

  unlock(): void {
    const next = this.#waiting.findIndex((waiter) => waiter.exclusive)
    const released = this.#waiting.splice(0, next < 0 ? this.#waiting.length : next + 1)
    this.#locked = next >= 0
    for (const waiter of released) waiter.go()
  }
}
