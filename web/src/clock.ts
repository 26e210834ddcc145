/** The server's clock as this browser knows it: every "ago", deadline and "now" is told by it, not by the machine's own time. */

/** What the server says of its clock; part of /status and of the channel `system`. */
interface ClockReading {
  /** UTC ms */
  now: number
  /** stands still between two readings: the test clock of a simulation */
  virtualClock: boolean
}

/** server minus machine, in ms */
let offset = 0
/** the reading of a clock that stands still */
let standing: number | undefined
const listeners = new Set<() => void>()

/** Takes a reading at the moment it arrives. The way it travelled makes it late by less than anybody reads off "2 min ago". */
export function readClock({ now, virtualClock }: ClockReading): void {
  offset = now - Date.now()
  standing = virtualClock ? now : undefined
  for (const listener of listeners) listener()
}

/** UTC ms; the machine's time until the server has said its own. */
export const serverTime = (): number => standing ?? Date.now() + offset

/** Calls when a reading arrives; returns the way to stop. */
export function onClock(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
