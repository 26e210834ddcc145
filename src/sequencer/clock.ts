/** Where stamps come from: the system's clock, or a virtual one that stands still until it is told to move. */
import { type Millis, millis } from '../base/money.ts'

export interface SystemClock {
  readonly virtual: false
  now(): Millis
}

export interface VirtualClock {
  readonly virtual: true
  now(): Millis
  /** Never backwards. */
  moveTo(to: Millis): void
}

export type Clock = SystemClock | VirtualClock

/** Never goes back, whatever the machine's clock does. `from` is the last stamp given out before. */
export function systemClock(from: Millis): SystemClock {
  let last = from
  return {
    virtual: false,
    now: () => {
      const now = Date.now() as Millis
      if (now > last) last = now
      return last
    },
  }
}

export function virtualClock(start: Millis): VirtualClock {
  let at = millis(start)
  return {
    virtual: true,
    now: () => at,
    moveTo: (to) => {
      if (to > at) at = to
    },
  }
}
