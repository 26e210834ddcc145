/** Long work in turns of the event loop: a few milliseconds at a time, one piece of work after the other, so that nobody waits for a large body. */

/** Work that yields wherever it may pause, about every millisecond. */
export type Steps<T> = Generator<undefined, T>

/** Bytes that one native call (parsing, hashing, writing) gets at a time; what is smaller is done at once. */
export const PIECE_BYTES = 256 * 1024

const TURN_MS = 8

const waiting: (() => void)[] = []

function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve)
    if (waiting.length === 1) setImmediate(takeTurn)
  })
}

/** However many wait, one goes on: then whatever else the event loop has to do. */
function takeTurn(): void {
  waiting.shift()?.()
  if (waiting.length > 0) setImmediate(takeTurn)
}

/** Settles with the result of all steps; rejects with what one throws. */
export async function inTurns<T>(steps: Steps<T>): Promise<T> {
  for (;;) {
    await nextTurn()
    const end = performance.now() + TURN_MS
    do {
      const step = steps.next()
      if (step.done) return step.value
    } while (performance.now() < end)
  }
}

/** All steps at once: for tests and for what is small. */
export function atOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
  }
}
