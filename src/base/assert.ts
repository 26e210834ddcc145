/** Broken invariants stop the process; bad input never reaches these. */

/** A rule the code itself guarantees did not hold. Not for bad input: that is a rejection. */
export class InvariantError extends Error {
  override readonly name = 'InvariantError'
}

export function fail(message: string): never {
  throw new InvariantError(message)
}

export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) fail(message)
}

/** Exhaustiveness check for switches over unions. */
export function unreachable(value: never): never {
  return fail(`unhandled case: ${JSON.stringify(value)}`)
}
