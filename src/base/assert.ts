/** Broken invariants stop the process; bad input never reaches these. */

/** A rule the code itself guarantees did not hold. Not for bad input: that is a rejection. */
class InvariantError extends Error {
  override readonly name = 'InvariantError'
}

export function fail(message: string): never {
  throw new InvariantError(message)
}

export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) fail(message)
}
