/** Channels whose every message is the whole truth: read again when it went stale and somebody listens. */
import { Feed } from './feed.ts'

export interface Opening {
  readonly firstSeq: number
  readonly log: (error: unknown) => void
}

interface Whole<T> extends Opening {
  readonly name: string
  readonly read: () => Promise<T>
  /** What of the kept value is only true for a moment, as it is now. */
  readonly present?: (value: T) => T
  /** No two readings begin within so many ms. */
  readonly paceMs?: number
}

export async function openWhole<T>({ name, firstSeq, read, log, present = (value) => value, paceMs = 0 }: Whole<T>) {
  let value = await read()
  let isStale = false
  let reading = false
  let readAt = Number.NEGATIVE_INFINITY
  const feed = new Feed({ name, firstSeq, keep: 0, snapshot: () => present(value) })
  const refresh = async (): Promise<void> => {
    isStale = false
    reading = true
    readAt = performance.now()
    try {
      value = await read()
      feed.publish(value)
    } catch (error) {
      log(error)
    } finally {
      reading = false
    }
  }
  return {
    feed,
    stale() {
      isStale = true
    },
    flush() {
      if (isStale && !reading && feed.listeners > 0 && performance.now() - readAt >= paceMs) void refresh()
    },
  }
}
